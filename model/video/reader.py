"""Reading a video file in order, decoding to pixels only the frames that are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from model.errors import FootageError

if TYPE_CHECKING:
    import av


def read_frames(path: Path, wanted: Callable[[float], int]) -> Iterator[tuple[float, int, np.ndarray]]:
    """Yield ``(time, ticks, image)`` of the frames for which ``ticks = wanted(time)`` is above 0.

    ``wanted`` is called once for every frame, in order; ``TickSampler.ticks`` is one such function. Times are
    seconds from the first frame, by the container's time stamps; images are BGR uint8 ``(height, width, 3)``.
    Frames that are not wanted are decoded but never converted to pixels, a third of the cost.
    Raises FootageError when the file cannot be opened or holds no frame.
    """
    capture = cv2.VideoCapture(str(path))
    try:
        rate = capture.get(cv2.CAP_PROP_FPS)
        step = 1 / rate if 0 < rate < 1000 else 1 / 30
        offset, last = None, -step
        while capture.grab():
            stamp = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            offset = stamp if offset is None else offset
            time = stamp - offset
            if not time > last:  # a missing or broken time stamp: carry on at the file's own rate
                time = last + step
                offset = stamp - time if stamp else offset  # after a jump back, count from there
            last = time
            ticks = wanted(time)
            if ticks > 0:
                ok, image = capture.retrieve()
                if ok:
                    yield time, ticks, image
        if offset is None:
            raise FootageError(
                f"Received {path}: no frame can be read from it; expected a video, `ffmpeg -i` may repair it."
            )
    finally:
        capture.release()


def length(path: Path) -> float:
    """The video's length in seconds as its header states it; 0.0 when it states none."""
    capture = cv2.VideoCapture(str(path))
    try:
        rate, count = capture.get(cv2.CAP_PROP_FPS), capture.get(cv2.CAP_PROP_FRAME_COUNT)
        return count / rate if rate > 0 and count > 0 else 0.0
    finally:
        capture.release()


def to_bgr(frame: av.VideoFrame) -> np.ndarray:
    """A frame decoded by PyAV as BGR uint8 ``(height, width, 3)``, upright: the same bytes that OpenCV makes of it.

    Bicubic is how OpenCV asks for chroma to be spread over the pixels; another choice differs by up to 83 grey levels.
    In the caller's thread alone: helpers cost a third more, and where all cores are busy their start is waited for.
    """
    image = frame.to_ndarray(format="bgr24", interpolation="BICUBIC", threads=1)
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(image, turns)) if turns else image
