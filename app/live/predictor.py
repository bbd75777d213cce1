"""From sampled frames to predictions, live; ``app/recorded/classify.py`` gives the same of files that are read ahead."""

from __future__ import annotations

import time

from app.frames import Prediction, Sampled
from model.engine import Engine
from model.engine.streaming import StreamingClassifier


class Predictor:
    """Feeds a streaming classifier and empties it when the source begins anew. Belongs to the engine's thread."""

    def __init__(self, engine: Engine):
        self._classifier = StreamingClassifier(engine)
        self._epoch: int | None = None

    @property
    def filled(self) -> int:
        """How many of the window's frames are there, 0 to the clip length."""
        return self._classifier.filled

    def begins_anew(self, sampled: Sampled) -> bool:
        """Whether ``sampled`` is the first frame of a new epoch; it then empties the window."""
        if sampled.epoch == self._epoch:
            return False
        self._epoch = sampled.epoch
        self._classifier.reset()
        return True

    def take(self, sampled: Sampled) -> Prediction | None:
        """The prediction for the window that ends with ``sampled``; None while it is warming up."""
        probabilities = self._classifier.push(sampled.frame.image, sampled.ticks)
        if probabilities is None:
            return None
        frame = sampled.frame
        return Prediction(frame.time, probabilities, time.perf_counter() - frame.captured, frame.index)
