"""Fitting the readout: logistic regression on the few scores that a model of other games gives."""

from __future__ import annotations

import numpy as np

from model.engine.taught_head import Readout
from model.teaching.fit_linear import regression

# Where the model knows the labels, what it says of them stands but for a little; else all is to be learned.
KNOWN_PENALTY, UNKNOWN_PENALTY = 1.0, 1e-2
ITERATIONS = 150
# What is read counts where it tells of the marked time: mean recall of the model's own labels, as a multiple of chance, and of
# what was learned. Below, on a game of which it knows nothing, heads alone are right more often.
KNOWN_LEAST, UNKNOWN_LEAST = 1.5, 0.7
# How much the heads count beside it, after one video and after several: those that saw one map are surer than they are right on
# another.
HEADS_COUNT = (0.2, 0.5)


def fit_readout(
    told: np.ndarray,
    ground_truth: np.ndarray,
    weights: np.ndarray,
    labels: int,
    videos: int,
    scores_of: np.ndarray | None = None,
) -> Readout:
    """Fit a readout.

    Args:
        told: The model's scores of each moment, ``(moments, scores)``.
        ground_truth: Label indices ``(moments,)``.
        weights: Of each moment in the loss ``(moments,)``, with mean 1.
        labels: How many there are.
        videos: How many the moments are of.
        scores_of: Which score is each label's, ``(scores, labels)``; None where the model does not know them all.

    Returns:
        The readout; one that changes nothing where what the model says tells too little.
    """
    heads_count = np.float32([HEADS_COUNT[int(videos > 1)]])
    if scores_of is not None and _recall(told @ scores_of, ground_truth) >= KNOWN_LEAST / labels:
        kernel, bias = regression(
            told, ground_truth, weights, labels, KNOWN_PENALTY, scores_of, KNOWN_PENALTY, ITERATIONS
        )
        return Readout(np.zeros(told.shape[1], np.float32), kernel, bias, heads_count)
    mean = told.mean(axis=0)
    spread = np.float32(max(float(np.sqrt(np.square(told - mean).mean())), 1e-3))
    kernel, bias = regression(
        (told - mean) / spread, ground_truth, weights, labels, UNKNOWN_PENALTY, iterations=ITERATIONS
    )
    if scores_of is not None or _recall((told - mean) / spread @ kernel + bias, ground_truth) < UNKNOWN_LEAST:
        return Readout(np.zeros_like(mean), np.zeros_like(kernel), np.zeros_like(bias), np.float32([1]))
    return Readout(mean, kernel / spread, bias, heads_count)


def _recall(said: np.ndarray, ground_truth: np.ndarray) -> float:
    """The mean recall of ``(moments, labels)``."""
    right = said.argmax(axis=1) == ground_truth
    return float(np.mean([right[ground_truth == label].mean() for label in np.unique(ground_truth)]))
