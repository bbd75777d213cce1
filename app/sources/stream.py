"""Videos and streams behind a URL: the only sources beside cameras that OpenCV reads."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from app.runtime_env import cv2
from app.sources.base import Source, SourceNotFoundError, SourceUnreadableError
from app.sources.live import CapturedLive, SquarePixels
from model.addresses import lacks_secrets, shown_address
from model.limits import MOST_FRAME_PIXELS, size_refusal
from model.video.opening import CAPTURE_OPTIONS, STREAM_FORMATS, STREAM_PROTOCOLS
from model.video.timestamps import ASSUMED_FPS, HALF_TICK, LONGEST_STILL_IN_STREAM, TimestampClock, sane_rate

OPEN_MS = 5000
READ_MS = 5000  # OpenCV's own limit is 30 s of a frozen picture
LIMITS = f"|protocol_whitelist;{STREAM_PROTOCOLS}|format_whitelist;{STREAM_FORMATS}"
_SEEK_BACK = (0.5, 3.0, 15.0)  # seconds a seek starts before its aim, when containers land behind it

_changing = threading.Lock()
_opening = 0  # streams that are being opened


@contextmanager
def _no_files() -> Iterator[None]:
    """While it lasts, what OpenCV opens cannot open a file in its turn: a playlist from a server may name any.

    OpenCV reads such wishes from an environment variable alone, which all threads share.
    """
    global _opening
    with _changing:
        _opening += 1
        if _opening == 1:
            os.environ[CAPTURE_OPTIONS] += LIMITS
    try:
        yield
    finally:
        with _changing:
            _opening -= 1
            if _opening == 0:
                os.environ[CAPTURE_OPTIONS] = os.environ[CAPTURE_OPTIONS].removesuffix(LIMITS)


def stated_duration(capture) -> float | None:
    """How long a stream says that it is.

    Args:
        capture: An open cv2.VideoCapture.

    Returns:
        Seconds by frame count and rate; None where they cannot be true (raw and live streams).
    """
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
        self._pixels = SquarePixels(capture)
        self._clock = TimestampClock(self.fps or ASSUMED_FPS, LONGEST_STILL_IN_STREAM)
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
        """See ``SeekableSource.seek``. OpenCV's own seek is only roughly right: from before the aim on, frames are
        read.

        Args:
            time: Seconds of video.

        Returns:
            See ``SeekableSource.seek``.
        """
        capture, aim = self._capture, self._clock.timestamp(max(0.0, time))
        self._first = None
        for back in (*_SEEK_BACK, None):
            begin = 0.0 if back is None else max(0.0, (aim - back) * 1000)
            if not capture.set(cv2.CAP_PROP_POS_MSEC, begin) or not capture.grab():
                continue
            timestamp = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            if timestamp > aim + HALF_TICK and begin > 0:
                continue  # it landed behind the aim
            while timestamp < aim - HALF_TICK and capture.grab():
                timestamp = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            reached = self._clock.jump(timestamp)
            self._index = round(reached * (self.fps or ASSUMED_FPS))
            return self._index, reached
        return None

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        if self._first is not None:
            return self._first
        decoded, image = self._capture.retrieve()
        return self._pixels.apply(image if decoded else None)

    def close(self) -> None:
        """See ``Source.close``."""
        self._capture.release()


def open_stream(url: str) -> Source:
    """Open a URL: a video of known length plays like a file, anything else is live.

    Args:
        url: http, rtsp, udp or tcp.

    Returns:
        The source.

    Raises:
        SourceNotFoundError: Nothing answers in time.
        SourceUnreadableError: No picture comes.
    """
    name = shown_address(url)
    if lacks_secrets(url):
        raise SourceNotFoundError(
            f"Received {name} without its user, password or token, which are never kept: write the whole address."
        )
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_MS]
    with _no_files():
        capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        raise SourceNotFoundError(
            f"Received {name}: nothing there answered with a video within {OPEN_MS // 1000} s; "
            "check the address and that the sender runs."
        )
    why = size_refusal(
        int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)), MOST_FRAME_PIXELS
    )
    if why:
        capture.release()
        raise SourceUnreadableError(f"Received {name}: {why}.")
    if stated_duration(capture) is not None:
        return CapturedVideo(capture, name)
    return CapturedLive(
        capture, name, f"Received no picture from {name} within {READ_MS // 1000} s; check that the sender sends video."
    )
