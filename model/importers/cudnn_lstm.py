"""From cuDNN's LSTM to the ordinary one: the original project trained with Keras 2's ``CuDNNLSTM``.

Both count gates as input, forget, cell, output. cuDNN keeps each gate's matrix the other way round (rows are units) and
adds two biases, one for the input and one for the recurrence; the ordinary LSTM adds their sum.
"""

from __future__ import annotations

import numpy as np

from model.errors import ModelError

GATES = 4


def to_plain_lstm(
    kernel: np.ndarray, recurrent: np.ndarray, bias: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``CuDNNLSTM`` weights to those of ``keras.layers.LSTM``.

    Args:
        kernel: ``(features, 4 * units)``.
        recurrent: ``(units, 4 * units)``.
        bias: ``(8 * units,)``.

    Returns:
        Kernel and recurrent kernel of the same shapes and a bias ``(4 * units,)``.

    Raises:
        ModelError: The shapes do not fit.
    """
    units = recurrent.shape[0]
    expected = ((kernel.shape[0], GATES * units), (units, GATES * units), (2 * GATES * units,))
    if (kernel.shape, recurrent.shape, bias.shape) != expected:
        raise ModelError(
            f"Received CuDNNLSTM weights of shapes {kernel.shape}, {recurrent.shape}, {bias.shape}: expected "
            f"{expected[0]}, {expected[1]}, {expected[2]}."
        )
    return (
        _each_gate(kernel, lambda k: k.T.reshape(k.shape, order="F")),
        _each_gate(recurrent, lambda k: k.T),
        bias.reshape(2, -1).sum(axis=0),
    )


def _each_gate(matrix: np.ndarray, change) -> np.ndarray:
    return np.hstack([change(gate) for gate in np.hsplit(matrix, GATES)])
