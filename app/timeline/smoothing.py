"""Probabilities to labels. Pure: no clock, no thread; the same predictions always give the same decisions.

Three things keep a label from flickering, each a matter of video time or of probability and never of the number of
predictions: probabilities are smoothed by an exponential average; another label must reach a threshold to take over,
or the one that holds must have sunk below another; and a label holds for a minimum dwell. Where no label is likely
enough, the decision says that it is unsure, and the label is its best guess. So it does while the picture has been
unlike all that the model learned from, unless the label is the one for everything else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from app.frames import Decision, Prediction
from app.settings import SmoothingRules

UNFAMILIAR_SECONDS = 2.0  # the time constant of the average by which a picture is unfamiliar
UNFAMILIAR, FAMILIAR = 1.0, 0.9  # where the average ends a picture's being familiar, and its being unfamiliar
MOST_UNFAMILIARITY = 2.0  # that one frame counts for: a flash says little about the next seconds
EVERYTHING_ELSE = "others"  # the label of what has no label

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
        self._unfamiliarity, self._familiar = 0.0, True

    def decide(self, prediction: Prediction) -> Decision:
        """Take the next prediction.

        Args:
            prediction: Later than the one before.

        Returns:
            The decision with it taken in.
        """
        rules, now = self.rules, prediction.time
        self._look(prediction)
        self._average = smooth(self._average, prediction.probabilities, now - self._time, rules.smoothing)
        self._time = now
        best = int(np.argmax(self._average))
        if self._held < 0 or (best != self._held and self._may_change(best, now, rules)):
            self._held, self._since = best, now
        confidence = float(self._average[self._held])
        # `smooth` makes a new array each time but for the first: the decision's own never changes.
        label = self._labels[self._held]
        sure = confidence >= rules.sure and (self._familiar or label == EVERYTHING_ELSE)
        return Decision(label, confidence, now, self._average, sure, self._familiar)

    def _look(self, prediction: Prediction) -> None:
        """Whether the picture is familiar by now. It is until some seconds say otherwise."""
        elapsed = prediction.time - self._time if self._average is not None else 0.0
        seen = min(prediction.unfamiliarity, MOST_UNFAMILIARITY)
        average = smooth(np.array(self._unfamiliarity), np.array(seen), elapsed, UNFAMILIAR_SECONDS)
        self._unfamiliarity = float(average)
        limit = UNFAMILIAR if self._familiar else FAMILIAR
        self._familiar = self._unfamiliarity < limit

    def _may_change(self, best: int, now: float, rules: SmoothingRules) -> bool:
        if now - self._since < rules.dwell - _EPSILON:
            return False
        return self._average[best] >= rules.on or self._average[self._held] < rules.off
