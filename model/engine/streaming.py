"""Streaming classification: encode each frame once, classify the last ``clip_length`` encodings.

Equal to running the whole LRCN on the window, at one seventh of the CNN's cost.
"""

from __future__ import annotations

import numpy as np

from model.engine.base import Engine


class StreamingClassifier:
    """Keeps the last ``clip_length`` encodings of an engine in a ring without moving or reallocating them."""

    def __init__(self, engine: Engine):
        self.engine = engine
        self.reset()

    def reset(self) -> None:
        """Empty the window: after a seek, a stall or a new source the past no longer belongs to the present."""
        self.filled = 0
        self._window: np.ndarray | None = None
        self._end = 0

    def push(self, image: np.ndarray, ticks: int = 1) -> np.ndarray | None:
        """Take the next sampled frame.

        image: BGR uint8 ``(height, width, 3)``. ticks: how many ticks of the model's clock it stands for (``TickSampler``).
        Returns probabilities ``(labels,)``, or None while the window is warming up (``filled`` of ``clip_length``).
        """
        features = self.engine.encode(image)
        length = self.engine.spec.clip_length
        if self._window is None:
            # Twice the length, each encoding written to both halves: the last `length` rows always lie side by side.
            self._window = np.zeros((2 * length, features.shape[-1]), np.float32)
        for _ in range(min(ticks, length)):
            self._window[self._end] = self._window[self._end + length] = features
            self._end = (self._end + 1) % length
            self.filled = min(self.filled + 1, length)
        if self.filled < length:
            return None
        return self.engine.classify(self._window[self._end : self._end + length])
