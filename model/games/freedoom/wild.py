"""Drawings wilder than any game's, to learn from: what makes a thing a chest is its lid and lock, not its colour or size;
what makes a thing a tool is that it is held and swung, not its outline."""

from __future__ import annotations

import numpy as np

from model.games.freedoom.chests import Chest, Crate
from model.games.freedoom.solids import Face, slab
from model.games.freedoom.swings import Pose
from model.games.freedoom.tools import Tool, lump
from model.games.palette import METALS, vary

Part = tuple[np.ndarray, np.ndarray]  # points (n, 2) and colour


def _any_colour(rng: np.random.Generator) -> np.ndarray:
    return rng.uniform(15, 235, 3)


class WildChest(Chest):
    """A chest of any size and colour, with studs, straps, feet and handles."""

    def __init__(self, rng: np.random.Generator, split: str):
        super().__init__(rng, split)
        self.room = 100.0
        self.width, self.depth = rng.uniform(24, 80), rng.uniform(18, 48)
        self.height, self.lid_height = rng.uniform(11, 40), rng.uniform(4, 22)
        if rng.random() < 0.4:
            self.wood = _any_colour(rng)
        if rng.random() < 0.3:
            self.metal = _any_colour(rng)
        self.lock, self.widest = float(rng.uniform(2, 9)), float(rng.uniform(1.1, 2.1))
        self.inside = _any_colour(rng)
        self.pitch = float(rng.uniform(0.15, 0.6))
        self.strap, self.studs = bool(rng.random() < 0.35), int(rng.integers(0, 6)) if rng.random() < 0.4 else 0
        self.feet, self.handles = bool(rng.random() < 0.25), bool(rng.random() < 0.3)

    def _trimmings(self) -> tuple[list[Face], list[Face]]:
        w, d, h, m = self.width / 2, self.depth / 2, self.height, self.metal
        body, lid = [], []
        if self.strap:  # all around, where the lid begins
            body += slab((-w - 0.5, -d - 0.5, h - 3), (w + 0.5, d + 0.5, h - 0.5), m * 0.95, 1)
            lid += slab((-w - 0.5, -d - 0.5, h), (w + 0.5, d + 0.5, h + 2), m, 1)
        for k in range(self.studs):
            x = -w + (k + 0.5) * 2 * w / self.studs
            for z in (h * 0.2, h * 0.75):
                body += slab((x - 1.2, -d - 1, z), (x + 1.2, d + 1, z + 2.4), m * 1.1, 2)
        if self.feet:
            for x in (-w, w - 5):
                body += slab((x, -d - 1, 0), (x + 5, d + 1, 4), self.wood * 0.5, 2)
        if self.handles:
            body += slab((-w - 2.5, -4, h * 0.5), (w + 2.5, 4, h * 0.5 + 3), m, 1)
        return body, lid


class WildCrate(Crate):
    """What could be taken for a chest and has neither lid nor lock: boxes, barrels, tables, cupboards, piles of them."""

    def __init__(self, rng: np.random.Generator):
        super().__init__(rng)
        self.size = rng.uniform(14, 64, 3)
        if rng.random() < 0.5:
            self.wood = _any_colour(rng)
        self.metal = vary(rng, METALS[rng.integers(len(METALS))])
        self.kind = str(rng.choice(("box", "strapped", "barrel", "table", "cupboard", "pile")))

    def _faces(self) -> list[Face]:
        w, d, h = self.size[0] / 2, self.size[1] / 2, self.size[2]
        rng = np.random.default_rng(self.seed)
        if self.kind == "box":
            return super()._faces()
        if self.kind == "strapped":
            faces = slab((-w, -d, 0), (w, d, h), self.wood)
            for x in np.linspace(-w, w - 4, int(rng.integers(2, 5))):
                faces += slab((x, -d - 0.7, -0.1), (x + 4, d + 0.7, h + 0.5), self.metal, 1)
            return faces
        if self.kind == "barrel":
            return self._barrel(int(rng.integers(7, 12)), min(w, d) + 6, h)
        if self.kind == "table":
            faces = slab((-w, -d, h - 5), (w, d, h), self.wood, 1)
            for x in (-w + 1, w - 5):
                for y in (-d + 1, d - 5):
                    faces += slab((x, y, 0), (x + 4, y + 4, h - 5), self.wood * 0.8)
            return faces
        if self.kind == "cupboard":
            faces = slab((-w, -d, 0), (w, d, h), self.wood)
            for low in np.linspace(0.04, 0.98, int(rng.integers(2, 5)))[:-1] * h:  # shelves or drawers
                faces += slab((-w + 3, -d - 0.6, low + 2), (w - 3, d + 0.6, low + 3.2), self.wood * 0.35, 1)
            return faces
        faces, z = [], 0.0
        for _ in range(int(rng.integers(2, 4))):
            x, y = rng.uniform(-8, 8, 2)
            a, b, c = self.size * rng.uniform(0.25, 0.5, 3)
            faces += slab((x - a, y - b, z), (x + a, y + b, z + c), vary(rng, self.wood, 0.3), int(z / 4))
            z += c
        return faces

    def _barrel(self, sides: int, radius: float, height: float) -> list[Face]:
        around = np.arange(sides + 1) * 2 * np.pi / sides
        bulge = ((0.0, 0.85), (0.3, 1.0), (0.7, 1.0), (1.0, 0.85))
        rings = [
            np.stack([radius * r * np.cos(around), radius * r * np.sin(around), np.full(sides + 1, z * height)], 1)
            for z, r in bulge
        ]
        faces = [
            Face(np.array([low[k], low[k + 1], high[k + 1], high[k]]), colour)
            for low, high, colour in zip(rings, rings[1:], (self.metal, self.wood, self.metal))
            for k in range(sides)
        ]
        return [*faces, Face(rings[-1][:-1], self.wood * 0.8)]


