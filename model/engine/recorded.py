"""Recorded video, frame by frame: what is predicted of each as if it were live, and what each was, knowing what came after."""

from __future__ import annotations

import numpy as np

from model.engine.base import Engine
from model.engine.offline_head import Known
from model.engine.streaming import StreamingClassifier


class RecordedClassifier:
    """Owns one video's states, from its first sampled frame to its last.

    Attributes:
        reach: How many ticks of the model's clock the offline head sees before and after a moment; 0 where the model
            has none: a moment then has the probabilities of its prediction.
    """

    def __init__(self, engine: Engine):
        self._stream, self._offline_head = StreamingClassifier(engine), engine.offline_head()
        self.reach = self._offline_head.reach if self._offline_head is not None else 0

    def push(self, time: float, features: np.ndarray, ticks: int = 1) -> tuple[np.ndarray | None, Known]:
        """Take the next sampled frame, encoded: float32 ``(features,)``.

        Args:
            ticks: Of the model's clock, for which it stands.

        Returns:
            Its prediction as ``StreamingClassifier`` gives it, and the moments of which enough is known by now.
        """
        prediction = self._stream.push_features(features, ticks)
        if self._offline_head is not None:
            return prediction, self._offline_head.push(time, features, ticks)
        return prediction, [] if prediction is None else [(time, prediction)]

    def end(self) -> Known:
        """The video has ended: the moments that are left."""
        return self._offline_head.end() if self._offline_head is not None else []
