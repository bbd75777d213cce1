"""Small meters over the last moments: how often, how long, how much."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean, median

WINDOW_SECONDS = 2.0
WINDOW_VALUES = 120


class Rate:
    """Events a second over the last two seconds, for one thread that counts and others that read."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter):
        self._clock = clock
        self._lock = threading.Lock()
        self._times: deque[float] = deque(maxlen=2000)

    def count(self) -> None:
        """One event, now."""
        with self._lock:
            self._times.append(self._clock())

    def per_second(self) -> float:
        """The rate; 0.0 before the second event and after two seconds of silence."""
        now = self._clock()
        with self._lock:
            while self._times and now - self._times[0] > WINDOW_SECONDS:
                self._times.popleft()
            if len(self._times) < 2:
                return 0.0
            return (len(self._times) - 1) / max(1e-6, self._times[-1] - self._times[0])


class Recent:
    """The last 120 values."""

    def __init__(self):
        self._lock = threading.Lock()
        self._values: deque[float] = deque(maxlen=WINDOW_VALUES)

    def add(self, value: float) -> None:
        """Take one value."""
        with self._lock:
            self._values.append(value)

    def mean(self) -> float:
        """Their mean, 0.0 of none."""
        with self._lock:
            return fmean(self._values) if self._values else 0.0

    def median(self) -> float:
        """Their median, 0.0 of none."""
        with self._lock:
            return median(self._values) if self._values else 0.0

    def quantile(self, share: float) -> float:
        """The value that ``share`` (0..1) of them do not exceed, 0.0 of none."""
        with self._lock:
            values = list(self._values)
        return quantile(values, share)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0..1) of them do not exceed; 0.0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def resident_memory_mb() -> float:
    """The process's resident memory in MB (2**20 bytes).

    On Linux from /proc: importing psutil takes 40 ms, which would stop the window's thread once.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, ValueError, IndexError, AttributeError):
        import psutil

        return psutil.Process().memory_info().rss / 2**20
