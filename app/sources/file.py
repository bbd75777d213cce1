"""Video files, and videos behind a URL that end: every frame in order, with the container's own time stamps."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from app.runtime_env import cv2
from app.sources.base import Source, SourceUnreadableError, source_error
from model.errors import FootageError
from model.video import file_check
from model.video.timestamps import ASSUMED_FPS, HALF_TICK, LONGEST_STILL_IN_STREAM, StampClock, sane_rate

SEEK_BACK = (0.5, 3.0, 15.0)  # seconds a seek starts before its aim, when containers land behind it


def stated_duration(capture) -> float | None:
    """Seconds by the container's frame count and rate; None where they cannot be true (raw and live streams)."""
    fps = sane_rate(capture.get(cv2.CAP_PROP_FPS))
    frames = capture.get(cv2.CAP_PROP_FRAME_COUNT)
    return frames / fps if fps and math.isfinite(frames) and frames > 0 else None


class CapturedVideo:
    """An opened cv2.VideoCapture of a URL that ends, its first frame already grabbed and decoded."""

    live = False

    def __init__(self, capture, name: str):
        """Takes over ``capture`` (opened). Raises SourceUnreadableError when it gives no first frame."""
        self.name = name
        self._capture = capture
        self.fps = sane_rate(capture.get(cv2.CAP_PROP_FPS))
        self.duration = stated_duration(capture)
        self._clock = StampClock(self.fps or ASSUMED_FPS, LONGEST_STILL_IN_STREAM)
        self._index = -1
        self._first: np.ndarray | None = None
        if capture.grab():
            self._first = self.retrieve()
        if self._first is None:
            capture.release()
            raise SourceUnreadableError(
                f"Received {name}: it opens but not one frame of it can be decoded; "
                "convert it with `ffmpeg -i INPUT -c:v libx264 OUTPUT.mp4`."
            )

    def grab(self) -> tuple[int, float] | None:
        """See ``Source.grab``."""
        first = self._index < 0
        if not first:
            self._first = None
            if not self._capture.grab():
                return None
        self._index += 1
        return self._index, self._clock.time(self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)

    def seek(self, time: float) -> tuple[int, float] | None:
        """See ``SeekableSource.seek``. OpenCV's own seek is only roughly right: from before the aim on, frames are read."""
        capture, aim = self._capture, self._clock.stamp(max(0.0, time))
        self._first = None
        for back in (*SEEK_BACK, None):
            begin = 0.0 if back is None else max(0.0, (aim - back) * 1000)
            if not capture.set(cv2.CAP_PROP_POS_MSEC, begin) or not capture.grab():
                continue
            stamp = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            if stamp > aim + HALF_TICK and begin > 0:
                continue  # it landed behind the aim
            while stamp < aim - HALF_TICK and capture.grab():
                stamp = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            reached = self._clock.jump(stamp)
            self._index = round(reached * (self.fps or ASSUMED_FPS))
            return self._index, reached
        return None

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        if self._first is not None:
            return self._first
        decoded, image = self._capture.retrieve()
        return image if decoded and image is not None and image.size else None

    def close(self) -> None:
        """See ``Source.close``."""
        self._capture.release()


def check_file(path: Path) -> None:
    """Raise SourceError for what can be known without opening it: no such file, a folder, a pipe, an empty file."""
    try:
        file_check.check_file(path)
    except FootageError as error:
        raise source_error(error) from error


def open_file(path: Path) -> Source:
    """Open a video file; OpenCV, which cannot be kept from opening what a file names, has no part in it.

    A pipe (FIFO) is waited for until somebody writes a video into it.
    Raises SourceNotFoundError, or SourceUnreadableError for a folder, an empty file, or one that holds no video.
    """
    from app.sources.av_file import AvVideo

    return AvVideo(path)
