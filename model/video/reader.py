"""Reading a video file in order, decoding to pixels only the frames that are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.errors import FootageError
from model.video.opening import clock_of, decode_all, open_video, seconds_of, undecodable

if TYPE_CHECKING:
    import av


def read_frames(path: Path, wanted: Callable[[float], int]) -> Iterator[tuple[float, int, np.ndarray]]:
    """Yield ``(time, ticks, image)`` of the frames for which ``ticks = wanted(time)`` is above 0.

    ``wanted`` is called once for every frame, in order; ``TickSampler.ticks`` is one such function. Times are
    seconds from the first frame, by the container's time stamps; images are BGR uint8 ``(height, width, 3)``.
    Frames that are not wanted are decoded but never converted to pixels, a third of the cost.
    Raises FootageError when the file cannot be opened or holds no frame.
    """
    container, stream = open_video(path, threads=0)
    with container:
        clock, none = clock_of(container, stream), True
        for frame in decode_all(container, stream):
            none = False
            time = clock.time(float("nan") if frame.time is None else float(frame.time))
            ticks = wanted(time)
            if ticks > 0:
                yield time, ticks, to_bgr(frame)
        if none:
            raise undecodable(path, stream)


def check_video(path: Path) -> None:
    """Raise FootageError, with a sentence, where the file at ``path`` is no video of which a frame can be decoded."""
    container, stream = open_video(path, threads=1)
    with container:
        if next(decode_all(container, stream), None) is None:
            raise undecodable(path, stream)


def length(path: Path) -> float:
    """The video's length in seconds as its header states it; 0.0 when it states none."""
    try:
        container, stream = open_video(path, threads=0)
    except FootageError:
        return 0.0
    with container:
        return seconds_of(container, stream) or 0.0


def to_bgr(frame: av.VideoFrame) -> np.ndarray:
    """A frame decoded by PyAV as BGR uint8 ``(height, width, 3)``, upright: the same bytes that OpenCV makes of it.

    Bicubic is how OpenCV asks for chroma to be spread over the pixels; another choice differs by up to 83 grey levels.
    In the caller's thread alone: helpers cost a third more, and where all cores are busy their start is waited for.
    """
    image = frame.to_ndarray(format="bgr24", interpolation="BICUBIC", threads=1)
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(image, turns)) if turns else image
