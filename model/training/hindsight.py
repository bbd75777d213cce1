"""Teaching hindsight: the network that tells recorded moments from what came before and after them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.backbones import keras
from model.calibrate import fit_temperature
from model.events import compare, event_figures
from model.hindsight import REACH, SPAN, build_hindsight
from model.metrics import Track, balanced_accuracy, summarise
from model.path import SWITCH_COSTS, spans_along
from model.spec import ModelSpec
from model.training.accelerator import JIT
from model.training.epochs import cosine
from model.training.features import Encoded
from model.training.finetune import class_weights
from model.training.standardise import Scales
from model.training.windows import sliding
from model.truth import UNDECIDED

BATCH = 128
PEAK = 1e-3
MOST_SPANS = 40_000  # an epoch


@dataclass(frozen=True)
class TaughtHindsight:
    """network: with honest confidence. switch_cost: of a change of label, with which its timelines fit validation's events
    best. figures: there (``metrics.summarise`` and ``events.event_figures``). history: every epoch's, as ``finetune`` gives
    them.
    """

    network: keras.Model
    switch_cost: float
    figures: dict
    history: list[dict]


def spans_around(frames: int) -> np.ndarray:
    """For each of so many sampled frames the row numbers of its span ``(frames, SPAN)``; at a video's ends, the frame there
    stands for those that are missing."""
    return sliding(np.pad(np.arange(frames), REACH, mode="edge"), SPAN)


def follow_back(network: keras.Model, encoded: list[Encoded], labels: tuple[str, ...]) -> list[Track]:
    """What ``network`` says of each frame of ``encoded`` videos, which hold those of the model's clock."""
    tracks = []
    for one in encoded:
        rows = spans_around(len(one.times))
        said = [
            network.predict_on_batch(one.features[rows[i : i + 512]].astype(np.float32))
            for i in range(0, len(rows), 512)
        ]
        tracks.append(Track.of(one.video, labels, one.times, np.concatenate(said)))
    return tracks


def train_hindsight(
    spec: ModelSpec,
    train: list[Encoded],
    validation: list[Encoded],
    epochs: int,
    seed: int,
    advance: Callable[[], None],
) -> TaughtHindsight:
    """Train a network for hindsight on videos encoded on the model's clock (``features.encode_videos``).

    It is the epoch's that is best on ``validation``, each label counting alike.
    """
    keras.utils.set_random_seed(seed)
    count = len(spec.labels)
    network = build_hindsight(train[0].features.shape[-1], count)
    scales = Scales.of(np.concatenate([one.features for one in train]))
    span = keras.Input(network.input_shape[1:])
    raw = keras.Model(span, network(scales.layer()(span)))  # the same network, from features as they are
    network.compile(
        keras.optimizers.Adam(PEAK), "categorical_crossentropy", weighted_metrics=["accuracy"], jit_compile=JIT
    )
    numbers, middles = _moments(train)
    truth = np.array([train[number].truth[row] for number, row in zip(numbers, middles, strict=True)])
    weights, one_hot = class_weights(truth, count), np.eye(count, dtype=np.float32)
    around = [spans_around(len(one.times)) for one in train]
    best, history = network.get_weights(), []
    batches = min(len(truth), MOST_SPANS) // BATCH or 1
    for epoch in range(epochs):
        began, measured = time.monotonic(), []
        order = np.random.default_rng([seed, 9, epoch]).permutation(len(truth))
        for batch in range(batches):
            chosen = order[batch * BATCH : (batch + 1) * BATCH]
            features = np.stack([train[numbers[i]].features[around[numbers[i]][middles[i]]] for i in chosen])
            network.optimizer.learning_rate = cosine(epoch * batches + batch, epochs * batches, PEAK)
            measured.append(
                network.train_on_batch(
                    scales(features), one_hot[truth[chosen]], sample_weight=weights[truth[chosen]].astype(np.float32)
                )
            )
        figures = summarise(follow_back(raw, validation, spec.labels), spec.labels, spec.clip_length)
        mean_loss, mean_accuracy = np.mean(measured, axis=0).tolist()
        history.append({
            "epoch": epoch + 1, "loss": mean_loss, "accuracy": mean_accuracy, "val_loss": figures["log_loss"] or 0.0,
            "val_accuracy": figures["time_accuracy"] or 0.0,
            "balanced": balanced_accuracy(np.array(figures["time_confusion"])),
            "seconds": round(time.monotonic() - began, 1),
        })  # fmt: skip
        advance()
        if history[-1]["balanced"] >= max(e["balanced"] for e in history):
            best = network.get_weights()
    network.set_weights(best)
    _fold(scales, network)
    _soften(network, fit_temperature(follow_back(network, validation, spec.labels)))
    tracks = follow_back(network, validation, spec.labels)
    figures = summarise(tracks, spec.labels, spec.clip_length)
    cost, events = _best_cost(tracks, spec.labels)
    return TaughtHindsight(network, cost, figures | events, history)


def _moments(encoded: list[Encoded]) -> tuple[np.ndarray, np.ndarray]:
    """Which moments teach: ``(numbers of encoded videos, rows)``. Those with a label, whose span had one look."""
    numbers, rows = [], []
    for number, one in enumerate(encoded):
        around = spans_around(len(one.times))
        kept = np.flatnonzero((one.truth != UNDECIDED) & (one.groups[around[:, 0]] == one.groups[around[:, -1]]))
        numbers.append(np.full(len(kept), number))
        rows.append(kept)
    return np.concatenate(numbers), np.concatenate(rows)


def _fold(scales: Scales, network: keras.Model) -> None:
    """Make ``network``, which took standardised features, take raw ones: it gives what it gave."""
    first = network.get_layer("projection")
    kernel, bias = first.get_weights()
    kernel = kernel / scales.deviation[None, :, None]
    first.set_weights([kernel, bias - scales.mean @ kernel[0]])


def _soften(network: keras.Model, temperature: float) -> None:
    """Divide the logits by ``temperature``, in the last layer's own weights."""
    last = network.get_layer("probabilities")
    last.set_weights([weight / temperature for weight in last.get_weights()])


def _best_cost(tracks: list[Track], labels: tuple[str, ...]) -> tuple[float, dict]:
    """The cost of a change with the best event F1, the smallest of several; and the figures of events with it."""

    def figures(cost: float) -> dict:
        counts = [compare(t.segments, spans_along(t.times, t.probabilities, cost)) for t in tracks]
        return event_figures(counts, labels)

    tried = {cost: figures(cost) for cost in SWITCH_COSTS}
    best = max(tried, key=lambda cost: (tried[cost]["event_f1"] or 0.0, -cost))
    return best, tried[best]
