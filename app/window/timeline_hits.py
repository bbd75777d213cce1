"""What lies at a place of the timeline: a segment, or one of its edges to take hold of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from app.timeline.timeline import Segment

REACH = 4  # pixels: as near as that, an edge is taken hold of


def segment_at(segments: Sequence[Segment], time: float) -> Segment | None:
    """The one of ``segments`` (in order of time) at ``time`` (seconds)."""
    place = bisect_right(segments, time, key=lambda part: part.end)
    found = segments[place] if place < len(segments) else None
    return found if found is not None and found.start <= time else None


def edge_at(
    segments: Sequence[Segment],
    x: float,
    x_of: Callable[[float], float],
    time_at: Callable[[float], float],
    duration: float,
) -> tuple[Segment, str] | None:
    """The segment whose edge lies at a place, and which of its edges.

    Args:
        segments: In order of time.
        x: Pixels from the left.
        x_of: Where a moment (seconds) lies, pixels.
        time_at: The moment at so many pixels, seconds.
        duration: Of the video, seconds; its own two edges stay where they are.

    Returns:
        The segment and ``start`` or ``end``; None where there is none near.
    """
    for part, which in (
        (segment_at(segments, time_at(x + REACH)), "start"),
        (segment_at(segments, time_at(x - REACH)), "end"),
    ):
        if part is None or not part.id or x_of(part.end) - x_of(part.start) < 3 * REACH:
            continue  # too narrow to be taken at one of its ends
        edge = part.start if which == "start" else part.end
        if abs(x_of(edge) - x) <= REACH and 0 < edge < duration:
            return part, which
    return None
