"""Training the head (LSTM and dense layers) on encodings, and choosing the rate of the model's clock."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from model.engine.litert import calibrated
from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.metrics import Track, balanced_accuracy, summarise
from model.network.backbones import keras
from model.network.lrcn import Lrcn, encode_clips, upper_encoder
from model.progress import Progress
from model.training.accelerator import JIT
from model.training.cache import FrameCache
from model.training.epochs import cosine
from model.training.features import Encoded
from model.training.finetune import HIDDEN_FEATURES, LABEL_SMOOTHING, class_weights
from model.training.standardise import Scales
from model.training.stretches import windows
from model.training.windows import gather, live_rows, sliding, training_windows

BATCH = 128
PEAK = 1e-3
PATIENCE = 8
# The CNN knows its own training videos too well. Hiding encodings and changing their strength, alike over a window, keeps
# the head from leaning on that (validation clips, 10 frames/s, 8 to 12 epochs: 93.8 % without, 94.8 % with).
FEATURE_NOISE = 0.3
WARM_FRAMES, WARM_EPOCHS = 12_000, 5
SCALED_FROM = 10  # every tenth frame says enough of the encodings' mean and deviation
MOST_WINDOWS = 40_000  # an epoch; more would only be the same windows again


def follow_encoded(
    head: keras.Model, encoded: list[Encoded], fps: float, labels, clip_length: int, temperature=1.0
) -> list[Track]:
    """What the live program would say along each encoded video at ``fps``."""
    tracks = []
    for one in encoded:
        rows = live_rows(one.times, fps, clip_length)
        probabilities = np.full((len(rows), len(labels)), np.nan)
        windows = sliding(rows, clip_length)
        said = [
            calibrated(head.predict_on_batch(one.features[windows[i : i + 512]].astype(np.float32)), temperature)
            for i in range(0, len(windows), 512)
        ]
        if said:
            probabilities[clip_length - 1 :] = np.concatenate(said)
        tracks.append(Track.of(one.video, labels, one.times[rows], probabilities))
    return tracks


def train_head(
    parts: Lrcn,
    train: list[Encoded],
    validation: list[Encoded],
    fps: float,
    epochs: int,
    seed: int,
    advance: Callable[[], None],
) -> tuple[list[np.ndarray], dict, list[dict]]:
    """Train ``parts.head``, fresh, at ``fps``; stops early when validation no longer gains.

    Returns the weights of the epoch that is best over time, each label counting alike (also left in the head), that
    epoch's figures (``metrics.summarise``), and every epoch's as ``finetune`` gives them.
    """
    spec, head = parts.spec, parts.head
    scales = Scales.of(np.concatenate([one.features[::SCALED_FROM] for one in train]))
    features = keras.Input(head.input_shape[1:])
    raw = keras.Model(features, head(scales.layer()(features)))  # the same head, from encodings as they are
    count = len(spec.labels)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=LABEL_SMOOTHING)
    head.compile(keras.optimizers.Adam(PEAK), loss, weighted_metrics=["accuracy"], jit_compile=JIT)
    one_hot = np.eye(count, dtype=np.float32)
    best_weights, best_figures, history, since = head.get_weights(), {}, [], 0
    for epoch in range(epochs):
        began, measured = time.monotonic(), []
        rng = np.random.default_rng([seed, 5, epoch])
        numbers, frames, truth = training_windows(train, fps, spec.clip_length, rng)
        weights = class_weights(truth, count)
        order = rng.permutation(len(truth))[:MOST_WINDOWS]
        batches = -(-len(order) // BATCH)
        for batch in range(batches):
            chosen = order[batch * BATCH : (batch + 1) * BATCH]
            head.optimizer.learning_rate = cosine(epoch * batches + batch, epochs * batches, PEAK)
            measured.append(
                head.train_on_batch(
                    roughen(scales(gather(train, numbers[chosen], frames[chosen])), rng),
                    one_hot[truth[chosen]],
                    sample_weight=weights[truth[chosen]],
                )
            )
        figures = summarise(
            follow_encoded(raw, validation, fps, spec.labels, spec.clip_length), spec.labels, spec.clip_length
        )
        figures["epoch"] = epoch + 1
        history.append(epoch_figures(epoch, measured, figures, began))
        advance()
        since += 1
        if history[-1]["balanced"] > max((e["balanced"] for e in history[:-1]), default=-1.0):
            best_weights, best_figures, since = head.get_weights(), figures, 0
        if since >= PATIENCE:
            break
    head.set_weights(best_weights)
    scales.fold(head.get_layer("lstm"))
    return head.get_weights(), best_figures, history


def epoch_figures(epoch: int, measured: list, figures: dict, began: float) -> dict:
    """An epoch's figures as ``finetune`` gives them.

    epoch: its number from 0. measured: each batch's loss and accuracy. figures: on validation (``metrics.summarise``). began: on
    the clock of ``time.monotonic``.
    """
    mean_loss, mean_accuracy = np.mean(measured, axis=0).tolist()
    return {
        "epoch": epoch + 1, "loss": mean_loss, "accuracy": mean_accuracy, "val_loss": figures["log_loss"] or 0.0,
        "val_accuracy": figures["time_accuracy"] or 0.0,
        "balanced": balanced_accuracy(np.array(figures["time_confusion"])),
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def warm_head(
    parts: Lrcn, stretches: FrameCache, seed: int, progress: Progress, known: list[np.ndarray] | None = None
) -> Scales:
    """Train ``parts.head`` on the standardised encodings of at most WARM_FRAMES of stretches; returns their scales.

    The CNN's first steps within the whole LRCN then come from a head that knows something. known: the weights of a head
    that knows this CNN already, from raw encodings, which is taken as it is.
    """
    spec = parts.spec
    encode = upper_encoder(parts, deep=True)
    rng = np.random.default_rng([seed, 6])
    rows = rng.permutation(stretches.usable)[: max(1, WARM_FRAMES // stretches.values.shape[1])]
    advance = progress.task("Encoding stretches for the head", len(rows))
    features = []
    for first in range(0, len(rows), 8):
        inputs = stretches.inputs(rows[first : first + 8])
        features.append(encode_clips(encode, inputs))
        advance(len(inputs))
    features, truth = np.concatenate(features), stretches.labels[rows].ravel()
    scales = Scales.of(features)
    if known is not None:
        parts.head.set_weights(known)
        scales.unfold(parts.head.get_layer("lstm"))
        return scales
    decided = truth != UNDECIDED
    features, truth = windows(features, spec.clip_length)[decided], truth[decided]
    weights, one_hot = class_weights(truth, len(spec.labels)), np.eye(len(spec.labels), dtype=np.float32)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=LABEL_SMOOTHING)
    parts.head.compile(keras.optimizers.Adam(PEAK), loss, jit_compile=JIT)
    batches = max(1, len(truth) // BATCH)
    for step in range(WARM_EPOCHS * batches):
        chosen = rng.integers(0, len(truth), BATCH)
        parts.head.optimizer.learning_rate = cosine(step, WARM_EPOCHS * batches, PEAK)
        parts.head.train_on_batch(
            roughen(scales(features[chosen]), rng), one_hot[truth[chosen]], sample_weight=weights[truth[chosen]]
        )
    return scales


def roughen(windows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Standardised windows ``(batch, frames, features)``, each with HIDDEN_FEATURES and FEATURE_NOISE of its own."""
    shape = (len(windows), 1, windows.shape[-1])
    kept = (rng.random(shape, np.float32) > HIDDEN_FEATURES) / np.float32(1 - HIDDEN_FEATURES)
    return windows * kept * np.exp(FEATURE_NOISE * rng.standard_normal(shape, np.float32))


def better_rate(trials: dict[float, dict]) -> float:
    """The rate to use among ``trials`` (rate to figures): the best over time; within 0.3 % of it, the quickest."""
    best = max(figures["time_accuracy"] or 0.0 for figures in trials.values())
    close = {fps: f for fps, f in trials.items() if (f["time_accuracy"] or 0.0) >= best - 0.003}
    return min(close, key=lambda fps: (close[fps]["delay_median_s"] or 99.0, fps))
