"""Probabilities to labels. Pure: no clock, no thread; the same predictions always give the same decisions.

Probabilities are smoothed over video time by an exponential average, and the label is the largest. A single odd window
then no longer flickers, while a real change shows after ``SMOOTHING_SECONDS * ln 2``, about a tenth of a second.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from app.frames import Decision, Prediction

SMOOTHING_SECONDS = 0.15
SMOOTHING_DELAY = SMOOTHING_SECONDS * math.log(2)  # when a full change from one label to another tips the average


def smooth(
    average: np.ndarray | None, probabilities: np.ndarray, elapsed: float, seconds: float = SMOOTHING_SECONDS
) -> np.ndarray:
    """The new average of probabilities ``(labels,)`` after ``elapsed`` seconds of video; average None: the first."""
    if average is None or seconds <= 0:
        return np.asarray(probabilities, np.float64)
    keep = math.exp(-max(0.0, elapsed) / seconds)
    return keep * average + (1.0 - keep) * probabilities


class Decider:
    """Carries the average from one prediction to the next."""

    def __init__(self, labels: Sequence[str], seconds: float = SMOOTHING_SECONDS):
        """labels: in the order of the probabilities. seconds: the average's time constant, 0 for none."""
        self._labels = tuple(labels)
        self._seconds = seconds
        self.reset()

    def reset(self) -> None:
        """Forget the past, as after a seek or a restart."""
        self._average: np.ndarray | None = None
        self._time = 0.0

    def decide(self, prediction: Prediction) -> Decision:
        """The decision with this prediction taken in. Predictions come in the order of their times."""
        elapsed = prediction.time - self._time
        self._average = smooth(self._average, prediction.probabilities, elapsed, self._seconds)
        self._time = prediction.time
        best = int(np.argmax(self._average))
        # `smooth` makes a new array each time but for the first: the decision's own never changes.
        return Decision(self._labels[best], float(self._average[best]), prediction.time, self._average)
