"""Correcting a timeline: every edit, undo and redo, and a person's word against a new scan's."""

from __future__ import annotations

import random
import sys
from collections import Counter

import pytest

from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment


def scanned(*labels: str) -> list[Segment]:
    """One second of each."""
    return [Segment(float(i), i + 1.0, label, 0.8) for i, label in enumerate(labels)]


def shown(timeline: EditableTimeline) -> list[tuple]:
    return [(part.start, part.end, part.label, part.by_user) for part in timeline.segments()]


@pytest.fixture
def timeline() -> EditableTimeline:
    return EditableTimeline(scanned("a", "b", "c", "a"))


def id_at(timeline, moment) -> int:
    return timeline.segment_at(moment).id


def test_two_events_of_one_label_side_by_side_stay_two(timeline):
    pair = EditableTimeline(scanned("a", "a"))
    assert len(pair) == 2 and id_at(pair, 0.5) != id_at(pair, 1.5)
    first, second = timeline.split(id_at(timeline, 1.5), 1.25)
    assert (first.label, second.label, first.end, second.start) == ("b", "b", 1.25, 1.25)
    assert len(timeline) == 5 and first.id != second.id
    assert timeline.split(id_at(timeline, 0.5), 0.001) is None and len(timeline) == 5


def test_relabel_marks_the_segment_as_the_user_s(timeline):
    timeline.relabel(id_at(timeline, 1.5), "c")
    assert shown(timeline)[1] == (1.0, 2.0, "c", True) and shown(timeline)[2] == (2.0, 3.0, "c", False)
    assert [part.start for part in timeline.corrections()] == [1.0]


def test_moving_a_boundary_takes_the_neighbour_along(timeline):
    moved = timeline.move(id_at(timeline, 1.5), start=0.6, end=2.3)
    assert (moved.start, moved.end, moved.by_user) == (0.6, 2.3, True)
    assert shown(timeline)[0] == (0.0, 0.6, "a", False) and shown(timeline)[2] == (2.3, 3.0, "c", False)
    far = timeline.move(moved.id, end=99.0)
    assert far.end == pytest.approx(2.99) and timeline.segment_at(2.995).label == "c", "nobody is swallowed"
    assert timeline.move(far.id, start=5.0).start == pytest.approx(far.end - 0.01)


def test_moving_into_a_gap_stops_at_what_lies_behind_it():
    timeline = EditableTimeline([Segment(0, 1, "a", 1.0), Segment(2, 3, "b", 1.0)])
    assert timeline.move(id_at(timeline, 2.5), start=0.2).start == 1
    assert timeline.move(id_at(timeline, 2.5), end=50.0).end == 50.0


def test_merge_covers_all_between(timeline):
    merged = timeline.merge([id_at(timeline, 2.5), id_at(timeline, 0.5)], "b")
    assert shown(timeline) == [(0.0, 3.0, "b", True), (3.0, 4.0, "a", False)]
    assert merged.confidence == 1.0  # a person is sure


def test_delete_leaves_time_without_a_label(timeline):
    timeline.delete([id_at(timeline, 1.5)])
    assert timeline.segment_at(1.5) is None and len(timeline) == 3
    assert [part.label for part in timeline.between(0.5, 2.5)] == ["a", "c"]


def test_undo_and_redo_walk_through_every_state(timeline):
    states = [shown(timeline)]
    edits = [
        lambda: timeline.relabel(id_at(timeline, 0.5), "c"),
        lambda: timeline.split(id_at(timeline, 1.5), 1.5),
        lambda: timeline.move(id_at(timeline, 2.5), start=1.8),
        lambda: timeline.merge([id_at(timeline, 0.5), id_at(timeline, 1.1)]),
        lambda: timeline.delete([id_at(timeline, 3.5)]),
    ]
    for edit in edits:
        edit()
        states.append(shown(timeline))
    for state in reversed(states[:-1]):
        assert timeline.undo()
        assert shown(timeline) == state
    assert not timeline.undo()
    for state in states[1:]:
        assert timeline.redo()
        assert shown(timeline) == state
    assert not timeline.redo()
    timeline.undo()
    timeline.relabel(id_at(timeline, 0.5), "b")
    assert not timeline.can_redo, "another edit ends the redo"


