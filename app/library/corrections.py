"""What a person corrected in the window, in a library's answers at once.

Corrections lie outside of the library, where the window keeps them (``app/recorded/corrections.py``). The index knows with which
of them its segments were made; those that changed since are looked up again whenever something is asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from app.recorded import corrections
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment

CorrectionsStamp = str  # tells one state of a video's corrections from another; "" where there are none


def stamp_of(key: str) -> CorrectionsStamp:
    """The state of the corrections of the video with that key."""
    return stamps([key]).get(key, "")


def stamps(keys: Iterable[str]) -> dict[str, CorrectionsStamp]:
    """The states of all corrections of these videos, by their keys; those without any are left out."""
    by_name: dict[str, list[str]] = {}
    for key in keys:
        by_name.setdefault(f"{_own(key)}.json", []).append(key)
    found: dict[str, CorrectionsStamp] = {}
    try:
        with os.scandir(corrections.folder()) as entries:
            for entry in entries:
                if entry.name in by_name:
                    about = entry.stat()
                    found |= dict.fromkeys(by_name[entry.name], f"{about.st_mtime_ns}-{about.st_size}")
    except OSError:
        return found
    return found


def corrected_segments(key: str, segments: Iterable[Segment], video: str) -> list[Segment]:
    """A timeline with what a person made of it.

    Args:
        key: Of the video and the model.
        segments: As the model found them, in order.
        video: The video's path, beside which corrections may lie too.

    Returns:
        The segments, in order.
    """
    made = corrections.load(_own(key), Path(video) if video else None)
    if not made:
        return list(segments)
    timeline = EditableTimeline(made)
    timeline.fill(list(segments))
    return timeline.segments()


def _own(key: str) -> str:
    """What a person's corrections are known by."""
    return key.partition("-")[0]
