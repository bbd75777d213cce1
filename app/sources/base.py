"""What a source is, and the ways one can fail."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from app.errors import UserError
from model.errors import FootageError, MissingFileError


class SourceError(UserError):
    """A source cannot be used."""


class SourceNotFoundError(SourceError):
    """There is no such file, camera or address."""


class SourceUnreadableError(SourceError):
    """It is there, but gives no pictures."""


class SourceLostError(SourceError):
    """A live source that gave pictures gives none any more."""


def source_error(error: FootageError) -> SourceError:
    """What ``model`` says of a file that cannot be used, as the error of a source."""
    return (SourceNotFoundError if isinstance(error, MissingFileError) else SourceUnreadableError)(str(error))


class Source(Protocol):
    """Gives frames one after another. Belongs to one thread, from opening to ``close``.

    A live source that has ``watched_fps`` makes a frame when it is asked for one: what is not asked for costs nothing, and
    so many a second are enough for who only watches them.

    Attributes:
        name: For people, e.g. ``demo.mp4``.
        live: Frames come when they come, and unread ones are lost.
        fps: Frames a second as the source says, 0.0 where it does not.
        duration: Seconds, None where unknown.
    """

    name: str
    live: bool
    fps: float
    duration: float | None

    def grab(self) -> tuple[int, float] | None:
        """Step to the next frame without converting it: ``(index, time)``, None after the last one.

        index counts from 0; time is in seconds from what players call zero of a file, else from the first frame, and never
        decreases.
        A live source raises SourceLostError instead of returning None.
        """
        ...

    def retrieve(self) -> np.ndarray | None:
        """The grabbed frame as BGR uint8 ``(height, width, 3)``, an array of its own; None if it cannot be decoded."""
        ...

    def close(self) -> None:
        """Let go of the file or device; may be called again."""
        ...


class SeekableSource(Source, Protocol):
    """A source that can be read from any of its moments."""

    def seek(self, time: float) -> tuple[int, float] | None:
        """Step to the first frame at or after ``time`` (seconds), decoding forward where the container seeks inexactly.

        ``(index, time)`` of that frame, which ``retrieve`` gives, or of the last one where ``time`` lies behind it. The
        index is counted from the time and the rate the file states. None where it cannot be sought.

        Args:
            time: Seconds of video.
        """
        ...
