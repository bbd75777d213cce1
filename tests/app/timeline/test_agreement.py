"""How far two labellings agree."""

from __future__ import annotations

import pytest

from app.timeline.agreement import agreement
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment


def parts(*rows):
    return [Segment(start, end, label, 1.0) for start, end, label in rows]


def test_only_time_that_both_label_counts():
    found = agreement(parts((0, 4, "a"), (4, 8, "b")), parts((2, 6, "a"), (9, 20, "a")))
    assert (found.seconds, found.share) == (4.0, 0.5)
    same = agreement(parts((0, 4, "a"), (4, 8, "b")), parts((0, 2, "a"), (2, 4, "a"), (4, 8, "b")))
    assert (same.share, same.kappa) == (1.0, 1.0)
    assert agreement(parts((0, 1, "a")), parts((1, 2, "a"))).share is None


def test_kappa_takes_off_what_chance_would_do():
    first = parts((0, 45, "a"), (45, 60, "a"), (60, 85, "b"), (85, 100, "b"))
    second = parts((0, 45, "a"), (45, 60, "b"), (60, 85, "a"), (85, 100, "b"))
    found = agreement(first, second)  # the textbook's second example: 60 % and 0.1304
    assert found.share == pytest.approx(0.6) and found.kappa == pytest.approx(0.1304, abs=1e-4)


def test_many_marks_are_one_step_of_undo():
    timeline = EditableTimeline(parts((0, 4, "a"), (4, 8, "b")))
    before = timeline.segments()
    timeline.mark_all([(1.0, 2.0, "c"), (3.0, 5.0, "c"), (6.0, 6.5, "a")])
    assert [part.label for part in timeline.segments()] == ["a", "c", "a", "c", "b", "a", "b"]
    after = timeline.segments()
    assert timeline.undo() and timeline.segments() == before and not timeline.can_undo
    assert timeline.redo() and timeline.segments() == after
