"""The label of every moment of a video, on ``collections_extended.RangeMap``. Pure.

A decision is made on a window that ends *now*; it speaks for the window's middle, and smoothing adds its own delay.
So where the label changes from one decision to the next, the action itself is taken to have changed ``delay`` seconds
before the moment midway between the two. The first segment reaches back to the first window's first frame, and the
last one forward to one tick after the last decision: every moment a window saw is in one segment.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

from collections_extended import RangeMap

from app.decisions import SMOOTHING_DELAY
from app.frames import Decision
from model.spec import ModelSpec


@dataclass(frozen=True)
class Segment:
    """One label over ``[start, end)``, seconds of video; confidence: the mean of the decisions in it, 0..1."""

    start: float
    end: float
    label: str
    confidence: float


class Timeline:
    """Takes decisions in the order of their times and answers what was when."""

    def __init__(self, span: float, tick: float, delay: float):
        """All in seconds. span: from a window's first frame to its last. tick: between sampled frames.

        delay: by how much a decision's label changes later than the action did; at most ``span``.
        """
        self._span = span
        self._tick = tick
        self._delay = min(delay, span)
        self._ranges: RangeMap = RangeMap()
        self._starts: list[float] = []  # where each decision's moment begins
        self._sums: list[float] = [0.0]  # of the confidences before it
        self._last: float | None = None

    @classmethod
    def of(cls, spec: ModelSpec) -> Timeline:
        """The timeline for a model's decisions."""
        return cls(spec.clip_seconds, 1.0 / spec.sample_fps, spec.clip_seconds / 2 + SMOOTHING_DELAY)

    def __len__(self) -> int:
        return len(self._starts)

    def add(self, decision: Decision) -> None:
        """Take the next decision. Raises ValueError for a time that is no number or not after the one before."""
        now = decision.time
        if not math.isfinite(now) or (self._last is not None and now <= self._last):
            raise ValueError(f"Received a decision at {now} after one at {self._last}: expected a later time.")
        if self._last is None:
            start = max(0.0, now - self._span)
        else:
            start = max(self._starts[-1], (self._last + now) / 2 - self._delay)
        end = now + self._tick
        self._ranges.set(decision.label, start, end)
        self._starts.append(start)
        self._sums.append(self._sums[-1] + decision.confidence)
        self._last = now

    def label_at(self, time: float) -> str | None:
        """The label at ``time`` in seconds; None where nothing was classified."""
        return self._ranges.get(time)

    def segments(self) -> list[Segment]:
        """The segments in order, without gaps, neighbours always of different labels."""
        return [
            Segment(part.start, part.stop, part.value, self._confidence(part.start, part.stop))
            for part in self._ranges.ranges()
        ]

    def _confidence(self, start: float, end: float) -> float:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        count = last - first
        return (self._sums[last] - self._sums[first]) / count if count else 0.0
