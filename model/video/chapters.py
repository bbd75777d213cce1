"""The chapters that a video file says it has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from model.errors import FootageError
from model.video.opening import open_media

MOST, LONGEST = 1000, 200  # chapters; characters of a title


@dataclass(frozen=True)
class Chapter:
    """Where a chapter begins, seconds from what players call zero, and what it is called ("" where it has no name)."""

    start: float
    title: str


def chapters_of(path: Path) -> list[Chapter]:
    """The chapters of a file.

    Args:
        path: A video file.

    Returns:
        Them in order of time, at most MOST; none where it has none or cannot be read.
    """
    import av

    try:
        container = open_media(path)
    except (FootageError, OSError):
        return []
    try:
        zero = (container.start_time or 0) / av.time_base
        found = []
        for one in container.chapters()[:MOST]:
            start = float(one["start"] * one["time_base"]) - zero
            found.append(Chapter(max(0.0, start), str(one["metadata"].get("title", ""))[:LONGEST]))
        return sorted(found, key=lambda chapter: chapter.start)
    finally:
        container.close()
