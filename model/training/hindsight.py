"""Teaching hindsight: the network that tells recorded moments from what came before and after them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.evaluation.calibration import fit_temperature
from model.evaluation.events import compare, event_figures
from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.metrics import Track, summarise
from model.evaluation.viterbi import SWITCH_COSTS, spans_along
from model.network.backbones import keras
from model.network.offline_head import REACH, build_hindsight
from model.spec import ModelSpec
from model.training.accelerator import JIT
from model.training.epochs import cosine
from model.training.features import Encoded
from model.training.finetune import class_weights
from model.training.head import SCALED_FROM, epoch_figures
from model.training.standardise import Scales

BATCH = 32  # stretches
STRETCH = 32  # moments
PEAK = 1e-3
_NOTHING = np.full(2 * REACH, UNDECIDED)


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

    It is the epoch's that is best on ``validation``, each label counting alike.
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
    frames, truth = _rows(train)
    weights, one_hot = class_weights(truth[truth != UNDECIDED], count), np.eye(count, dtype=np.float32)
    best, history = network.get_weights(), []
    batches = max(1, len(truth) // (BATCH * STRETCH))
    for epoch in range(epochs):
        began, measured = time.monotonic(), []
        starts = np.random.default_rng([seed, 9, epoch]).integers(0, max(1, len(truth) - STRETCH), (batches, BATCH))
        for batch in range(batches):
            rows = np.minimum(starts[batch][:, None] + np.arange(STRETCH), len(truth) - 1)
            around = np.minimum(starts[batch][:, None] + np.arange(STRETCH + 2 * REACH), len(frames) - 1)
            counts = np.where(truth[rows] == UNDECIDED, 0.0, weights[truth[rows]]).astype(np.float32)
            network.optimizer.learning_rate = cosine(epoch * batches + batch, epochs * batches, PEAK)
            measured.append(network.train_on_batch(scales(frames[around]), one_hot[truth[rows]], sample_weight=counts))
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


def _rows(encoded: list[Encoded]) -> tuple[np.ndarray, np.ndarray]:
    """All videos end to end: features ``(n + 2 * REACH, features)``, and the labels ``(n,)`` of all but the outermost.

    Between two videos, and where a span would have two looks, labels are undecided, so that a stretch may begin anywhere.
    """
    features, truth = [], []
    for one in encoded:
        groups = with_ends(one.groups)
        features.append(with_ends(one.features))
        truth += [np.where(groups[: -2 * REACH] == groups[2 * REACH :], one.truth, UNDECIDED), _NOTHING]
    return np.concatenate(features), np.concatenate(truth[:-1])


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
