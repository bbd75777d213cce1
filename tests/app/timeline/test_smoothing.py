"""Decisions: pure, so checked by the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from app.frames import Prediction
from app.settings import SmoothingRules
from app.timeline.smoothing import RAW, LabelSmoother, smooth

LABELS = ("chop", "others")


def prediction(time: float, chop: float) -> Prediction:
    return Prediction(time, np.array([chop, 1 - chop], np.float32), 0.01, round(time * 30))


def labels_of(chops: list[float], rules: SmoothingRules, step: float = 0.1) -> list[str]:
    smoother = LabelSmoother(LABELS, rules)
    return [smoother.decide(prediction(step * i, value)).label for i, value in enumerate(chops)]


def test_average_depends_on_elapsed_time_not_on_the_number_of_steps():
    one, zero = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    once = smooth(one, zero, 0.2, 0.15)
    twice = smooth(smooth(one, zero, 0.1, 0.15), zero, 0.1, 0.15)
    assert once == pytest.approx(twice) and once.sum() == pytest.approx(1.0)


def test_one_odd_window_does_not_flicker_and_a_change_gets_through():
    labels = labels_of([0.95] * 5 + [0.1] + [0.95] * 5 + [0.02] * 5, SmoothingRules())
    assert labels[:11] == ["chop"] * 11
    assert labels[-3:] == ["others"] * 3


def test_another_label_needs_the_on_threshold_unless_the_held_one_has_sunk():
    wavering = [0.9] * 3 + [0.45, 0.4, 0.45, 0.35, 0.4]
    assert labels_of(wavering, SmoothingRules(smoothing=0, on=0.7, off=0.2, dwell=0)) == ["chop"] * 8
    assert labels_of(wavering, SmoothingRules(smoothing=0, on=0.7, off=0.42, dwell=0))[3:5] == ["chop", "others"]
    assert labels_of(wavering, SmoothingRules(smoothing=0, on=0.6, off=0.2, dwell=0))[3:5] == ["chop", "others"]


def test_a_label_holds_for_its_dwell():
    flipping = [0.9, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9]
    rules = SmoothingRules(smoothing=0, on=0.6, off=0.2, dwell=0.3)
    labels = labels_of(flipping, rules)
    changes = [i for i in range(1, 8) if labels[i] != labels[i - 1]]
    assert labels[:3] == ["chop"] * 3 and len(changes) >= 1
    assert all(b - a >= 3 for a, b in zip(changes, changes[1:], strict=False))
    assert labels_of(flipping, RAW) == ["chop" if p > 0.5 else "others" for p in flipping]


def test_unsure_is_said_and_the_label_is_the_best_guess():
    smoother = LabelSmoother(LABELS, SmoothingRules(smoothing=0, on=0.6, off=0.2, dwell=0, sure=0.6))
    said = [smoother.decide(prediction(0.1 * i, chop)) for i, chop in enumerate([0.9, 0.55, 0.7])]
    assert [(d.label, d.sure) for d in said] == [("chop", True), ("chop", False), ("chop", True)]


def test_a_picture_unlike_all_that_was_learned_from_makes_unsure_after_some_seconds():
    smoother = LabelSmoother(LABELS)

    def said(seconds, unfamiliarity, chop=0.95):
        first = said.time
        said.time += seconds
        return [
            smoother.decide(Prediction(0.1 * n, np.array([chop, 1 - chop], np.float32), 0.0, n, unfamiliarity))
            for n in range(round(10 * first), round(10 * said.time))
        ]

    said.time = 0.0
    assert all(one.familiar and one.sure for one in said(10, 0.5)), "what is a little unlike is familiar"
    assert all(one.familiar and one.sure for one in said(0.4, 50.0)), "a moment proves nothing"
    said(3, 0.5)
    strange = said(10, 1.5)
    assert strange[0].familiar and not any(one.familiar or one.sure for one in strange[-60:])
    others = said(3, 1.5, chop=0.01)
    assert (others[-1].label, others[-1].sure, others[-1].familiar) == ("others", True, False)
    again = said(10, 0.6)
    assert not again[0].familiar and all(one.familiar and one.sure for one in again[-60:])
    said(10, 1.5)
    smoother.reset()
    assert said(1, 1.5)[0].familiar, "what was seen before a jump says nothing of what comes"


def test_rules_change_while_it_runs():
    smoother = LabelSmoother(LABELS, SmoothingRules(smoothing=0, on=0.99, off=0.0, dwell=0))
    first = [smoother.decide(prediction(0.1 * i, chop)).label for i, chop in enumerate([0.9, 0.1])]
    smoother.rules = RAW
    assert first == ["chop", "chop"] and smoother.decide(prediction(0.2, 0.1)).label == "others"


def test_reset_forgets():
    smoother = LabelSmoother(LABELS)
    smoother.decide(prediction(0.0, 1.0))
    smoother.reset()
    decision = smoother.decide(prediction(0.05, 0.0))
    assert (decision.label, decision.confidence, decision.time) == ("others", 1.0, 0.05)
    assert decision.probabilities.tolist() == [0.0, 1.0]


def test_a_decision_s_confidence_is_its_own_label_s_and_does_not_change_once_it_is_made():
    smoother = LabelSmoother(LABELS)
    decisions = [smoother.decide(prediction(0.1 * i, chop)) for i, chop in enumerate([0.9, 0.2, 0.7, 0.1, 0.4])]
    for decision in decisions:
        assert decision.confidence == decision.probabilities[LABELS.index(decision.label)]
        assert decision.probabilities.sum() == pytest.approx(1.0)
    assert decisions[0].probabilities[0] == pytest.approx(0.9), "a decision does not change once it is made"
