"""The one face of all engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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
        context: What an adaptation keeps of the stream (``model.engine.adaptation``); empty without one.
    """

    hidden: np.ndarray
    cell: np.ndarray
    context: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))

    @classmethod
    def of(cls, spec: ModelSpec) -> WindowStates:
        """The states of a stream that begins: zeros.

        Args:
            spec: The model's.

        Returns:
            Fresh states.
        """
        shape = (spec.clip_length - 1, spec.lstm_units)
        return cls(np.zeros(shape, np.float32), np.zeros(shape, np.float32))


class Engine(Protocol):
    """Runs one trained LRCN. Not thread-safe: one engine belongs to one thread."""

    spec: ModelSpec
    description: str  # for people, e.g. "LiteRT fp32, 1 thread"

    def encode(self, image: np.ndarray) -> np.ndarray:
        """Encode one picture.

        Args:
            image: BGR uint8 ``(height, width, 3)`` of any size.

        Returns:
            The CNN's features, float32 ``(features,)``.
        """
        ...

    def encoders(self, count: int) -> list[Encode]:
        """Make functions that do what ``encode`` does, each for a thread of its own.

        None at all where it is no matter of cores.

        Args:
            count: How many.

        Returns:
            The functions, one of which may be ``encode``; none at all where it is no matter of cores.
        """
        ...

    def begin(self) -> WindowStates:
        """The states at the start of a stream."""
        ...

    def advance(self, features: np.ndarray, states: WindowStates) -> np.ndarray:
        """Take the next frame into every window, in place.

        Args:
            features: Float32 ``(features,)``.
            states: The stream's.

        Returns:
            Calibrated probabilities ``(labels,)`` summing to 1 of the window that this frame completes; they mean
            nothing before the stream's first ``clip_length`` frames.
        """
        ...

    def unfamiliarity(self, features: np.ndarray) -> float:
        """How unlike all that the model learned from a picture is.

        Args:
            features: Float32 ``(features,)``, of ``encode``.

        Returns:
            0 or more; 1 where doubt begins. 0 where the model cannot tell.
        """
        ...

    def offline_head(self) -> OfflineHead | None:
        """For one recorded video; None where the model was not taught any."""
        ...

    def close(self) -> None:
        """Free the networks and end what runs elsewhere; nothing may be asked of the engine afterwards. Idempotent."""
        ...
