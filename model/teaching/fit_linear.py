"""Fitting the linear head: multinomial logistic regression on what a window's components do over time."""

from __future__ import annotations

import numpy as np

from model.engine.numpy_lstm import softmax
from model.engine.taught_head import STATISTICS, LinearHead, statistics

ITERATIONS = 600
FEW = 5  # labels up to which one product with each is quicker than one with all: BLAS is slow where a matrix is narrow


def fit_linear(
    windows: np.ndarray, ground_truth: np.ndarray, weights: np.ndarray, labels: int, penalty: float
) -> LinearHead:
    """Fit the head.

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
    kernel, bias = regression(found, ground_truth, weights, labels, penalty)
    return LinearHead(mean, scale, kernel, bias)


def regression(
    found: np.ndarray,
    ground_truth: np.ndarray,
    weights: np.ndarray,
    labels: int,
    penalty: float,
    first: np.ndarray | None = None,
    bias_penalty: float = 0.0,
    iterations: int = ITERATIONS,
) -> tuple[np.ndarray, np.ndarray]:
    """Multinomial logistic regression, by Nesterov's accelerated gradient (convex: it arrives wherever it begins).

    Args:
        found: float32 ``(windows, features)``, with mean 0.
        ground_truth: label indices ``(windows,)``.
        weights: of each window in the loss ``(windows,)``, with mean 1.
        labels: how many there are.
        penalty: on the squared differences of the weights from ``first``.
        first: ``(features, labels)``; None: zeros.
        bias_penalty: on the squared biases.
        iterations: fewer are enough for few features.

    Returns:
        float32 ``(features, labels)`` and ``(labels,)``.
    """
    wanted = np.eye(labels, dtype=np.float32)[:, ground_truth]
    share = (weights / len(weights)).astype(np.float32)
    first = np.zeros((labels, found.shape[1]), np.float32) if first is None else first.T
    kernel = first.copy()
    bias = np.zeros((labels, 1), np.float32)
    # A bound of the loss's curvature; the biases, which features of mean 0 hardly touch, have 0.5 of it themselves.
    steepest = 0.5 * max(1.0, float(np.square(found).sum(axis=1).max())) + max(penalty, bias_penalty)
    ahead, ahead_bias = kernel.copy(), bias.copy()
    for step in range(iterations):
        error = (softmax(_scores(found, ahead) + ahead_bias, axis=0) - wanted) * share
        new = ahead - (_sums(error, found) + penalty * (ahead - first)) / steepest
        new_bias = ahead_bias - (error.sum(axis=1, keepdims=True) + bias_penalty * ahead_bias) / steepest
        momentum = step / (step + 3)
        ahead, ahead_bias = new + momentum * (new - kernel), new_bias + momentum * (new_bias - bias)
        kernel, bias = new, new_bias
    return np.ascontiguousarray(kernel.T), np.ascontiguousarray(bias[:, 0])


# In the loop the labels come first, so that maxima and sums over them go along memory.


def _scores(found: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """``(labels, windows)`` of ``(windows, features)`` and ``(labels, features)``."""
    if len(kernel) > FEW:
        return np.ascontiguousarray((found @ kernel.T).T)
    return np.stack([found @ one for one in kernel])


def _sums(error: np.ndarray, found: np.ndarray) -> np.ndarray:
    """``(labels, features)``: the features of all windows, each times its error ``(labels, windows)``."""
    return error @ found if len(error) > FEW else np.stack([one @ found for one in error])


def _scale(centred: np.ndarray) -> np.ndarray:
    """One number for each kind of statistic, so that all kinds count alike and rows have length 1 on average.

    Within a kind the principal components keep their sizes: those that hardly vary are mostly noise.
    """
    kinds = centred.reshape(len(centred), STATISTICS, -1)
    sizes = np.sqrt(np.square(kinds).sum(axis=2).mean(axis=0)) * np.sqrt(STATISTICS)
    return np.repeat(np.maximum(sizes, 1e-6), kinds.shape[2]).astype(np.float32)
