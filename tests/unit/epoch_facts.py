"""Trains tiny networks in a process of its own (TensorFlow stays out of the tests' process); prints what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from model.network.backbones import keras, layers
from model.training.epochs import forget_epochs, run_epochs


def network():
    keras.utils.set_random_seed(1)
    image = layers.Input((4,))
    hidden = layers.Dropout(0.5)(layers.Dense(16, activation="relu")(image))
    made = keras.Model(image, layers.Dense(2, activation="softmax")(hidden))
    made.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", jit_compile=False)
    made.optimizer.build(made.trainable_variables)
    return made


def train(network, work, scores, stop_after=None, said=None):
    work.mkdir(exist_ok=True)
    inputs = np.random.default_rng(0).standard_normal((32, 4)).astype(np.float32)
    truth = np.eye(2, dtype=np.float32)[(inputs[:, 0] > 0).astype(int)]

    def one_epoch(epoch):
        if epoch == stop_after:
            raise KeyboardInterrupt
        for _ in range(3):
            network.train_on_batch(inputs, truth)
        return {"good": scores[epoch]}

    said = [] if said is None else said
    return run_epochs(network, work, "a stage", len(scores), one_epoch, "good", 0, said.append)


def equal(one, other) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one.get_weights(), other.get_weights(), strict=True))


def untimed(history: list[dict]) -> list[dict]:
    """The epochs without how long each took."""
    return [{key: value for key, value in epoch.items() if key != "seconds"} for epoch in history]


def main(folder: Path) -> dict:
    scores = [0.1, 0.2, 0.3, 0.4]
    whole, stopped, resumed, said = network(), network(), network(), []
    history = train(whole, folder / "whole", scores)
    try:
        train(stopped, folder / "stopped", scores, stop_after=2)
        raise SystemExit("it should have been stopped")
    except KeyboardInterrupt:
        pass
    again = train(resumed, folder / "stopped", scores, said=said)
    two, four = network(), network()
    train(two, folder / "two", [0.1, 0.9])
    falling = train(four, folder / "four", [0.1, 0.9, 0.2, 0.3])
    kept = len(list((folder / "four").glob("*.weights.h5")))
    ended = train(network(), folder / "ended", [0.1, 0.9, *[0.2] * 8])
    forget_epochs(folder / "two", "a stage")
    return {
        "stopped differs": not equal(whole, stopped), "resumed equal": equal(whole, resumed),
        "histories equal": untimed(history) == untimed(again), "said": said, "best stays": equal(two, four),
        "epochs": [figures["epoch"] for figures in falling], "kept": kept,
        "ended": len(ended), "left": len(list((folder / "two").iterdir())),
    }  # fmt: skip


print("FACTS " + json.dumps(main(Path())))
