"""The head (LSTM and dense layers), trained on clips of embeddings, and what it predicts along encoded videos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from model.engine.litert import calibrated
from model.errors import FootageError
from model.evaluation.metrics import balanced_accuracy, summarise
from model.evaluation.track import Track
from model.network.backbones import keras
from model.spec import ModelSpec
from model.training.callbacks import best_epoch
from model.training.clips import clock_rows, gather, successive, training_clips
from model.training.embeddings import VideoEmbeddings
from model.training.fit import Batch, Callback, class_weights, fit
from model.training.standardiser import Standardiser

BATCH = 128  # clips
PEAK = 1e-3
# The CNN knows its own training videos too well. Hiding embeddings and changing their strength, alike over a clip, keeps
# the head from leaning on that (validation clips, 10 frames/s, 8 to 12 epochs: 93.8 % without, 94.8 % with).
HIDDEN_FEATURES = 0.5
FEATURE_NOISE = 0.3
WARM_EPOCHS = 5
STANDARDISED_FROM = 10  # every tenth frame says enough of the embeddings' mean and deviation
MOST_CLIPS = 40_000  # an epoch; more would only be the same clips again


def predict_along(
    head: keras.Model, videos: Sequence[VideoEmbeddings], spec: ModelSpec, temperature: float = 1.0
) -> list[Track]:
    """What the live program would predict along each encoded video.

    Args:
        head: From clips ``(batch, clip_length, features)`` to probabilities.
        videos: What was encoded.
        spec: Clock, clip length and labels.
        temperature: Divides the logits.
    """
    tracks = []
    for one in videos:
        rows = clock_rows(one.times, spec.sample_fps, spec.clip_length)
        probabilities = np.full((len(rows), len(spec.labels)), np.nan)
        clips = successive(rows, spec.clip_length)
        predicted = [
            calibrated(head.predict_on_batch(one.features[clips[i : i + 512]].astype(np.float32)), temperature)
            for i in range(0, len(clips), 512)
        ]
        if predicted:
            probabilities[spec.clip_length - 1 :] = np.concatenate(predicted)
        tracks.append(Track.of(one.video, spec.labels, one.times[rows], probabilities))
    return tracks


def train_head(
    head: keras.Model,
    spec: ModelSpec,
    train: Sequence[VideoEmbeddings],
    validation: Sequence[VideoEmbeddings],
    epochs: int,
    seed: int,
    callbacks: Sequence[Callback],
) -> tuple[list[dict], dict]:
    """Train ``head`` on clips of ``train`` at the spec's frame rate; it is left with raw embeddings as its inputs.

    Args:
        head: A fresh one.
        spec: Clock, clip length and labels.
        train: What was encoded for training, in one or more passes.
        validation: What each epoch is measured on.
        epochs: At most.
        seed: Draws the clips and their order.
        callbacks: One of them puts the best epoch's weights back; of several best, the first one's.

    Returns:
        Each epoch's figures (``fit``), and those of the best one over time (``metrics.summarise``) with its ``epoch``.

    Raises:
        FootageError: No video is long enough for one clip.
    """
    standardiser = standardiser_of(train)
    raw = taking_raw(head, standardiser)  # the same head, from embeddings as they are

    def draw(epoch: int) -> tuple[int, Iterator[Batch]]:
        rng = np.random.default_rng([seed, 5, epoch])
        numbers, frames, labels = training_clips(train, spec.sample_fps, spec.clip_length, rng)
        if not len(labels):
            raise FootageError(
                f"Received training videos without one labelled clip of {spec.clip_seconds:.2f} s; add longer ones."
            )
        weights = class_weights(labels, len(spec.labels))
        order = rng.permutation(len(labels))[:MOST_CLIPS]
        steps = -(-len(order) // BATCH)

        def batch(chosen: np.ndarray) -> Batch:
            clips = standardiser(gather(train, numbers[chosen], frames[chosen]))
            return Batch(augment_features(clips, rng), labels[chosen], weights[labels[chosen]])

        return steps, (batch(order[step * BATCH : (step + 1) * BATCH]) for step in range(steps))

    def summary() -> dict:
        return summarise(predict_along(raw, validation, spec), spec.labels, spec.clip_length)

    history = fit(
        head, draw, epochs=epochs, peak=PEAK, validate=lambda: validation_figures(summary()), callbacks=callbacks
    )
    figures = summary() | {"epoch": best_epoch(history, latest=False)}
    standardiser.fold_into(head.get_layer("lstm"))
    return history, figures


def train_head_on_clips(
    head: keras.Model, clips: np.ndarray, labels: np.ndarray, standardiser: Standardiser, rng: np.random.Generator
) -> None:
    """Train ``head`` for WARM_EPOCHS on clips drawn at random; it is left with standardised embeddings as its inputs.

    Args:
        head: A fresh one.
        clips: ``(clips, clip_length, features)``, raw embeddings.
        labels: ``(clips,)``, none of them undecided.
        standardiser: That of the embeddings.
        rng: Draws the clips.
    """
    weights, steps = class_weights(labels, head.output_shape[-1]), max(1, len(labels) // BATCH)

    def batch() -> Batch:
        chosen = rng.integers(0, len(labels), BATCH)
        return Batch(augment_features(standardiser(clips[chosen]), rng), labels[chosen], weights[labels[chosen]])

    fit(head, lambda epoch: (steps, (batch() for _ in range(steps))), epochs=WARM_EPOCHS, peak=PEAK)


def standardiser_of(videos: Sequence[VideoEmbeddings]) -> Standardiser:
    """The one that standardises the embeddings of ``videos``."""
    return Standardiser.fit(np.concatenate([one.features[::STANDARDISED_FROM] for one in videos]))


def taking_raw(network: keras.Model, standardiser: Standardiser) -> keras.Model:
    """``network``, which takes standardised embeddings, over the same weights from raw ones."""
    features = keras.Input(network.input_shape[1:])
    return keras.Model(features, network(standardiser.layer()(features)))


def validation_figures(summary: dict) -> dict:
    """What an epoch's figures take from those over time (``metrics.summarise``)."""
    return {
        "val_loss": summary["log_loss"] or 0.0,
        "val_accuracy": summary["time_accuracy"] or 0.0,
        "balanced": balanced_accuracy(np.array(summary["time_confusion"])),
    }


def augment_features(clips: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Standardised clips ``(batch, frames, features)``, each with HIDDEN_FEATURES and FEATURE_NOISE of its own."""
    shape = (len(clips), 1, clips.shape[-1])
    kept = (rng.random(shape, np.float32) > HIDDEN_FEATURES) / np.float32(1 - HIDDEN_FEATURES)
    return clips * kept * np.exp(FEATURE_NOISE * rng.standard_normal(shape, np.float32))
