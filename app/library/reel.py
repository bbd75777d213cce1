"""The best moments of many videos as one reel: each video's parts are cut as ``highlights`` cuts them, then put together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.library.find import Hit
from app.recorded.highlights import Part, choose
from app.timeline.timeline import Segment


def choose_parts(hits: Sequence[Hit], pad: float, most: float | None) -> list[tuple[Path, list[Part]]]:
    """What to cut of which video.

    Args:
        hits: What was found.
        pad: Seconds before and after each.
        most: Seconds in all: the most confident ones are taken first; None: no limit.

    Returns:
        Videos in the order of their first hits, each with its parts in order of time.
    """
    by_path: dict[str, list[Hit]] = {}
    room = most
    for hit in sorted(hits, key=lambda one: (-_sure(one), one.path, one.start)):
        if room is not None:
            if room <= 0:
                break
            room -= hit.end - hit.start + 2 * pad
        by_path.setdefault(hit.path, []).append(hit)
    order = dict.fromkeys(hit.path for hit in hits)
    found = []
    for path in order:
        if path in by_path:
            chosen = by_path[path]
            segments = [Segment(hit.start, hit.end, hit.label, _sure(hit)) for hit in chosen]
            parts = choose(segments, [hit.label for hit in chosen], pad, None, chosen[0].duration)
            found.append((Path(path), parts))
    return found


def _sure(hit: Hit) -> float:
    return 1.0 if hit.yours else hit.confidence
