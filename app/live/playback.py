"""What the person at the keys asks of a file's reader: a moment to go to, a speed, a loop from A to B."""

from __future__ import annotations

import threading

SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 8.0)


class Transport:
    """Written by one thread and read by another; of several moments asked for in a row only the last counts.

    asked: set whenever there is something to look at, so that a reader that waits for a frame's time looks at once.
    """

    def __init__(self):
        self.asked = threading.Event()
        self._lock = threading.Lock()
        self._aim: float | None = None
        self._steps = 0
        self._speed = 1.0
        self.loop: tuple[float, float] | None = None  # seconds of video

    @property
    def speed(self) -> float:
        """Video seconds a second."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        """Raises ValueError outside 0.25 to 8."""
        if not SPEEDS[0] <= value <= SPEEDS[-1]:
            raise ValueError(f"Received a speed of {value}: expected {SPEEDS[0]} to {SPEEDS[-1]}.")
        self._speed = value
        self.asked.set()

    def seek(self, time: float) -> None:
        """Go to ``time``, seconds of video."""
        with self._lock:
            self._aim, self._steps = max(0.0, time), 0
        self.asked.set()

    def step(self, frames: int) -> None:
        """Go ``frames`` on, or back where it is negative; counted from where an unanswered step leads."""
        with self._lock:
            self._steps += frames
        self.asked.set()

    def take(self) -> tuple[float | None, int]:
        """``(aim, steps)`` that are asked for, and forget them."""
        with self._lock:
            wanted = self._aim, self._steps
            self._aim, self._steps = None, 0
            self.asked.clear()
            return wanted
