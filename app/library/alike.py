"""Moments that look like one another: those whose search vectors are nearest to one's, put in order by their fine vectors.

Every search vector is compared: a thousand hours are 245 MB, which are read and multiplied in a fraction of a second; an
approximate index would take a larger file, minutes to make, and one more package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor
from pathlib import Path

import numpy as np

from app.errors import UserError
from app.library.find import take_corrections
from app.library.fine_vectors import read_codes
from app.library.fine_vectors import similarities as fine_similarities
from app.library.index import Index
from app.library.search_vectors import DIMENSIONS, LENGTH, SecondVectors
from app.library.vectors_file import search_rows

BLOCK = 2048  # vectors that are multiplied at once
APART = 3.0  # seconds between two moments of one video that are given
MORE = 40  # times as many vectors are looked at as moments are asked for, for neighbours are left out
FEWEST = 2000  # that are looked at: search vectors alone tell the nearest only nearly


@dataclass(frozen=True)
class Alike:
    """A moment that looks like the one that was asked for.

    Attributes:
        content: Of its video.
        path: Where the video lies.
        duration: Of the video, seconds.
        time: The middle of the second, seconds.
        similarity: The cosine of the angle between both, -1..1.
        label: What it was said to be; "" where nothing was.
    """

    content: str
    path: str
    duration: float
    time: float
    similarity: float
    label: str


@dataclass(frozen=True)
class Wanted:
    """A moment that others are to be like.

    Attributes:
        vector: int8 ``(DIMENSIONS,)``.
        encoder: Of the CNN that saw it.
        content: Of its video.
        time: Seconds.
        fine: uint8 ``(coordinates / 2,)``; None where it has no fine vector.
    """

    vector: np.ndarray
    encoder: str
    content: str
    time: float
    fine: np.ndarray | None = None


def alike(index: Index, wanted: Wanted, most: int) -> list[Alike]:
    """The moments most like one, neighbours of a moment that is given left out, and its own.

    Args:
        index: Open.
        wanted: The moment.
        most: How many, 1 or more.

    Returns:
        Them, the likest first.

    Raises:
        UserError: The index is damaged.
    """
    videos = index.ask(
        "SELECT video, content, path, duration, first_row, row_count FROM videos WHERE encoder = $1 AND path <> '' "
        "AND row_count > 0 ORDER BY first_row",
        [wanted.encoder],
    )
    take_corrections(index)
    rows = search_rows(index.place, wanted.encoder)
    numbers, similarities = nearest(
        rows, wanted.vector, max(most * MORE, FEWEST), videos["first_row"], videos["row_count"]
    )
    if wanted.fine is not None:
        numbers, similarities = _in_order(index, videos, wanted, numbers, similarities)
    chosen: list[tuple[int, float, float]] = []  # the video's place among ``videos``, the time and the similarity
    taken: list[tuple[str, float]] = [(wanted.content, wanted.time)]
    for number, similarity in zip(numbers.tolist(), similarities.tolist()):
        video = int(np.searchsorted(videos["first_row"], number, "right")) - 1
        content, time = str(videos["content"][video]), float(rows["second"][number]) + 0.5
        if len(chosen) == most:
            break
        if all(other != content or abs(time - when) >= APART for other, when in taken):
            taken.append((content, time))
            chosen.append((video, time, similarity))
    labels = _labels_at(index, [(int(videos["video"][video]), time) for video, time, _ in chosen])
    return [
        Alike(
            str(videos["content"][video]),
            str(videos["path"][video]),
            float(videos["duration"][video]),
            time,
            similarity,
            label,
        )
        for (video, time, similarity), label in zip(chosen, labels, strict=True)
    ]


def _in_order(
    index: Index, videos: dict[str, np.ndarray], wanted: Wanted, numbers: np.ndarray, similarities: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The rows that were found, and their similarities by fine vectors where there are any, the nearest first."""
    similarities = similarities.copy()
    owners = np.searchsorted(videos["first_row"], numbers, "right") - 1
    order = np.argsort(owners, kind="stable")
    for several in np.split(order, np.flatnonzero(np.diff(owners[order])) + 1):
        video = int(owners[several[0]])
        seconds = numbers[several] - int(videos["first_row"][video])
        file = index.place.fine_of(str(videos["content"][video]))
        codes = read_codes(file, wanted.encoder, int(videos["row_count"][video]), seconds.tolist())
        if codes is not None and codes.shape[1] == len(wanted.fine):
            similarities[several] = fine_similarities(codes, wanted.fine)
    order = np.lexsort((numbers, -similarities))
    return numbers[order], similarities[order]


