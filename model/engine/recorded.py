"""Recorded video, frame by frame: what is predicted of each as if it were live, and what each was, knowing what came after."""

from __future__ import annotations

import numpy as np

from model.engine.base import Engine
from model.engine.offline_head import Known
from model.engine.streaming import StreamingClassifier


class RecordedClassifier:
    """Owns one video's states, from its first sampled frame to its last.

    reach: how many ticks of the model's clock before a frame it has to see to know that moment; 0 where the model was not
    taught hindsight: what is known of a moment is then the prediction.
    """

    def __init__(self, engine: Engine):
        self._stream, self._hindsight = StreamingClassifier(engine), engine.hindsight()
        self.reach = self._hindsight.reach if self._hindsight is not None else 0

    def push(self, time: float, features: np.ndarray, ticks: int = 1) -> tuple[np.ndarray | None, Known]:
        """Take the next sampled frame, encoded: float32 ``(features,)``. ticks: of the model's clock, for which it stands.

        Returns its prediction as ``StreamingClassifier`` gives it, and the moments of which enough is known by now.
        """
        prediction = self._stream.push_features(features, ticks)
        if self._hindsight is not None:
            return prediction, self._hindsight.push(time, features, ticks)
        return prediction, [] if prediction is None else [(time, prediction)]

    def end(self) -> Known:
        """The video has ended: the moments that are left."""
        return self._hindsight.end() if self._hindsight is not None else []
