"""Streaming classification: each frame is encoded once, and is one step of the LSTM for every window it belongs to.

Equal to running the whole LRCN on each window, at one seventh of the CNN's cost.
"""

from __future__ import annotations

import numpy as np

from model.engine.base import Engine


class StreamingClassifier:
    """Owns the states of one stream's windows."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self.reset()

    def reset(self) -> None:
        """Begin anew: after a seek, a stall or a new source the past no longer belongs to the present."""
        self.filled = 0
        self._states = self.engine.begin()

    def push(self, image: np.ndarray, ticks: int = 1) -> np.ndarray | None:
        """Take the next sampled frame.

        Args:
            image: BGR uint8 ``(height, width, 3)``.
            ticks: How many ticks of the model's clock it stands for, 1 or more (``TickSampler``).

        Returns:
            Probabilities ``(labels,)``, or None while the window is warming up (``filled`` of ``clip_length``).
        """
        return self.push_features(self.engine.encode(image), ticks)

    def push_features(self, features: np.ndarray, ticks: int = 1) -> np.ndarray | None:
        """As ``push``, for a frame that was encoded elsewhere.

        Args:
            features: Float32 ``(features,)``.
        """
        length = self.engine.spec.clip_length
        for _ in range(min(ticks, length)):
            probabilities = self.engine.advance(features, self._states)
            self.filled = min(self.filled + 1, length)
        return probabilities if self.filled == length else None
