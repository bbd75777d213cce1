"""The one face of all engines."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from model.spec import ModelSpec


class Engine(Protocol):
    """Runs one trained LRCN. Not thread-safe: one engine belongs to one thread."""

    spec: ModelSpec
    description: str  # for people, e.g. "LiteRT fp32, 1 thread"

    def encode(self, image: np.ndarray) -> np.ndarray:
        """BGR uint8 ``(height, width, 3)`` of any size to the CNN's float32 features ``(feature_size,)``."""
        ...

    def classify(self, features: np.ndarray) -> np.ndarray:
        """Features ``(clip_length, feature_size)``, oldest first, to calibrated probabilities ``(labels,)`` summing to 1."""
        ...

    def close(self) -> None:
        """Let go of what runs elsewhere. Idempotent."""
        ...
