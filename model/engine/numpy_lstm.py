"""A step of an LSTM and a softmax in numpy, for heads so small that starting a network would take longer."""

from __future__ import annotations

import numpy as np


def advance(gates: np.ndarray, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One step of an LSTM.

    Args:
        gates: Before their activations, ``(windows, 4 * units)``.
        cell: ``(windows, units)``.

    Returns:
        The next hidden state and cell.
    """
    enter, forget, candidate, leave = gate_parts(activate(gates))
    after = forget * cell + enter * candidate
    return leave * np.tanh(after), after


def activate(gates: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """Sigmoids of input, forget and output gate, the hyperbolic tangent of the candidate ``(..., 4 * units)``.

    A sigmoid is half the tangent of half its argument plus a half, so that one call computes all four.
    """
    half = np.full(gates.shape[-1], 0.5, np.float32)
    half[gates.shape[-1] // 2 : gates.shape[-1] * 3 // 4] = 1
    active = np.tanh(gates * half, out=out)
    active *= half
    active += 1 - half
    return active


def gate_parts(gates: np.ndarray) -> tuple[np.ndarray, ...]:
    """Views of the input gate, forget gate, candidate and output gate ``(..., units)`` in ``(..., 4 * units)``."""
    units = gates.shape[-1] // 4
    return tuple(gates[..., first : first + units] for first in range(0, 4 * units, units))


def softmax(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    """Probabilities along an axis."""
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)
