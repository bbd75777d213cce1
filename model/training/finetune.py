"""Fine-tuning the CNN's upper half on single frames, on the cached activations of its lower half."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from math import cos, pi
from pathlib import Path

import numpy as np

from model.backbones import BACKBONES, halves, keras, layers
from model.files import write_whole
from model.lrcn import Lrcn
from model.metrics import accuracy, balanced_accuracy, confusion
from model.training.cache import FrameCache

BATCH = 64
LABEL_SMOOTHING = 0.05
BALANCE = 0.7  # 0: labels count by frequency; 1: all labels count alike


def class_weights(labels: np.ndarray, count: int) -> np.ndarray:
    """A weight for each label, ``(count,)``, with mean 1 over ``labels``: the rarer, the heavier."""
    shares = np.bincount(labels, minlength=count) / max(1, len(labels))
    weights = np.where(shares > 0, 1 / np.maximum(shares, 1e-9) ** BALANCE, 0.0)
    return weights / max((weights * shares).sum(), 1e-9)


def cosine(step: int, steps: int, peak: float, warm: int = 100) -> float:
    """The learning rate at ``step`` of ``steps``: up in ``warm`` steps, then down a cosine to 1 % of ``peak``."""
    if step < warm:
        return peak * (step + 1) / warm
    part = (step - warm) / max(1, steps - warm)
    return peak * (0.01 + 0.99 * 0.5 * (1 + cos(pi * min(1.0, part))))


def finetune(
    parts: Lrcn,
    train: FrameCache,
    validation: FrameCache,
    work: Path,
    epochs: int,
    seed: int,
    progress_task: Callable[[str, int], Callable],
    say: Callable[[str], None],
) -> list[dict]:
    """Train ``parts.encoder``'s upper half and leave the epoch best on ``validation`` in it; returns epochs' figures.

    After every epoch all state is kept in ``work``; called again, training goes on after the last finished one.
    """
    count = len(parts.spec.labels)
    _, upper = halves(parts.backbone, parts.spec.backbone)
    pooled = parts.encoder.layers[-1](upper.output)
    network = keras.Model(upper.input, layers.Dense(count, activation="softmax", name="frame_label")(pooled))
    for layer in upper.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.momentum = 0.99  # ImageNet's 0.999 would still remember ImageNet after all our steps
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=LABEL_SMOOTHING)
    # XLA on a CPU runs depthwise convolutions seven times slower (measured), hence no jit.
    network.compile(keras.optimizers.Adam(1e-4), loss, jit_compile=False)
    network.optimizer.build(network.trainable_variables)

    rows, weights = train.usable, class_weights(train.labels[train.usable], count)
    batches = max(1, len(rows) // BATCH)
    state_file, last, best = work / "finetune.state.json", work / "last.weights.h5", work / "best.weights.h5"
    history: list[dict] = []
    if state_file.is_file() and last.is_file():
        history = json.loads(state_file.read_text(encoding="utf-8"))[:epochs]
        network.load_weights(last)
        say(f"Carrying on after epoch {len(history)} of {epochs}.")
    peak = BACKBONES[parts.spec.backbone].learning_rate
    one_hot = np.eye(count, dtype=np.float32)
    for epoch in range(len(history), epochs):
        advance = progress_task(f"Fine-tuning, epoch {epoch + 1} of {epochs}", batches)
        order = np.random.default_rng([seed, 3, epoch]).permutation(rows)
        losses = []
        for batch in range(batches):
            chosen = order[batch * BATCH : (batch + 1) * BATCH]
            truth = train.labels[chosen]
            network.optimizer.learning_rate = cosine(epoch * batches + batch, epochs * batches, peak)
            losses.append(network.train_on_batch(train.inputs(chosen), one_hot[truth], sample_weight=weights[truth]))
            advance()
        figures = {"epoch": epoch + 1, "loss": float(np.mean(losses)), **score(network, validation, count)}
        history.append(figures)
        if figures["balanced"] >= max(f["balanced"] for f in history):
            _save(network, best)
        _save(network, last)
        write_whole(state_file, json.dumps(history, indent=1))
        say(
            f"Epoch {epoch + 1}: loss {figures['loss']:.3f}, validation frames {figures['accuracy']:.3f}, "
            f"mean recall {figures['balanced']:.3f} ({', '.join(f'{r:.2f}' for r in figures['recalls'])})"
        )
    network.load_weights(best)
    return history


def _save(network: keras.Model, path: Path) -> None:
    """Weights and optimizer state to ``path``, whole or not at all."""
    new = path.with_name(f"new.{path.name}")  # Keras insists on the ending .weights.h5
    network.save_weights(new)
    os.replace(new, path)


def score(network: keras.Model, frames: FrameCache, count: int) -> dict:
    """Accuracy, mean recall and each label's recall on ``frames``."""
    rows = frames.usable
    said = [network.predict_on_batch(frames.inputs(rows[i : i + 256])).argmax(axis=1) for i in range(0, len(rows), 256)]
    matrix = confusion(frames.labels[rows], np.concatenate(said), count)
    recalls = np.diag(matrix) / np.maximum(1, matrix.sum(axis=1))
    return {
        "accuracy": accuracy(matrix) or 0.0,
        "balanced": balanced_accuracy(matrix),
        "recalls": recalls.round(4).tolist(),
    }
