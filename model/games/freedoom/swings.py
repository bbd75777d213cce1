"""How a hand tool moves when it is swung: shortly, or so far that it leaves the picture; slowly or fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Pose = tuple[float, np.ndarray]  # radians that the tool is turned by, pixels (x, y) that its grip has moved

# Where a tool goes that leaves the picture, in the engine's 320x200 screen units: ((from, to) in x, (from, to) in y).
WAYS_OUT = {
    "down": ((-60, 30), (140, 170)),  # a blow that ends below the lower edge
    "across": ((-330, -260), (-20, 120)),  # a sweep off the other side
    "aside": ((170, 230), (-10, 130)),  # off its own side
    "over": ((-40, 60), (-230, -190)),  # raised above the upper edge, from where it strikes
}


@dataclass(frozen=True)
class Swing:
    """One swing.

    Attributes:
        poses: The tool's poses, of which each is a picture; the first is at rest.
        timeline: Which pose is shown for how many tics, one after another; None: the tool is out of the picture.
    """

    poses: tuple[Pose, ...]
    timeline: tuple[tuple[int | None, int], ...]

    @property
    def leaves(self) -> bool:
        """Whether the tool is out of the picture for a while."""
        return any(pose is None for pose, _ in self.timeline)


def draw_pace(rng: np.random.Generator, odd: float) -> float:
    """How slow a swing is, 1: half a second; usually near that, with probability ``odd`` 0.4 to 2.2."""
    return float(np.exp(rng.uniform(np.log(0.4), np.log(2.2))) if rng.random() < odd else rng.uniform(0.8, 1.5))


def stroke(poses: list[Pose], pace: float) -> Swing:
    """A swing within the picture: back, forward through the other poses, and back again.

    Args:
        poses: Five: at rest, drawn back, and three forward.
        pace: As ``draw_pace`` gives it.
    """
    tics = (max(1, round(base * pace)) for base in (4, 3, 3, 5, 4))
    return Swing(tuple(poses), tuple(zip((1, 2, 3, 4, 1), tics)))


def leaving_stroke(rng: np.random.Generator, rest: float, pace: float) -> Swing:
    """A swing in which the tool leaves the picture, and comes back from where it went or from below.

    Args:
        rng: Draws the way.
        rest: The angle at rest, in radians.
        pace: As ``draw_pace`` gives it.
    """
    way = str(rng.choice(tuple(WAYS_OUT)))
    far = np.array([rng.uniform(*reach) for reach in WAYS_OUT[way]])
    turn = float(rng.uniform(0.3, 1.7)) * (-1 if way == "aside" else 1)
    at = lambda share: (rest - turn * share, far * abs(share) ** 1.3 * np.sign(share))  # noqa: E731
    below = np.array([rng.uniform(-40, 60), rng.uniform(60, 110)])
    poses: list[Pose] = [(rest, np.zeros(2))]
    timeline: list[tuple[int | None, float]] = []

    def show(pose: Pose | None, tics: float) -> None:
        timeline.append((None if pose is None else len(poses), tics))
        poses.extend([] if pose is None else [pose])

    if way == "over":
        show(at(0.45), rng.uniform(2, 4))
        show(None, rng.uniform(2, 7))
        strikes = rng.uniform(-90, 20)
        show((rest - 0.6 * turn, np.array([strikes * 0.6, rng.uniform(-70, -30)])), rng.uniform(1, 3))
        show((rest - 1.2 * turn, np.array([strikes, rng.uniform(-5, 60)])), rng.uniform(2, 5))
    else:
        if rng.random() < 0.7:
            show(at(-rng.uniform(0.1, 0.3)), rng.uniform(2, 6))
        for share in np.linspace(0.2, 0.75, int(rng.integers(1, 4))):
            show(at(share), rng.uniform(1, 3))
        show(None, rng.uniform(3, 10))
    if rng.random() < 0.6:
        show((rest + rng.normal(0, 0.3), below), rng.uniform(2, 4))
    show((rest + rng.normal(0, 0.15), below * 0.4), rng.uniform(2, 4))
    return Swing(tuple(poses), tuple((pose, max(1, round(tics * pace))) for pose, tics in timeline))
