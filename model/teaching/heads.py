"""Fitting the heads of one teaching: frames projected and adapted to their video, then windows to labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.engine.adaptation import Adaptation, adapted
from model.engine.taught_head import LinearHead, LstmHead, Projection, Readout, told_of
from model.teaching.fit_linear import fit_linear
from model.teaching.fit_lstm import fit_lstm
from model.teaching.fit_projection import fit_projection
from model.teaching.fit_readout import fit_readout
from model.teaching.samples import Samples

COMPONENTS, MORE_COMPONENTS = 64, 128
MUCH = 10_000  # marked moments, eight minutes, from which on more components tell more than they mislead
MOST_WINDOWS = 4000  # that one head learns from; of more, each label keeps its share
PENALTY = 1e-5

OnProgress = Callable[[float], None]  # told the share that is done, 0 to 1; it may raise to stop


@dataclass(frozen=True)
class Projected:
    """A projection, and every video's frames projected by it, adapted to the video where that is wanted; behind each frame's
    components what a model of other games says of it, where there is one."""

    projection: Projection
    adaptation: Adaptation | None
    frames: list[np.ndarray]

    def adapting(self, adaptation: Adaptation) -> Projected:
        """The same with frames that are adapted to their videos."""
        own = self.projection.matrix.shape[1]
        frames = [np.hstack([adapted(one[:, :own], adaptation), one[:, own:]]) for one in self.frames]
        return Projected(self.projection, adaptation, frames)


@dataclass(frozen=True)
class Fitted:
    """What ``fit_head`` learned; None what was not asked for, or cannot be."""

    linear: LinearHead | None
    lstm: LstmHead | None
    readout: Readout | None


def project(samples: Samples, seen: np.ndarray, seed: int, adaptation: Adaptation | None = None) -> Projected:
    """A projection that was fitted to the frames of the moments ``seen``, and what it makes of all of them."""
    rng = np.random.default_rng(seed)
    rows = np.flatnonzero(seen)
    if len(rows) > MOST_WINDOWS:
        rows = np.sort(rng.choice(rows, MOST_WINDOWS, replace=False))
    own = [one.embeddings.features[samples.row[rows[samples.video[rows] == n]]] for n, one in enumerate(samples.videos)]
    projection = fit_projection(np.concatenate(own), MORE_COMPONENTS if len(samples.row) >= MUCH else COMPONENTS, rng)
    frames = [np.hstack([projection(one.embeddings.features), k]) for one, k in zip(samples.videos, samples.known)]
    projected = Projected(projection, None, frames)
    return projected if adaptation is None else projected.adapting(adaptation)


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
) -> Fitted:
    """Heads of the kinds ``parts``, learned from the moments ``teaches``, and a readout where there is something to read."""
    rng = np.random.default_rng(seed)
    rows = samples.capped(samples.whole(np.flatnonzero(teaches), frames, newest), most, rng)
    windows = samples.windows(projected.frames, rows, frames, newest)
    own = projected.projection.matrix.shape[1]
    windows, told = np.ascontiguousarray(windows[..., :own]), windows[..., own:]
    ground_truth = samples.ground_truth[rows]
    importance = _importance(ground_truth)
    linear = lstm = readout = None
    if samples.knowledge is not None:
        videos = len(np.unique(samples.video[rows]))
        told = told_of(told, newest)
        readout = fit_readout(told, ground_truth, importance, samples.labels, videos, samples.scores_of)
    if "linear" in parts:
        linear = fit_linear(windows, ground_truth, importance, samples.labels, PENALTY)
        on_progress(0.5)
    if "lstm" in parts:
        lstm = fit_lstm(
            windows, ground_truth, importance, samples.labels, rng, lambda share: on_progress(0.5 + share / 2)
        )
    return Fitted(linear, lstm, readout)


def _importance(ground_truth: np.ndarray) -> np.ndarray:
    """A weight for each moment, mean 1: a label counts by the square root of how often it occurs."""
    counts = np.bincount(ground_truth)
    weights = 1 / np.sqrt(counts[ground_truth])
    return (weights / weights.mean()).astype(np.float32)
