"""Making confidence honest: a temperature for all logits and an offset for each, fitted on validation footage.

Temperature scaling is Guo et al. 2017. The offsets undo what class balance did: a network taught that every label is
as frequent as the others says the rare ones too often.
"""

from __future__ import annotations

import numpy as np

from model.engine.litert import calibrated
from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.track import Track

PULL = 0.02  # towards no offset, so that a label with little footage keeps its own
STEPS, RATE = 2000, 0.1


def fit_offsets(tracks: list[Track]) -> np.ndarray:
    """Offsets ``(labels,)`` of the logits, with mean 0, that make the true labels of ``tracks`` likeliest.

    A temperature is fitted beside them and left to ``fit_temperature``, which comes after.

    Args:
        tracks: Of validation footage, uncalibrated.

    Returns:
        Float ``(labels,)`` with mean 0.
    """
    probabilities, ground_truth = _scored(tracks)
    count = probabilities.shape[1]
    offsets, sharpness = np.zeros(count), 1.0
    if not len(ground_truth):
        return offsets
    logits, wanted = np.log(np.maximum(probabilities, 1e-7)), np.eye(count)[ground_truth]
    for _ in range(STEPS):  # convex: plain steps downhill arrive
        scores = sharpness * logits + offsets
        said = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = said / said.sum(axis=1, keepdims=True) - wanted
        offsets -= RATE * (error.mean(axis=0) + PULL * offsets)
        sharpness = max(0.05, sharpness - RATE * float((error * logits).sum(axis=1).mean()) / count)
    offsets /= sharpness  # as offsets of the network's own logits
    return offsets - offsets.mean()


def fit_temperature(tracks: list[Track]) -> float:
    """Fit the temperature (Guo et al. 2017) that makes the true labels likeliest.

    Args:
        tracks: Of validation footage, uncalibrated.

    Returns:
        From 0.25 to 4.
    """
    probabilities, ground_truth = _scored(tracks)
    if not len(ground_truth):
        return 1.0

    def surprise(temperature: float) -> float:
        likely = calibrated(probabilities, temperature)[np.arange(len(ground_truth)), ground_truth]
        return -float(np.log(np.maximum(likely, 1e-12)).mean())

    candidates = np.exp(np.linspace(np.log(0.25), np.log(4), 141))
    return round(float(min(candidates, key=surprise)), 3)


def _scored(tracks: list[Track]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities ``(rows, labels)`` and true label indices ``(rows,)`` of every prediction that has a true label."""
    kept = [track.ready & (track.ground_truth != UNDECIDED) for track in tracks]
    probabilities = [track.probabilities[rows] for track, rows in zip(tracks, kept, strict=True)]
    return np.concatenate(probabilities), np.concatenate(
        [track.ground_truth[rows] for track, rows in zip(tracks, kept, strict=True)]
    )
