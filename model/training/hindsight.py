"""Teaching hindsight: the network that tells recorded moments from what came before and after them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.backbones import keras
from model.calibrate import fit_temperature
from model.events import compare, event_figures
from model.hindsight import REACH, build_hindsight
from model.metrics import Track, summarise
from model.path import SWITCH_COSTS, spans_along
from model.spec import ModelSpec
from model.training.accelerator import JIT
from model.training.epochs import cosine
from model.training.features import Encoded
from model.training.finetune import class_weights
from model.training.head import SCALED_FROM, epoch_figures
from model.training.standardise import Scales
from model.truth import UNDECIDED, labels_around

BATCH = 32  # stretches
STRETCH = 32  # moments
PEAK = 1e-3
SHORT, LONG = 1 / 16, 11.0  # seconds: events that are shorter, or longer, count as if they lasted this long
_NOTHING = np.zeros(2 * REACH)


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


def with_ends(rows: np.ndarray) -> np.ndarray:
    """``rows`` of one video and REACH more before and after them: the first and the last one stand for what is missing."""
    return np.pad(rows, [(REACH, REACH)] + [(0, 0)] * (rows.ndim - 1), mode="edge")


def follow_back(network: keras.Model, encoded: list[Encoded], labels: tuple[str, ...]) -> list[Track]:
    """What ``network`` says of each frame of ``encoded`` videos, which hold those of the model's clock."""
    tracks = []
    for one in encoded:
        said = network.predict_on_batch(with_ends(one.features).astype(np.float32)[None])[0]
        tracks.append(Track.of(one.video, labels, one.times, said))
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

    A moment counts by the inverse root of its event's length: between as much as any other moment, when a long event
    would drown all short ones, and as much as its share of an event, when a few frames would. A moment stands for its
    tick, so that it has the label of an event that begins or ends in it, where its own is undecided.
    The network is the epoch's that is best on ``validation``, each label counting alike.
    """
    keras.utils.set_random_seed(seed)
    count = len(spec.labels)
    network = build_hindsight(train[0].features.shape[-1], count)
    scales = Scales.of(np.concatenate([one.features[::SCALED_FROM] for one in train]))
    features = keras.Input(network.input_shape[1:])
    raw = keras.Model(features, network(scales.layer()(features)))  # the same network, from features as they are
    network.compile(
        keras.optimizers.Adam(PEAK), "categorical_crossentropy", weighted_metrics=["accuracy"], jit_compile=JIT
    )
    frames, truth, counts = _rows(train, spec)
    one_hot = np.eye(count, dtype=np.float32)
    best, history = network.get_weights(), []
    batches = max(1, len(truth) // (BATCH * STRETCH))
    for epoch in range(epochs):
        began, measured = time.monotonic(), []
        starts = np.random.default_rng([seed, 9, epoch]).integers(0, max(1, len(truth) - STRETCH), (batches, BATCH))
        for batch in range(batches):
            rows = np.minimum(starts[batch][:, None] + np.arange(STRETCH), len(truth) - 1)
            around = np.minimum(starts[batch][:, None] + np.arange(STRETCH + 2 * REACH), len(frames) - 1)
            network.optimizer.learning_rate = cosine(epoch * batches + batch, epochs * batches, PEAK)
            measured.append(
                network.train_on_batch(scales(frames[around]), one_hot[truth[rows]], sample_weight=counts[rows])
            )
        figures = summarise(follow_back(raw, validation, spec.labels), spec.labels, spec.clip_length)
        history.append(epoch_figures(epoch, measured, figures, began))
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


def _rows(encoded: list[Encoded], spec: ModelSpec) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All videos end to end: features ``(n + 2 * REACH, features)``; labels and how much each counts ``(n,)``, float32 with
    mean 1, of all moments but the outermost.

    Nothing counts between two videos, nor where a span would have two looks, so that a stretch may begin anywhere.
    """
    features, truth, counts = [], [], []
    for one in encoded:
        groups = with_ends(one.groups)
        labels, lengths = labels_around(one.video, spec.labels, one.times, 0.5 / spec.sample_fps)
        counted = (groups[: -2 * REACH] == groups[2 * REACH :]) & (labels != UNDECIDED)
        features.append(with_ends(one.features))
        truth += [labels, _NOTHING.astype(int)]
        counts += [counted / np.sqrt(np.clip(lengths, SHORT, LONG)), _NOTHING]
    truth, counts = np.concatenate(truth[:-1]), np.concatenate(counts[:-1])
    counted = counts > 0
    counts[counted] *= class_weights(truth[counted], len(spec.labels))[truth[counted]]
    return np.concatenate(features), truth, (counts / counts[counted].mean()).astype(np.float32)


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
