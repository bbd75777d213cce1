"""The frame rate that formats counting in frames go by."""

from __future__ import annotations

from pathlib import Path

from model.errors import FootageError
from model.video.opening import open_media

ASSUMED = 30.0


def frame_rate(video: Path) -> float:
    """The mean frame rate that the file states, 30 where it states none that can be true."""
    try:
        with open_media(video) as container:
            stream = container.streams.video[0]
            rate = float(stream.average_rate or stream.guessed_rate or 0)
    except (FootageError, IndexError):
        rate = 0.0
    return rate if 1 <= rate <= 1000 else ASSUMED
