"""A taught head: what was learned on embeddings in seconds, run in numpy and kept as plain arrays in ``taught.npz``.

It stands over a CNN that stays as it is, in the place of an LRCN's ``head.tflite`` and ``hindsight.tflite``. How it is learned is
in ``model/teaching``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from model.arrays import read_arrays
from model.engine.base import WindowStates
from model.errors import ModelError
from model.files import replacing

TAUGHT_FILE = "taught.npz"
MOST_BYTES = 256 * 2**20
MOST_FRAMES = 1001
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
            hidden, cell, _ = advance(gates[:, step] + hidden @ self.recurrent, cell)
        return hidden @ self.out + self.out_bias


def advance(gates: np.ndarray, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, ...]]:
    """One step of an LSTM.

    Args:
        gates: Before their activations, ``(windows, 4 * units)``.
        cell: ``(windows, units)``.

    Returns:
        The next hidden state and cell, and what was active on the way, for back-propagation.
    """
    units = cell.shape[1]
    enter, forget = _sigmoid(gates[:, :units]), _sigmoid(gates[:, units : 2 * units])
    candidate, leave = np.tanh(gates[:, 2 * units : 3 * units]), _sigmoid(gates[:, 3 * units :])
    after = forget * cell + enter * candidate
    squashed = np.tanh(after)
    return leave * squashed, after, (enter, forget, candidate, leave, squashed, cell)


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return 0.5 * np.tanh(0.5 * values) + 0.5


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


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
    """All that was taught. live: for predictions as they happen. offline: for recorded videos, looking ahead as well."""

    projection: Projection
    live: WindowHead
    offline: WindowHead | None = None

    def begin(self) -> WindowStates:
        """The state of a stream that begins: no frame seen. ``hidden`` holds the projected frames, the newest last."""
        components = self.projection.matrix.shape[1]
        return WindowStates(np.zeros((self.live.frames - 1, components), np.float32), np.zeros((0, 0), np.float32))

    def __call__(self, features: np.ndarray, states: WindowStates) -> np.ndarray:
        """Take a frame's ``(features,)`` into ``states``, in place; probabilities ``(labels,)`` of the window it completes."""
        newest = self.projection(features)
        window = np.concatenate([states.hidden, newest[None]])
        states.hidden[:] = window[1:]
        return self.live.probabilities(window[None])[0]


_PARTS = {"linear": LinearHead, "lstm": LstmHead}
_AXES = {"mean": 1, "scale": 1, "kernel": 2, "bias": 1, "recurrent": 2, "out": 2, "out_bias": 1}


def save_taught_head(head: TaughtHead, path: Path) -> Path:
    """Write all arrays of ``head`` to ``path``, whole or not at all; returns it."""
    arrays = {"projection.mean": head.projection.mean, "projection.matrix": head.projection.matrix}
    for name, one in (("live", head.live), ("offline", head.offline)):
        numbers = (
            (0, 0, 0, 0, 0)
            if one is None
            else (one.frames, one.newest, one.linear is not None, one.lstm is not None, 1)
        )
        arrays[f"{name}.form"] = np.array(numbers, np.int32)
        arrays[f"{name}.temperature"] = np.float32([1.0 if one is None else one.temperature])
        for part in _PARTS if one is not None else ():
            if (kept := getattr(one, part)) is not None:
                arrays |= {f"{name}.{part}.{field.name}": getattr(kept, field.name) for field in fields(kept)}
    with replacing(path) as temporary:
        np.savez(temporary, **arrays)
    return Path(path)


def load_taught_head(path: Path, features: int, frames: int, labels: int) -> TaughtHead:
    """Read what ``save_taught_head`` wrote. It holds numbers alone: loading runs no code.

    Args:
        path: The file.
        features: That the CNN gives for each frame.
        frames: In a window of the model.
        labels: That the model tells apart.

    Raises:
        ModelError: The file is missing or damaged, or its arrays do not fit each other or the model.
    """
    try:
        found = _read(path, {"projection.mean": 1, "projection.matrix": 2, "live.form": 1, "offline.form": 1})
        projection = Projection(found["projection.mean"], found["projection.matrix"])
        components = projection.matrix.shape[1]
        _expect(projection.mean, (features,))
        _expect(projection.matrix, (features, components))
        live, offline = (
            _window_head(path, name, found[f"{name}.form"], components, labels) for name in ("live", "offline")
        )
        if live is None or live.frames != frames or live.newest != frames - 1:
            raise ValueError(f"it is not for windows of {frames} frames")
        if offline is not None and (offline.frames % 2 == 0 or offline.newest != offline.frames // 2):
            raise ValueError("the offline head's moment is not in the middle of its window")
    except FileNotFoundError as error:
        raise ModelError(
            f"Received model folder {path.parent}: expected {path.name} in it; copy the model again or teach it again."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise ModelError(
            f"Received {path}: it is no head that `teach` wrote for this model ({reason}); copy the model again or teach it "
            "again."
        ) from error
    return TaughtHead(projection, live, offline)


def _read(path: Path, wanted: Mapping[str, int]) -> dict[str, np.ndarray]:
    return read_arrays(path, wanted, MOST_BYTES)


def _window_head(path: Path, name: str, form: np.ndarray, components: int, labels: int) -> WindowHead | None:
    """The head called ``name``, of which ``form`` tells; None where there is none. Raises ValueError."""
    if form.shape != (5,) or form.dtype != np.int32:
        raise ValueError(f"{name}.form of shape {form.shape}, expected 5 whole numbers")
    frames, newest, linear, lstm, there = (int(number) for number in form)
    if not there:
        return None
    if not (2 <= frames <= MOST_FRAMES and 0 <= newest < frames and (linear or lstm)):
        raise ValueError(f"{name}.form of {form.tolist()}")
    temperature = float(_read(path, {f"{name}.temperature": 1})[f"{name}.temperature"][0])
    if not 0.01 <= temperature <= 100:
        raise ValueError(f"a temperature of {temperature}")
    parts = {
        part: _part(path, f"{name}.{part}", kind)
        for part, kind in _PARTS.items()
        if {"linear": linear, "lstm": lstm}[part]
    }
    head = WindowHead(frames, newest, parts.get("linear"), parts.get("lstm"), temperature)
    if head.linear is not None:
        rows = STATISTICS * components
        for array, shape in zip(
            (head.linear.mean, head.linear.scale, head.linear.kernel, head.linear.bias),
            ((rows,), (rows,), (rows, labels), (labels,)),
            strict=True,
        ):
            _expect(array, shape)
        if not (head.linear.scale > 0).all():
            raise ValueError("a scale that is not above 0")
    if head.lstm is not None:
        units, inputs = head.lstm.out.shape[0], min(len(head.lstm.kernel), components)
        for array, shape in zip(
            (head.lstm.kernel, head.lstm.recurrent, head.lstm.bias, head.lstm.out, head.lstm.out_bias),
            ((inputs, 4 * units), (units, 4 * units), (4 * units,), (units, labels), (labels,)),
            strict=True,
        ):
            _expect(array, shape)
    return head


def _part(path: Path, prefix: str, kind: type) -> LinearHead | LstmHead:
    names = [field.name for field in fields(kind)]
    found = _read(path, {f"{prefix}.{name}": _AXES[name] for name in names})
    return kind(**{name: found[f"{prefix}.{name}"] for name in names})


def _expect(array: np.ndarray, shape: tuple[int, ...]) -> None:
    """ValueError unless ``array`` is finite float32 of that ``shape``."""
    if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
        raise ValueError(f"an array of {array.dtype} {array.shape}, expected finite float32 {shape}")
