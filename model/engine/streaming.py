"""Streaming classification: each frame is encoded once, and is one step of the LSTM for every window it belongs to.

Equal to running the whole LRCN on each window, at one seventh of the CNN's cost. Of recorded video the offline head also
says what each moment was, knowing what came after.
"""

from __future__ import annotations

import numpy as np

from model.engine.base import Engine
from model.engine.offline_head import Known


class StreamingClassifier:
    """Owns the states of one stream's windows.

    Attributes:
        filled: How many frames of the window are there.
        unfamiliarity: How unlike all that the model learned from the newest frame is: 1 where doubt begins, 0 where the
            model cannot tell.
    """

    def __init__(self, engine: Engine):
        self.engine = engine
        self.reset()

    def reset(self) -> None:
        """Begin anew: after a seek, a stall or a new source the past no longer belongs to the present."""
        self.filled, self.unfamiliarity = 0, 0.0
        self._image = self._features = None  # the newest frame that can be known again
        self._states = self.engine.begin()

    def push(self, image: np.ndarray, ticks: int = 1) -> np.ndarray | None:
        """Take the next sampled frame.

        Args:
            image: BGR uint8 ``(height, width, 3)``. One that was pushed just before and that nobody may write to, as a picture
                that stands still is, is not encoded again.
            ticks: How many ticks of the model's clock it stands for, 1 or more (``TickSampler``).

        Returns:
            Probabilities ``(labels,)``, or None while the window is warming up (``filled`` of ``clip_length``).
        """
        if image is not self._image:
            self._features = self.engine.encode(image)
            self._image = None if image.flags.writeable else image  # else another picture may be written into it
        return self.push_features(self._features, ticks)

    def push_features(self, features: np.ndarray, ticks: int = 1) -> np.ndarray | None:
        """As ``push``, for a frame that was encoded elsewhere.

        Args:
            features: Float32 ``(features,)``.
            ticks: See ``push``.

        Returns:
            See ``push``.
        """
        length = self.engine.spec.clip_length
        for _ in range(min(ticks, length)):
            probabilities = self.engine.advance(features, self._states)
            self.filled = min(self.filled + 1, length)
        self.unfamiliarity = self.engine.unfamiliarity(features)
        return probabilities if self.filled == length else None


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
        """Take the next sampled frame.

        Args:
            time: Of video, seconds.
            features: Float32 ``(features,)``.
            ticks: Of the model's clock, for which it stands.

        Returns:
            Its prediction as ``StreamingClassifier`` gives it, and the moments of which enough is known by now.
        """
        prediction = self._stream.push_features(features, ticks)
        if self._offline_head is not None:
            return prediction, self._offline_head.push(time, features, ticks)
        return prediction, [] if prediction is None else [(time, prediction)]

    @property
    def unfamiliarity(self) -> float:
        """Of the newest frame, as ``StreamingClassifier`` has it."""
        return self._stream.unfamiliarity

    def end(self) -> Known:
        """The video has ended: the moments that are left."""
        return self._offline_head.end() if self._offline_head is not None else []
