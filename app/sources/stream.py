"""Videos and streams behind a URL."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.runtime_env import cv2
from app.sources.base import Source, SourceNotFoundError, SourceUnreadableError
from app.sources.file import CapturedVideo, stated_duration
from app.sources.live import CapturedLive
from model.addresses import lacks_secrets, shown_address
from model.limits import MOST_FRAME_PIXELS, size_refusal
from model.video.opening import CAPTURE_OPTIONS, STREAM_FORMATS, STREAM_PROTOCOLS

OPEN_MS = 5000
READ_MS = 5000  # OpenCV's own limit is 30 s of a frozen picture
LIMITS = f"|protocol_whitelist;{STREAM_PROTOCOLS}|format_whitelist;{STREAM_FORMATS}"

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


def open_stream(url: str) -> Source:
    """Open a URL: a video of known length plays like a file, anything else is live.

    Raises SourceNotFoundError when nothing answers in time, SourceUnreadableError when no picture comes.
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
