"""Time stamps of a file's frames, made fit for use: from zero, never decreasing."""

from __future__ import annotations

import math

ASSUMED_FPS = 30.0  # frames a second of a file that does not say
HALF_TICK = 0.0005  # seconds: most containers and OpenCV tell stamps in whole milliseconds
HIGHEST_FPS = 1000.0


def sane_rate(fps: float) -> float:
    """The frame rate a container states, 0.0 where it states none that can be true."""
    return fps if math.isfinite(fps) and 0 < fps <= HIGHEST_FPS else 0.0


class StampClock:
    """Corrects what containers say. Raw streams have no stamps at all (each is 0), and spliced ones jump back."""

    def __init__(self, fps: float):
        """fps: the frame rate to assume where stamps are missing."""
        self._step = 1.0 / fps
        self._offset: float | None = None
        self._last = 0.0

    def jump(self, stamp: float) -> float:
        """Seconds from the first frame for a frame that was sought: it may lie before the last one."""
        self._last = max(0.0, stamp - (self._offset or 0.0))
        return self._last

    def stamp(self, time: float) -> float:
        """The container's stamp of the moment ``time`` seconds from the first frame."""
        return time + (self._offset or 0.0)

    def time(self, stamp: float) -> float:
        """Seconds from the first frame for the next frame with the container's ``stamp`` in seconds.

        A stamp that does not move on counts as one frame's duration after the one before.
        """
        if self._offset is None:
            self._offset = stamp if math.isfinite(stamp) else 0.0
            return 0.0
        time = stamp - self._offset
        if not time > self._last:  # NaN, too, is not greater
            time = self._last + self._step
            if math.isfinite(stamp) and stamp != 0.0:
                self._offset = stamp - time  # after a jump back the stamps that follow count from here
        self._last = time
        return time
