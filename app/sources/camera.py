"""Webcams, by number."""

from __future__ import annotations

from app.runtime_env import cv2
from app.sources.base import SourceNotFoundError
from app.sources.live import CapturedLive

WIDTH, HEIGHT = 1280, 720


def open_camera(number: int) -> CapturedLive:
    """Open the camera and wait for its first frame.

    Raises SourceNotFoundError when there is none, SourceUnreadableError when it gives no picture.
    """
    name = f"camera {number}"
    capture = cv2.VideoCapture(number)
    if not capture.isOpened():
        capture.release()
        raise SourceNotFoundError(
            f"Received {name}: there is no such camera or another program uses it; "
            "connect or free it, or open a video file or a URL instead."
        )
    # Most USB cameras reach 720p at 30 frames/s as MJPG only; a camera that cannot do one of these stays as it was.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # a queue in the driver is nothing but delay
    return CapturedLive(
        capture,
        name,
        f"Received no picture from {name}: expected one; close other programs that use it and open it again.",
    )
