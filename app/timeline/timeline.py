"""The label of every moment of a recorded video, on ``collections_extended.RangeMap``. Pure.

A decision on live video knows only what was before; a timeline also knows what came after. Its labels are the likeliest
sequence for the moments' probabilities (``model/evaluation/viterbi.py``), which come from the model's offline head where it
has one, else from its predictions. The label changes midway between two sampled frames. The first segment reaches back
to the first window's first frame, and the last one forward to one tick after the last moment.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from collections_extended import RangeMap

from app.frames import Moment
from model.evaluation.decided_time import Span
from model.evaluation.viterbi import ViterbiDecoder
from model.spec import ModelSpec


@dataclass(frozen=True)
class Segment:
    """One label over ``[start, end)``, seconds of video.

    Attributes:
        confidence: The label's mean probability in it, 0..1; 1 where a person has set it.
        by_user: A person has set or confirmed it.
        id: Tells it from others in an edited timeline (``app/timeline/editing.py``), 0 outside of one; two segments are
            compared without it.
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
    """Takes moments in the order of their times, and answers what was when.

    Attributes:
        moments: Those it was given.
    """

    def __init__(self, spec: ModelSpec):
        """
        Args:
            spec: Of the model that the moments come from.
        """
        self._labels = spec.labels
        self._span, self._tick = spec.clip_seconds, 1.0 / spec.sample_fps
        self._decoder = ViterbiDecoder(len(spec.labels), spec.switch_cost)
        self._ranges: RangeMap = RangeMap()
        self._placed = 0  # moments whose range will not change any more
        self._sums: list[np.ndarray] = [np.zeros(len(spec.labels))]  # of the probabilities before each moment
        self.moments: list[Moment] = []

    def __len__(self) -> int:
        return len(self.moments)

    @property
    def until(self) -> float:
        """The newest moment's time, seconds; -inf before the first."""
        return self.moments[-1].time if self.moments else -math.inf

    @property
    def settled(self) -> float:
        """Seconds up to which no later moment changes the segments, as of the last time they were asked for."""
        return self._edge(self._placed) if self._placed else 0.0

    def add(self, moment: Moment) -> None:
        """Take the next moment.

        Args:
            moment: Later than the one before.

        Raises:
            ValueError: Its time is no number or not later.
        """
        if not (math.isfinite(moment.time) and moment.time > self.until):
            raise ValueError(f"Received a moment at {moment.time} after one at {self.until}: expected a later time.")
        self.moments.append(moment)
        self._sums.append(self._sums[-1] + moment.probabilities)
        self._decoder.add(moment.probabilities)

    def label_at(self, time: float) -> str | None:
        """The label at a moment.

        Args:
            time: Seconds.

        Returns:
            None where nothing was classified.
        """
        self._place()
        return self._ranges.get(time)

    def segments(self) -> list[Segment]:
        """The segments in order, without gaps, neighbours always of different labels."""
        self._place()
        return [
            Segment(part.start, part.stop, part.value, self._confidence(part.start, part.stop, part.value))
            for part in self._ranges.ranges()
        ]

    def _place(self) -> None:
        """Put into the ranges what is new or may have changed."""
        labels = self._decoder.open()
        first = self._placed
        labels = self._decoder.settled[first:] + labels
        for start, stop, label in _runs(labels):
            self._ranges.set(self._labels[label], self._edge(first + start), self._edge(first + stop))
        self._placed = len(self._decoder.settled)

    def _edge(self, number: int) -> float:
        """Where the moment of this number begins and the one before it ends, seconds."""
        if number == 0:
            return max(0.0, self.moments[0].time - self._span)
        if number == len(self.moments):
            return self.moments[-1].time + self._tick
        return (self.moments[number - 1].time + self.moments[number].time) / 2

    def _confidence(self, start: float, end: float, label: str) -> float:
        first, last = (bisect_left(self.moments, time, key=lambda moment: moment.time) for time in (start, end))
        total = self._sums[last] - self._sums[first]
        return float(total[self._labels.index(label)] / (last - first))


def _runs(labels: list[int]) -> Iterator[tuple[int, int, int]]:
    """``(first, one past the last, label)`` of each run of equal labels."""
    first = 0
    for label, run in groupby(labels):
        stop = first + sum(1 for _ in run)
        yield first, stop, label
        first = stop


def spans_of(spec: ModelSpec) -> Callable[[np.ndarray, np.ndarray], list[Span]]:
    """How the program makes a timeline of one video's predictions.

    Args:
        spec: The model's.

    Returns:
        A function from times ``(n,)`` in seconds and probabilities ``(n, labels)`` to spans.
    """

    def make(times: np.ndarray, probabilities: np.ndarray) -> list[Span]:
        timeline = Timeline(spec)
        for time, row in zip(times, probabilities, strict=True):
            timeline.add(Moment(float(time), row))
        return [(part.start, part.end, spec.labels.index(part.label)) for part in timeline.segments()]

    return make
