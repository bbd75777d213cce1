"""What learns: the large architectures of the notes on a handful of clips, and an LSTM on standardised encodings."""

from __future__ import annotations

import pytest

from tests.conftest import facts_of

pytest.importorskip("tensorflow")


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("arch", "rate", "steps"), [("vgg19_lstm_256", 1e-4, 40), ("resnet152v2_lstm_256", 1e-4, 15)])
def test_the_architectures_too_large_to_train_here_learn_a_handful_of_clips(arch, rate, steps):
    facts = facts_of("overfit_facts.py", arch, rate, steps)
    assert facts["right"] == facts["clips"] == 4
    assert facts["losses"][-1] < 0.5 * facts["losses"][0]


@pytest.fixture(scope="module")
def scales() -> dict:
    return facts_of("scales_facts.py")


def test_a_cnn_that_learns_from_nothing_begins_with_filters_that_tell_the_footage_apart(scales):
    facts = scales["filters"]
    assert facts["begun"] < 0.5 and facts["means"] < 1e-3
    assert facts["deviations"] == pytest.approx([1, 1], abs=1e-3)
    assert facts["least"] == 0, "the activation is as it was"
    assert facts["some"] == [512, 41] and facts["few"] == [0, 1, 2]


def test_an_lstm_that_learned_from_standardised_encodings_takes_raw_ones(scales):
    facts = scales
    assert facts["mean"] < 1e-4 and facts["largest"] < 4 and facts["still"] == 0
    assert facts["layer"] < 1e-5 and facts["folded"] < 1e-5 and facts["unfolded"] < 1e-5
    assert facts["unlike raw"] > 0.1


@pytest.mark.parametrize(
    ("arch", "folded", "norms"),
    [("b5_lstm_256", 34, 34), ("mobilenet_lstm_256", 8, 8), ("vgg19_lstm_256", 0, 0), ("resnet152v2_lstm_256", 6, 10)],
)
def test_a_cnn_learns_the_same_weights_with_its_batch_norm_folded(arch, folded, norms):
    facts = facts_of("folded_facts.py", arch)
    assert facts["differs"] < 1e-5 and (facts["folded"], facts["norms"]) == (folded, norms)
    assert facts["weights alike"] and facts["statistics kept"]
    assert facts["taught"] > 1e-4 and facts["taught otherwise"] < 1e-5
