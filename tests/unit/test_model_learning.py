"""What learns: the large architectures of the notes on a handful of clips, and an LSTM on standardised encodings."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param(41, marks=pytest.mark.facts("overfit_facts.py", "vgg19_lstm_256", 1e-4, 8), id="vgg19_lstm_256"),
        pytest.param(
            521, marks=pytest.mark.facts("overfit_facts.py", "resnet152v2_lstm_256", 1e-4, 8), id="resnet152v2_lstm_256"
        ),
    ],
)
def test_the_architectures_too_large_to_train_here_learn_a_handful_of_clips(facts, weights):
    assert facts["without gradient"] == [] and facts["weights"] == weights
    first, *_, last = facts["losses"]
    assert last < 0.97 * first  # how much it falls in eight steps differs between processors; that it falls does not


@pytest.mark.facts("scales_facts.py")
def test_a_cnn_that_learns_from_nothing_begins_with_filters_that_tell_the_footage_apart(facts):
    facts = facts["filters"]
    assert facts["begun"] < 0.5 and facts["means"] < 1e-3
    assert facts["deviations"] == pytest.approx([1, 1], abs=1e-3)
    assert facts["least"] == 0, "the activation is as it was"
    assert facts["some"] == [512, 41] and facts["few"] == [0, 1, 2]


@pytest.mark.facts("scales_facts.py")
def test_an_lstm_that_learned_from_standardised_encodings_takes_raw_ones(facts):
    assert facts["mean"] < 1e-4 and facts["largest"] < 4 and facts["still"] == 0
    assert facts["layer"] < 1e-5 and facts["folded"] < 1e-5 and facts["unfolded"] < 1e-5
    assert facts["unlike raw"] > 0.1


@pytest.mark.parametrize(
    ("folded", "norms"),
    [
        pytest.param(34, 34, marks=pytest.mark.facts("folded_facts.py", "b5_lstm_256"), id="b5_lstm_256"),
        pytest.param(14, 14, marks=pytest.mark.facts("folded_facts.py", "mobilenet_lstm_256"), id="mobilenet_lstm_256"),
        pytest.param(0, 0, marks=pytest.mark.facts("folded_facts.py", "vgg19_lstm_256"), id="vgg19_lstm_256"),
        pytest.param(
            6, 10, marks=pytest.mark.facts("folded_facts.py", "resnet152v2_lstm_256"), id="resnet152v2_lstm_256"
        ),
    ],
)
def test_a_cnn_learns_the_same_weights_with_its_batch_norm_folded(facts, folded, norms):
    assert facts["differs"] < 1e-5 and (facts["folded"], facts["norms"]) == (folded, norms)
    assert facts["weights alike"] and facts["statistics kept"]
    assert facts["taught"] > 1e-4 and facts["taught otherwise"] < 1e-5
