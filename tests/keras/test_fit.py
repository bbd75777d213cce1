"""The training loop and its callbacks: stopped and taken up again, it ends where an unstopped training would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.network.backbones import keras, layers
from model.training.callbacks import Callback, Checkpoint, EarlyStopping, KeepBest, SeedDropout
from model.training.fit import Batch, class_weights, cosine, fit, sample_weights


class StopAfter(Callback):
    """Ends the training as Ctrl-C does, once what an epoch leaves is on the disk."""

    def __init__(self, epoch: int | None):
        self._epoch = epoch

    def epoch_end(self, fit) -> None:
        if len(fit.history) == self._epoch:
            raise KeyboardInterrupt


def network() -> keras.Model:
    keras.utils.set_random_seed(1)
    image = layers.Input((4,))
    hidden = layers.Dropout(0.5)(layers.Dense(16, activation="relu")(image))
    return keras.Model(image, layers.Dense(2, activation="softmax")(hidden))


def train(
    network,
    work: Path,
    scores: list[float],
    *,
    stop_after: int | None = None,
    say=lambda text: None,
    seeded: bool = False,
    key: str = "one",
    latest: bool = True,
) -> list[dict]:
    """Up to one epoch for each of ``scores``, which is its mean recall on validation."""
    work.mkdir(exist_ok=True)
    inputs = np.random.default_rng(0).standard_normal((32, 4)).astype(np.float32)
    batch = Batch(inputs, (inputs[:, 0] > 0).astype(int), np.ones(32))
    epochs = []

    def draw(epoch: int):
        epochs.append(epoch)
        return 3, [batch] * 3

    callbacks = [
        *([SeedDropout(0)] if seeded else []),
        EarlyStopping(4),
        KeepBest(work / "stage.best.weights.h5", latest),
        Checkpoint(work, "stage", {"key": key}, say),
        StopAfter(stop_after),
    ]
    return fit(
        network,
        draw,
        epochs=len(scores),
        peak=0.01,
        validate=lambda: {"balanced": scores[epochs[-1]]},
        callbacks=callbacks,
    )


def equal(one: keras.Model, other: keras.Model) -> bool:
    return all(map(np.array_equal, one.get_weights(), other.get_weights()))


def without_durations(history: list[dict]) -> list[dict]:
    return [{key: value for key, value in epoch.items() if key != "seconds"} for epoch in history]


@pytest.mark.parametrize("seeded", [True, False])
def test_resumed_equals_uninterrupted(tmp_path, seeded):
    scores = [0.1, 0.2, 0.3, 0.4]
    whole, stopped, resumed, said = network(), network(), network(), []
    history = train(whole, tmp_path / "whole", scores, seeded=seeded)
    with pytest.raises(KeyboardInterrupt):
        train(stopped, tmp_path / "stopped", scores, stop_after=2, seeded=seeded)
    assert not equal(whole, stopped)  # else the next lines would say nothing
    again = train(resumed, tmp_path / "stopped", scores, say=said.append, seeded=seeded)
    assert equal(whole, resumed) and without_durations(history) == without_durations(again)
    assert said == ["Going on after epoch 2 of 4."]


def test_stopped_after_the_last_epoch_only_the_best_one_is_put_back(tmp_path):
    scores, whole, stopped, resumed = [0.1, 0.9, 0.2], network(), network(), network()
    train(whole, tmp_path / "whole", scores)
    with pytest.raises(KeyboardInterrupt):
        train(stopped, tmp_path / "stopped", scores, stop_after=3)
    assert not equal(whole, stopped)
    assert len(train(resumed, tmp_path / "stopped", scores)) == 3 and equal(whole, resumed)


def test_the_best_epoch_stays_of_several_the_last_or_the_first(tmp_path):
    def trained(name: str, scores: list[float], **options) -> keras.Model:
        made = network()
        train(made, tmp_path / name, scores, **options)
        return made

    best = trained("best", [0.1, 0.9, 0.2, 0.3])
    assert len(list((tmp_path / "best").glob("*.weights.h5"))) == 2  # the best, the last: a long training fills no disk
    second, third = trained("second", [0.1, 0.9, 0.9, 0.3], latest=False), trained("third", [0.1, 0.9, 0.9, 0.3])
    assert equal(best, second) and not equal(best, third)
    assert equal(third, trained("rising", [0.1, 0.2, 0.9, 0.3]))


def test_the_loss_falls_and_the_rate_rises_and_falls(tmp_path):
    history = train(network(), tmp_path / "work", [0.1] * 4)
    assert [figures["epoch"] for figures in history] == [1, 2, 3, 4]
    assert history[-1]["loss"] < history[0]["loss"]
    assert cosine(0, 1000, 0.1) == pytest.approx(0.001) and cosine(99, 1000, 0.1) == pytest.approx(0.1)
    assert cosine(550, 1000, 0.1) == pytest.approx(0.0505) and cosine(1000, 1000, 0.1) == pytest.approx(0.001)


def test_what_was_kept_under_another_key_is_not_taken_up(tmp_path):
    first, other, said = network(), network(), []
    history = train(first, tmp_path / "work", [0.1, 0.2])
    afresh = train(other, tmp_path / "work", [0.1, 0.2], key="two", say=said.append)
    assert said == [] and without_durations(afresh) == without_durations(history) and equal(first, other)


@pytest.mark.parametrize(
    "damage",
    ["{", "[]", '{"key": {"key": "one"}, "random": [], "epochs": [1, 2, 3]}', '{"key": {"key": "one"}, "epochs": []}'],
)
def test_a_damaged_checkpoint_is_begun_anew(tmp_path, damage):
    whole, again = network(), network()
    train(whole, tmp_path / "work", [0.1, 0.2])
    (tmp_path / "work" / "stage.state.json").write_text(damage, encoding="utf-8")
    assert len(train(again, tmp_path / "work", [0.1, 0.2])) == 2 and equal(whole, again)


def test_epochs_that_gain_nothing_end_it_early(tmp_path):
    history = train(network(), tmp_path / "work", [0.1, 0.9, *[0.2] * 8])
    assert len(history) == 6  # the second was the best
    assert len(train(network(), tmp_path / "work", [0.1, 0.9, *[0.2] * 8])) == 6  # so also when it is taken up again


def test_rare_labels_weigh_more_and_undecided_ones_nothing():
    labels = np.array([0] * 90 + [1] * 10)
    weights = class_weights(labels, 3)
    assert weights[2] == 0 < weights[0] < weights[1] and weights[labels].mean() == pytest.approx(1)
    assert sample_weights(np.array([1, -1, 0]), weights).tolist() == [weights[1], 0, weights[0]]
