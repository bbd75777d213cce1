"""Webcams, by number: ``0``, or with a size and a rate ``0@1920x1080@60``."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.runtime_env import cv2
from app.sources.base import SourceNotFoundError
from app.sources.live import CapturedLive

WIDTH, HEIGHT = 1280, 720
_FORM = re.compile(r"(\d+)(?:@(\d+)x(\d+))?(?:@(\d+(?:\.\d+)?))?", re.ASCII)
ASK_SECONDS = 5.0


@dataclass(frozen=True)
class CameraRequest:
    """A camera, and the pictures that are asked of it.

    Attributes:
        number: As the system counts.
        width, height: Pixels, fps: pictures a second (0.0: as the camera likes).
    """

    number: int
    width: int = WIDTH
    height: int = HEIGHT
    fps: float = 0.0


def parse_camera(text: str) -> CameraRequest | None:
    """Read what names a camera: ``0``, ``0@1280x720``, ``0@60`` or ``0@1280x720@60``.

    Args:
        text: What was asked for.

    Returns:
        The request; None where it means no camera.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    number, width, height, fps = found.groups()
    return CameraRequest(int(number), int(width or WIDTH), int(height or HEIGHT), float(fps or 0.0))


def open_camera(request: CameraRequest) -> CapturedLive:
    """Open the camera and wait for its first frame.

    Args:
        request: Which camera.

    Returns:
        The source.

    Raises:
        SourceNotFoundError: There is none.
        SourceUnreadableError: It gives no picture.
    """
    name = f"camera {request.number}"
    capture = cv2.VideoCapture(request.number)
    if not capture.isOpened():
        capture.release()
        raise SourceNotFoundError(
            f"Received {name}: there is no such camera or another program uses it; "
            "connect or free it, or open a video file or a URL instead."
        )
    # Most USB cameras reach 720p at 30 frames/s as MJPG only; a camera that cannot do one of these stays as it was.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, request.width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, request.height)
    if request.fps:
        capture.set(cv2.CAP_PROP_FPS, request.fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # a queue in the driver is nothing but delay
    return CapturedLive(
        capture,
        name,
        f"Received no picture from {name}: expected one; close other programs that use it and open it again.",
    )


def list_cameras() -> list[tuple[int, str]]:
    """The cameras the system knows, ``(number, name)`` in their order; takes a moment outside Linux."""
    if sys.platform.startswith("linux"):
        return _cameras_of_linux(Path("/sys/class/video4linux"))
    try:
        names = _names_of_macos() if sys.platform == "darwin" else _names_of_windows()
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        names = []
    return list(enumerate(names))


def _cameras_of_linux(folder: Path) -> list[tuple[int, str]]:
    cameras = []
    for device in folder.glob("video*"):
        try:
            # One camera may show several devices; only the one with index 0 gives pictures, the others metadata.
            if (device / "index").read_text().strip() == "0":
                cameras.append((int(device.name.removeprefix("video")), (device / "name").read_text().strip()))
        except (OSError, ValueError):
            continue  # unplugged just now
    return sorted(cameras)


def _names_of_macos() -> list[str]:
    said = subprocess.run(
        ["system_profiler", "SPCameraDataType", "-json"], capture_output=True, timeout=ASK_SECONDS, check=True
    )
    return [camera["_name"] for camera in json.loads(said.stdout)["SPCameraDataType"]]


def _names_of_windows() -> list[str]:
    ask = "Get-CimInstance Win32_PnPEntity | Where-Object PNPClass -in Camera,Image | ForEach-Object Name"
    said = subprocess.run(
        ["powershell", "-NoProfile", "-Command", ask],
        capture_output=True,
        text=True,
        timeout=ASK_SECONDS,
        check=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    return [line.strip() for line in said.stdout.splitlines() if line.strip()]
