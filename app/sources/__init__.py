"""Where frames come from. ``open_source`` takes what people type: a camera, a file, the screen, a URL."""

from __future__ import annotations

from pathlib import Path

from app.settings import DEMO_CLIP
from app.sources.base import (
    Source,
    SourceError,
    SourceLostError,
    SourceNotFoundError,
    SourceUnreadableError,
)
from app.sources.camera import list_cameras, open_camera, parse_camera
from app.sources.file import open_file
from app.sources.screen import list_monitors, open_screen
from app.sources.screen_request import is_screen, window_title
from app.sources.sequence import ImageSequence, is_sequence, split_rate
from app.sources.stream import open_stream
from model.addresses import is_address as is_url
from model.addresses import lacks_secrets, shown_address
from model.paths import expand_user
from model.video.file_check import is_pipe

__all__ = [
    "Source",
    "SourceError",
    "SourceLostError",
    "SourceNotFoundError",
    "SourceUnreadableError",
    "check_source",
    "describe_source",
    "is_camera",
    "is_demo",
    "is_file_source",
    "is_screen",
    "is_url",
    "list_cameras",
    "list_monitors",
    "open_source",
    "source_files",
]


def is_camera(text: str) -> bool:
    """Whether ``text`` names a camera: ``0``, ``1@1280x720@30``."""
    return parse_camera(text) is not None


def is_file_source(text: str) -> bool:
    """Whether ``text`` means a file or pictures, and neither a camera, the screen nor a URL."""
    return not (is_camera(text) or is_url(text) or is_screen(text))


def is_demo(text: str) -> bool:
    """Whether ``text`` is the bundled demo clip, which plays in a loop."""
    try:
        return is_file_source(text) and expand_user(text).resolve() == DEMO_CLIP.resolve()
    except (OSError, ValueError, RuntimeError):  # no file's name; RuntimeError: links in a circle, before Python 3.13
        return False


def open_source(text: str) -> Source:
    """Open a source and wait for its first frame.

    Args:
        text: A camera (``0``, ``0@1280x720@30``), the screen (``screen``, ``screen:2``, ``screen:x,y,w,h``), a window
            (``screen:window:NUMBER:TITLE``), a URL, a video file, a folder of pictures or a pattern (``frames/%04d.png``).

    Returns:
        The source.

    Raises:
        SourceError: It cannot be used; the sentence says why.
    """
    camera = parse_camera(text)
    if camera is not None:
        return open_camera(camera)
    if is_url(text):
        return open_stream(text)
    if is_screen(text):
        return open_screen(text)
    try:
        return ImageSequence(text) if is_sequence(text) else open_file(expand_user(text))
    except (OSError, ValueError) as error:  # ValueError: no path at all
        reason = getattr(error, "strerror", "") or error
        raise SourceUnreadableError(
            f"Received source {text[:200]}: it cannot be read ({reason}); name a video file, a camera number or a URL."
        ) from error


def check_source(text: str) -> None:
    """Make sure of a source without playing it.

    Cameras, URLs and pipes are opened by the session alone; but a URL without its secrets is none that can be opened.

    Args:
        text: See ``open_source``.

    Raises:
        SourceError: It is a file that cannot be played, or a screen that cannot be read.
    """
    if is_screen(text) or lacks_secrets(text) or (is_file_source(text) and not is_pipe(text)):
        open_source(text).close()


def source_files(text: str) -> list[Path]:
    """Which files are read when a source is played.

    Args:
        text: See ``open_source``.

    Returns:
        The files; none for a camera, the screen or a URL.
    """
    if not is_file_source(text):
        return []
    try:
        path = expand_user(split_rate(text)[0])
        if not is_sequence(text):
            return [path]
        folder = path if path.is_dir() else path.parent
        return [folder, *folder.iterdir()] if folder.is_dir() else []
    except (OSError, ValueError):  # nothing that can be played either
        return []


def describe_source(text: str) -> str:
    """A short name for people: ``camera 0``, ``screen``, a window's title, a file's name, a URL without its secrets.

    Args:
        text: See ``open_source``.

    Returns:
        The name.
    """
    camera = parse_camera(text)
    if camera is not None:
        return f"camera {camera.number}"
    if is_url(text):
        return shown_address(text)
    if is_screen(text):
        return window_title(text) or text.replace(":", " ", 1)
    return Path(text).name or text
