"""The timeline that decisions make: pure, so checked by the numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.frames import Decision, Prediction
from app.timeline import Timeline, spans_of
from model.spec import ModelSpec

LABELS = ("a", "b", "c")


def decided(label: str, confidence: float, time: float, raw: str = "") -> tuple[Decision, Prediction]:
    """A decision, and a prediction in favour of ``raw`` (left out: of the label itself)."""
    smoothed = np.full(3, (1 - confidence) / 2)
    smoothed[LABELS.index(label)] = confidence
    own = np.full(3, 0.1, np.float32)
    own[LABELS.index(raw or label)] = 0.8
    return Decision(label, confidence, time, smoothed), Prediction(time, own, 0.0, 0)


def made(labels: str, raw: str = "") -> Timeline:
    timeline = Timeline(LABELS, span=0.6, tick=0.1)
    for index, letter in enumerate(labels):
        timeline.add(*decided(letter, 0.5 + 0.1 * (index % 2), 0.6 + 0.1 * index, raw[index : index + 1]))
    return timeline


def test_segments_cover_all_in_order_without_gaps():
    segments = made("aaabbbbbbccccaaaa").segments()
    assert [part.label for part in segments] == ["a", "b", "c", "a"]
    assert segments[0].start == 0.0 and segments[-1].end == pytest.approx(0.6 + 1.6 + 0.1)
    for before, after in zip(segments, segments[1:], strict=False):
        assert before.end == after.start and before.start < before.end
    assert all(0.5 <= part.confidence <= 0.6 for part in segments)


def test_a_change_is_dated_back_to_where_the_model_itself_tipped():
    # Decided b at 1.2, but the model itself said b from 0.9 on.
    assert made("aaaaaabbbb", "aaabbbbbbb").segments()[1].start == pytest.approx(0.85)
    # A blink of b before does not count: it tipped back.
    assert made("aaaaaabbbb", "abaaabbbbb").segments()[1].start == pytest.approx(1.05)
    # What the model says of other labels does not matter: from 0.9 on it is c, and b only from 1.1.
    assert made("aaaaaabbbb", "aaaccbbbbb").segments()[1].start == pytest.approx(1.05)


def test_dating_back_stops_at_the_segment_before_and_after_a_second():
    segments = made("aabbbbb" + "a" * 4, "aabbbaaaaaa").segments()
    assert [(part.label, pytest.approx(part.start)) for part in segments] == [("a", 0.0), ("b", 0.75), ("a", 1.05)]
    swallowed = made("aabc", "aaab").segments()
    assert all(part.start < part.end for part in swallowed)
    long = made("a" * 30 + "b" * 3, "a" + "b" * 32).segments()
    assert long[1].start == pytest.approx(0.6 + 3.0 - 1.0 - 0.05)


def test_confidence_is_the_mean_of_the_label_s_own_probability():
    timeline = Timeline(LABELS, 0.6, 0.1)
    for index, (label, confidence) in enumerate([("a", 0.2), ("a", 0.4), ("b", 0.9), ("b", 1.0), ("b", 0.8)]):
        timeline.add(*decided(label, confidence, 1 + index / 10))
    assert [part.confidence for part in timeline.segments()] == pytest.approx([0.3, 0.9])


def test_label_at_and_empty():
    timeline = made("aaaaaabbbbbb")
    assert timeline.label_at(0.1) == "a" and timeline.label_at(1.5) == "b" and timeline.label_at(99.0) is None
    assert Timeline(LABELS, 0.6, 0.1).segments() == []


@pytest.mark.parametrize("time", [math.nan, math.inf, 0.6, 0.1])
def test_times_that_cannot_follow_are_refused(time):
    timeline = made("a")
    with pytest.raises(ValueError, match="expected a later time"):
        timeline.add(*decided("a", 0.5, time))


def test_timeline_of_a_model():
    timeline = Timeline.of(ModelSpec("m", labels=LABELS, sample_fps=10.0))
    timeline.add(*decided("b", 0.5, 0.6))
    only = timeline.segments()[0]
    assert (only.start, only.end, only.confidence) == (0.0, pytest.approx(0.7), 0.5)


def test_spans_are_the_program_s_own_timeline_with_numbered_labels():
    times = 0.6 + np.arange(40) / 10
    rows = np.tile([0.9, 0.05, 0.05], (40, 1))
    rows[15:] = [0.05, 0.05, 0.9]
    spans = spans_of(ModelSpec("m", labels=LABELS, sample_fps=10.0))(times, rows)
    assert [label for _, _, label in spans] == [0, 2]
    assert spans[0][1] == spans[1][0] == pytest.approx(2.05), "midway between the last a and the first c"
