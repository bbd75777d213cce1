"""Measures a running window for demos and tests: first label, labels seen, rates, the gaps of the window's thread."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, QTimer

from app.frames import Frame
from app.live.meters import quantile

PROBE_MS = 5
REMEMBERED, MOST = 120, 1_000_000  # frames; figures kept of each kind


def seconds_since_start() -> float:
    """Seconds since the process began, imports and all.

    On Linux from /proc, to 10 ms; psutil, used elsewhere, is a second off there.
    """
    try:
        began = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
        running = float(Path("/proc/uptime").read_text().split()[0])
        return running - began
    except (OSError, ValueError, IndexError, AttributeError):
        import psutil

        return time.time() - psutil.Process().create_time()


class WindowMeasurement(QObject):
    """Counts what a report tells. ``watch_gaps`` starts a 5 ms probe of the window's thread; without it none runs.

    Attributes:
        paint_ms, label_ms: From a frame's capture to itself, and to a new label made of it, on the screen.
        gaps_ms, start_gaps_ms: From one probe to the next, since the first label and before it (first layout, imports).
    """

    def __init__(self):
        super().__init__()
        self.labels_seen: list[str] = []
        self.predictions = 0
        self.first_label_s: float | None = None
        self.gaps_ms: list[float] = []
        self.start_gaps_ms: list[float] = []
        self.paint_ms: list[float] = []
        self.label_ms: list[float] = []
        self._captured: OrderedDict[float, float] = OrderedDict()  # video time to machine clock, of the newest frames
        self._newest = 0.0  # video time of the newest decision
        self._last = 0.0
        self._probe = QTimer(self)
        self._probe.setTimerType(Qt.PreciseTimer)
        self._probe.setInterval(PROBE_MS)
        self._probe.timeout.connect(self._measure)

    def predicted(self, time: float = 0.0) -> None:
        """A prediction for the frame at ``time`` (seconds of video) arrived."""
        self.predictions += 1
        self._newest = time

    def frame_painted(self, frame: Frame) -> None:
        """A frame reached the screen."""
        self._captured[frame.time] = frame.captured
        if len(self._captured) > REMEMBERED:
            self._captured.popitem(last=False)
        if len(self.paint_ms) < MOST:
            self.paint_ms.append((time.perf_counter() - frame.captured) * 1000)

    def label_painted(self, label: str) -> None:
        """``label`` reached the screen."""
        if self.first_label_s is None:
            self.first_label_s = seconds_since_start()
        captured = self._captured.get(self._newest)
        if captured is not None and len(self.label_ms) < MOST:
            self.label_ms.append((time.perf_counter() - captured) * 1000)
        if label not in self.labels_seen:
            self.labels_seen.append(label)

    def watch_gaps(self) -> None:
        """Start the probe."""
        self._last = time.perf_counter()
        self._probe.start()

    def stop(self) -> None:
        """End the probe."""
        self._probe.stop()

    def _measure(self) -> None:
        now = time.perf_counter()
        gaps = self.start_gaps_ms if self.first_label_s is None else self.gaps_ms
        gaps.append((now - self._last) * 1000)
        self._last = now

    def gap_ms(self, share: float) -> float:
        """The gap that a share of the probe's gaps do not exceed.

        Args:
            share: 0 to 1.

        Returns:
            Milliseconds; 0.0 where there was none.
        """
        return quantile(self.gaps_ms, share)
