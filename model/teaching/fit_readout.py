"""Fitting the readout: logistic regression on the few scores that a model of other games gives."""

from __future__ import annotations

import numpy as np

from model.engine.taught_head import Readout
from model.teaching.fit_linear import regression

PENALTY = 1e-2
# How much heads count beside a readout, learned from one video, and from more: they are surer than they are right on another map.
OF_ONE_VIDEO, OF_SEVERAL = 0.2, 0.5


def fit_readout(told: np.ndarray, ground_truth: np.ndarray, weights: np.ndarray, labels: int, videos: int) -> Readout:
    """Fit a readout.

    Args:
        told: The model's scores of each moment, ``(moments, scores)``.
        ground_truth: Label indices ``(moments,)``.
        weights: Of each moment in the loss ``(moments,)``, with mean 1.
        labels: How many there are.
        videos: How many the moments are of.

    Returns:
        The readout.
    """
    mean = told.mean(axis=0)
    spread = max(float(np.sqrt(np.square(told - mean).mean())), 1e-3)
    kernel, bias = regression((told - mean) / np.float32(spread), ground_truth, weights, labels, PENALTY)
    heads_count = np.float32([OF_ONE_VIDEO if videos == 1 else OF_SEVERAL])
    return Readout(mean, np.ascontiguousarray(kernel / np.float32(spread)), bias, heads_count)
