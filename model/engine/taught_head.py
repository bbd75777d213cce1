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
from model.engine.knowledge import Knowledge
from model.engine.numpy_lstm import advance, softmax

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


@dataclass(frozen=True)
class Readout:
    """Logistic regression on what a model of other games says of a moment (``Knowledge``).

    It has so little to learn that a minute teaches it what holds on other maps too; the heads beside it learn by heart how one
    map looks.

    mean: float32 ``(scores,)``. kernel: ``(scores, labels)``. bias: ``(labels,)``. heads_count: float32 ``(1,)``, above 0 to 1:
    how much what the heads say counts beside it.
    """

    mean: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray
    heads_count: np.ndarray

    def scores(self, windows: np.ndarray, newest: int) -> np.ndarray:
        """Logits ``(windows, labels)`` of a model's scores ``(windows, frames, scores)``; newest: see ``WindowHead``."""
        return (told_of(windows, newest) - self.mean) @ self.kernel + self.bias


def told_of(windows: np.ndarray, newest: int) -> np.ndarray:
    """What a model of other games says of the moment of each window, ``(windows, scores)``: the mean from then on, as it
    sees nothing ahead itself. Arguments as for ``Readout.scores``."""
    return windows[:, newest:].mean(axis=1)


@dataclass(frozen=True)
class WindowHead:
    """From a window of frames to calibrated probabilities.

    frames: in a window. newest: which of them its label belongs to: the last for predictions, the middle one for an offline
    head. linear, lstm: at least one; with both their probabilities are averaged. temperature: divides the logarithm of the
    probabilities (Guo et al. 2017). readout: of what a model of other games says, whose scores are each frame's last numbers;
    None where they are not there.
    """

    frames: int
    newest: int
    linear: LinearHead | None
    lstm: LstmHead | None
    temperature: float = 1.0
    readout: Readout | None = None

    def probabilities(self, windows: np.ndarray) -> np.ndarray:
        """float32 ``(windows, labels)`` summing to 1, of ``(windows, frames, components)``."""
        own, told = parted(windows, self.readout)
        said = [softmax(head.scores(own)) for head in (self.linear, self.lstm) if head is not None]
        mean = with_readout(sum(said) / len(said), self.readout, told, self.newest)
        if self.temperature != 1.0:
            mean = softmax(np.log(np.maximum(mean, 1e-30)) / np.float32(self.temperature))
        return mean.astype(np.float32, copy=False)


def parted(windows: np.ndarray, readout: Readout | None) -> tuple[np.ndarray, np.ndarray]:
    """``windows`` without and with only what a model of other games says of each frame, its last numbers."""
    own = windows.shape[-1] - (0 if readout is None else len(readout.mean))
    return windows[..., :own], windows[..., own:]


def with_readout(said: np.ndarray, readout: Readout | None, told: np.ndarray, newest: int) -> np.ndarray:
    """What heads say and what is read from a model of other games, as a product of experts (Hinton 2002).

    Args:
        said: The heads' probabilities ``(windows, labels)``.
        readout: None: there is none, and ``said`` stays.
        told: See ``Readout.scores``.
        newest: See ``WindowHead``.

    Returns:
        Probabilities ``(windows, labels)``.
    """
    if readout is None:
        return said
    return softmax(readout.heads_count * np.log(np.maximum(said, 1e-9)) + readout.scores(told, newest))


@dataclass(frozen=True)
class TaughtHead:
    """All that was taught. live: for predictions as they happen. offline: for recorded videos, looking ahead as well.
    adaptation: of the projected frames to the video that they are of; None without. knowledge: what a model of other games
    says, which stands behind each frame's components; None where the heads read nothing of it."""

    projection: Projection
    live: WindowHead
    offline: WindowHead | None = None
    adaptation: Adaptation | None = None
    knowledge: Knowledge | None = None

    def begin(self) -> WindowStates:
        """The state of a stream that begins: no frame seen. ``hidden`` holds what is seen of the frames, the newest last;
        ``cell`` what the knowledge keeps."""
        size = self.projection.matrix.shape[1] + (0 if self.knowledge is None else self.knowledge.size)
        hidden = np.zeros((self.live.frames - 1, size), np.float32)
        return WindowStates(hidden, self._known(), self._context())

    def __call__(self, features: np.ndarray, states: WindowStates) -> np.ndarray:
        """Take a frame's ``(features,)`` into ``states``, in place; probabilities ``(labels,)`` of the window it completes."""
        newest = self._prepared(features, states.context, states.cell)
        window = np.concatenate([states.hidden, newest[None]])
        states.hidden[:] = window[1:]
        return self.live.probabilities(window[None])[0]

    def frames_of(self, features: np.ndarray, spans: np.ndarray) -> np.ndarray:
        """What the heads see of all frames of a video.

        Args:
            features: ``(frames, features)``.
            spans: For each frame the rows of the last ``knowledge.SPAN`` ones, ``(frames, SPAN)``.

        Returns:
            float32 ``(frames, components)``.
        """
        own = adapted(self.projection(features), self.adaptation)
        return own if self.knowledge is None else np.hstack([own, self.knowledge.along(features, spans)])

    def begin_video(self) -> Callable[[np.ndarray], np.ndarray]:
        """Of one video: takes the ``(features,)`` of each frame in turn to what the offline head sees of it."""
        context, known = self._context(), self._known()
        return lambda features: self._prepared(features, context, known)

    def _context(self) -> np.ndarray:
        components = self.projection.matrix.shape[1]
        return np.zeros(0, np.float32) if self.adaptation is None else self.adaptation.begin(components)

    def _known(self) -> np.ndarray:
        return np.zeros((0, 0), np.float32) if self.knowledge is None else self.knowledge.begin_stream()

    def _prepared(self, features: np.ndarray, context: np.ndarray, known: np.ndarray) -> np.ndarray:
        frame = self.projection(features)
        if self.adaptation is not None:
            frame = self.adaptation(frame, context)
        return frame if self.knowledge is None else np.append(frame, self.knowledge.push(features, known))
