"""What cameras and network streams have in common: frames are as old as their arrival, and silence is an error."""

from __future__ import annotations

import time

import numpy as np

from app.runtime_env import cv2
from app.sources.base import SourceLostError, SourceUnreadableError
from model.video.timestamps import sane_rate


class CapturedLive:
    """An opened cv2.VideoCapture without an end. Times are those of arrival: stamps of live containers mislead."""

    live = True
    duration = None

    def __init__(self, capture, name: str, silent: str):
        """Takes over ``capture`` (opened). silent: SourceUnreadableError's sentence when no first frame comes."""
        self.name = name
        self._capture = capture
        self.fps = sane_rate(capture.get(cv2.CAP_PROP_FPS))
        self._start: float | None = None
        self._index = -1
        decoded, _ = capture.read()
        if not decoded:
            capture.release()
            raise SourceUnreadableError(silent)

    def grab(self) -> tuple[int, float]:
        """See ``Source.grab``. Waits for the next frame."""
        if not self._capture.grab():
            raise SourceLostError(
                f"Received no more pictures from {self.name}: it was disconnected or stopped sending; "
                "connect it again, or start the sender."
            )
        now = time.perf_counter()
        if self._start is None:
            self._start = now
        self._index += 1
        return self._index, now - self._start

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        decoded, image = self._capture.retrieve()
        return image if decoded and image is not None and image.size else None

    def close(self) -> None:
        """See ``Source.close``."""
        self._capture.release()
