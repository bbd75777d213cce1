"""Segments by time and by id: what an edited timeline is kept in. Pure.

On ``collections_extended.RangeMap``: it maps every moment to a segment's id, so two segments of one label side by side
stay two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from collections_extended import RangeMap

from app.timeline.timeline import Segment

SHORTEST = 0.01  # seconds: no segment is shorter
HOLE = ""  # the label of time that a person has deleted


class SegmentMap:
    """Segments that do not overlap. An unknown id raises KeyError."""

    def __init__(self):
        self._ids: RangeMap = RangeMap()
        self._segments: dict[int, Segment] = {}
        self._next_id = 1
        self._sorted: list[Segment] | None = []
        self._starts: list[float] = []

    def __len__(self) -> int:
        return len(self.segments())

    def __contains__(self, id: int) -> bool:
        """Whether there is a segment of that id."""
        return id in self._segments

    def segments(self) -> list[Segment]:
        """All segments in order, without the holes. Not to be changed by the caller."""
        if self._sorted is None:
            kept = (part for part in self._segments.values() if part.label != HOLE)
            self._sorted = sorted(kept, key=lambda part: part.start)
            self._starts = [part.start for part in self._sorted]
        return self._sorted

    def segment(self, id: int) -> Segment:
        """The segment of that id."""
        return self._segments[id]

    def segment_at(self, time: float) -> Segment | None:
        """The segment at a moment.

        Args:
            time: Seconds.

        Returns:
            None where there is none.
        """
        id = self._ids.get(time)
        found = None if id is None else self._segments[id]
        return None if found is None or found.label == HOLE else found

    def between(self, start: float, end: float) -> list[Segment]:
        """The segments that overlap an interval.

        Args:
            start: Seconds.
            end: Seconds; not itself in the interval.

        Returns:
            Them, in order.
        """
        segments = self.segments()
        first = max(0, bisect_right(self._starts, start) - 1)
        found = segments[first : bisect_left(self._starts, end)]
        return found[1:] if found and found[0].end <= start else found

    def following(self, time: float, labels: Sequence[str] = (), step: int = 1) -> Segment | None:
        """The next segment, or the one before.

        Args:
            time: Seconds.
            labels: Only these; empty: any.
            step: 1: the first that starts after ``time``; -1: the last that starts before it.

        Returns:
            None where there is none.
        """
        segments = self.segments()
        row = bisect_right(self._starts, time) if step > 0 else bisect_left(self._starts, time) - 1
        while 0 <= row < len(segments):
            if not labels or segments[row].label in labels:
                return segments[row]
            row += step
        return None

    def corrections(self) -> list[Segment]:
        """What a person has made, in order, holes included."""
        return sorted((part for part in self._segments.values() if part.by_user), key=lambda part: part.start)

    def _named(self, segment: Segment) -> Segment:
        self._next_id += 1
        return replace(segment, id=self._next_id - 1)

    def _touching(self, time: float, end: bool) -> Segment | None:
        """The segment that ends (or starts) exactly at ``time``; holes count."""
        id = self._ids.get(time - SHORTEST / 2 if end else time)
        part = None if id is None else self._segments[id]
        return part if part is not None and (part.end if end else part.start) == time else None

    def _nearest(self, time: float, step: int) -> Segment | None:
        """The segment (holes included) before or after a gap at ``time``."""
        if step < 0:
            return max((p for p in self._segments.values() if p.end <= time), key=lambda p: p.end, default=None)
        return min((p for p in self._segments.values() if p.start >= time), key=lambda p: p.start, default=None)

    def _free(self, wanted: Sequence[Segment], own: Sequence[Segment]) -> bool:
        """Whether ``wanted`` would lie on nothing but ``own``."""
        mine = {part.id for part in own}
        return all(found.value in mine for part in wanted for found in self._ids.ranges(part.start, part.end))

    def _take(self, segments: Iterable[Segment]) -> None:
        for part in segments:
            del self._segments[part.id]
            self._ids.empty(part.start, part.end)
        self._sorted = None

    def _put(self, segments: Iterable[Segment]) -> None:
        for part in segments:
            self._segments[part.id] = part
            self._ids.set(part.id, part.start, part.end)
        self._sorted = None


def around(segments: Iterable[Segment], own: Sequence[Segment]) -> list[Segment]:
    """Cut segments to the time that others leave free; pieces shorter than SHORTEST are dropped.

    Args:
        segments: In order.
        own: What takes its time, in order.

    Returns:
        The pieces, in order.
    """
    result = []
    starts = [part.start for part in own]
    for part in segments:
        start = part.start
        row = max(0, bisect_right(starts, part.start) - 1)
        for mine in own[row:]:
            if mine.start >= part.end:
                break
            if mine.end <= start:
                continue
            if mine.start - start >= SHORTEST:
                result.append(replace(part, start=start, end=mine.start))
            start = mine.end
        if start == part.start or part.end - start >= SHORTEST:
            if part.end > start:
                result.append(replace(part, start=start))
    return result
