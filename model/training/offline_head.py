"""Training the offline head: the network that tells a moment of recorded video from what came before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from model.evaluation.calibration import fit_temperature
from model.evaluation.events import compare_events, event_figures
from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.metrics import summarise
from model.evaluation.track import Track
from model.evaluation.viterbi import SWITCH_COSTS, spans_along
from model.network.backbones import keras
from model.network.offline_head import REACH, build_offline_head
from model.spec import ModelSpec
from model.training.embeddings import VideoEmbeddings
from model.training.fit import Batch, Callback, class_weights, fit, sample_weights
from model.training.head import standardiser_of, taking_raw, validation_figures
from model.training.standardiser import Standardiser

BATCH = 32  # sequences
SEQUENCE = 32  # moments in one
PEAK = 1e-3
_NOTHING = np.full(2 * REACH, UNDECIDED)


@dataclass(frozen=True)
class TrainedOfflineHead:
    """What ``train_offline_head`` gives.

    network: takes raw embeddings; its confidence is honest.
    switch_cost: of a change of label, in nats, with which its timelines fit the events of validation best.
    figures: on validation (``metrics.summarise`` and ``events.event_figures``).
    history: every epoch's figures (``fit``).
    """

    network: keras.Model
    switch_cost: float
    figures: dict
    history: list[dict]


def with_ends(rows: np.ndarray) -> np.ndarray:
    """``rows`` of one video and REACH more before and after them: the first and the last one stand for what is missing."""
    return np.pad(rows, [(REACH, REACH)] + [(0, 0)] * (rows.ndim - 1), mode="edge")


def predict_offline(network: keras.Model, videos: Sequence[VideoEmbeddings], labels: tuple[str, ...]) -> list[Track]:
    """What the offline head says of each frame.

    Args:
        network: An offline head.
        videos: Encoded on the model's clock.
        labels: Those of its outputs.
    """
    tracks = []
    for one in videos:
        probabilities = network.predict_on_batch(with_ends(one.features).astype(np.float32)[None])[0]
        tracks.append(Track.of(one.video, labels, one.times, probabilities))
    return tracks


def train_offline_head(
    spec: ModelSpec,
    train: Sequence[VideoEmbeddings],
    validation: Sequence[VideoEmbeddings],
    epochs: int,
    seed: int,
    callbacks: Sequence[Callback],
) -> TrainedOfflineHead:
    """Train an offline head on videos encoded on the model's clock.

    Args:
        spec: Labels and clip length.
        train: What was encoded for training, in one or more passes.
        validation: What each epoch is measured on, and what the temperature and the cost of a change are fitted to.
        epochs: How many.
        seed: For the first weights, what is hidden from it, and the order.
        callbacks: One of them puts the best epoch's weights back.
    """
    keras.utils.set_random_seed(seed)
    network = build_offline_head(train[0].features.shape[-1], len(spec.labels))
    standardiser = standardiser_of(train)
    raw = taking_raw(network, standardiser)  # the same network, from embeddings as they are

    def validate() -> dict:
        tracks = predict_offline(raw, validation, spec.labels)
        return validation_figures(summarise(tracks, spec.labels, spec.clip_length))

    history = fit(
        network, _draw(train, standardiser, len(spec.labels), seed), epochs=epochs, peak=PEAK, validate=validate,
        callbacks=callbacks, label_smoothing=0.0,
    )  # fmt: skip
    standardiser.fold_into(network.get_layer("projection"))
    _soften(network, fit_temperature(predict_offline(network, validation, spec.labels)))
    tracks = predict_offline(network, validation, spec.labels)
    cost, events = _best_cost(tracks, spec.labels)
    figures = summarise(tracks, spec.labels, spec.clip_length) | events
    return TrainedOfflineHead(network, cost, figures, history)


def _draw(train: Sequence[VideoEmbeddings], standardiser: Standardiser, labels: int, seed: int):
    """Sequences that begin anywhere in the footage, in batches (``fit.Draw``)."""
    frames, ground_truth = _end_to_end(train)
    weights = class_weights(ground_truth[ground_truth != UNDECIDED], labels)
    steps = max(1, len(ground_truth) // (BATCH * SEQUENCE))

    def draw(epoch: int) -> tuple[int, Iterator[Batch]]:
        starts = np.random.default_rng([seed, 9, epoch]).integers(
            0, max(1, len(ground_truth) - SEQUENCE), (steps, BATCH)
        )
        return steps, (batch(starts[step][:, None]) for step in range(steps))

    def batch(starts: np.ndarray) -> Batch:
        rows = np.minimum(starts + np.arange(SEQUENCE), len(ground_truth) - 1)
        around = np.minimum(starts + np.arange(SEQUENCE + 2 * REACH), len(frames) - 1)
        return Batch(standardiser(frames[around]), ground_truth[rows], sample_weights(ground_truth[rows], weights))

    return draw


def _end_to_end(videos: Sequence[VideoEmbeddings]) -> tuple[np.ndarray, np.ndarray]:
    """All videos end to end: features ``(n + 2 * REACH, features)``, and the labels ``(n,)`` of all but the outermost.

    Between two videos, and where a span would hold two augmentations, labels are undecided, so that a sequence may begin
    anywhere.
    """
    features, labels = [], []
    for one in videos:
        views = with_ends(one.views)
        features.append(with_ends(one.features))
        labels += [np.where(views[: -2 * REACH] == views[2 * REACH :], one.labels, UNDECIDED), _NOTHING]
    return np.concatenate(features), np.concatenate(labels[:-1])


def _soften(network: keras.Model, temperature: float) -> None:
    """Divide the logits by ``temperature``, in the last layer's own weights."""
    last = network.get_layer("probabilities")
    last.set_weights([weight / temperature for weight in last.get_weights()])


def _best_cost(tracks: list[Track], labels: tuple[str, ...]) -> tuple[float, dict]:
    """The cost of a change with the best event F1, the smallest of several; and the figures of events with it."""

    def figures(cost: float) -> dict:
        counts = [compare_events(t.segments, spans_along(t.times, t.probabilities, cost)) for t in tracks]
        return event_figures(counts, labels)

    tried = {cost: figures(cost) for cost in SWITCH_COSTS}
    best = max(tried, key=lambda cost: (tried[cost]["event_f1"] or 0.0, -cost))
    return best, tried[best]
