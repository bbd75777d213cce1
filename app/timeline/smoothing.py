"""Probabilities to labels. Pure: no clock, no thread; the same predictions always give the same decisions.

Three things keep a label from flickering, each a matter of video time or of probability and never of the number of
predictions: probabilities are smoothed by an exponential average; another label must reach a threshold to take over,
or the one that holds must have sunk below another; and a label holds for a minimum dwell. Where no label is likely
enough, the decision says that it is unsure, and the label is its best guess.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from app.frames import Decision, Prediction
from app.settings import SmoothingRules

_EPSILON = 1e-6  # time stamps of 1/10 s are 0.09999..., and must still count as it


RAW = SmoothingRules(smoothing=0.0, on=0.0, off=1.0, dwell=0.0, sure=0.0)  # each prediction's own largest probability


def smooth(average: np.ndarray | None, probabilities: np.ndarray, elapsed: float, seconds: float) -> np.ndarray:
    """Average probabilities exponentially over time.

    Args:
        average: The one before, ``(labels,)``; None: there is none.
        probabilities: ``(labels,)``.
        elapsed: Seconds of video since the one before.
        seconds: The time constant; 0: no average.

    Returns:
        The new average ``(labels,)``.
    """
    if average is None or seconds <= 0:
        return np.asarray(probabilities, np.float64)
    keep = math.exp(-max(0.0, elapsed) / seconds)
    return keep * average + (1.0 - keep) * probabilities


class LabelSmoother:
    """Carries the average, and the label that holds, from one prediction to the next.

    Attributes:
        rules: May be changed between two predictions, by another thread too.
    """

    def __init__(self, labels: Sequence[str], rules: SmoothingRules | None = None):
        """
        Args:
            labels: In the order of the probabilities.
            rules: None: the program's own.
        """
        self._labels = tuple(labels)
        self.rules = rules or SmoothingRules()
        self.reset()

    def reset(self) -> None:
        """Forget the past, as after a seek or a restart."""
        self._average: np.ndarray | None = None
        self._time = 0.0
        self._held = -1  # the label that holds, and since when
        self._since = 0.0

    def decide(self, prediction: Prediction) -> Decision:
        """Take the next prediction.

        Args:
            prediction: Later than the one before.

        Returns:
            The decision with it taken in.
        """
        rules, now = self.rules, prediction.time
        self._average = smooth(self._average, prediction.probabilities, now - self._time, rules.smoothing)
        self._time = now
        best = int(np.argmax(self._average))
        if self._held < 0 or (best != self._held and self._may_change(best, now, rules)):
            self._held, self._since = best, now
        confidence = float(self._average[self._held])
        # `smooth` makes a new array each time but for the first: the decision's own never changes.
        return Decision(self._labels[self._held], confidence, now, self._average, confidence >= rules.sure)

    def _may_change(self, best: int, now: float, rules: SmoothingRules) -> bool:
        if now - self._since < rules.dwell - _EPSILON:
            return False
        return self._average[best] >= rules.on or self._average[self._held] < rules.off
