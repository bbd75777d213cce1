"""How the player looks about: a head that turns smoothly, toward a target or wherever it likes."""

from __future__ import annotations

import numpy as np


class View:
    """Turns the view tick by tick.

    Args:
        rng: chance.
        rate: ticks a second.
    """

    FASTEST = 170.0  # degrees a second

    def __init__(self, rng: np.random.Generator, rate: float):
        self._rng, self._rate = rng, rate
        self._left = self._down = 0.0  # degrees a second
        self._until = 0
        self._wanted = np.zeros(2)
        self.swiftness = 4.0  # how fast a target is faced: shares of the angle a second

    def new_mood(self) -> None:
        """Turn toward targets slower or faster than before."""
        self.swiftness = float(self._rng.uniform(2.0, 6.0))

    def roam(self, look: float, barred: bool) -> tuple[float, float]:
        """The next tick's turn in degrees, left and down, when there is nothing to face.

        Args:
            look: degrees the view is down now; it comes back to about level.
            barred: the player walks and does not get on; the view turns sharply.
        """
        rng = self._rng
        if barred:
            self._wanted = np.array([float(rng.choice((-1, 1))) * rng.uniform(80, 150), 0.0])
            self._until = int(rng.uniform(0.4, 0.9) * self._rate)
        if self._until <= 0:
            self._until = int(rng.uniform(0.3, 1.6) * self._rate)
            turn = float(rng.normal(0, 40)) if rng.random() < 0.65 else 0.0
            nod = float(rng.normal(0, 14)) if rng.random() < 0.35 else 0.8 * (rng.uniform(-8, 22) - look)
            self._wanted = np.array([turn, nod])
        self._until -= 1
        if abs(look) > 55 and look * self._wanted[1] > 0:
            self._wanted[1] = 0.0
        return self._ease(*self._wanted)

    def face(self, yaw: float, pitch: float) -> tuple[float, float]:
        """The next tick's turn in degrees toward a target that is ``yaw`` to the left and ``pitch`` down."""
        self._until = 0
        return self._ease(self.swiftness * yaw, self.swiftness * pitch)

    def _ease(self, left: float, down: float) -> tuple[float, float]:
        """A head has mass: its speed changes by a part of what is wanted."""
        share = min(1.0, 9.0 / self._rate)
        left, down = np.clip((left, down), -self.FASTEST, self.FASTEST)
        self._left += (left - self._left) * share
        self._down += (down - self._down) * share
        return self._left / self._rate, self._down / self._rate
