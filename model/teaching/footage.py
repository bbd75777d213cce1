"""From labelled videos to what heads learn from: marked time is encoded, each frame once, and given its labels."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from model.datasets.label_file import LabelledSegment
from model.datasets.read import LabelledVideo
from model.engine.base import Encode
from model.errors import FootageError
from model.evaluation.ground_truth import UNDECIDED, true_labels
from model.spec import ModelSpec
from model.teaching.embeddings import EmbeddingCache, Embeddings, encode_ticks, ticks_between
from model.teaching.samples import EmbeddedVideo
from model.video.identity import content_of
from model.video.video_file import VideoFile

MOST_SECONDS = 400.0  # of a label that are learned from
MOST_ALL_SECONDS = 1200.0  # of all labels: a second takes 0.6 MB
SHORTEST_PIECE = 0.5  # seconds that are left of a mark at the least
SAVE_SECONDS = 15.0  # how much encoding a killed run may lose
EXPLORED = 40  # unmarked moments that are looked at, in all videos together
GOLDEN = 0.6180339887498949  # steps by this share of a whole never meet, and leave no large gap


@dataclass(frozen=True)
class Teachable:
    """A video that is taught from.

    Attributes:
        content: What tells it from other videos (``model/video/identity.py``).
        size: Of its pictures, ``(width, height)`` in pixels.
        rate: Frames a second, 0 where it does not say.
        begin, end: When its first frame is shown and when it ends, in seconds; end: None where it does not say.
        spans: Of marked time that is learned from, ``(start, end)`` in seconds.
        explored: Unmarked moments, in seconds.
    """

    video: LabelledVideo
    content: str
    size: tuple[int, int]
    rate: float
    begin: float
    end: float | None
    spans: tuple[tuple[float, float], ...] = ()
    explored: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        return self.video.path.stem


def open_footage(videos: Iterable[LabelledVideo], on_unreadable: Callable[[str], None]) -> list[Teachable]:
    """The videos that can be read, each with the marked time that is learned from.

    Of a label with more than MOST_SECONDS (less where there are many labels) each mark is shortened alike: what is rare is
    learned from whole.

    Args:
        videos: With their labels.
        on_unreadable: Told a sentence for each video that cannot be read; it is left out. So are marks behind a video's end.
    """
    seconds: dict[str, float] = {}
    readable: list[Teachable] = []
    for one in videos:
        try:
            with VideoFile(one.path, threads=1) as file:
                info, end = file.info, file.duration
            content = content_of(one.path)
        except FootageError as error:
            on_unreadable(str(error))
            continue
        inside = [segment for segment in one.segments if end is None or segment.start < end]
        if past := len(one.segments) - len(inside):
            name = one.path.with_suffix(".csv").name
            on_unreadable(
                f"Received {name} with {past} of {len(one.segments)} marks behind the video's end at {end:.1f} s: expected them "
                "inside; they are left out."
            )
        segments = tuple(replace(segment, end=_end_of(segment, end)) for segment in inside)
        readable.append(Teachable(LabelledVideo(one.path, segments), content, info.size, info.fps, info.start, end))
        for segment in segments:
            seconds[segment.label] = seconds.get(segment.label, 0.0) + segment.end - segment.start
    most = min(MOST_SECONDS, MOST_ALL_SECONDS / max(1, len(seconds)))
    whole = sum(one.end or 0.0 for one in readable)
    found = []
    for one in readable:
        spans = []
        for segment in one.video.segments:
            length = segment.end - segment.start
            kept = length * min(1.0, most / seconds[segment.label])
            spans.append((segment.start, segment.start + max(kept, min(length, SHORTEST_PIECE))))
        found.append(replace(one, spans=tuple(spans), explored=_explored(one, whole)))
    return found


def _end_of(segment: LabelledSegment, end: float | None) -> float:
    """Where a mark ends, seconds: with the video at the latest, where that is known; else an open one counts for an hour."""
    if end is not None:
        return min(segment.end, end)
    return segment.end if isfinite(segment.end) else segment.start + 3600.0


def _explored(one: Teachable, whole: float) -> tuple[float, ...]:
    """Its share of EXPLORED unmarked moments, spread evenly: the same ones each time, but for those marked by now.

    whole: seconds of all videos together.
    """
    if one.end is None or not whole:
        return ()
    count = round(EXPLORED * one.end / whole)
    times: list[float] = []
    for step in range(20 * count):
        moment = (0.5 + step * GOLDEN) % 1.0 * one.end
        if len(times) == count:
            break
        if moment > 1.0 and all(not s.start - 0.5 <= moment < s.end + 0.5 for s in one.video.segments):
            times.append(moment)
    return tuple(times)


def embed(
    footage: Sequence[Teachable],
    encode: Encode,
    features: int,
    spec: ModelSpec,
    cache: EmbeddingCache,
    before: int,
    after: int,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
    on_unreadable: Callable[[str], None] = lambda sentence: None,
) -> list[Embeddings]:
    """Encode what is marked or explored of ``footage`` and not in ``cache`` yet, and keep it there.

    Args:
        footage: As ``open_footage`` gives it.
        encode: The CNN. features: That it gives.
        spec: Of the model that is taught.
        cache: Of this encoder.
        before: Ticks that a window sees before its moment. after: Ticks that it sees behind it.
        on_progress: Told how many frames are done, and of how many; it may raise to stop: what is encoded stays.
        on_unreadable: Told a sentence for each video that could not be read to the end of what is marked.

    Returns:
        The embeddings of each video; none of one that cannot be read.
    """
    known = [cache.load(one.content, features) for one in footage]
    wanted, missing = [], []
    for one, kept in zip(footage, known, strict=True):
        ticks = _ticks(one, spec, before, after)
        wanted.append(ticks)
        missing.append(np.setdiff1d(ticks, kept.ticks, assume_unique=True))
    done, total = 0, sum(map(len, missing))

    def on_frame(count: int) -> None:
        nonlocal done
        done += count
        on_progress(done, total)

    for number, one in enumerate(footage):
        if not len(missing[number]):
            continue
        try:
            with VideoFile(one.video.path) as file:
                for ticks in _portions(missing[number], spec):
                    begun = done
                    made = encode_ticks(file, ticks, encode, spec, on_frame)
                    done = begun + len(ticks)
                    if len(made.ticks):
                        known[number] = known[number].merged(made)
                        cache.save(one.content, known[number])
        except FootageError as error:
            on_unreadable(str(error))
    return [kept.only(ticks) for kept, ticks in zip(known, wanted, strict=True)]


def _ticks(one: Teachable, spec: ModelSpec, before: int, after: int) -> np.ndarray:
    moments = [(time, time) for time in one.explored]
    ticks = ticks_between([*one.spans, *moments], one.begin, spec.sample_fps, before, after)
    return ticks if one.end is None else ticks[ticks <= (one.end - one.begin) * spec.sample_fps]


def _portions(ticks: np.ndarray, spec: ModelSpec) -> list[np.ndarray]:
    """``ticks`` in portions after each of which what was encoded is kept."""
    size = max(1, round(SAVE_SECONDS * 4 * spec.sample_fps))  # four times as fast as it plays, or less
    return [ticks[begin : begin + size] for begin in range(0, len(ticks), size)]


def with_labels(
    footage: Sequence[Teachable], embeddings: Sequence[Embeddings], labels: tuple[str, ...]
) -> list[EmbeddedVideo]:
    """The videos with the label of each of their encoded frames; those of which nothing is encoded are left out."""
    result = []
    for one, embedded in zip(footage, embeddings, strict=True):
        if not len(embedded.ticks):
            continue
        marked = true_labels(one.video, labels, embedded.times)
        inside = np.zeros(len(marked), bool)
        for start, end in one.spans:
            inside |= (embedded.times >= start - 1e-3) & (embedded.times < end)
        result.append(EmbeddedVideo(one.name, embedded, np.where(inside, marked, UNDECIDED)))
    return result


def seconds_left(began: float, done: int, of: int, clock: Callable[[], float] = time.monotonic) -> float | None:
    """How long the rest will take at the pace so far; None before anything is done."""
    return None if done <= 0 else (clock() - began) / done * (of - done)
