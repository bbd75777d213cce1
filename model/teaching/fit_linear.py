"""Fitting the linear head: multinomial logistic regression on what a window's components do over time."""

from __future__ import annotations

import numpy as np

from model.engine.taught_head import STATISTICS, LinearHead, softmax, statistics

ITERATIONS = 600


def fit_linear(
    windows: np.ndarray, ground_truth: np.ndarray, weights: np.ndarray, labels: int, penalty: float
) -> LinearHead:
    """Fit by Nesterov's accelerated gradient (convex: it arrives wherever it begins).

    Args:
        windows: ``(windows, frames, components)``.
        ground_truth: label indices ``(windows,)``.
        weights: of each window in the loss ``(windows,)``, with mean 1.
        labels: how many there are.
        penalty: on the squared weights; larger for fewer windows.

    Returns:
        The head.
    """
    found = statistics(windows)
    mean = found.mean(axis=0)
    scale = _scale(found - mean)
    found = (found - mean) / scale
    wanted = np.eye(labels, dtype=np.float32)[ground_truth]
    share = (weights / len(weights)).astype(np.float32)[:, None]
    kernel = np.zeros((found.shape[1], labels), np.float32)
    bias = np.zeros(labels, np.float32)
    steepest = 0.5 * float(np.square(found).sum(axis=1).max()) + penalty  # a bound of the loss's curvature
    ahead, ahead_bias = kernel.copy(), bias.copy()
    for step in range(ITERATIONS):
        error = (softmax(found @ ahead + ahead_bias) - wanted) * share
        new = ahead - (found.T @ error + penalty * ahead) / steepest
        new_bias = ahead_bias - error.sum(axis=0) / steepest
        momentum = step / (step + 3)
        ahead, ahead_bias = new + momentum * (new - kernel), new_bias + momentum * (new_bias - bias)
        kernel, bias = new, new_bias
    return LinearHead(mean, scale, kernel, bias)


def _scale(centred: np.ndarray) -> np.ndarray:
    """One number for each kind of statistic, so that all kinds count alike and rows have length 1 on average.

    Within a kind the principal components keep their sizes: those that hardly vary are mostly noise.
    """
    kinds = centred.reshape(len(centred), STATISTICS, -1)
    sizes = np.sqrt(np.square(kinds).sum(axis=2).mean(axis=0)) * np.sqrt(STATISTICS)
    return np.repeat(np.maximum(sizes, 1e-6), kinds.shape[2]).astype(np.float32)
