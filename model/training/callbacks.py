"""What happens beside the training loop, one concern each: stopping, keeping, resuming, showing and recording."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import h5py

from model.files import replacing, write_whole
from model.json_data import read_json
from model.network.backbones import keras
from model.network.lrcn import fill
from model.progress import Progress
from model.training.fit import Callback, Fit

SCORE = "balanced"  # the figure by which the best epoch is chosen: mean recall on validation


def best_epoch(history: list[dict], latest: bool = True) -> int:
    """The number (from 1) of the best epoch; of several that are alike the last one, or else the first."""
    best = max(history, key=lambda figures: (figures[SCORE], figures["epoch"] if latest else -figures["epoch"]))
    return best["epoch"]


class EarlyStopping(Callback):
    """Leaves out the remaining epochs once ``patience`` of them in a row were no better than the best."""

    def __init__(self, patience: int):
        self._patience = patience

    def epoch_begin(self, fit: Fit) -> None:
        if fit.history and len(fit.history) - best_epoch(fit.history, latest=False) >= self._patience:
            fit.stopped = True


class KeepBest(Callback):
    """Keeps the weights of the best epoch, and puts them back at the end."""

    def __init__(self, file: Path, latest: bool = True):
        """file: ends in ``.weights.h5``. latest: see ``best_epoch``."""
        self._file, self._latest = file, latest

    def epoch_end(self, fit: Fit) -> None:
        if best_epoch(fit.history, self._latest) == len(fit.history):
            _save(fit.network, self._file)

    def end(self, fit: Fit) -> None:
        fill(fit.network, self._file, "this training", "remove it and train again")


class SeedDropout(Callback):
    """Seeds every layer that draws at random anew before each epoch, by the epoch and the layer's place."""

    def __init__(self, seed: int):
        self._seed = seed

    def epoch_begin(self, fit: Fit) -> None:
        seed = self._seed * 1000 + len(fit.history)
        set_random_states(fit.network, [(seed, number) for number, _ in _generators(fit.network)])


class Checkpoint(Callback):
    """Keeps all that an epoch leaves behind, so that a training that was stopped ends as one that was not.

    That is the weights, the optimizer, the state of whatever draws at random, and the figures so far. It has to come
    last among the callbacks: what it has kept, the others have done.
    """

    def __init__(self, folder: Path, name: str, key: dict, say: Callable[[str], None]):
        """Nothing is read yet.

        Args:
            folder: Where the files lie.
            name: How their names begin.
            key: What the training depends on, as JSON can hold it; what was kept under another key is removed.
            say: Told that a training goes on.
        """
        self._folder, self._name, self._key, self._say = folder, name, json.loads(json.dumps(key)), say
        self._state = folder / f"{name}.state.json"

    def begin(self, fit: Fit) -> None:
        kept = self._read()
        if kept is None:
            forget(self._folder, self._name)
            return
        fit.history += kept["epochs"]
        fill(fit.network, self._weights(len(fit.history)), "this training", "remove it and train again")
        set_random_states(fit.network, kept["random"])
        self._say(f"Going on after epoch {len(fit.history)} of {fit.epochs}.")

    def epoch_end(self, fit: Fit) -> None:
        epoch = len(fit.history)
        # Weights under the epoch's own name, then the list that names it: a kill between the two repeats the epoch.
        _save(fit.network, self._weights(epoch))
        state = {"key": self._key, "random": random_states(fit.network), "epochs": fit.history}
        write_whole(self._state, json.dumps(state, indent=1))
        self._weights(epoch - 1).unlink(missing_ok=True)

    def _read(self) -> dict | None:
        try:
            kept = read_json(self._state, finite=False)
            whole = isinstance(kept["random"], list) and h5py.is_hdf5(self._weights(len(kept["epochs"])))
            return kept if kept["key"] == self._key and whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _weights(self, epoch: int) -> Path:
        return self._folder / f"{self._name}.{epoch}.weights.h5"


class ProgressBar(Callback):
    """Shows how far the training is, and a line on each epoch."""

    def __init__(self, progress: Progress, title: str):
        self._progress, self._title = progress, title
        self._advance: Callable[..., None] | None = None

    def epoch_begin(self, fit: Fit) -> None:
        if self._advance is None:
            self._advance = self._progress.task(self._title, fit.epochs)
            self._advance(len(fit.history))

    def batch_end(self, fit: Fit) -> None:
        self._advance(1 / fit.steps)

    def epoch_end(self, fit: Fit) -> None:
        figures = fit.history[-1]
        text = f"{self._title}, epoch {figures['epoch']}: loss {figures['loss']:.3f}"
        if SCORE in figures:
            text += f", validation {figures['val_accuracy']:.3f}, mean recall {figures[SCORE]:.3f}"
        if "recalls" in figures:
            text += f" ({', '.join(f'{recall:.2f}' for recall in figures['recalls'])})"
        self._progress.say(text)


class TensorBoard(Callback):
    """Writes every epoch's figures as TensorBoard event files; nothing where TensorFlow or tensorboard is missing."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._writer = None

    def begin(self, fit: Fit) -> None:
        if all(importlib.util.find_spec(package) for package in ("tensorflow", "tensorboard")):
            import tensorflow as tf

            self._summary = tf.summary
            self._writer = tf.summary.create_file_writer(str(self._folder))

    def epoch_end(self, fit: Fit) -> None:
        if self._writer is None:
            return
        with self._writer.as_default():
            for name, value in fit.history[-1].items():
                if isinstance(value, int | float) and name != "epoch":
                    self._summary.scalar(name, value, step=len(fit.history))
        self._writer.flush()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def forget(folder: Path, name: str) -> None:
    """Remove what ``Checkpoint`` and ``KeepBest`` kept under ``name``."""
    for path in (folder / f"{name}.state.json", *folder.glob(f"{name}.*.weights.h5")):
        path.unlink(missing_ok=True)


def random_states(network: keras.Model) -> list[list[int]]:
    """The state of each layer that draws at random: with it, it draws what it drew."""
    return [[int(value) for value in generator.state.numpy()] for _, generator in _generators(network)]


def set_random_states(network: keras.Model, states: Sequence[Sequence[int]]) -> None:
    """Put back what ``random_states`` said."""
    for (_, generator), state in zip(_generators(network), states, strict=True):
        generator.state.assign(list(state))


def _generators(network: keras.Model) -> list[tuple[int, keras.random.SeedGenerator]]:
    """The random generators of a network's layers, each with its layer's place."""
    found = ((number, getattr(layer, "seed_generator", None)) for number, layer in enumerate(network._flatten_layers()))
    return [(number, generator) for number, generator in found if generator is not None]


def _save(network: keras.Model, path: Path) -> None:
    """Weights and optimizer state to ``path``, whole or not at all."""
    with replacing(path) as temporary:
        network.save_weights(temporary)
