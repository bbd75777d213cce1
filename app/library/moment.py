"""Moments of a library's videos: as they are found, and ``VIDEO@TIME`` as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from model.paths import expand_user

_TIME = re.compile(r"(?:(?:(\d{1,5}):)?(\d{1,7}):)?(\d{1,9}(?:\.\d{0,9})?)")


@dataclass(frozen=True)
class Hit:
    """A segment that was found, or a moment that looks like one.

    Attributes:
        content: Of its video.
        path: Where the video lies.
        duration: Of the video, seconds.
        start, end: Of the segment, seconds.
        label: What it is; "" where nothing was said.
        confidence: 0..1; of a moment, how alike it is.
        yours: Whether a person corrected it.
    """

    content: str
    path: str
    duration: float
    start: float
    end: float
    label: str
    confidence: float
    yours: bool = False


def parse_moment(text: str) -> tuple[Path, float]:
    """A video and a time in seconds.

    Args:
        text: Such as ``match.mp4@83.5``, ``match.mp4@1:23.5`` or ``match.mp4@0:01:23.5``.

    Returns:
        Both.

    Raises:
        UserError: It is anything else.
    """
    video, at, time = text.rpartition("@")
    found = _TIME.fullmatch(time.strip())
    if not at or not video or found is None:
        raise UserError(
            f"Received {text!r}: expected a video and a time in it, such as match.mp4@83.5 or match.mp4@1:23.5."
        )
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    try:
        return expand_user(video), 3600 * hours + 60 * minutes + seconds
    except OSError as error:
        raise UserError(f"Received {video!r}: {error.strerror or error}; name a video.") from error
