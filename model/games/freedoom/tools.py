"""Hand tools in first person, drawn by script as ``chests`` are."""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np

from model.games.freedoom.solids import SUPERSAMPLING
from model.games.freedoom.swings import Pose, Swing, draw_pace, leaving_stroke, stroke
from model.games.palette import METALS, SKINS, WOODS, vary

TOOL_KINDS = {
    "train": ("pickaxe", "axe", "hammer", "sword", "crowbar", "club", "knife", "oddity", "oddity", "oddity"),
    "validation": ("pickaxe", "axe", "sword", "crowbar", "sickle"),
    "test": ("pickaxe", "axe", "hammer", "sword", "shovel", "mace"),
}


def lump(rng: np.random.Generator, corners: int, size: float, widest: float) -> np.ndarray:
    """A random outline ``(n, 2)`` about the origin of 3 to ``corners`` corners, 0.3 to ``widest`` sizes away from it."""
    count = int(rng.integers(3, corners + 1))
    angles = (np.arange(count) + rng.uniform(-0.4, 0.4, count)) * 2 * np.pi / count
    radius = size * rng.uniform(0.3, widest, count)
    return np.stack([radius * np.cos(angles), radius * np.sin(angles)], 1)


class Tool:
    """One hand tool in first person: a picture of it at rest, and one of each pose of its swing."""

    CANVAS = (200, 428)  # height, width in the engine's 320x200 screen units: as far as a wide screen reaches
    MIDDLE = np.array([109.0, 50.0])  # what grips are measured from
    ANGLES = (0.0, -0.55, 0.35, 0.95, 1.25)
    LEAVING, ODD_PACE, MIRRORED = (
        0.25,
        0.3,
        0.35,
    )  # how many swings leave the picture, are slow or fast, are left-handed

    def __init__(self, rng: np.random.Generator, split: str, kind: str | None = None):
        self.kind = kind or str(rng.choice(TOOL_KINDS[split]))
        self.handle, self.head = (
            vary(rng, WOODS[rng.integers(len(WOODS))]),
            vary(rng, METALS[rng.integers(len(METALS))]),
        )
        self.skin = vary(rng, SKINS[rng.integers(len(SKINS))])
        self.sleeve = rng.uniform(20, 160, 3)
        self.length, self.thick = rng.uniform(70, 105), rng.uniform(5, 10)
        self.spread, self.rest = rng.uniform(20, 36), rng.uniform(-0.75, 0.1)
        self.grip = (rng.uniform(135, 180), rng.uniform(122, 140))
        self.reach, self.turn = rng.uniform(0.7, 1.1), float(rng.choice((1.0, 1.0, 0.8)))
        self.mirrored = bool(rng.random() < self.MIRRORED)
        self.seed = int(rng.integers(1 << 31))
        self.hands: tuple[tuple[float, float], ...] = ((0.0, 0.0),)  # where on the upright tool
        self.scale = 1.0
        self.grain, self.shading = 7.0, (1.15, 0.8)  # grey levels; brightness at the left and the right

    def _outline(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Polygons ``(points (n, 2), colour)`` of the upright tool: grip at the origin, head at ``y = -length``."""
        n, t, s = self.length, self.thick / 2, self.spread
        bar = lambda x0, x1, y0, y1: np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], float)  # noqa: E731
        stick = (bar(-t, t, 18, -n), self.handle)
        if self.kind in ("sword", "knife"):
            blade = n * (1.15 if self.kind == "sword" else 0.6)
            point = np.array(
                [(-t * 1.1, -14), (-t * 1.1, -blade), (0, -blade - 16), (t * 1.1, -blade), (t * 1.1, -14)], float
            )
            return [
                (bar(-t, t, 18, -14), self.handle),
                (point, self.head),
                (bar(-s * 0.6, s * 0.6, -20, -13), self.head * 0.7),
            ]
        if self.kind == "club":
            wood = [(-t, 18), (-t, -n * 0.4), (-t * 2.4, -n), (0, -n - 12), (t * 2.4, -n), (t, -n * 0.4), (t, 18)]
            return [(np.array(wood, float), self.handle)]
        if self.kind == "sickle":
            moon = [
                (0, -n * 0.6), (-s * 1.2, -n), (-s * 0.6, -n - 26), (s * 0.6, -n - 22), (-s * 0.4, -n - 12),
                (-s * 0.8, -n + 2),
            ]  # fmt: skip
            return [(bar(-t, t, 18, -n * 0.62), self.handle), (np.array(moon, float), self.head)]
        if self.kind == "oddity":
            return [stick, *self._odd_head()]
        if self.kind == "crowbar":  # all of it is iron
            stick = (stick[0], self.head)
        return [stick, (self._head_on_a_stick(), self.head)]

    def _head_on_a_stick(self) -> np.ndarray:
        """Points ``(n, 2)`` of the head of a pickaxe, an axe, a hammer, a crowbar, a shovel or a mace."""
        n, t, s = self.length, self.thick / 2, self.spread
        if self.kind == "mace":  # a ball of spikes
            angles = np.linspace(0, 2 * np.pi, 17)[:-1]
            radius = np.where(np.arange(16) % 2, s * 0.5, s * 0.85)
            return np.stack([radius * np.cos(angles), -n + radius * np.sin(angles)], 1)
        arc = [(-s * 1.3, -n + 16), (-s * 0.6, -n - 2), (0, -n - 8), (s * 0.6, -n - 2), (s * 1.3, -n + 16)]
        under = [(s * 0.6, -n + 8), (0, -n + 4), (-s * 0.6, -n + 8)]
        left, right, top, bottom = -s * 0.8, s * 0.8, -n - 8, -n + 14
        points = {
            "pickaxe": arc + under,
            "axe": [(-t, -n), (-s, -n - 10), (-s * 1.15, -n + 8), (-s, -n + 30), (-t, -n + 16)],
            "hammer": [(left, top), (right, top), (right, bottom), (left, bottom)],
            "crowbar": [(-t, -n), (-t, -n - 12), (s * 0.8, -n - 18), (s, -n - 4), (s * 0.7, -n - 8), (t, -n - 2)],
            "shovel": [
                (-s * 0.6, -n + 4), (-s * 0.65, -n - 22), (0, -n - 38), (s * 0.65, -n - 22), (s * 0.6, -n + 4),
            ],
        }  # fmt: skip
        return np.array(points[self.kind], float)

    def _odd_head(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """A head no smith ever made: what makes a tool a tool should be that it is held and swung, not its outline."""
        rng, n, s = np.random.default_rng(self.seed), self.length, self.spread
        parts = []
        for _ in range(int(rng.integers(1, 3))):
            outline = lump(rng, 9, s, 1.3)
            middle = (rng.normal(0, 0.25) * s, -n + rng.normal(0, 0.2) * s)
            stretch = rng.uniform(0.5, 1.1, 2)
            parts.append((outline * stretch + middle, vary(rng, self.head, 0.3)))
        return parts

    def _pose(self, frame: int) -> Pose:
        """Of the five of a swing within the picture, from 0 (rest)."""
        angle = self.rest - self.ANGLES[frame] * self.reach * self.turn
        return angle, np.array([(0, 0), (12, -6), (-18, -16), (-42, 4), (-52, 22)][frame], float) * self.reach

    @cached_property
    def swing(self) -> Swing:
        """How it is swung, always in the same way."""
        rng = np.random.default_rng([self.seed, 1])
        leaves, pace = rng.random() < self.LEAVING, draw_pace(rng, self.ODD_PACE)
        return leaving_stroke(rng, self.rest, pace) if leaves else stroke([self._pose(k) for k in range(5)], pace)

    def picture(self, pose: int) -> np.ndarray:
        """BGRA picture ``(200, 428, 4)`` of a pose of its swing, by number; its lower edge is the screen's lower edge."""
        height, width = self.CANVAS
        picture = np.zeros((height * SUPERSAMPLING, width * SUPERSAMPLING, 4), np.uint8)
        angle, shift = self.swing.poses[pose]
        c, s = np.cos(angle), np.sin(angle)
        grip = np.array(self.grip) + self.MIDDLE + shift
        turn = self.scale * np.array([[c, s], [-s, c]])

        def place(points: np.ndarray) -> np.ndarray:
            return ((points @ turn + grip) * SUPERSAMPLING).round().astype(np.int32)

        parts = self._outline()
        arm = np.array([(-11, 4), (11, 4), (46, 200), (2, 200)], float)
        hand = cv2.ellipse2Poly((0, 2), (12, 15), 0, 0, 360, 20).astype(float)
        for where in self.hands:
            parts += [(arm + where, self.sleeve), (hand + where, self.skin)]
        for points, colour in parts:
            polygon = place(points)
            cv2.fillPoly(picture, [polygon], (*np.clip(colour, 0, 255).tolist(), 255))
            cv2.polylines(picture, [polygon], True, (*np.clip(colour * 0.5, 0, 255).tolist(), 255), 3)
        for where in self.hands:
            for k in (-6, 0, 6):  # fingers
                line = place(np.array([(-11, k), (8, k + 1)], float) + where)
                ends = [tuple(map(int, end)) for end in line]
                cv2.line(picture, *ends, (*(self.skin * 0.65).tolist(), 255), 4)
        shading = np.linspace(*self.shading, picture.shape[1])[None, :, None]
        grain = np.random.default_rng(self.seed).normal(0, self.grain, picture.shape[:2])[..., None]
        picture[..., :3] = np.clip(picture[..., :3] * shading + grain, 0, 255)
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        small[..., 3] = np.where(small[..., 3] > 127, 255, 0)
        return small[:, ::-1].copy() if self.mirrored else small
