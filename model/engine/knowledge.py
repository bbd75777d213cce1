"""What a model of several games says of any video, from features that the encoder of taught heads gives anyway.

Its LSTM (as ``model/network/lrcn.py`` builds it) runs in numpy on a few components of the features of the half that knows
games. A taught head reads from its scores what they tell of the labels that are taught: reloading looks like shooting to it, or
like nothing it knows, and either says something.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from model.arrays import read_arrays
from model.engine.numpy_lstm import advance
from model.engine.provenance import check_listed
from model.errors import ModelError
from model.files import replacing

KNOWLEDGE_FILE = "knowledge.npz"
FRAMES, STEP = 7, 2  # of a window: at 10 a second, every other one of the encoder's
SPAN = (FRAMES - 1) * STEP + 1
SURE = 8.0  # by which a score differs from their mean at the most: beyond it nothing more is told
MOST_BYTES = 16 * 2**20
BLOCK = 500  # windows that run at once
_MATRICES = ("squeeze", "kernel", "recurrent", "first_kernel", "second_kernel", "out_kernel")


@dataclass(frozen=True)
class Knowledge:
    """The head of a model of games.

    Attributes:
        labels: Those of its scores, in order.
        begin: The first of the encoder's features that it sees.
        squeeze: float32 ``(inputs, components)``, from these features to what the LSTM takes.
        kernel, recurrent, bias: Of the LSTM: ``(components, 4 * units)``, ``(units, 4 * units)``, ``(4 * units,)``.
        first_kernel, first_bias, second_kernel, second_bias: Of two dense layers with rectified units.
        out_kernel, out_bias: To the scores, ``(units of the second, labels)`` and ``(labels,)``.
    """

    labels: tuple[str, ...]
    begin: int
    squeeze: np.ndarray
    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray
    first_kernel: np.ndarray
    first_bias: np.ndarray
    second_kernel: np.ndarray
    second_bias: np.ndarray
    out_kernel: np.ndarray
    out_bias: np.ndarray

    @property
    def size(self) -> int:
        """How many scores it gives."""
        return len(self.out_bias)

    def scores_of(self, labels: tuple[str, ...]) -> np.ndarray | None:
        """Which score is each label's: float32 ``(scores, labels)``, 1 where it is; None where it does not know them all."""
        if not set(labels) <= set(self.labels):
            return None
        return np.float32([[one == label for label in labels] for one in self.labels])

    def gates(self, features: np.ndarray) -> np.ndarray:
        """What the LSTM takes of frames, float32 ``(..., 4 * units)``, of the encoder's ``(..., features)``."""
        own = np.asarray(features[..., self.begin : self.begin + len(self.squeeze)], np.float32)
        return own @ self.squeeze @ self.kernel + self.bias

    def scores(self, windows: np.ndarray) -> np.ndarray:
        """What it says of windows.

        Args:
            windows: Of frames' ``gates``, ``(windows, FRAMES, 4 * units)``.

        Returns:
            float32 ``(windows, labels)``, logits less their mean, SURE at the most.
        """
        hidden, cell = advance(windows[:, 0], np.zeros((len(windows), len(self.recurrent)), np.float32))
        for step in range(1, windows.shape[1]):
            hidden, cell = advance(windows[:, step] + hidden @ self.recurrent, cell)
        dense = np.maximum(hidden @ self.first_kernel + self.first_bias, 0)
        dense = np.maximum(dense @ self.second_kernel + self.second_bias, 0)
        logits = dense @ self.out_kernel + self.out_bias
        return np.clip(logits - logits.mean(axis=1, keepdims=True), -SURE, SURE)

    def along(self, features: np.ndarray, windows: np.ndarray) -> np.ndarray:
        """Its scores of frames of a video.

        Args:
            features: The encoder's, ``(frames, features)``.
            windows: For each moment the rows of its SPAN frames, the newest last, ``(moments, SPAN)``.

        Returns:
            float32 ``(moments, labels)``.
        """
        told = [np.zeros((0, self.size), np.float32)]
        for at in range(0, len(windows), BLOCK):
            rows = windows[at : at + BLOCK, ::STEP]
            first = rows.min()  # a block's frames lie together: all of a video's would take as much memory as the video
            told.append(self.scores(self.gates(features[first : rows.max() + 1])[rows - first]))
        return np.concatenate(told)

    def begin_stream(self) -> np.ndarray:
        """The state of a stream that begins: no frame seen."""
        return np.zeros((SPAN, len(self.bias)), np.float32)

    def push(self, features: np.ndarray, state: np.ndarray) -> np.ndarray:
        """Take a frame's ``(features,)`` into ``state``, in place; the scores ``(labels,)`` of the window that it ends."""
        newest = self.gates(features)
        if state.any():
            state[:-1] = state[1:]
            state[-1] = newest
        else:
            state[:] = newest  # before the first frame there was nothing else
        return self.scores(state[None, ::STEP])[0]


