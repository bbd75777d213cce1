"""What is asked of a source's reader: to stop, to pause, a moment to go to, a speed, a loop from A to B."""

from __future__ import annotations

import threading
import time
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.sound.track import Track


class Pictures(Enum):
    """How many of a live source's pictures are needed.

    SAMPLED: those that a model samples. GLANCED: of a screen hardly more, of others all, as for somebody who looks elsewhere,
    at the game itself. WATCHED: as many as an eye wants. EVERY: all, for a recording.
    """

    SAMPLED = "sampled"
    GLANCED = "glanced"
    WATCHED = "watched"
    EVERY = "every"


SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 8.0)


class Clock:
    """The machine's clock. A test puts one in its place that it moves by hand, instead of sleeping."""

    def now(self) -> float:
        """Seconds since some moment, never going back."""
        return time.perf_counter()

    def wait(self, event: threading.Event, seconds: float | None = None) -> bool:
        """Sleep for so long (None: without end), or until ``event`` is set.

        Returns:
            Whether it is set.
        """
        return event.wait(seconds)


class ReaderControls:
    """Written by any thread, obeyed by the one that reads; of several moments asked for in a row only the last counts.

    loop: seconds of video from A to B, which a file is played in over and over; None: to its end. clock: what all wait by.
    sound: is told how the pictures go, and then leads; None without any.
    """

    def __init__(self, clock: Clock | None = None):
        self.clock = clock or Clock()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._running = threading.Event()  # cleared while paused
        self._running.set()
        self._pictures = Pictures.EVERY
        self._shown = threading.Event()  # cleared while nobody sees any
        self._shown.set()
        self._asked = threading.Event()  # set while there is something that the reader has not looked at
        self._aim: float | None = None
        self._steps = 0
        self._look_back = False
        self._speed = 1.0
        self.loop: tuple[float, float] | None = None
        self.sound: Track | None = None

    # ---- for those who ask

    def stop(self) -> None:
        """Let the reader end; nothing pauses it any more."""
        with self._lock:
            self._stopped.set()
            self._running.set()
            self._asked.set()

    def pause(self) -> None:
        """Hold the picture."""
        with self._lock:
            if not self._stopped.is_set():
                self._running.clear()

    def resume(self) -> None:
        """Go on after ``pause``."""
        with self._lock:
            self._running.set()
            self._asked.set()

    def seek(self, time: float) -> None:
        """Go to ``time``, seconds of video."""
        with self._lock:
            self._aim, self._steps = max(0.0, time), 0
            self._asked.set()

    def step(self, frames: int) -> None:
        """Go ``frames`` on, or back where it is negative; counted from where an unanswered step leads."""
        with self._lock:
            self._steps += frames
            self._asked.set()

    def look_back(self) -> None:
        """Give the models the window of frames that ends with the one that is shown; it is shown on."""
        with self._lock:
            self._look_back = True
            self._asked.set()

    @property
    def speed(self) -> float:
        """Video seconds a second."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        """Raises ValueError outside 0.25 to 8."""
        if not SPEEDS[0] <= value <= SPEEDS[-1]:
            raise ValueError(f"Received a speed of {value}: expected {SPEEDS[0]} to {SPEEDS[-1]}.")
        with self._lock:
            self._speed = value
            self._asked.set()

    def need(self, pictures: Pictures) -> None:
        """Say how many of a live source's pictures are needed."""
        self._pictures = pictures
        (self._shown.clear if pictures is Pictures.SAMPLED else self._shown.set)()

    # ---- for the reader and the one who watches it

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    @property
    def paused(self) -> bool:
        return not self._running.is_set()

    @property
    def asked(self) -> bool:
        """Whether there is something that ``take`` has not answered yet: a moment, a speed, the end of a pause."""
        return self._asked.is_set()

    @property
    def pictures(self) -> Pictures:
        """What ``need`` was told last."""
        return self._pictures

    def take(self) -> tuple[float | None, int, bool]:
        """The moment to go to in seconds, None where none is asked for, frames to step, and whether to look back from what is
        shown, which whoever goes elsewhere does not want; they are then forgotten."""
        with self._lock:
            wanted = self._aim, self._steps, self._look_back and self._aim is None and not self._steps
            self._aim, self._steps, self._look_back = None, 0, False
            self._asked.clear()
            return wanted

    def wait_stopped(self, seconds: float) -> bool:
        """Sleep for so long, or until ``stop``; says whether it came."""
        return self.clock.wait(self._stopped, seconds)

    def wait_asked(self, seconds: float | None = None) -> None:
        """Sleep for so long (None: without end), or until anything is asked for."""
        self.clock.wait(self._asked, seconds)

    def wait_shown(self, seconds: float) -> None:
        """Sleep for so long, or until somebody sees the pictures."""
        self.clock.wait(self._shown, seconds)

    def wait_running(self, seconds: float | None = None) -> None:
        """Sleep for so long (None: without end), or until the pause ends."""
        self.clock.wait(self._running, seconds)
