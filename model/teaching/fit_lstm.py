"""Fitting the LSTM head in numpy, by back-propagation through time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.engine.numpy_lstm import activate, gate_parts, softmax
from model.engine.taught_head import LstmHead
from model.teaching.optimiser import Adam

INPUTS = 64  # components of each frame: what varies less is mostly noise
UNITS = 48
EPOCHS = 25
BATCH = 128
RATE = 3e-3
DECAY = 0.02
INPUT_DROPOUT, OUTPUT_DROPOUT = 0.3, 0.4
LABEL_SMOOTHING = 0.05


def fit_lstm(
    windows: np.ndarray,
    ground_truth: np.ndarray,
    importance: np.ndarray,
    labels: int,
    rng: np.random.Generator,
    on_epoch: Callable[[float], None] = lambda share: None,
) -> LstmHead:
    """Train with Adam on all windows, EPOCHS times.

    Args:
        windows: ``(windows, frames, components)``; the first INPUTS components are used.
        ground_truth: Label indices ``(windows,)``.
        importance: Of each window in the loss ``(windows,)``, with mean 1.
        labels: How many there are.
        rng: For the first weights, the order and dropout: the same seed gives the same head.
        on_epoch: Told the share of epochs that are done; it may raise to stop.

    Returns:
        The head after the last epoch.
    """
    windows = np.ascontiguousarray(windows[..., :INPUTS])
    weights = _first_weights(windows.shape[2], labels, rng)
    optimiser = Adam(weights, RATE, EPOCHS * -(-len(windows) // BATCH), DECAY)
    for epoch in range(EPOCHS):
        order = rng.permutation(len(windows))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            optimiser.step(_gradients(weights, windows[rows], ground_truth[rows], importance[rows], labels, rng))
        on_epoch((epoch + 1) / EPOCHS)
    return LstmHead(**weights)


def _first_weights(features: int, labels: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    def uniform(rows: int, columns: int) -> np.ndarray:  # Glorot and Bengio 2010
        reach = np.sqrt(6 / (rows + columns))
        return rng.uniform(-reach, reach, (rows, columns)).astype(np.float32)

    bias = np.zeros(4 * UNITS, np.float32)
    bias[UNITS : 2 * UNITS] = 1.0  # at first nothing is forgotten (Jozefowicz et al. 2015)
    return {
        "kernel": uniform(features, 4 * UNITS),
        "recurrent": uniform(UNITS, 4 * UNITS),
        "bias": bias,
        "out": uniform(UNITS, labels),
        "out_bias": np.zeros(labels, np.float32),
    }


def _kept(shape: tuple[int, ...], dropped: float, rng: np.random.Generator) -> np.ndarray:
    return (rng.random(shape, np.float32) >= dropped).astype(np.float32) / np.float32(1 - dropped)


def _gradients(weights, windows, ground_truth, importance, labels, rng) -> dict[str, np.ndarray]:
    """Of the smoothed cross-entropy, by back-propagation through time. Dropout hides the same features in all frames.

    Frame by frame is done only what has to be; all else is done for all frames at once.
    """
    count, frames, features = windows.shape
    windows = np.ascontiguousarray((windows * _kept((count, 1, features), INPUT_DROPOUT, rng)).transpose(1, 0, 2))
    hidden = np.zeros((frames + 1, count, UNITS), np.float32)
    cell, squashed = np.zeros_like(hidden), np.empty_like(hidden[1:])
    gates = (windows.reshape(-1, features) @ weights["kernel"] + weights["bias"]).reshape(frames, count, -1)
    for step in range(frames):
        active = activate(gates[step] + hidden[step] @ weights["recurrent"], out=gates[step])
        enter, forget, candidate, leave = gate_parts(active)
        cell[step + 1] = forget * cell[step] + enter * candidate
        np.tanh(cell[step + 1], out=squashed[step])
        np.multiply(leave, squashed[step], out=hidden[step + 1])
    shown = _kept((count, UNITS), OUTPUT_DROPOUT, rng)
    said = softmax(hidden[-1] * shown @ weights["out"] + weights["out_bias"])
    wanted = np.full((count, labels), LABEL_SMOOTHING / labels, np.float32)
    wanted[np.arange(count), ground_truth] += 1 - LABEL_SMOOTHING
    error = (said - wanted) * (importance / count).astype(np.float32)[:, None]
    found = {"out": (hidden[-1] * shown).T @ error, "out_bias": error.sum(axis=0)}
    enter, forget, candidate, leave = gate_parts(gates)
    slopes = gates * (1 - gates)
    np.subtract(1, candidate * candidate, out=gate_parts(slopes)[2])
    # By what each gate is multiplied, times its own slope: into the gates comes what comes into cell or hidden state times that.
    effects = slopes * np.concatenate([candidate, cell[:-1], enter, squashed], axis=2)
    through = leave * (1 - squashed * squashed)
    into_hidden, into_cell = error @ weights["out"].T * shown, np.zeros((count, UNITS), np.float32)
    backwards = np.ascontiguousarray(weights["recurrent"].T)
    for step in reversed(range(frames)):
        into_cell += into_hidden * through[step]
        here = effects[step].reshape(count, 4, UNITS)
        here[:, :3] *= into_cell[:, None]
        here[:, 3] *= into_hidden
        into_hidden = effects[step] @ backwards
        into_cell *= forget[step]
    flat = effects.reshape(-1, 4 * UNITS)
    found["kernel"] = windows.reshape(-1, features).T @ flat
    found["recurrent"], found["bias"] = hidden[:-1].reshape(-1, UNITS).T @ flat, flat.sum(axis=0)
    return found
