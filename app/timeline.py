"""The label of every moment of a video, on ``collections_extended.RangeMap``. Pure.

A model's prediction speaks for the newest frame of its window, but a decision is late: it waits until the smoothed
probabilities are sure enough. So where the decided label changes, the action itself is taken to have changed when the
model's own probabilities tipped from the old label to the new, midway between two sampled frames. The first segment
reaches back to the first window's first frame, and the last one forward to one tick after the last decision: every
moment a window saw is in one segment.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from collections_extended import RangeMap

from app.decisions import Decider
from app.frames import Decision, Prediction
from model.events import Span
from model.spec import ModelSpec

LOOK_BACK = 1.0  # seconds: no decision waits longer for the probabilities to make up their mind


@dataclass(frozen=True)
class Segment:
    """One label over ``[start, end)``, seconds of video; confidence: the label's mean probability in it, 0..1.

    by_user: a person has set or confirmed it. id: tells it from others in an edited timeline (``app/editing.py``), 0
    outside of one; two segments are compared without it.
    """

    start: float
    end: float
    label: str
    confidence: float
    by_user: bool = False
    id: int = field(default=0, compare=False)

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.end - self.start


class Timeline:
    """Takes decisions in the order of their times, with the predictions they were made on, and answers what was when."""

    def __init__(self, labels: tuple[str, ...], span: float, tick: float):
        """span: seconds from a window's first frame to its last. tick: seconds between sampled frames."""
        self._index = {label: number for number, label in enumerate(labels)}
        self._span = span
        self._tick = tick
        self._ranges: RangeMap = RangeMap()
        self._times: list[float] = []  # of the decisions
        self._sums: list[np.ndarray] = [np.zeros(len(labels))]  # of the smoothed probabilities before each
        self._recent: deque[tuple[float, np.ndarray]] = deque()  # the model's own over LOOK_BACK, oldest first
        self._holds: str | None = None
        self._since = 0.0  # where the newest segment begins

    @classmethod
    def of(cls, spec: ModelSpec) -> Timeline:
        """The timeline for a model's decisions."""
        return cls(spec.labels, spec.clip_seconds, 1.0 / spec.sample_fps)

    def __len__(self) -> int:
        return len(self._times)

    def add(self, decision: Decision, prediction: Prediction) -> None:
        """Take the next decision and the prediction that led to it.

        Raises ValueError for a time that is no number or not after the one before.
        """
        now = decision.time
        last = self._times[-1] if self._times else None
        if not math.isfinite(now) or (last is not None and now <= last):
            raise ValueError(f"Received a decision at {now} after one at {last}: expected a later time.")
        self._recent.append((now, prediction.probabilities))
        while now - self._recent[0][0] > LOOK_BACK:
            self._recent.popleft()
        if last is None:
            self._since = max(0.0, now - self._span)
        elif decision.label != self._holds:
            self._since = max(self._since, self._tipped(self._index[self._holds], self._index[decision.label]))
        self._holds = decision.label
        self._ranges.set(decision.label, self._since, now + self._tick)
        self._times.append(now)
        self._sums.append(self._sums[-1] + decision.probabilities)

    def _tipped(self, old: int, new: int) -> float:
        """When the model's own probabilities last tipped from label ``old`` to ``new``, seconds."""
        recent = self._recent
        row = len(recent) - 1
        while row > 0 and recent[row - 1][1][new] > recent[row - 1][1][old]:
            row -= 1
        before = recent[row - 1][0] if row else self._before(recent[row][0])
        return (before + recent[row][0]) / 2

    def _before(self, time: float) -> float:
        """The decision before the one at ``time``, seconds."""
        return self._times[max(0, bisect_left(self._times, time) - 1)]

    def label_at(self, time: float) -> str | None:
        """The label at ``time`` in seconds; None where nothing was classified."""
        return self._ranges.get(time)

    def segments(self) -> list[Segment]:
        """The segments in order, without gaps, neighbours always of different labels."""
        return [
            Segment(part.start, part.stop, part.value, self._confidence(part.start, part.stop, part.value))
            for part in self._ranges.ranges()
        ]

    def _confidence(self, start: float, end: float, label: str) -> float:
        first, last = bisect_left(self._times, start), bisect_left(self._times, end)
        if last == first:  # shorter than a tick: its own moment is the nearest one
            first, last = max(0, last - 1), max(1, last)
        return float((self._sums[last] - self._sums[first])[self._index[label]] / (last - first))


def spans_of(spec: ModelSpec) -> Callable[[np.ndarray, np.ndarray], list[Span]]:
    """Makes times ``(n,)`` and probabilities ``(n, labels)`` of one video the timeline that the program shows."""

    def make(times: np.ndarray, probabilities: np.ndarray) -> list[Span]:
        decider, timeline = Decider(spec.labels), Timeline.of(spec)
        for time, row in zip(times, probabilities, strict=True):
            prediction = Prediction(float(time), row, 0.0, 0)
            timeline.add(decider.decide(prediction), prediction)
        return [(part.start, part.end, spec.labels.index(part.label)) for part in timeline.segments()]

    return make
