"""Copies of labelled footage in another size, compression or brightness: does a model hold on them?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from model.datasets.read import list_footage
from model.errors import FootageError
from model.files import placing
from model.marks import video_marks, wrote_video
from model.outputs import Outputs, distinct_stems, make_folder
from model.video.opening import media_name
from model.video.video_file import VideoFile

VARIED = "varied copy of footage"  # what a copy says of itself
RATE = 90_000  # time stamps a second of video


@dataclass(frozen=True)
class Variation:
    """How copies of footage differ from it.

    Attributes:
        size: ``(width, height)`` in pixels, even numbers, or None for the footage's own.
        crf: H.264's constant rate factor, 0 (best) to 51.
        gamma: Below 1 darker, above 1 brighter.
    """

    size: tuple[int, int] | None = None
    crf: int = 18
    gamma: float = 1.0

    def __post_init__(self):
        if self.size is not None and (min(self.size) < 32 or max(self.size) > 7680 or any(n % 2 for n in self.size)):
            raise FootageError(
                f"Received the size {self.size[0]}x{self.size[1]}: expected even numbers from 32 to 7680."
            )
        if not 0 <= self.crf <= 51:
            raise FootageError(f"Received crf {self.crf}: expected 0 to 51.")
        if not 0.1 <= self.gamma <= 10:
            raise FootageError(f"Received gamma {self.gamma:g}: expected 0.1 to 10.")


def vary_footage(
    data: Path,
    out: Path,
    variation: Variation,
    done: Callable[[int, int], None] = lambda number, count: None,
    on_unreadable: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write a varied copy of every labelled video in ``data`` (``NAME.mp4`` beside ``NAME.csv``) to ``out``.

    Copies already there are kept; videos that share a name get NAME, NAME-2 and so on.

    Args:
        data: Labelled footage.
        out: The folder for the copies; made if need be.
        variation: How the copies differ.
        done: Called after each with how many are done, of how many.
        on_unreadable: Told a sentence for each video that cannot be read, of which there is no copy; None: FootageError
            is raised.

    Returns:
        The copies.

    Raises:
        FootageError: ``out`` is ``data``, or nothing is in it.
        OutputError: A copy or its labels would take the place of anything else.
    """
    data, out = Path(data), Path(out)
    if out.resolve() == data.resolve():
        raise FootageError(f"Received {out} for the copies: it is where the footage lies; name another folder.")
    labels_of = {path: csv for path, csv in list_footage(data, on_unreadable) if csv is not None}
    videos = list(labels_of)
    if not videos:
        raise FootageError(f"Received {data}: no video with labels beside it (NAME.mp4 with NAME.csv) is there.")
    targets = [out / f"{stem}.mp4" for stem in distinct_stems(videos)]
    _check(labels_of, targets)
    make_folder(out, f"{out} for the copies")

    def one(path: Path, copy: Path) -> Path | str:
        try:
            for target, write in (
                (copy, lambda temporary: _reencode(path, temporary, variation)),
                (copy.with_suffix(".csv"), lambda temporary: shutil.copyfile(labels_of[path], temporary)),
            ):
                if not target.is_file():
                    with placing(target) as temporary:
                        write(temporary)
        except FootageError as error:
            if on_unreadable is None:
                raise
            return str(error)
        return copy

    copies = []
    with ThreadPoolExecutor(min(os.cpu_count() or 2, 8)) as pool:
        for number, copy in enumerate(pool.map(one, videos, targets), 1):
            if isinstance(copy, str):
                on_unreadable(copy)
            else:
                copies.append(copy)
            done(number, len(videos))
    return copies


def _check(labels_of: dict[Path, Path], targets: list[Path]) -> None:
    """Raise OutputError unless each copy is new or one of ours, and its labels are new or its video's very own."""
    outputs = Outputs([*labels_of, *labels_of.values()])
    for labels, copy in zip(labels_of.values(), targets, strict=True):
        own = labels.read_bytes()
        outputs.claim(copy, "", lambda path: wrote_video(path, VARIED), "name another folder")
        outputs.claim(
            copy.with_suffix(".csv"), "", lambda path, own=own: path.read_bytes() == own, "name another folder"
        )


def _reencode(path: Path, to: Path, variation: Variation) -> None:
    import av

    # Brighter for a gamma above 1, as a game's own slider has it.
    curve = (255 * (np.arange(256) / 255) ** (1 / variation.gamma)).round().astype(np.uint8)
    try:
        with VideoFile(path) as source, av.open(media_name(to), "w", format="mp4") as target:
            target.metadata.update(video_marks(VARIED, ".mp4"))
            stream = None
            while (found := source.read()) is not None:
                index, time, frame = found
                image = source.to_bgr(frame)
                if stream is None:
                    stream = target.add_stream("libx264", rate=source.stream.average_rate)
                    # H.264 halves the colours' size: even numbers.
                    width, height = variation.size or (image.shape[1] // 2 * 2, image.shape[0] // 2 * 2)
                    stream.width, stream.height = width, height
                    stream.pix_fmt = "yuv420p"
                    stream.options = {"crf": str(variation.crf), "preset": "superfast"}
                    stream.codec_context.thread_count = 1
                    stream.codec_context.time_base = Fraction(1, RATE)
                if image.shape[:2] != (height, width):
                    shrinks = width < image.shape[1]
                    image = cv2.resize(
                        image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
                    )
                if variation.gamma != 1.0:
                    image = cv2.LUT(image, curve)
                shown = av.VideoFrame.from_ndarray(image, format="bgr24")
                shown.time_base = Fraction(1, RATE)
                # A copy has no sound: what comes before the first frame would be no part of it, and move the labels.
                shown.pts = round(time * RATE) if index else 0
                target.mux(stream.encode(shown))
            target.mux(stream.encode())
    except av.FFmpegError as error:
        raise FootageError(f"Received {path}: it cannot be copied ({error}); `ffmpeg -i` may repair it.") from error
