"""The timeline that moments make: pure, so checked by the numbers."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from app.frames import Moment
from app.timeline.timeline import Timeline, spans_of
from model.evaluation.viterbi import ViterbiDecoder, spans_along
from model.spec import ModelSpec

LABELS = ("a", "b", "c")
SPEC = ModelSpec("m", labels=LABELS, sample_fps=10.0, switch_cost=6.0)
STEP = np.log(0.98 / 0.01)  # what a moment's sure word is worth: two in a row outweigh a change, one does not


def moment(label: str, time: float, sure: float = 0.98) -> Moment:
    probabilities = np.full(3, (1 - sure) / 2, np.float32)
    probabilities[LABELS.index(label)] = sure
    return Moment(time, probabilities)


def made(labels: str) -> Timeline:
    timeline = Timeline(SPEC)
    for index, letter in enumerate(labels):
        timeline.add(moment(letter, 0.6 + 0.1 * index))
    return timeline


def test_segments_cover_all_in_order_without_gaps():
    segments = made("aaabbbbbbccccaaaa").segments()
    assert [part.label for part in segments] == ["a", "b", "c", "a"]
    assert segments[0].start == 0.0 and segments[-1].end == pytest.approx(0.6 + 1.6 + 0.1)
    assert [part.start for part in segments[1:]] == pytest.approx([0.85, 1.45, 1.85]), "midway between two moments"
    for before, after in zip(segments, segments[1:], strict=False):
        assert before.end == after.start and before.start < before.end


def test_a_blink_changes_nothing_and_what_lasts_begins_where_it_began():
    assert 2 * STEP < 2 * SPEC.switch_cost < 3 * STEP
    assert [part.label for part in made("aaaabaaaabbaaaa").segments()] == ["a"]
    segments = made("aaaabaaabbbaaaa").segments()
    assert [part.label for part in segments] == ["a", "b", "a"] and segments[1].start == pytest.approx(1.35)


def test_what_comes_after_decides():
    timeline = made("aaaaaab")
    assert [part.label for part in timeline.segments()] == ["a"]
    timeline.add(moment("b", 1.3))
    assert [part.label for part in timeline.segments()] == ["a", "b"]
    assert timeline.segments()[1].start == pytest.approx(1.15), "dated back to the first b"
    for index in range(3):
        timeline.add(moment("a", 1.4 + index / 10))
    assert [part.label for part in timeline.segments()] == ["a"], "it was too short after all"


def test_what_is_settled_stays_and_asking_changes_nothing():
    rng = np.random.default_rng(0)
    asked, unasked = Timeline(SPEC), Timeline(SPEC)
    before, settled = [], 0.0
    for index in range(400):
        likely = rng.dirichlet([0.4, 0.4, 0.4]) if index % 40 < 12 else np.eye(3)[index // 40 % 3] * 0.94 + 0.02
        for timeline in (asked, unasked):
            timeline.add(Moment(index / 10, likely.astype(np.float32)))
        segments = asked.segments()
        assert asked.settled >= settled
        assert [one for one in segments if one.end < settled] == [one for one in before if one.end < settled]
        before, settled = segments, asked.settled
    assert before == unasked.segments()
    assert settled > 38 and len(before) > 8


def test_the_path_is_the_best_of_all_there_are():
    rng = np.random.default_rng(1)
    for _ in range(30):
        rows, cost = rng.dirichlet([0.5, 0.5, 0.5], 7), float(rng.uniform(0, 4))
        scores = {
            path: sum(np.log(max(rows[i][label], 1e-5)) for i, label in enumerate(path))
            - cost * sum(one != other for one, other in zip(path, path[1:]))
            for path in product(range(3), repeat=7)
        }
        found = ViterbiDecoder(3, cost)
        for row in rows:
            found.add(row)
            if rng.random() < 0.5:
                found.open()
        rest = found.open()
        assert scores[tuple(found.settled + rest)] == pytest.approx(max(scores.values()))


def test_confidence_is_the_mean_of_the_label_s_own_probability():
    timeline = Timeline(SPEC)
    for index, (label, sure) in enumerate([("a", 0.95), ("a", 0.97), ("b", 0.99), ("b", 1.0), ("b", 0.98)]):
        timeline.add(moment(label, 1 + index / 10, sure))
    assert [part.confidence for part in timeline.segments()] == pytest.approx([0.96, 0.99])


def test_label_at_and_empty():
    timeline = made("aaaaaabbbbbb")
    assert timeline.label_at(0.1) == "a" and timeline.label_at(1.5) == "b" and timeline.label_at(99.0) is None
    empty = Timeline(SPEC)
    assert empty.segments() == [] and len(empty) == 0 and empty.settled == 0.0


@pytest.mark.parametrize("time", [math.nan, math.inf, 0.6, 0.1])
def test_times_that_cannot_follow_are_refused(time):
    timeline = made("a")
    with pytest.raises(ValueError, match="expected a later time"):
        timeline.add(moment("a", time))
    assert len(timeline) == 1


def test_spans_are_the_program_s_own_timeline_with_numbered_labels():
    times = 0.6 + np.arange(40) / 10
    rows = np.tile([0.9, 0.05, 0.05], (40, 1))
    rows[15:] = [0.05, 0.05, 0.9]
    spans = spans_of(SPEC)(times, rows)
    assert [label for _, _, label in spans] == [0, 2]
    assert spans[0][1] == spans[1][0] == pytest.approx(2.05), "midway between the last a and the first c"
    assert spans_along(times, rows, SPEC.switch_cost) == [(pytest.approx(0.6), *spans[0][1:]), pytest.approx(spans[1])]
