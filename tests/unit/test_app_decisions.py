"""Decisions and the timeline: pure, so checked by the numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.decisions import SMOOTHING_DELAY, Decider, smooth
from app.frames import Decision, Prediction
from app.timeline import Timeline
from model.spec import ModelSpec

LABELS = ("chop", "others")


def prediction(time: float, chop: float) -> Prediction:
    return Prediction(time, np.array([chop, 1 - chop], np.float32), 0.01, round(time * 30))


def test_average_depends_on_elapsed_time_not_on_the_number_of_steps():
    one, zero = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    once = smooth(one, zero, 0.2)
    twice = smooth(smooth(one, zero, 0.1), zero, 0.1)
    assert once == pytest.approx(twice) and once.sum() == pytest.approx(1.0)
    assert smooth(one, zero, SMOOTHING_DELAY)[0] == pytest.approx(0.5)


def test_one_odd_window_does_not_flicker_and_a_change_gets_through():
    decider = Decider(LABELS)
    values = [0.95] * 5 + [0.1] + [0.95] * 5 + [0.02] * 5
    labels = [decider.decide(prediction(0.1 * i, value)).label for i, value in enumerate(values)]
    assert labels[:11] == ["chop"] * 11
    assert labels[-4:] == ["others"] * 4


def test_reset_forgets():
    decider = Decider(LABELS)
    decider.decide(prediction(0.0, 1.0))
    decider.reset()
    decision = decider.decide(prediction(0.05, 0.0))
    assert (decision.label, decision.confidence, decision.time) == ("others", 1.0, 0.05)
    assert decision.probabilities.tolist() == [0.0, 1.0]


def test_a_decision_s_label_and_confidence_are_its_own_largest_probability():
    decider = Decider(LABELS)
    decisions = [decider.decide(prediction(0.1 * i, chop)) for i, chop in enumerate([0.9, 0.2, 0.7, 0.1, 0.4])]
    for decision in decisions:
        best = int(np.argmax(decision.probabilities))
        assert (decision.label, decision.confidence) == (LABELS[best], decision.probabilities[best])
        assert decision.probabilities.sum() == pytest.approx(1.0)
    assert decisions[0].probabilities[0] == pytest.approx(0.9), "a decision does not change once it is made"


def decided(label: str, confidence: float, time: float) -> Decision:
    """A decision whose other probabilities do not matter."""
    return Decision(label, confidence, time, np.array([confidence, 1 - confidence]))


def made(labels: str, delay: float = 0.3) -> Timeline:
    timeline = Timeline(span=0.6, tick=0.1, delay=delay)
    for index, letter in enumerate(labels):
        timeline.add(decided(letter, 0.5 + 0.1 * (index % 2), 0.6 + 0.1 * index))
    return timeline


def test_segments_cover_all_in_order_without_gaps():
    segments = made("aaabbbbbbccccaaaa").segments()
    assert [part.label for part in segments] == ["a", "b", "c", "a"]
    assert segments[0].start == 0.0 and segments[-1].end == pytest.approx(0.6 + 1.6 + 0.1)
    for before, after in zip(segments, segments[1:], strict=False):
        assert before.end == after.start and before.start < before.end
    assert all(0.5 <= part.confidence <= 0.6 for part in segments)


def test_a_change_is_dated_back_by_the_delay():
    segments = made("aaaaaabbbbbb").segments()  # first "b" at 1.2: midway to the decision before is 1.15
    assert segments[1].start == pytest.approx(1.15 - 0.3)


def test_confidence_is_the_mean_of_a_segments_own_decisions():
    timeline = Timeline(0.6, 0.1, 0.0)
    for index, (label, confidence) in enumerate([("a", 0.2), ("a", 0.4), ("b", 0.9), ("b", 1.0), ("b", 0.8)]):
        timeline.add(decided(label, confidence, 1 + index / 10))
    assert [part.confidence for part in timeline.segments()] == pytest.approx([0.3, 0.9])


def test_label_at_and_empty():
    timeline = made("aaaaaabbbbbb")
    assert timeline.label_at(0.1) == "a" and timeline.label_at(1.5) == "b" and timeline.label_at(99.0) is None
    assert Timeline(0.6, 0.1, 0.3).segments() == []


def test_long_delay_never_reaches_before_the_start():
    segments = made("abab", delay=5.0).segments()
    assert segments[0].start >= 0.0 and all(part.start < part.end for part in segments)


@pytest.mark.parametrize("time", [math.nan, math.inf, 0.6, 0.1])
def test_times_that_cannot_follow_are_refused(time):
    timeline = made("a")
    with pytest.raises(ValueError, match="expected a later time"):
        timeline.add(decided("a", 0.5, time))


def test_timeline_of_a_model():
    timeline = Timeline.of(ModelSpec("m", sample_fps=10.0))
    timeline.add(decided("chop", 0.5, 0.6))
    only = timeline.segments()[0]
    assert (only.start, only.end) == (0.0, pytest.approx(0.7))
