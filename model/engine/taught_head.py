"""A taught head: what was learned on embeddings in seconds, run in numpy and kept as plain arrays in ``taught.npz``.

It stands over a CNN that stays as it is, in the place of an LRCN's ``head.tflite`` and ``hindsight.tflite``. How it is learned is
in ``model/teaching``, how it is kept in ``taught_file``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.engine.adaptation import Adaptation, adapted
from model.engine.base import WindowStates

BLOCK = 2000  # frames that are projected at once
STATISTICS = 5  # for each component; see ``statistics``


@dataclass(frozen=True)
class Projection:
    """What is done to one frame's features before a head sees them: standardised, then turned to principal components.

    mean: float32 ``(features,)``. matrix: float32 ``(features, components)``.
    """

    mean: np.ndarray
    matrix: np.ndarray

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """Project ``(..., features)`` to float32 ``(..., components)``."""
        if features.ndim == 2 and len(features) > BLOCK:  # in float32 a long video's would take gigabytes
            return np.concatenate([self(features[row : row + BLOCK]) for row in range(0, len(features), BLOCK)])
        return (np.asarray(features, np.float32) - self.mean) @ self.matrix


def statistics(windows: np.ndarray) -> np.ndarray:
    """What the components do over a window, in an order that matters.

    Args:
        windows: ``(windows, frames, components)``, two frames or more.

    Returns:
        float32 ``(windows, STATISTICS * components)``: mean, maximum and deviation over the frames, the mean of the later half
        less that of the earlier one, and the mean size of the step from one frame to the next.
    """
    half = windows.shape[1] // 2
    late, early = windows[:, -half:].mean(axis=1), windows[:, :half].mean(axis=1)
    steps = np.abs(np.diff(windows, axis=1)).mean(axis=1)
    parts = [windows.mean(axis=1), windows.max(axis=1), windows.std(axis=1), late - early, steps]
    return np.concatenate(parts, axis=1).astype(np.float32, copy=False)


@dataclass(frozen=True)
class LinearHead:
    """Logistic regression on ``statistics``, standardised.

    mean, scale: float32 ``(STATISTICS * components,)``. kernel: ``(STATISTICS * components, labels)``. bias: ``(labels,)``.
    """

    mean: np.ndarray
    scale: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray

    def scores(self, windows: np.ndarray) -> np.ndarray:
        """Logits ``(windows, labels)`` of ``(windows, frames, components)``."""
        return ((statistics(windows) - self.mean) / self.scale) @ self.kernel + self.bias


@dataclass(frozen=True)
class LstmHead:
    """An LSTM over the frames and a dense layer, as in the seed's networks (Hochreiter and Schmidhuber 1997).

    kernel: float32 ``(inputs, 4 * units)``; it sees the first ``inputs`` components. recurrent: ``(units, 4 * units)``.
    bias: ``(4 * units,)``. out: ``(units, labels)``. out_bias: ``(labels,)``.
    The gates lie side by side as Keras keeps them: input, forget, candidate, output.
    """

    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray
    out: np.ndarray
    out_bias: np.ndarray

    def scores(self, windows: np.ndarray) -> np.ndarray:
        """Logits ``(windows, labels)`` of ``(windows, frames, components)``."""
        hidden = np.zeros((len(windows), self.recurrent.shape[0]), np.float32)
        cell = np.zeros_like(hidden)
        gates = windows[..., : len(self.kernel)] @ self.kernel + self.bias
        for step in range(windows.shape[1]):
            hidden, cell = advance(gates[:, step] + hidden @ self.recurrent, cell)
        return hidden @ self.out + self.out_bias


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


@dataclass(frozen=True)
class WindowHead:
    """From a window of projected frames to calibrated probabilities.

    frames: in a window. newest: which of them its label belongs to: the last for predictions, the middle one for an offline
    head. linear, lstm: at least one; with both their probabilities are averaged. temperature: divides the logarithm of the
    probabilities (Guo et al. 2017).
    """

    frames: int
    newest: int
    linear: LinearHead | None
    lstm: LstmHead | None
    temperature: float = 1.0

    def probabilities(self, windows: np.ndarray) -> np.ndarray:
        """float32 ``(windows, labels)`` summing to 1, of ``(windows, frames, components)``."""
        said = [softmax(head.scores(windows)) for head in (self.linear, self.lstm) if head is not None]
        mean = sum(said) / len(said)
        if self.temperature != 1.0:
            mean = softmax(np.log(np.maximum(mean, 1e-30)) / np.float32(self.temperature))
        return mean.astype(np.float32, copy=False)


@dataclass(frozen=True)
class TaughtHead:
    """All that was taught. live: for predictions as they happen. offline: for recorded videos, looking ahead as well.
    adaptation: of the projected frames to the video that they are of; None without."""

    projection: Projection
    live: WindowHead
    offline: WindowHead | None = None
    adaptation: Adaptation | None = None

    def begin(self) -> WindowStates:
        """The state of a stream that begins: no frame seen. ``hidden`` holds the projected frames, the newest last."""
        hidden = np.zeros((self.live.frames - 1, self.projection.matrix.shape[1]), np.float32)
        return WindowStates(hidden, np.zeros((0, 0), np.float32), self._context())

    def __call__(self, features: np.ndarray, states: WindowStates) -> np.ndarray:
        """Take a frame's ``(features,)`` into ``states``, in place; probabilities ``(labels,)`` of the window it completes."""
        newest = self._prepared(features, states.context)
        window = np.concatenate([states.hidden, newest[None]])
        states.hidden[:] = window[1:]
        return self.live.probabilities(window[None])[0]

    def frames_of(self, features: np.ndarray) -> np.ndarray:
        """What the heads see of all frames of a video, float32 ``(frames, components)``, of its ``(frames, features)``."""
        return adapted(self.projection(features), self.adaptation)

    def begin_video(self) -> Callable[[np.ndarray], np.ndarray]:
        """Of one video: takes the ``(features,)`` of each frame in turn to what the offline head sees of it."""
        context = self._context()
        return lambda features: self._prepared(features, context)

    def _context(self) -> np.ndarray:
        components = self.projection.matrix.shape[1]
        return np.zeros(0, np.float32) if self.adaptation is None else self.adaptation.begin(components)

    def _prepared(self, features: np.ndarray, context: np.ndarray) -> np.ndarray:
        frame = self.projection(features)
        return frame if self.adaptation is None else self.adaptation(frame, context)
