"""Making confidence honest: one temperature for all logits, fitted on validation footage (Guo et al. 2017)."""

from __future__ import annotations

import numpy as np

from model.engine.litert import calibrated
from model.metrics import Track
from model.truth import UNDECIDED


def fit_temperature(tracks: list[Track]) -> float:
    """The temperature that makes the true labels of ``tracks`` (uncalibrated) likeliest, from 0.25 to 4."""
    kept = [track.ready & (track.truth != UNDECIDED) for track in tracks]
    probabilities = np.concatenate([track.probabilities[rows] for track, rows in zip(tracks, kept, strict=True)])
    truth = np.concatenate([track.truth[rows] for track, rows in zip(tracks, kept, strict=True)])
    if not len(truth):
        return 1.0

    def surprise(temperature: float) -> float:
        likely = calibrated(probabilities, temperature)[np.arange(len(truth)), truth]
        return -float(np.log(np.maximum(likely, 1e-12)).mean())

    candidates = np.exp(np.linspace(np.log(0.25), np.log(4), 141))
    return round(float(min(candidates, key=surprise)), 3)
