"""A timeline that a person corrects: relabel, move, split, merge, delete, with undo and redo. Pure.

What a person touched is theirs: a new scan fills the time around it and never changes it, deletions included.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.timeline.segment_map import HOLE, SHORTEST, SegmentMap, around
from app.timeline.timeline import Segment

UNDO_STEPS = 500

Change = tuple[tuple[Segment, ...], tuple[Segment, ...]]  # what went, what came


class EditableTimeline(SegmentMap):
    """Segments that a person may change. ``revision`` grows with every change. An unknown id raises KeyError."""

    def __init__(self, segments: Iterable[Segment] = (), after: EditableTimeline | None = None):
        """
        Args:
            segments: To begin with, not overlapping.
            after: The timeline whose place it takes; the ids of that one's segments are not used again.
        """
        super().__init__()
        if after is not None:
            self._next_id = after._next_id
        self._undo: deque[Change] = deque(maxlen=UNDO_STEPS)
        self._redo: list[Change] = []
        self.revision = 0
        self._put(self._named(segment) for segment in segments)

    # ---- editing

    def relabel(self, id: int, label: str) -> None:
        """Give a segment another label, or confirm its own.

        Args:
            id: The segment's.
            label: The new one, or its own.
        """
        old = self._segments[id]
        self._change((old,), (_yours(old, label=label),))

    def move(self, id: int, *, start: float | None = None, end: float | None = None) -> Segment:
        """Move where a segment starts or ends; a neighbour that touches there gives way or follows.

        It stops short of swallowing a neighbour.

        Args:
            id: The segment's.
            start: Seconds; None: it stays.
            end: Seconds; None: it stays.

        Returns:
            The segment as it is now.
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
        made.append(_yours(old, start=new_start, end=new_end))
        self._change(tuple(gone), tuple(made))
        return self._segments[id]

    def split(self, id: int, time: float) -> tuple[Segment, Segment] | None:
        """Cut a segment in two.

        Args:
            id: The segment's.
            time: Seconds.

        Returns:
            Both parts; None, and nothing done, where ``time`` lies too near its ends.
        """
        old = self._segments[id]
        if not old.start + SHORTEST <= time <= old.end - SHORTEST:
            return None
        first = _yours(old, end=time)
        second = self._named(_yours(old, start=time))
        self._change((old,), (first, second))
        return first, second

    def merge(self, ids: Sequence[int], label: str | None = None) -> Segment:
        """Make one of several segments and all between them.

        Args:
            ids: The segments'.
            label: The new one; None: that of the longest of them.

        Returns:
            The new segment.
        """
        parts = sorted((self._segments[id] for id in ids), key=lambda part: part.start)
        start, end = parts[0].start, max(part.end for part in parts)
        gone = [part for part in self._segments.values() if part.start >= start and part.end <= end]
        longest = max(parts, key=lambda part: part.duration)
        merged = _yours(parts[0], start=start, end=end, label=label or longest.label)
        self._change(tuple(gone), (merged,))
        return merged

    def mark(self, start: float, end: float, label: str) -> Segment:
        """Give ``[start, end)`` a label whatever is there: what lies under it is cut, what has the label and touches it
        joins it.

        Args:
            start: Seconds.
            end: Seconds.
            label: What it shows.

        Returns:
            The segment that it became.

        Raises:
            ValueError: It is shorter than SHORTEST seconds.
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

    def mark_all(self, rows: Iterable[tuple[float, float, str]]) -> None:
        """Do several ``mark``, which one undo takes back.

        Args:
            rows: Start and end in seconds, and the label, of each.
        """
        before, steps = dict(self._segments), len(self._undo)
        for start, end, label in rows:
            self.mark(start, end, label)
        made = tuple(part for id, part in self._segments.items() if before.get(id) != part)
        gone = tuple(part for id, part in before.items() if self._segments.get(id) != part)
        while len(self._undo) > min(steps, UNDO_STEPS - 1):
            self._undo.pop()
        self._undo.append((gone, made))

    def delete(self, ids: Sequence[int]) -> None:
        """Take segments out; their time has no label any more, and no scan gives it one.

        Args:
            ids: The segments'.
        """
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

        Args:
            segments: In order; those that end before ``start`` are passed over. What lies under a person's segment is
                left out, and what is cut in two by one becomes two.
            start: Seconds; what lies before stays.
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


def _yours(segment: Segment, **changes) -> Segment:
    """``segment`` with changes by a person, who is sure: what the model once said of it is no figure of theirs."""
    return replace(segment, confidence=1.0, by_user=True, **changes)
