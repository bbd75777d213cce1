"""Where frames come from. ``open_source`` takes what people type: a camera's number, a file's path, a URL."""

from __future__ import annotations

from pathlib import Path

from app.sources.base import (
    Source,
    SourceError,
    SourceLostError,
    SourceNotFoundError,
    SourceUnreadableError,
)
from app.sources.camera import open_camera
from app.sources.file import open_file
from app.sources.stream import is_url, open_stream, without_secrets

__all__ = [
    "Source",
    "SourceError",
    "SourceLostError",
    "SourceNotFoundError",
    "SourceUnreadableError",
    "check_source",
    "describe_source",
    "is_file_source",
    "open_source",
]


def _is_camera(text: str) -> bool:
    return text.isascii() and text.isdigit()


def is_file_source(text: str) -> bool:
    """Whether ``text`` means a file, and neither a camera nor a URL."""
    return not (_is_camera(text) or is_url(text) or text.split(":")[0] == "screen")


def open_source(text: str) -> Source:
    """Open a source and wait for its first frame; SourceError says in one sentence why it cannot be used."""
    if _is_camera(text):
        return open_camera(int(text))
    if is_url(text):
        return open_stream(text)
    if text.split(":")[0] == "screen" and not Path(text).exists():
        raise SourceUnreadableError(
            f"Received source {text}: the screen cannot be captured in this version; "
            "name a video file, a camera number or a URL."
        )
    return open_file(Path(text).expanduser())


def check_source(text: str) -> None:
    """Raise SourceError for a file that cannot be played. Cameras and URLs are opened by the session alone."""
    if is_file_source(text):
        open_source(text).close()
    elif not (_is_camera(text) or is_url(text)):
        open_source(text)


def describe_source(text: str) -> str:
    """A short name for people: ``camera 0``, a file's name, a URL without its secrets."""
    if _is_camera(text):
        return f"camera {int(text)}"
    if is_url(text):
        return without_secrets(text)
    return Path(text).name or text
