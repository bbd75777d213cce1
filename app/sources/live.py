"""What cameras and network streams have in common: frames are as old as their arrival, and silence is an error."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np

from app.runtime_env import cv2
from app.sources.base import SourceLostError, SourceUnreadableError
from model.video.picture import square_shape
from model.video.timestamps import sane_rate


class SquarePixels:
    """Makes the pixels of what an opened cv2.VideoCapture gives square, as files' are, by another width."""

    def __init__(self, capture):
        across, down = capture.get(cv2.CAP_PROP_SAR_NUM), capture.get(cv2.CAP_PROP_SAR_DEN)
        self._shape = square_shape(Fraction(round(across), round(down)) if across > 0 and down > 0 else None)

    def apply(self, image: np.ndarray | None) -> np.ndarray | None:
        """``image``, BGR uint8 ``(height, width, 3)``, with square pixels; None where there is none."""
        if image is None or not image.size:
            return None
        if self._shape == 1:
            return image
        height, width = image.shape[:2]
        return cv2.resize(image, (max(1, round(width * self._shape)), height), interpolation=cv2.INTER_CUBIC)


class CapturedLive:
    """An opened cv2.VideoCapture without an end. Times are those of arrival: stamps of live containers mislead."""

    live = True
    duration = None

    def __init__(self, capture, name: str, silent: str):
        """Takes over ``capture`` (opened).

        Args:
            silent: SourceUnreadableError's sentence when no first frame comes.
        """
        self.name = name
        self._capture = capture
        self.fps = sane_rate(capture.get(cv2.CAP_PROP_FPS))
        self._pixels = SquarePixels(capture)
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
        return self._pixels.apply(image if decoded else None)

    def close(self) -> None:
        """See ``Source.close``."""
        self._capture.release()
