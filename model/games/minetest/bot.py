"""Who plays Minetest: walks, faces what it aims at, and holds keys and buttons for a while."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.games.minetest.client import Game
from model.games.minetest.view import View

RATE = 30.0  # times a second that keys and mouse are moved
_NUDGE = 3.0  # degrees that the view is turned to see whether it turns


class Bot:
    """Keys and mouse in time. Whatever takes time is a generator that yields RATE times a second.

    Attributes:
        undecided, menus: half-open intervals, in seconds of the game, when nothing is to be said of the picture, and when
            a menu or the player's own inventory covers it.
    """

    def __init__(self, game: Game, rng: np.random.Generator):
        self.game, self.rng, self.now = game, rng, game.clock.now
        self.view = View(rng, RATE)
        self.undecided: list[tuple[float, float]] = []
        self.menus: list[tuple[float, float]] = []
        self._next = self.now()
        self._keys: tuple[str, ...] = ()
        self._keys_left = 0
        self._been = (0.0, 0.0, 0.0)
        self._walked = 0

    def ticks(self, seconds: float) -> Iterator[None]:
        """For the caller's loop, which does a tick each time round, for as long as told."""
        until = self.now() + seconds
        while self.now() < until:
            yield None

    def tick(self) -> Iterator[None]:
        """Wait for the next tick."""
        self._next = max(self._next + 1 / RATE, self.now() - 0.1)
        yield
        self.game.clock.sleep(self._next - self.now())
        self.game.poll()

    def rest(self, seconds: float) -> Iterator[None]:
        """Do nothing."""
        for _ in self.ticks(seconds):
            yield from self.tick()

    def until_done(self, number: int, patience: float = 60.0) -> Iterator[None]:
        """Stand until the mod has carried a command out. Raises FootageError when that takes too long."""
        until = self.now() + patience
        while True:
            moment = self.game.poll()
            if moment is not None and moment.done >= number:
                return
            if self.now() > until:
                self.game.wait(lambda moment: moment.done >= number, 0, "carry out a command")
            yield from self.tick()

    def steer(self, facing: bool) -> float:
        """Turn the view a tick's worth, toward the target or anywhere; returns the angle left to the target, 0: none."""
        moment = self.game.moments[-1]
        if facing and moment.distance >= 0:
            self.game.turn(*self.view.face(moment.yaw, moment.pitch))
            return float(np.hypot(moment.yaw, moment.pitch))
        self._walked += 1
        barred = False
        if self._walked >= RATE * 0.7:
            place = (moment.x, moment.y, moment.z)
            barred = "w" in self._keys and bool(np.linalg.norm(np.subtract(place, self._been)) < 0.5)
            self._been, self._walked = place, 0
        self.game.turn(*self.view.roam(moment.look, barred))
        return 0.0

    def act(
        self, seconds: float, *controls: str, facing: bool = False, calm: bool = False, still: bool = False
    ) -> Iterator[None]:
        """Hold controls (``dig``, ``place``, a key) while looking and walking about.

        Args:
            facing: face the target instead of looking about.
            calm: walk less.
            still: do not walk.
        """
        for _ in self.ticks(seconds):
            self.game.hold(*controls, *(() if still else self._legs(calm)))
            self.steer(facing)
            yield from self.tick()

    def aim(self, within: float, patience: float) -> Iterator[None]:
        """Face the target, standing, until it is ``within`` degrees or ``patience`` seconds are over."""
        self.game.hold()
        for _ in self.ticks(patience):
            if self.steer(True) < within:
                return
            yield from self.tick()

    def leave_menus(self) -> Iterator[None]:
        """Close what was opened by chance, as a chest while building: while anything is open, the mouse does not turn the view.

        The server does not know of the client's own menus, and Escape opens one where none is open.
        """
        self.game.hold()
        for _ in range(4):
            start, before = self.now(), self.game.moments[-1].look
            self.game.turn(0.0, -_NUDGE if before > 0 else _NUDGE)
            yield from self.rest(0.35)
            if abs(self.game.moments[-1].look - before) > _NUDGE / 2:
                return
            self.game.key("Escape")
            yield from self.rest(0.5)
            self.undecided.append((start, self.now()))

    def browse(self, seconds: float) -> Iterator[None]:
        """Move the pointer over a menu."""
        for _ in self.ticks(seconds):
            if self.rng.random() < 0.2:
                self.game.input(f"mousemove_relative -- {self.rng.integers(-40, 41)} {self.rng.integers(-30, 31)}")
            yield from self.tick()

    def _legs(self, calm: bool) -> tuple[str, ...]:
        """The keys to walk with; now and then others."""
        self._keys_left -= 1
        if self._keys_left <= 0:
            self._keys_left = int(self.rng.uniform(0.3, 1.6) * RATE)
            keys = []
            if self.rng.random() < (0.35 if calm else 0.8):
                keys.append(str(self.rng.choice(("w", "w", "w", "w", "s"))))
            if self.rng.random() < 0.2:
                keys.append(str(self.rng.choice(("a", "d"))))
            if self.rng.random() < 0.15:
                keys.append("space")
            if self.rng.random() < 0.1:
                keys.append("Shift_L")
            self._keys = tuple(keys)
        return self._keys
