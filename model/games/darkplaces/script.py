"""Who plays a game of the DarkPlaces engine: a script written beforehand, the console's commands frame by frame."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

FPS = 30
SPEED = 360.0  # map units a second, a little less than a player runs
PROBE = 8  # frames after each of which time stands still for two more: one with the weapon drawn, one without
_STILL = ("host_framerate 0.00002", "cl_yawspeed 0", "cl_pitchspeed 0")  # a hundred-thousandth is the least it takes


@dataclass
class Ways:
    """Places that players walk between.

    Attributes:
        points: ``(n, 3)`` in map units, where a player's middle is when he stands there.
        links: for each point the points that can be walked to straight on.
    """

    points: np.ndarray
    links: list[list[int]] = field(default_factory=list)

    def starts(self) -> list[int]:
        """The points from which one can walk on."""
        return [index for index, links in enumerate(self.links) if links]


@dataclass
class Script:
    """Commands and what they mean, frame by frame.

    Attributes:
        frames: for each frame the console commands that come before it.
        wanted: for each frame what is meant to be seen: ``weapon`` in hand, or ``nothing``: no weapon is drawn, or a menu
            or a table covers the picture.
        cuts: frames at which the player was put elsewhere.
        phases: frame and name of each phase.
    """

    frames: list[list[str]] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    phases: list[tuple[int, str]] = field(default_factory=list)

    def text(self, poll: str) -> str:
        """The script as the console reads it: before each frame its commands, its number and ``poll``; then the probes.

        Two pictures of the same moment, with and without the weapon, tell how much of it is to be seen
        (``visibility.weapon_shares``).
        """
        lines, now = [], {"cl_yawspeed": "140", "cl_pitchspeed": "150", "r_drawviewmodel": "1"}
        for number, commands in enumerate(self.frames):
            now |= {name: value for name, _, value in (one.partition(" ") for one in commands) if name in now}
            lines += [*commands, f"echo @{number}", poll, "wait"]
            if number % PROBE == PROBE - 1:
                lines += [*_STILL, "wait", "r_drawviewmodel 0", "wait", f"host_framerate {1 / FPS}"]
                lines += [f"{name} {value}" for name, value in now.items()]
        return "\n".join(lines) + "\n"


class Walker:
    """Walks from waypoint to waypoint, looks about, and says which console commands do so.

    Args:
        rng: chance.
        ways: of the map.
    """

    def __init__(self, rng: np.random.Generator, ways: Ways):
        self._rng, self._ways = rng, ways
        self._starts = ways.starts()
        self._yaw, self._at, self._to = 0.0, 0, 0
        self._pitch = 0.0
        self._legs: list[tuple[int, list[str], list[str]]] = []  # frames, commands before, commands after
        self._left, self._after = 0, []
        self.calm = False

    def teleport(self) -> list[str]:
        """Put the player on a waypoint, facing the next."""
        self._at = int(self._rng.choice(self._starts))
        self._to = int(self._rng.choice(self._ways.links[self._at]))
        self._yaw, self._pitch = self._heading(self._at, self._to), 0.0
        x, y, z = self._ways.points[self._at]
        return [
            *self.halt(),
            f'prvm_edictset server 1 origin "{x:.1f} {y:.1f} {z + 2:.1f}"',
            'prvm_edictset server 1 velocity "0 0 0"',
            f'prvm_edictset server 1 angles "0 {self._yaw:.1f} 0"',
            "prvm_edictset server 1 fixangle 1",
        ]

    def frame(self) -> list[str]:
        """The commands of the next frame."""
        commands = []
        while self._left <= 0:
            commands += self._after
            self._after = []
            if not self._legs:
                self._plan()
            self._left, before, self._after = self._legs.pop(0)
            commands += before
        self._left -= 1
        return commands

    def halt(self) -> list[str]:
        """The commands that let go of every key."""
        ends = self._after
        self._legs, self._left, self._after = [], 0, []
        return ends

    def _plan(self) -> None:
        """Queue what comes next: a way to walk, a turn, a look around."""
        rng = self._rng
        chance = rng.random()
        if self.calm or chance < 0.3:
            self._look_around()
        elif chance < 0.42:
            side = str(rng.choice(("moveleft", "moveright")))
            other = "moveright" if side == "moveleft" else "moveleft"
            frames = int(rng.integers(6, 16))
            self._hold(frames, side)
            self._hold(frames, other)
        else:
            self._go_on()
        if rng.random() < 0.12 and not self.calm:
            self._legs.append((2, ["+jump"], ["-jump"]))

    def _go_on(self) -> None:
        """Walk to the waypoint ahead, then turn toward one after it."""
        way = self._ways.points[self._to] - self._ways.points[self._at]
        frames = max(3, round(float(np.hypot(*way[:2])) / SPEED * FPS))
        self._hold(min(frames, 3 * FPS), "forward")
        links = self._ways.links[self._to]
        if not links:
            self._turn(180.0)
            self._at, self._to = self._to, self._at
            return
        onward = [link for link in links if link != self._at] or links
        self._at, self._to = self._to, int(self._rng.choice(onward))
        turn = self._heading(self._at, self._to) - self._yaw
        self._turn((turn + 180) % 360 - 180)

    def _look_around(self) -> None:
        """Turn or nod, and mostly back again; or stand still."""
        rng = self._rng
        chance = rng.random()
        if chance < 0.5:
            angle = float(rng.normal(0, 45))
            self._turn(angle)
            if rng.random() < 0.7:
                self._turn(-angle)
        elif chance < 0.8:
            goal = float(rng.uniform(-18, 22))
            frames = int(rng.integers(4, 14))
            speed = abs(goal - self._pitch) / frames * FPS
            self._hold(frames, "lookdown" if goal > self._pitch else "lookup", f"cl_pitchspeed {speed:.1f}")
            self._pitch = goal
        else:
            self._legs.append((int(rng.integers(6, 24)), [], []))

    def _turn(self, left: float) -> None:
        """Turn the view by degrees, fast or slow."""
        frames = max(2, int(abs(left) / self._rng.uniform(60, 200) * FPS))
        self._hold(frames, "left" if left > 0 else "right", f"cl_yawspeed {abs(left) / frames * FPS:.2f}")
        self._yaw = (self._yaw + left) % 360

    def _hold(self, frames: int, key: str, *first: str) -> None:
        self._legs.append((frames, [*first, f"+{key}"], [f"-{key}"]))

    def _heading(self, start: int, end: int) -> float:
        dx, dy, _ = self._ways.points[end] - self._ways.points[start]
        return float(np.degrees(np.arctan2(dy, dx)))
