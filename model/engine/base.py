"""The one face of all engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from model.spec import ModelSpec

if TYPE_CHECKING:
    from model.engine.offline_head import OfflineHead

Encode = Callable[[np.ndarray], np.ndarray]  # BGR uint8 `(height, width, 3)` of any size to float32 `(features,)`


@dataclass(frozen=True)
class WindowStates:
    """The LSTM's state of every window that has begun and is not full; an engine's ``advance`` writes to it.

    Attributes:
        hidden, cell: Float32 ``(clip_length - 1, units)``; row k is the window that has seen k + 1 frames.
    """

    hidden: np.ndarray
    cell: np.ndarray

    @classmethod
    def of(cls, spec: ModelSpec) -> WindowStates:
        """Those of a stream that begins: zeros."""
        shape = (spec.clip_length - 1, spec.lstm_units)
        return cls(np.zeros(shape, np.float32), np.zeros(shape, np.float32))


class Engine(Protocol):
    """Runs one trained LRCN. Not thread-safe: one engine belongs to one thread."""

    spec: ModelSpec
    description: str  # for people, e.g. "LiteRT fp32, 1 thread"

    def encode(self, image: np.ndarray) -> np.ndarray:
        """BGR uint8 ``(height, width, 3)`` of any size to the CNN's float32 features ``(features,)``."""
        ...

    def encoders(self, count: int) -> list[Encode]:
        """``count`` functions that do what ``encode`` does, each for a thread of its own; ``encode`` may be one of them.

        None at all where it is no matter of cores.
        """
        ...

    def begin(self) -> WindowStates:
        """The states at the start of a stream."""
        ...

    def advance(self, features: np.ndarray, states: WindowStates) -> np.ndarray:
        """Take the next frame's ``features`` into every window, in place.

        Returns:
            Calibrated probabilities ``(labels,)`` summing to 1 of the window that this frame completes; they mean
            nothing before the stream's first ``clip_length`` frames.
        """
        ...

    def offline_head(self) -> OfflineHead | None:
        """For one recorded video; None where the model was not taught any."""
        ...

    def close(self) -> None:
        """Free the networks and end what runs elsewhere; nothing may be asked of the engine afterwards. Idempotent."""
        ...
