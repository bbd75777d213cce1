"""Epochs: stopped and taken up again they end where an unstopped training would."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.facts("epoch_facts.py")


def test_resumed_equals_uninterrupted(facts):
    assert facts["stopped differs"]  # else the next line would say nothing
    assert facts["resumed equal"] and facts["histories equal"]
    assert facts["said"] == ["Carrying on after epoch 2 of 4."]


def test_the_best_epoch_stays(facts):
    assert facts["epochs"] == [1, 2, 3, 4] and facts["best stays"]
    assert facts["kept"] == 2  # the best and the last: a long training fills no disk


def test_forgotten_epochs_begin_anew(facts):
    assert facts["left"] == 0


def test_epochs_that_gain_nothing_end_it_early(facts):
    assert facts["ended"] == 6  # the second was the best