_ARRAYS = tuple(field.name for field in fields(Knowledge) if field.name not in ("labels", "begin"))


def save_knowledge(knowledge: Knowledge, path: Path) -> Path:
    """Write ``knowledge`` to ``path``, whole or not at all, its matrices in int8 with a scale for each column; returns it."""
    names = np.frombuffer("\n".join(knowledge.labels).encode(), np.uint8)
    arrays = {"begin": np.int32([knowledge.begin]), "labels": names}
    for name in _ARRAYS:
        array = getattr(knowledge, name)
        if name in _MATRICES:
            scale = np.maximum(np.abs(array).max(axis=0), 1e-12) / 127
            arrays |= {name: np.round(array / scale).astype(np.int8), f"{name}.scale": scale.astype(np.float32)}
        else:
            arrays[name] = array.astype(np.float32)
    with replacing(path) as temporary:
        np.savez(temporary, **arrays)
    return Path(path)


def load_knowledge(path: Path, features: int) -> Knowledge | None:
    """Read what ``save_knowledge`` wrote. It holds numbers alone: loading runs no code.

    Args:
        path: The file.
        features: That the encoder gives.

    Returns:
        None where there is no such file.

    Raises:
        ModelError: It is damaged, or its arrays do not fit each other or the features.
    """
    if not path.exists():
        return None
    check_listed(path)
    wanted = {"begin": 1, "labels": 1} | {name: 2 if name in _MATRICES else 1 for name in _ARRAYS}
    try:
        found = read_arrays(path, wanted | {f"{name}.scale": 1 for name in _MATRICES}, MOST_BYTES)
        arrays = {name: _array(found, name) for name in _ARRAYS}
        labels = tuple(found["labels"].astype(np.uint8).tobytes().decode().split("\n"))
        known = Knowledge(labels, int(found["begin"][0]), **arrays)
        _check(known, features)
    except (OSError, ValueError, IndexError) as error:
        reason = getattr(error, "strerror", "") or error
        raise ModelError(
            f"Received {path}: it is not what a model of games knows ({reason}); copy the folder again."
        ) from error
    return known


def _array(found: dict[str, np.ndarray], name: str) -> np.ndarray:
    array = found[name]
    if name in _MATRICES:
        if array.dtype != np.int8 or found[f"{name}.scale"].shape != array.shape[1:]:
            raise ValueError(f"{name} of {array.dtype} {array.shape}")
        array = array * found[f"{name}.scale"]
    if array.dtype != np.float32 or not array.size or not np.isfinite(array).all():
        raise ValueError(f"{name} of {array.dtype} {array.shape}, expected finite numbers")
    return np.ascontiguousarray(array)


def _check(known: Knowledge, features: int) -> None:
    inputs, components = known.squeeze.shape
    units, first, second = len(known.recurrent), len(known.first_bias), len(known.second_bias)
    expected = {
        "kernel": (components, 4 * units), "recurrent": (units, 4 * units), "bias": (4 * units,),
        "first_kernel": (units, first), "second_kernel": (first, second), "out_kernel": (second, known.size),
    }  # fmt: skip
    for name, shape in expected.items():
        if getattr(known, name).shape != shape:
            raise ValueError(f"{name} of shape {getattr(known, name).shape}, expected {shape}")
    if len(known.labels) != known.size or len(set(known.labels)) < known.size:
        raise ValueError(f"{len(known.labels)} labels of {known.size} scores")
    if not 0 <= known.begin <= features - inputs:
        raise ValueError(f"{inputs} features from {known.begin} on, of {features}")
