"""The one training loop: epochs of batches, each followed by a validation; all else is done by its callbacks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, pi
from typing import NamedTuple

import numpy as np

from model.evaluation.ground_truth import UNDECIDED
from model.network.backbones import keras
from model.training.accelerator import JIT

LABEL_SMOOTHING = 0.05
BALANCE = 0.7  # 0: labels count by frequency; 1: all labels count alike
WARM_STEPS = 100  # in which the learning rate rises


class Batch(NamedTuple):
    """What one step learns from.

    inputs: as the network takes them, a list where it takes several.
    labels: label indices in the shape of the network's output without its last axis; any where the weight is 0.
    weights: of the same shape, how much each counts.
    """

    inputs: np.ndarray | list[np.ndarray]
    labels: np.ndarray
    weights: np.ndarray


Draw = Callable[[int], tuple[int, Iterable[Batch]]]  # from an epoch (from 0) to its number of batches, and these


@dataclass
class Fit:
    """A training under way, as its callbacks see it.

    network: compiled, its optimizer built.
    epochs: how many there are to be, at most.
    history: the figures of each finished epoch; a callback that goes on with an earlier run fills it.
    steps: batches of the epoch under way.
    stopped: set by a callback before an epoch, it ends the training.
    """

    network: keras.Model
    epochs: int
    history: list[dict] = field(default_factory=list)
    steps: int = 0
    stopped: bool = False


class Callback:
    """Takes part in a training; every method may be left as it is."""

    def begin(self, fit: Fit) -> None:
        """Before the first epoch."""

    def epoch_begin(self, fit: Fit) -> None:
        """Before each epoch, whose number from 0 is ``len(fit.history)``."""

    def batch_end(self, fit: Fit) -> None:
        """After each batch."""

    def epoch_end(self, fit: Fit) -> None:
        """After each epoch, whose figures are ``fit.history[-1]``."""

    def end(self, fit: Fit) -> None:
        """After the last epoch."""

    def close(self) -> None:
        """At the end in any case, after an error as well."""


def fit(
    network: keras.Model,
    draw: Draw,
    *,
    epochs: int,
    peak: float,
    validate: Callable[[], dict] = dict,
    callbacks: Sequence[Callback] = (),
    label_smoothing: float = LABEL_SMOOTHING,
    warm: int = WARM_STEPS,
    clip: float | None = None,
) -> list[dict]:
    """Train ``network`` with Adam and cross-entropy; its learning rate rises, then falls along a cosine.

    Args:
        network: Gives probabilities ``(..., labels)``. It is left with the weights of the last epoch, or with those that
            a callback puts back.
        draw: Gives each epoch's batches.
        epochs: At most.
        peak: The highest learning rate.
        validate: Measures the network after each epoch.
        callbacks: Called in their order.
        label_smoothing: 0 to 1.
        warm: Steps in which the learning rate rises.
        clip: The longest a step's gradient may be, over all weights; None: any length.

    Returns:
        Each epoch's figures: ``epoch`` (from 1), ``loss`` and ``accuracy`` over its batches, what ``validate`` gave, and
        ``seconds``.
    """
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=label_smoothing)
    # Accuracy is weighted, too: what is undecided counts for nothing.
    network.compile(
        keras.optimizers.Adam(peak, global_clipnorm=clip), loss, weighted_metrics=["accuracy"], jit_compile=JIT
    )
    network.optimizer.build(network.trainable_variables)
    running = Fit(network, epochs)
    try:
        for callback in callbacks:
            callback.begin(running)
        while len(running.history) < epochs:
            for callback in callbacks:
                callback.epoch_begin(running)
            if running.stopped:
                break
            running.history.append(_epoch(running, draw, peak, warm, validate, callbacks))
            for callback in callbacks:
                callback.epoch_end(running)
        for callback in callbacks:
            callback.end(running)
    finally:
        for callback in callbacks:
            callback.close()
    return running.history


def _epoch(
    running: Fit, draw: Draw, peak: float, warm: int, validate: Callable[[], dict], callbacks: Sequence[Callback]
) -> dict:
    """One epoch and its figures."""
    network, epoch, began, measured = running.network, len(running.history), time.monotonic(), []
    one_hot = np.eye(network.output_shape[-1], dtype=np.float32)
    running.steps, batches = draw(epoch)
    for number, batch in enumerate(batches):
        step = epoch * running.steps + number
        network.optimizer.learning_rate = cosine(step, running.epochs * running.steps, peak, warm)
        measured.append(
            network.train_on_batch(batch.inputs, one_hot[batch.labels], sample_weight=batch.weights)
        )  # loss and accuracy of this batch alone
        for callback in callbacks:
            callback.batch_end(running)
    loss, accuracy = np.mean(measured, axis=0).tolist()
    figures = {"epoch": epoch + 1, "loss": loss, "accuracy": accuracy, **validate()}
    return figures | {"seconds": round(time.monotonic() - began, 1)}


def cosine(step: int, steps: int, peak: float, warm: int = WARM_STEPS) -> float:
    """The learning rate at ``step`` (from 0) of ``steps``: up in ``warm`` steps, then down a cosine to 1 % of ``peak``."""
    if step < warm:
        return peak * (step + 1) / warm
    part = (step - warm) / max(1, steps - warm)
    return peak * (0.01 + 0.99 * 0.5 * (1 + cos(pi * min(1.0, part))))


def class_weights(labels: np.ndarray, count: int) -> np.ndarray:
    """How much each label counts: the rarer, the more.

    Args:
        labels: ``(n,)`` label indices, none of them undecided.
        count: How many labels there are.

    Returns:
        ``(count,)``, with mean 1 over ``labels``; 0 for a label that is not among them.
    """
    shares = np.bincount(labels, minlength=count) / max(1, len(labels))
    weights = np.where(shares > 0, 1 / np.maximum(shares, 1e-9) ** BALANCE, 0.0)
    return weights / max((weights * shares).sum(), 1e-9)


def sample_weights(labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The class weight of each of ``labels`` (any shape), 0 where it is undecided."""
    return np.where(labels == UNDECIDED, 0.0, weights[labels])
