"""Decisions: pure, so checked by the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from app.decisions import SMOOTHING_DELAY, Decider, smooth
from app.frames import Prediction

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
