"""A timeline that a person corrects: relabel, move, split, merge, delete, with undo and redo. Pure.

On ``collections_extended.RangeMap``: it maps every moment to a segment's id, so two segments of one label side by side
stay two. What a person touched is theirs: a new scan fills the time around it and never changes it, deletions included.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from collections_extended import RangeMap

from app.timeline.timeline import Segment

SHORTEST = 0.01  # seconds: no edit makes a shorter segment
HOLE = ""  # the label of time that a person has deleted
UNDO_STEPS = 500

Change = tuple[tuple[Segment, ...], tuple[Segment, ...]]  # what went, what came


class EditableTimeline:
    """Segments by time and by id. ``revision`` grows with every change. An unknown id raises KeyError."""

    def __init__(self, segments: Iterable[Segment] = ()):
        self._ids: RangeMap = RangeMap()
        self._segments: dict[int, Segment] = {}
        self._next_id = 1
        self._undo: deque[Change] = deque(maxlen=UNDO_STEPS)
        self._redo: list[Change] = []
        self._sorted: list[Segment] | None = []
        self._starts: list[float] = []
        self.revision = 0
        self._put(self._named(segment) for segment in segments)

    # ---- reading

    def __len__(self) -> int:
        return len(self.segments())

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
        """The segment at ``time`` in seconds; None where there is none."""
        id = self._ids.get(time)
        found = None if id is None else self._segments[id]
        return None if found is None or found.label == HOLE else found

    def between(self, start: float, end: float) -> list[Segment]:
        """The segments that overlap ``[start, end)``, in order."""
        segments = self.segments()
        first = max(0, bisect_right(self._starts, start) - 1)
        found = segments[first : bisect_left(self._starts, end)]
        return found[1:] if found and found[0].end <= start else found

    def following(self, time: float, labels: Sequence[str] = (), step: int = 1) -> Segment | None:
        """The next segment (step 1) that starts after ``time``, or the last (step -1) that starts before it.

        labels: only these; empty: any.
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

    # ---- editing

    def relabel(self, id: int, label: str) -> None:
        """Give a segment another label, or confirm its own."""
        old = self._segments[id]
        self._change((old,), (replace(old, label=label, by_user=True),))

    def move(self, id: int, *, start: float | None = None, end: float | None = None) -> Segment:
        """Move where a segment starts or ends; a neighbour that touches there gives way or follows.

        It stops short of swallowing a neighbour. Returns the segment as it is now.
        """
        old = self._segments[id]
        gone, made = [old], []
        new_start, new_end = old.start, old.end
        if start is not None:
            before = self._touching(old.start, end=True)
            lowest = 0.0 if before is None else before.start + SHORTEST
            if before is None:
                other = self._nearest(old.start, -1)
                lowest = 0.0 if other is None else other.end
            new_start = min(max(start, lowest), old.end - SHORTEST)
            if before is not None:
                gone.append(before)
                made.append(replace(before, end=new_start))
        if end is not None:
            after = self._touching(old.end, end=False)
            other = self._nearest(old.end, 1)
            highest = (
                after.end - SHORTEST if after is not None else (other.start if other is not None else float("inf"))
            )
            new_end = max(min(end, highest), new_start + SHORTEST)
            if after is not None:
                gone.append(after)
                made.append(replace(after, start=new_end))
        made.append(replace(old, start=new_start, end=new_end, by_user=True))
        self._change(tuple(gone), tuple(made))
        return self._segments[id]

    def split(self, id: int, time: float) -> tuple[Segment, Segment] | None:
        """Cut a segment in two at ``time``; None, and nothing done, where that lies too near its ends."""
        old = self._segments[id]
        if not old.start + SHORTEST <= time <= old.end - SHORTEST:
            return None
        first = replace(old, end=time, by_user=True)
        second = self._named(replace(old, start=time, by_user=True))
        self._change((old,), (first, second))
        return first, second

    def merge(self, ids: Sequence[int], label: str | None = None) -> Segment:
        """Make one of several segments and all between them, with ``label`` or that of the longest of them."""
        parts = sorted((self._segments[id] for id in ids), key=lambda part: part.start)
        start, end = parts[0].start, max(part.end for part in parts)
        gone = [part for part in self._segments.values() if part.start >= start and part.end <= end]
        longest = max(parts, key=lambda part: part.duration)
        seconds = sum(part.duration for part in parts)
        confidence = sum(part.confidence * part.duration for part in parts) / seconds
        merged = replace(
            parts[0], start=start, end=end, label=label or longest.label, confidence=confidence, by_user=True
        )
        self._change(tuple(gone), (merged,))
        return merged

    def mark(self, start: float, end: float, label: str) -> Segment:
        """Give ``[start, end)`` a label whatever is there: what lies under it is cut, what has the label and touches it joins it.

        Returns the segment that it became. Raises ValueError for less than SHORTEST seconds.
        """
        if not end - start >= SHORTEST:
            raise ValueError(f"Received {start} to {end} seconds to mark: expected at least {SHORTEST}.")
        near = [part for part in self._segments.values() if part.start <= end and part.end >= start]
        same = [part for part in near if part.label == label]
        under = [part for part in near if part.label != label and part.start < end and part.end > start]
        left = [replace(part, end=start) for part in under if start - part.start >= SHORTEST]
        right = [self._named(replace(part, start=end)) for part in under if part.end - end >= SHORTEST]
        first, last = min([start, *(part.start for part in same)]), max([end, *(part.end for part in same)])
        marked = Segment(first, last, label, 1.0, by_user=True, id=same[0].id if same else 0)
        marked = marked if same else self._named(marked)
        self._change((*same, *under), (*left, *right, marked))
        return marked

    def delete(self, ids: Sequence[int]) -> None:
        """Take segments out; their time has no label any more, and no scan gives it one."""
        old = tuple(self._segments[id] for id in ids)
        self._change(old, tuple(replace(part, label=HOLE, confidence=0.0, by_user=True) for part in old))

    def undo(self) -> bool:
        """Take back the last edit; False when there is none."""
        return self._step(self._undo, self._redo)

    def redo(self) -> bool:
        """Make an edit that was taken back again; False when there is none."""
        return self._step(self._redo, self._undo)

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    # ---- scanning

    def fill(self, segments: Iterable[Segment], start: float = 0.0) -> None:
        """Put what a scan found from ``start`` on in place of what one found before; a person's segments stay.

        segments: in order; those that end before ``start`` are passed over. What lies under a person's segment is left
        out, and what is cut in two by one becomes two.
        """
        stale = [part for part in self._segments.values() if not part.by_user and part.end > start]
        own = [part for part in self.corrections() if part.end > start]
        # What is found again as it was keeps its id, so that a selection stays.
        known = {(part.start, part.end, part.label): part.id for part in stale}
        found = (part for part in around(segments, own) if part.end > start)
        self._take(stale)
        self._put(
            replace(part, id=known.pop(key))
            if (key := (part.start, part.end, part.label)) in known
            else self._named(part)
            for part in found
        )
        self.revision += 1

    # ---- within

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

    def _change(self, gone: tuple[Segment, ...], made: tuple[Segment, ...]) -> None:
        self._take(gone)
        self._put(made)
        self._undo.append((gone, made))
        self._redo.clear()
        self.revision += 1

    def _step(self, source, target) -> bool:
        if not source:
            return False
        gone, made = source.pop()
        if any(self._segments.get(part.id) != part for part in made) or not self._free(gone, made):
            self._undo.clear()  # a scan has changed what lay there: this step, and those before it, fit no more
            self._redo.clear()
            return False
        self._take(made)
        self._put(gone)
        target.append((made, gone))
        self.revision += 1
        return True

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
    """``segments`` without the time that ``own`` (in order) takes; pieces shorter than SHORTEST are dropped."""
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
