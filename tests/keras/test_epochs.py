"""Epochs: stopped and taken up again they end where an unstopped training would."""

from __future__ import annotations

import numpy as np
import pytest

from model.network.backbones import keras, layers
from model.training.epochs import forget_epochs, run_epochs


def network() -> keras.Model:
    keras.utils.set_random_seed(1)
    image = layers.Input((4,))
    hidden = layers.Dropout(0.5)(layers.Dense(16, activation="relu")(image))
    made = keras.Model(image, layers.Dense(2, activation="softmax")(hidden))
    made.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", jit_compile=False)
    made.optimizer.build(made.trainable_variables)
    return made


def train(network, folder, scores, stop_after=None, say=lambda text: None) -> list[dict]:
    """One epoch for each of ``scores``, interrupted as the epoch ``stop_after`` begins."""
    folder.mkdir(exist_ok=True)
    inputs = np.random.default_rng(0).standard_normal((32, 4)).astype(np.float32)
    truth = np.eye(2, dtype=np.float32)[(inputs[:, 0] > 0).astype(int)]

    def one_epoch(epoch):
        if epoch == stop_after:
            raise KeyboardInterrupt
        for _ in range(3):
            network.train_on_batch(inputs, truth)
        return {"good": scores[epoch]}

    return run_epochs(network, folder, "a stage", len(scores), one_epoch, "good", 0, say)


def equal(one, other) -> bool:
    return all(map(np.array_equal, one.get_weights(), other.get_weights()))


def without_durations(history: list[dict]) -> list[dict]:
    return [{key: value for key, value in epoch.items() if key != "seconds"} for epoch in history]


def test_resumed_equals_uninterrupted(tmp_path):
    scores = [0.1, 0.2, 0.3, 0.4]
    whole, stopped, resumed, said = network(), network(), network(), []
    history = train(whole, tmp_path / "whole", scores)
    with pytest.raises(KeyboardInterrupt):
        train(stopped, tmp_path / "stopped", scores, stop_after=2)
    assert not equal(whole, stopped)  # else the next lines would say nothing
    again = train(resumed, tmp_path / "stopped", scores, say=said.append)
    assert equal(whole, resumed) and without_durations(history) == without_durations(again)
    assert said == ["Carrying on after epoch 2 of 4."]


def test_the_best_epoch_stays(tmp_path):
    two, four = network(), network()
    train(two, tmp_path / "two", [0.1, 0.9])
    history = train(four, tmp_path / "four", [0.1, 0.9, 0.2, 0.3])
    assert [figures["epoch"] for figures in history] == [1, 2, 3, 4] and equal(two, four)
    files = list((tmp_path / "four").glob("*.weights.h5"))
    assert len(files) == 2  # the best and the last: a long training fills no disk


def test_forgotten_epochs_begin_anew(tmp_path):
    train(network(), tmp_path / "work", [0.1, 0.9])
    assert list((tmp_path / "work").iterdir())
    forget_epochs(tmp_path / "work", "a stage")
    assert not list((tmp_path / "work").iterdir())


def test_epochs_that_gain_nothing_end_it_early(tmp_path):
    history = train(network(), tmp_path / "work", [0.1, 0.9, *[0.2] * 8])
    assert len(history) == 6  # the second was the best
