"""Reading a video file in order, making pictures only of the frames that are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.errors import FootageError
from model.video.decoding import stated_duration
from model.video.opening import open_video

if TYPE_CHECKING:
    from model.video.video_file import VideoInfo


def read_frames(path: Path, wanted: Callable[[float], int]) -> Iterator[tuple[float, int, np.ndarray]]:
    """Yield ``(time, ticks, image)`` of the frames for which ``ticks = wanted(time)`` is above 0.

    ``wanted`` is called once for every frame, in order; ``TickSampler.ticks`` is one such function. Times are seconds
    from what players call zero of the file; images are BGR uint8 ``(height, width, 3)``, as ``PictureConverter`` makes them.
    Frames that are not wanted are decoded but never converted to pixels, a third of the cost.
    Raises FootageError when the file cannot be opened or holds no frame.
    """
    from model.video.video_file import VideoFile

    with VideoFile(path) as video:
        while (found := video.read()) is not None:
            _, time, frame = found
            ticks = wanted(time)
            if ticks > 0:
                yield time, ticks, video.to_bgr(frame)


def video_info(path: Path) -> VideoInfo:
    """What the video at ``path`` says of itself; FootageError, with a sentence, where no frame of it can be decoded."""
    from model.video.video_file import VideoFile

    with VideoFile(path, threads=1) as video:
        return video.info


def check_video(path: Path) -> None:
    """Raise FootageError, with a sentence, where the file at ``path`` is no video of which a frame can be decoded."""
    video_info(path)


def length(path: Path) -> float:
    """The video's length in seconds as its header states it; 0.0 when it states none."""
    try:
        container, stream = open_video(path, threads=1)
    except FootageError:
        return 0.0
    with container:
        return stated_duration(container, stream) or 0.0
