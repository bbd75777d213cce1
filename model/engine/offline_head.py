"""The offline head while a video is read: each moment's probabilities come out once the frames after it are known."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from model.engine.litert_network import LiteRTNetwork
from model.errors import ModelError
from model.spec import ModelSpec

OFFLINE_HEAD_FILE = "hindsight.tflite"  # the name that it has in the folders of all models
MOST_FRAMES = 1001

Known = list[tuple[float, np.ndarray]]  # moments: time in seconds and probabilities ``(labels,)``


class OfflineHead:
    """One video's sampled frames, from first to last, through a network that sees the frames around each. Belongs to one thread.

    Attributes:
        reach: How many ticks of the model's clock it looks back, and ahead.
    """

    def __init__(
        self,
        classify: Callable[[Sequence[np.ndarray]], np.ndarray],
        frames: int,
        prepare: Callable[[np.ndarray], np.ndarray] = lambda features: features,
    ):
        """
        Args:
            classify: Takes what is known of so many moments to the middle one's probabilities ``(labels,)``.
            frames: How many moments it sees, an odd number.
            prepare: Called once for each moment, in order: its features ``(features,)`` to what ``classify`` sees of it.
        """
        self._classify, self._prepare = classify, prepare
        self._span: deque[np.ndarray] = deque(maxlen=frames)
        self.reach = frames // 2
        self._due: deque[tuple[int, float]] = deque()  # ticks and times of the frames not yet told of
        self._ticks = 0

    def push(self, time: float, features: np.ndarray, ticks: int = 1) -> Known:
        """Take the next sampled frame.

        Args:
            time: Of video, seconds.
            features: ``(features,)``.
            ticks: Of the model's clock, for which the frame stands.

        Returns:
            Those of which enough is known now.
        """
        prepared = [self._prepare(features) for _ in range(ticks)]
        if not self._span:
            self._span.extend(prepared[:1] * self.reach)  # before the first frame there was nothing else
        self._due.append((self._ticks + ticks - 1, time))
        return [told for one in prepared for told in self._tick(one)]

    def end(self) -> Known:
        """The video has ended: the frames that are left, as if the last one had stayed."""
        newest = self._span[-1] if self._due else None
        return [told for _ in range(self.reach) if self._due for told in self._tick(newest)]

    def _tick(self, moment: np.ndarray) -> Known:
        self._span.append(moment)
        middle = self._ticks - self.reach
        self._ticks += 1
        if not self._due or self._due[0][0] != middle:
            return []
        return [(self._due.popleft()[1], self._classify(self._span))]


def open_offline_head(path: Path, features: int, spec: ModelSpec) -> OfflineHead:
    """The offline head in ``path`` (``hindsight.tflite``); ModelError when it is missing, damaged or of the wrong shape."""
    network = LiteRTNetwork(path)
    network.expect((1, None, features), (1, 1, len(spec.labels)))
    frames = network.input_shape[1]
    if frames % 2 == 0 or frames > MOST_FRAMES:
        raise ModelError(
            f"Received {path}, which looks at {frames} frames: expected an odd number up to {MOST_FRAMES}, the "
            "moment's own in the middle; copy the model again."
        )

    def classify(span: Sequence[np.ndarray]) -> np.ndarray:
        target = network.input
        for row, one in enumerate(span):
            target[row] = one
        del target  # LiteRT refuses to run while it is held
        return network.run()[0]

    return OfflineHead(classify, frames)