def nearest(
    rows: np.ndarray, vector: np.ndarray, most: int, first_rows: Sequence[int], row_counts: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """The vectors nearest to one.

    Args:
        rows: All vectors, ``(n,)`` of ROW.
        vector: int8 ``(DIMENSIONS,)``.
        most: How many.
        first_rows, row_counts: Which of ``rows`` count, rising.

    Returns:
        Their numbers and similarities, the nearest first, equally near ones by number.
    """
    wanted = np.asarray(vector, np.float32) / np.float32(LENGTH**2)
    block = np.empty((BLOCK, DIMENSIONS), np.float32)
    numbers, similarities = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for begin, end in _joined(first_rows, row_counts, len(rows)):
        found = np.empty(end - begin, np.float32)
        for first in range(begin, end, BLOCK):
            part = rows["vector"][first : min(first + BLOCK, end)]
            block[: len(part)] = part
            np.dot(block[: len(part)], wanted, out=found[first - begin : first - begin + len(part)])
        best = np.argpartition(found, -most)[-most:] if len(found) > most else np.arange(len(found))
        numbers.append(best + begin)
        similarities.append(found[best])
    all_numbers, all_similarities = np.concatenate(numbers), np.concatenate(similarities)
    order = np.lexsort((all_numbers, -all_similarities))[:most]
    return all_numbers[order], all_similarities[order]


def _joined(first_rows: Sequence[int], row_counts: Sequence[int], rows: int) -> Iterator[tuple[int, int]]:
    """Yield ``(first, one past the last)`` of each run of rows that follow each other, within those that there are."""
    begin = end = 0
    for first, count in zip(first_rows, row_counts):
        if first != end:
            if end > begin:
                yield begin, end
            begin = int(first)
        end = min(int(first + count), rows)
    if end > begin:
        yield begin, end


def moment_in(index: Index, content: str, time: float) -> Wanted | None:
    """A moment of a video in the library, with the vector of its second, or the nearest there is; None where it is not in it.

    Raises:
        UserError: The index is damaged.
    """
    found = index.ask("SELECT encoder, first_row, row_count FROM videos WHERE content = $1", [content])
    if not len(found["encoder"]) or not found["row_count"][0]:
        return None
    first, encoder = int(found["first_row"][0]), str(found["encoder"][0])
    rows = search_rows(index.place, encoder)[first : first + int(found["row_count"][0])]
    if not len(rows):
        return None
    number = int(np.abs(rows["second"] - floor(time)).argmin())
    codes = read_codes(index.place.fine_of(content), encoder, int(found["row_count"][0]), [number])
    vector, second = np.array(rows["vector"][number]), float(rows["second"][number])
    return Wanted(vector, encoder, content, second + 0.5, None if codes is None else codes[0])


def moment_of_video(video: Path, time: float, model) -> Wanted:
    """A moment of any video, encoded now.

    Args:
        video: The file.
        time: Seconds.
        model: A ``LibraryModel``, whose CNN sees it.

    Returns:
        The moment.

    Raises:
        FootageError: The video cannot be read. ModelError: the model cannot be used.
        UserError: There is no frame at that time.
    """
    from model.engine.litert import ENCODER_FILES, FrameEncoder
    from model.teaching.embeddings import encode_ticks, ticks_between
    from model.video.identity import content_of
    from model.video.video_file import VideoFile

    spec, second = model.spec, float(floor(max(0.0, time)))
    with VideoFile(video, threads=1) as file:
        begin, end = file.info.start, file.duration
        if time < 0 or (end is not None and time >= end):
            raise UserError(f"Received {video} at {time:.1f} s: expected a time within its {end or 0:.1f} s.")
        ticks = ticks_between([(second, second + 0.999)], begin, spec.sample_fps, 0, 0)
        encoder = FrameEncoder(Path(model.folder) / ENCODER_FILES[spec.precision], spec, 1)
        encoded = encode_ticks(file, ticks, encoder, spec)
    vectors = SecondVectors()
    for features in encoded.features:
        vectors.push(second, features.astype(np.float32))
    seconds = vectors.end()
    if not len(seconds.vectors):
        raise UserError(f"Received {video} at {time:.1f} s: there is no picture at that time; name another.")
    return Wanted(seconds.vectors[0], model.encoder, content_of(video), second + 0.5, seconds.fine[0])


def _labels_at(index: Index, moments: Sequence[tuple[int, float]]) -> list[str]:
    """What each of ``(video, time)`` was said to be; "" where nothing was."""
    if not moments:
        return []
    found = index.ask(
        "SELECT m.number, s.label FROM (SELECT unnest($1::INTEGER[]) AS video, unnest($2::DOUBLE[]) AS time, "
        "unnest($3::INTEGER[]) AS number) m JOIN segments_now s ON s.video = m.video AND s.start <= m.time AND s.until > m.time",
        [[video for video, _ in moments], [time for _, time in moments], list(range(len(moments)))],
    )
    labels = dict(zip(found["number"].tolist(), found["label"].tolist(), strict=True))
    return [labels.get(number, "") for number in range(len(moments))]
