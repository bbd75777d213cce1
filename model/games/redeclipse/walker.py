"""Finds the way over a map: from waypoint to waypoint, turning as a hand on a mouse does."""

from __future__ import annotations

from collections import deque

import numpy as np

from model.games.redeclipse.engine import FPS, Poll
from model.games.redeclipse.maps import Ways

_NEAR = 14.0  # units from a waypoint at which it counts as reached
_EYES = 12.0  # units that the eyes are above the ground
_JUMPED = 80.0  # units in one frame that nobody walks: put elsewhere
_RECENT = 5  # frames over which a heading is measured
_RUN = 100.0  # units a second that a player runs at most; who is thrown is faster
_BESIDE = 60.0  # degrees beside the way: who looks farther away from it turns before going on
_MISSED = 4 * FPS  # frames after which a waypoint that was not reached is given up


class Walker:
    """Says which keys to hold and how to turn.

    The game does not tell where the player looks; walking straight on shows it.

    Args:
        rng: chance.
        ways: of the map.
    """

    def __init__(self, rng: np.random.Generator, ways: Ways):
        self._rng, self._ways = rng, ways
        self._places: deque[np.ndarray] = deque(maxlen=_RECENT)
        self._straight = 0  # frames of walking forward without a turn
        self._yaw: float | None = None
        self._from, self._to = -1, -1
        self._stuck, self._rest, self._missed = 0, 0, 0
        self._fastest = 0.4 * _RUN  # units a second that the player was seen to run
        self._pitch, self._pitch_goal = 0.0, 0.0
        self._side, self._side_left = "", 0
        self._speed = 7.0  # degrees a frame that the view turns at most
        self._offset = 0.0  # degrees beside the way that the player looks
        self._evade: list[float] = []

    def see(self, poll: Poll) -> None:
        """Where the player is now."""
        place = np.array(poll.place)
        if self._places and np.linalg.norm(place - self._places[-1]) > _JUMPED:
            self._places.clear()
            self._yaw, self._to, self._pitch, self._straight = None, -1, 0.0, 0
        self._places.append(place)
        if len(self._places) < _RECENT:
            return
        moved = (self._places[-1] - self._places[0])[:2]
        distance = float(np.hypot(*moved)) / (_RECENT - 1) * FPS
        self._fastest = max(0.999 * self._fastest, min(distance, _RUN))
        if self._straight > _RECENT:
            if distance > 0.8 * self._fastest:  # slower, it slides along a wall
                self._yaw = float(np.degrees(np.arctan2(-moved[0], moved[1])))
            self._stuck = self._stuck + 1 if distance < 0.6 * self._fastest else 0

    def walk(self) -> tuple[set[str], tuple[float, float]]:
        """The next frame's keys, and degrees to turn right and down."""
        rng = self._rng
        if rng.random() < 0.02:
            self._speed = float(rng.uniform(4, 12))
            self._offset = float(rng.normal(0, 8))
        if rng.random() < 0.03:
            self._pitch_goal = float(rng.normal(2, 9))
        if self._rest <= 0 and rng.random() < 0.006:
            self._rest = int(rng.integers(10, 50))
        self._missed += self._rest <= 0
        if (self._stuck > 8 or self._missed > _MISSED) and not self._evade:
            self._evade = [float(rng.choice((-1, 1))) * float(rng.uniform(6, 12))] * int(rng.integers(9, 18))
            self._stuck, self._missed, self._to, self._yaw = 0, 0, -1, None
        down = float(np.clip(self._pitch_goal - self._pitch, -2.0, 2.0)) if rng.random() < 0.8 else 0.0
        self._pitch += down
        right, left = self._turn()
        keys = {"w"} if self._rest <= 0 and abs(left) < _BESIDE else set()
        self._rest -= 1
        self._straight = self._straight + 1 if keys == {"w"} and abs(right) < 0.8 and not self._side_left else 0
        if self._yaw is not None:
            self._yaw += right
        return keys | self._extra(), (right, down)

    def _extra(self) -> set[str]:
        """Steps aside, and jumps."""
        rng, keys = self._rng, set()
        if self._side_left <= 0 and rng.random() < 0.015:
            self._side, self._side_left = str(rng.choice(("a", "d"))), int(rng.integers(6, 18))
        if self._side_left > 0:
            keys.add(self._side)
            self._side_left -= 1
        if rng.random() < (0.25 if self._stuck > 3 or self._climbs() else 0.008):
            keys.add("jump")
        return keys

    def _turn(self) -> tuple[float, float]:
        """Degrees to turn right now, and how many are left to where the way goes on."""
        if self._evade:
            return self._evade.pop(), 0.0
        if self._rest > 0 and self._yaw is not None:
            return float(self._rng.normal(0, 2.5)), 0.0
        goal = self._ahead() if self._yaw is not None and self._places else None
        if goal is None:
            return 0.0, 0.0
        left = (goal + self._offset - self._yaw + 180) % 360 - 180
        return float(np.clip(left * 0.35, -self._speed, self._speed)), left

    def _ahead(self) -> float | None:
        """The heading of the waypoint ahead, in degrees."""
        eyes = self._places[-1]
        feet = eyes - (0, 0, _EYES)
        if self._to < 0 or np.linalg.norm((self._ways.points[self._to] - feet)[:2]) > 6 * _NEAR:
            self._from, self._to = -1, self._ways.nearest(feet)
        if np.linalg.norm((self._ways.points[self._to] - feet)[:2]) < _NEAR:
            links = self._ways.links[self._to]
            onward = [link for link in links if link != self._from] or links
            if not onward:
                return None
            self._from, self._to, self._missed = self._to, self._straightest(onward), 0
        dx, dy = (self._ways.points[self._to] - feet)[:2]
        return float(np.degrees(np.arctan2(-dx, dy)))

    def _straightest(self, links: list[int]) -> int:
        """One of the waypoints to go on to, mostly one straight ahead: who turns at every one walks in circles."""
        if self._yaw is None or self._rng.random() < 0.15:
            return int(self._rng.choice(links))
        ways = self._ways.points[links] - self._places[-1]
        headings = np.degrees(np.arctan2(-ways[:, 0], ways[:, 1]))
        turns = np.abs((headings - self._yaw + 180) % 360 - 180)
        return int(links[int(np.argmin(turns + self._rng.uniform(0, 40, len(links))))])

    def _climbs(self) -> bool:
        """Whether the waypoint ahead is too high to step up to."""
        if self._to < 0 or not self._places:
            return False
        way = self._ways.points[self._to] - self._places[-1] + (0, 0, _EYES)
        return bool(way[2] > 6 and np.hypot(*way[:2]) < 30)