def test_a_new_scan_never_overwrites_a_correction(timeline):
    timeline.relabel(id_at(timeline, 1.5), "z")
    timeline.delete([id_at(timeline, 3.5)])
    timeline.fill([Segment(0.0, 5.0, "n", 0.9)])
    assert shown(timeline) == [
        (0.0, 1.0, "n", False),
        (1.0, 2.0, "z", True),
        (2.0, 3.0, "n", False),
        (4.0, 5.0, "n", False),
    ]


def test_a_scan_under_way_changes_only_its_end(timeline):
    first = id_at(timeline, 0.5)
    timeline.fill([*scanned("a", "b", "c"), Segment(3.0, 6.0, "b", 0.5)], start=3.0)
    assert shown(timeline)[-1] == (3.0, 6.0, "b", False) and id_at(timeline, 0.5) == first
    chosen = id_at(timeline, 4.0)
    timeline.fill([*scanned("a", "b", "c"), Segment(3.0, 6.0, "b", 0.5), Segment(6.0, 7.0, "a", 0.5)], start=3.0)
    assert id_at(timeline, 4.0) == chosen and len(timeline) == 5


def test_undo_that_fits_no_more_is_dropped(timeline):
    timeline.relabel(id_at(timeline, 3.5), "b")
    timeline.undo()
    timeline.fill([*scanned("a", "b", "c"), Segment(3.0, 6.0, "c", 0.5)], start=3.0)
    assert not timeline.redo() and shown(timeline)[-1] == (3.0, 6.0, "c", False)


def test_following_by_label(timeline):
    assert timeline.following(0.5).label == "b" and timeline.following(0.5, ["a"]).start == 3.0
    assert timeline.following(3.5, ["b"], step=-1).start == 1.0
    assert timeline.following(3.5) is None and timeline.following(0.0, step=-1) is None


def test_random_edits_never_overlap_and_undo_to_the_beginning():
    chance = random.Random(4)
    timeline = EditableTimeline(scanned(*(chance.choice("abc") for _ in range(30))))
    beginning = shown(timeline)
    for _ in range(300):
        part = chance.choice(timeline.segments())
        action = chance.randrange(5)
        if action == 0:
            timeline.relabel(part.id, chance.choice("abc"))
        elif action == 1:
            timeline.split(part.id, chance.uniform(part.start, part.end))
        elif action == 2:
            timeline.move(part.id, start=part.start + chance.uniform(-1, 1))
        elif action == 3:
            timeline.move(part.id, end=part.end + chance.uniform(-1, 1))
        elif len(timeline) > 10:
            timeline.delete([part.id]) if chance.random() < 0.3 else timeline.merge(
                [part.id, (timeline.following(part.start) or part).id]
            )
        parts = timeline.segments()
        for one, other in zip(parts, parts[1:], strict=False):
            assert one.start < one.end <= other.start
            assert timeline.segment_at(one.start).id == one.id == timeline.segment_at((one.start + one.end) / 2).id
    while timeline.undo():
        pass
    assert shown(timeline) == beginning


def test_work_on_ten_thousand_segments_does_not_grow_with_their_square():
    timeline = EditableTimeline(Segment(i / 2, i / 2 + 0.5, "abc"[i % 3], 0.5) for i in range(10_000))
    calls = Counter()
    for row in range(0, 9_000, 3000):
        sys.setprofile(lambda frame, event, argument: calls.update([event]))
        try:
            timeline.relabel(timeline.segment_at(row / 2 + 0.1).id, "a")
            timeline.move(timeline.segment_at(row / 2 + 0.1).id, end=row / 2 + 0.4)
            timeline.segments()
            timeline.undo()
            timeline.segments()
        finally:
            sys.setprofile(None)
    assert (
        calls["call"] < 3 * 10 * 10_000
    )  # ten calls a segment for each round; comparing all with all would be thousands
