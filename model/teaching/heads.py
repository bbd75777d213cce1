"""Fitting the heads of one teaching: frames projected and adapted to their video, then windows to labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.engine.adaptation import Adaptation, adapted
from model.engine.taught_head import LinearHead, LstmHead, Projection
from model.teaching.fit_linear import fit_linear
from model.teaching.fit_lstm import fit_lstm
from model.teaching.fit_projection import fit_projection
from model.teaching.samples import Samples

COMPONENTS, MORE_COMPONENTS = 64, 128
MUCH = 10_000  # marked moments, eight minutes, from which on more components tell more than they mislead
MOST_WINDOWS = 4000  # that one head learns from; of more, each label keeps its share
PENALTY = 1e-5

OnProgress = Callable[[float], None]  # told the share that is done, 0 to 1; it may raise to stop


@dataclass(frozen=True)
class Projected:
    """A projection, and every video's frames projected by it, adapted to the video where that is wanted."""

    projection: Projection
    adaptation: Adaptation | None
    frames: list[np.ndarray]

    def frames_of(self, features: np.ndarray) -> np.ndarray:
        """What a head sees of a video's ``(frames, features)``, ``(frames, components)``."""
        return adapted(self.projection(features), self.adaptation)


def project(samples: Samples, seen: np.ndarray, seed: int, adaptation: Adaptation | None = None) -> Projected:
    """A projection that was fitted to the frames of the moments ``seen``, and what it makes of all of them."""
    rng = np.random.default_rng(seed)
    rows = np.flatnonzero(seen)
    if len(rows) > MOST_WINDOWS:
        rows = np.sort(rng.choice(rows, MOST_WINDOWS, replace=False))
    own = [one.embeddings.features[samples.row[rows[samples.video[rows] == n]]] for n, one in enumerate(samples.videos)]
    projection = fit_projection(np.concatenate(own), MORE_COMPONENTS if len(samples.row) >= MUCH else COMPONENTS, rng)
    frames = [adapted(projection(one.embeddings.features), adaptation) for one in samples.videos]
    return Projected(projection, adaptation, frames)


def fit_head(
    samples: Samples,
    projected: Projected,
    teaches: np.ndarray,
    frames: int,
    newest: int,
    parts: Sequence[str],
    seed: int,
    on_progress: OnProgress = lambda share: None,
    most: int = MOST_WINDOWS,
) -> tuple[LinearHead | None, LstmHead | None]:
    """Heads of the kinds ``parts``, learned from the moments ``teaches``."""
    rng = np.random.default_rng(seed)
    rows = samples.capped(samples.whole(np.flatnonzero(teaches), frames, newest), most, rng)
    windows = samples.windows(projected.frames, rows, frames, newest)
    ground_truth = samples.ground_truth[rows]
    importance = _importance(ground_truth)
    linear = lstm = None
    if "linear" in parts:
        linear = fit_linear(windows, ground_truth, importance, samples.labels, PENALTY)
        on_progress(0.5)
    if "lstm" in parts:
        lstm = fit_lstm(
            windows, ground_truth, importance, samples.labels, rng, lambda share: on_progress(0.5 + share / 2)
        )
    return linear, lstm


def _importance(ground_truth: np.ndarray) -> np.ndarray:
    """A weight for each moment, mean 1: a label counts by the square root of how often it occurs."""
    counts = np.bincount(ground_truth)
    weights = 1 / np.sqrt(counts[ground_truth])
    return (weights / weights.mean()).astype(np.float32)
