"""The best moments of many videos as one reel: each video's parts are cut as ``highlights`` cuts them, then put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.library.moment import Hit
from app.recorded.highlights import Part, choose
from app.timeline.timeline import Segment


def hits_of(video: Path, segments: Iterable[Segment], duration: float | None) -> list[Hit]:
    """The segments of a video's timeline as hits, as if a library had found them.

    Args:
        video: The file.
        segments: Of its timeline.
        duration: Seconds; None where unknown.

    Returns:
        The hits.
    """
    return [
        Hit("", str(video), duration or part.end, part.start, part.end, part.label, part.confidence, part.by_user)
        for part in segments
    ]


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
