"""The game's clock: as fast as ours, or slower where the machine is too busy to play in real time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from model.games.screen import build_library

SOURCE = Path(__file__).with_name("slow.c")


def machine_time() -> float:
    """Seconds on the clock that the game reads."""
    return time.clock_gettime(time.CLOCK_MONOTONIC_RAW)


def bearable_speed(load: float, cores: int) -> float:
    """How fast the game can run beside what else the machine does.

    Args:
        load: how many programs want a core (``os.getloadavg``).
        cores: how many there are.

    Returns:
        Seconds of the game a second: 1, 0.5 or 0.25.
    """
    return 1.0 if load < 0.75 * cores else 0.5 if load < 2 * cores else 0.25


class GameClock:
    """Tells the game's time.

    Args:
        speed: seconds of the game a second.
        library: what slows programs down (``build_library``); only for a speed that is not 1.
        machine: the machine's clock, in seconds.
    """

    def __init__(self, speed: float, library: Path | None = None, machine: Callable[[], float] = machine_time):
        self.speed, self._library, self._machine = speed, library, machine
        self._offset = 0.0 if speed == 1 else float("-inf")

    @classmethod
    def for_this_machine(cls, folder: Path) -> GameClock:
        """As fast as the machine bears; real time where no compiler is there to slow the game with.

        Args:
            folder: where the library that slows it is built.
        """
        speed = bearable_speed(os.getloadavg()[0], os.cpu_count() or 1)
        library = build_library(SOURCE, folder) if speed < 1 else None
        return cls(speed, library) if library else cls(1.0)

    def environment(self) -> dict[str, str]:
        """Variables that make a program run at this speed."""
        return {"LD_PRELOAD": str(self._library), "SLOW_SPEED": f"{self.speed:g}"} if self._library else {}

    def heard(self, game_time: float) -> None:
        """The game has just told its time. What it told fastest is nearest to the ground truth."""
        if self.speed != 1:
            self._offset = max(self._offset, game_time - self.speed * self._machine())

    def now(self) -> float:
        """Seconds on the game's clock; before it was ever heard, on one that starts anywhere."""
        return self.at(self._machine())

    def at(self, machine_time: float) -> float:
        """The game's clock when the machine's stood at ``machine_time``."""
        return self.speed * machine_time + (self._offset if self._offset > float("-inf") else 0.0)

    def sleep(self, seconds: float) -> None:
        """Wait for seconds of the game."""
        time.sleep(max(0.0, seconds / self.speed))
