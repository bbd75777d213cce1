"""What learns from inputs of equal spread: an LSTM that then takes raw embeddings again, and a CNN's first filters."""

from __future__ import annotations

import numpy as np
import pytest

from model.network.backbones import keras, layers, make_backbone
from model.training.standardiser import Standardiser
from model.training.unit_variance_init import give_unit_variance, spread_rows


def test_an_lstm_that_learned_from_standardised_embeddings_takes_raw_ones():
    rng = np.random.default_rng(0)
    raw = (rng.random((32, 7, 24)) * rng.uniform(0.1, 6, 24) + rng.uniform(0, 6, 24)).astype(np.float32)
    raw[..., 3] = 2.0  # an embedding that never moves
    standardiser = Standardiser.fit(raw)
    assert np.abs(standardiser(raw).mean((0, 1))).max() < 1e-4 and np.abs(standardiser(raw)).max() < 4
    assert np.abs(standardiser(raw)[..., 3]).max() == 0

    features, lstm = layers.Input((7, 24)), layers.LSTM(8, unroll=True)
    through_layer = keras.Model(features, lstm(standardiser.layer()(features)))
    alone = keras.Model(features, lstm(features))
    standardised, on_raw = np.asarray(through_layer(raw)), np.asarray(alone(raw))
    assert np.abs(standardised - on_raw).max() > 0.1, "else the rest would say nothing"
    assert np.asarray(alone(standardiser(raw))) == pytest.approx(standardised, abs=1e-5)
    standardiser.fold_into(lstm)
    assert np.asarray(alone(raw)) == pytest.approx(standardised, abs=1e-5)
    standardiser.unfold_from(lstm)
    assert np.asarray(through_layer(raw)) == pytest.approx(standardised, abs=1e-5)


def test_a_cnn_that_learns_from_nothing_begins_with_filters_that_tell_the_footage_apart():
    network = make_backbone("custom", (32, 32))
    pictures = np.random.default_rng(0).random((200, 4, 4, 3), np.float32).repeat(8, 1).repeat(8, 2)

    def answers() -> list[np.ndarray]:
        """Of each convolution before its activation, ``(positions, filters)``."""
        found = []
        for name in ("conv_1", "conv_2"):
            layer = network.get_layer(name)
            before = np.asarray(keras.Model(network.input, layer.input)(pictures))
            kernel, bias = layer.get_weights()
            whole = np.asarray(keras.ops.conv(before, kernel, padding="valid")) + bias
            found.append(whole.reshape(-1, whole.shape[-1]))
        return found

    assert min(one.std(0).min() for one in answers()) < 0.5
    give_unit_variance(network, pictures)
    for one in answers():
        assert np.abs(one.mean(0)).max() < 1e-3 and one.std(0) == pytest.approx(np.ones(64), abs=1e-3)
    assert np.asarray(network(pictures)).min() == 0, "the activation is as it was"


def test_the_pictures_it_looks_at_are_as_many_as_memory_holds():
    assert [len(spread_rows(10_000, size)) for size in ((32, 32), (224, 224))] == [512, 41]
    assert spread_rows(3, (32, 32)).tolist() == [0, 1, 2]