class WildTool(Tool):
    """A hand tool no smith ever made, held and swung in any way."""

    LEAVING, ODD_PACE, MIRRORED = 0.5, 0.6, 0.5

    def __init__(self, rng: np.random.Generator, split: str):
        super().__init__(rng, split)
        if rng.random() < 0.75:
            self.kind = "wild"
        self.length, self.thick, self.spread = rng.uniform(45, 120), rng.uniform(3, 15), rng.uniform(12, 46)
        self.rest, self.reach = rng.uniform(-1.1, 0.5), rng.uniform(0.5, 1.4)
        self.grip = (rng.uniform(95, 200), rng.uniform(112, 146))
        for part in ("handle", "head", "skin"):
            if rng.random() < 0.3:
                setattr(self, part, _any_colour(rng))
        held = rng.random()
        second = (rng.uniform(-10, 10), rng.uniform(-45, 30))
        self.hands = () if held < 0.1 else ((0.0, 0.0), second) if held < 0.35 else ((0.0, 0.0),)
        self.grain, self.shading = float(rng.uniform(2, 14)), tuple(rng.uniform(0.7, 1.3, 2))
        self.turn = float(rng.choice((1, 1, 1, -1, 0)))  # a chop, a backhand, a thrust
        towards = rng.uniform(-np.pi, 0.2)
        self.stroke = np.array([np.cos(towards), np.sin(towards)]) * rng.uniform(10 if self.turn else 35, 65)
        self.drop = rng.uniform(-10, 35)
        self.scale = float(rng.uniform(0.8, 1.6))

    def _pose(self, frame: int) -> Pose:
        angle = self.rest - self.ANGLES[frame] * self.reach * self.turn
        share = (0.0, -0.3, 0.4, 0.9, 1.0)[frame]
        return angle, self.stroke * share + np.array([0.0, (0, -6, -4, 0, 1)[frame] * self.drop / 6])

    def _outline(self) -> list[Part]:
        if self.kind != "wild":
            return super()._outline()
        rng, n, t = np.random.default_rng(self.seed), self.length, self.thick / 2
        bend = rng.uniform(-14, 14) if rng.random() < 0.3 else 0.0
        along = np.linspace(18, -n, 7)
        middle = bend * np.sin(np.linspace(0, np.pi, 7))
        wide = t * np.linspace(1, rng.uniform(0.5, 1.6), 7)
        left, right = np.stack([middle - wide, along], 1), np.stack([middle + wide, along], 1)
        parts = [(np.concatenate([left, right[::-1]]), self.handle)]
        for _ in range(int(rng.integers(1, 4))):
            at = -n * (1.0 if rng.random() < 0.7 else rng.uniform(0.4, 1.0))
            parts += self._part(rng, at)
        return parts

    def _part(self, rng: np.random.Generator, at: float) -> list[Part]:
        """Something on the handle, ``at`` that far down from its grip (negative: up)."""
        s, colour, kind = self.spread, vary(rng, self.head, 0.35), rng.integers(5)
        if kind == 0:  # a lump
            outline = lump(rng, 11, s, 1.2) * rng.uniform(0.4, 1.1, 2)
            return [(outline + (rng.normal(0, 0.25) * s, at), colour)]
        if kind == 1:  # something round
            angles = np.linspace(0, 2 * np.pi, 20)
            return [(np.stack([np.cos(angles), np.sin(angles)], 1) * s * rng.uniform(0.3, 0.9, 2) + (0, at), colour)]
        if kind == 2:  # prongs
            across, up = rng.uniform(0.4, 1.2) * s, rng.uniform(10, 40)
            prongs = np.linspace(-across, across, int(rng.integers(2, 6)))
            base = np.array([(-across, at), (across, at), (across, at + 5), (-across, at + 5)])
            return [
                (base, colour),
                *((np.array([(x - 1.8, at), (x, at - up), (x + 1.8, at)]), colour) for x in prongs),
            ]
        if kind == 3:  # a bar across
            x0, x1, high = -s * rng.uniform(0, 1.3), s * rng.uniform(0.2, 1.3), rng.uniform(4, 26)
            tip = rng.uniform(-8, 8)
            bar = [(x0, at + tip), (x1, at - tip), (x1, at - tip + high), (x0, at + tip + high)]
            return [(np.array(bar, float), colour)]
        angles = np.linspace(rng.uniform(0, 3), rng.uniform(3.5, 6), 10)  # a curved blade
        outer, inner = s * rng.uniform(0.8, 1.4), s * rng.uniform(0.3, 0.7)
        circle = np.stack([np.cos(angles), np.sin(angles)], 1)
        return [(np.concatenate([outer * circle, (inner * circle)[::-1]]) + (0, at), colour)]
