"""The parts of a video for which there is ground truth, as one clock on which timelines are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Span = tuple[float, float, int]  # start and end in seconds, label index
HAIR = 0.001  # seconds: label files are rounded, so segments this near each other touch


@dataclass(frozen=True)
class Event:
    """One event on decided time.

    Attributes:
        begin, end: On the clock of decided time alone.
        start, stop: On the video's.
    """

    begin: float
    end: float
    label: int
    start: float
    stop: float


class DecidedTime:
    """The parts of a video for which there is ground truth, laid end to end."""

    def __init__(self, ground_truth: Sequence[Span], until: float = np.inf):
        """
        Args:
            ground_truth: True events in order, without overlap.
            until: Seconds; later ones are left out.
        """
        kept = [(start, min(end, until)) for start, end, _ in ground_truth if min(end, until) > start]
        self.starts = np.array([start for start, _ in kept], float)
        self.ends = np.array([end for _, end in kept], float)
        lengths = self.ends - self.starts
        self._before = np.concatenate([[0.0], np.cumsum(lengths)])

    @property
    def seconds(self) -> float:
        return float(self._before[-1])

    def events(self, spans: Sequence[Span]) -> list[Event]:
        """Put spans on decided time; neighbours of one label become one event.

        Args:
            spans: In order, without overlap.

        Returns:
            The events, in order.
        """
        found: list[Event] = []
        for start, end, label in spans:
            for row in range(np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")):
                first, last = max(start, self.starts[row]), min(end, self.ends[row])
                if last <= first:
                    continue
                begin = float(self._before[row] + first - self.starts[row])
                stop = float(self._before[row] + last - self.starts[row])
                previous = found[-1] if found else None
                if previous is not None and previous.label == label and begin - previous.end <= HAIR:
                    found[-1] = Event(previous.begin, stop, label, previous.start, float(last))
                else:
                    found.append(Event(begin, stop, label, float(first), float(last)))
        return found
