"""A clock that a test moves by hand: seconds of waiting pass at once, and no load on the machine changes what happens."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from app.live.reader_controls import Clock

STEP = 0.01
MOST_REAL_SECONDS = 60.0  # what takes so long, while the clock stands, hangs


class ManualClock(Clock):
    """Stands still until the test moves it, and moves on only when every thread that goes by it sleeps.

    The thread that makes it is the test's. Any other belongs to it from its first call on, until it ends.
    """

    def __init__(self):
        self._test = threading.current_thread()
        self._changed = threading.Condition()
        self._now = 1000.0
        self._awake: set[threading.Thread] = set()
        self._asleep: dict[threading.Thread, tuple[float, threading.Event]] = {}

    def now(self) -> float:
        with self._changed:
            self._awake |= {threading.current_thread()} - {self._test}
            return self._now

    def wait(self, event: threading.Event, seconds: float | None = None) -> bool:
        me = threading.current_thread()
        with self._changed:
            end = math.inf if seconds is None else self._now + seconds
            self._awake.discard(me)
            self._asleep[me] = end, event
            while not event.is_set() and self._now < end:
                self._changed.wait(0.002)  # who sets the event does not tell the clock
            del self._asleep[me]
            self._awake.add(me)
            return event.is_set()

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        end = self._now + seconds
        while self._now < end - STEP / 2:
            self._settle()
            with self._changed:
                self._now += STEP
                self._changed.notify_all()
            time.sleep(0.0002)  # whoever begins now has a chance to come to the clock
        self._settle()

    def run_until(self, condition: Callable[[], object], seconds: float = 60.0) -> None:
        """Let time pass until ``condition()`` holds; fails the test when ``seconds`` of the clock are not enough."""
        end = self._now + seconds
        while not condition():
            assert self._now < end, "it did not happen in time"
            self.advance(STEP)

    def let_go(self) -> None:
        """Let all time pass: nobody waits by this clock any more."""
        with self._changed:
            self._now = math.inf
            self._changed.notify_all()

    def _settle(self) -> None:
        """Wait until everyone sleeps."""
        end = time.monotonic() + MOST_REAL_SECONDS
        while not self._settled():
            assert time.monotonic() < end, f"these threads neither sleep nor end: {self._awake}"
            time.sleep(0.0002)

    def _settled(self) -> bool:
        with self._changed:
            sleeping = all(not event.is_set() and self._now < end for end, event in self._asleep.values())
            return sleeping and not any(thread.is_alive() for thread in self._awake)
