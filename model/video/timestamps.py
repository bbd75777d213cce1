"""Timestamps of a file's frames, made fit for use: seconds from the file's zero, never decreasing.

Zero is what players call zero: the timestamp with which the earliest of the file's streams begins, be it sound or pictures.
"""

from __future__ import annotations

import math

ASSUMED_FPS = 30.0  # frames a second of a file that does not say
HALF_TICK = 0.0005  # seconds: most containers and OpenCV tell timestamps in whole milliseconds
HIGHEST_FPS = 1000.0
LONGEST_STILL = 600.0  # seconds that a file may show one frame: slides in a recorded talk, and more than any are shown
# The same in transport and programme streams, whose timestamps may jump at any time: FFmpeg's own limit (-dts_delta_threshold).
LONGEST_STILL_IN_STREAM = 10.0


def sane_rate(fps: float) -> float:
    """The frame rate a container states, 0.0 where it states none that can be true."""
    return fps if math.isfinite(fps) and 0 < fps <= HIGHEST_FPS else 0.0


class TimestampClock:
    """Corrects what containers say. Raw streams have no timestamps at all (each is 0), and spliced ones jump back or far ahead.

    A jump counts as one frame's duration, and the timestamps that follow count from there: a picture does not stand still for
    the hours that a camera's clock was set by, or that lie between two recordings in one file. A single timestamp that is out
    of line moves nothing but its own frame.
    """

    def __init__(self, fps: float, longest: float = LONGEST_STILL, zero: float | None = None):
        """fps: the frame rate to assume where timestamps are missing. longest: seconds after which the next timestamp has jumped.
        zero: the container's timestamp of the file's zero, None where it is the first frame's."""
        self._step = self._gap = 1.0 / fps  # seconds between frames: as the file says, and as the last two were
        self._longest = longest
        self._zero = zero
        self._offset: float | None = None
        self._before: float | None = None  # the offset before a jump, until the timestamps that follow bear it out
        self._last = 0.0
        self.jumped = False  # whether timestamps went on elsewhere: one timestamp may then stand for several moments

    def resume(self, timestamp: float, time: float) -> None:
        """Go on behind a frame that was sought, whose ``timestamp`` is known to stand for ``time``."""
        self._offset, self._before, self._last = timestamp - time, None, time

    def jump(self, timestamp: float) -> float:
        """Seconds from the file's zero for a frame that was sought: it may lie before the last one."""
        self._last = max(0.0, timestamp - (self._offset or 0.0))
        return self._last

    def timestamp(self, time: float) -> float:
        """The container's timestamp of the moment ``time`` seconds from the file's zero."""
        return time + (self._offset or 0.0)

    def time(self, timestamp: float) -> float:
        """Seconds from the file's zero for the next frame with the container's ``timestamp`` in seconds.

        A timestamp that does not move on, or moves on too far, counts as one frame's duration after the one before.
        """
        if self._offset is None:
            self._begin(timestamp)
            return self._last
        if self._before is not None:
            if self._is_back(timestamp):
                self._offset = self._before
            elif abs(self._offset - self._before) > self._step:
                self.jumped = True
        time = timestamp - self._offset
        self._before = None
        if not self._last < time <= self._last + self._longest:  # NaN, too, lies outside
            time = self._last + min(self._step, self._gap)  # a jump spoils the mean rate that a file states
            if math.isfinite(timestamp) and timestamp != 0.0:
                self._before, self._offset = self._offset, timestamp - time
        else:
            self._gap = time - self._last
        self._last = time
        return time

    @property
    def end(self) -> float:
        """When the last frame that was told ends, seconds from the file's zero."""
        return self._last + min(self._step, self._gap)

    def _begin(self, timestamp: float) -> None:
        """Take the first frame's timestamp. Far from the zero that the file states, one of both is wrong: it is zero itself."""
        zero = self._zero
        if zero is None:
            zero = timestamp if math.isfinite(timestamp) else 0.0
        elif math.isfinite(timestamp) and not 0.0 <= timestamp - zero <= self._longest:
            zero = timestamp
        self._offset = zero
        self._last = timestamp - zero if math.isfinite(timestamp) else 0.0

    def _is_back(self, timestamp: float) -> bool:
        """Whether the timestamp after a jump moves on from before it, and by less than from behind it: one was out of line."""
        back, on = timestamp - self._before - self._last, timestamp - self._offset - self._last
        return back > self._step / 4 and not 0.0 < on <= back
