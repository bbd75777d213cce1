"""Chests, and the crates that look like them, drawn by script in more shapes and colours than anyone could memorise.

Each drawing comes from a random generator alone; some kinds are kept from training, so that the test shows objects never
seen. Pictures are BGRA uint8 ``(height, width, 4)``.
"""

from __future__ import annotations

import numpy as np

from model.games.freedoom.solids import Face, render, slab, turned
from model.games.palette import METALS, WOODS, vary

CHEST_LIDS = {
    "train": ("flat", "round", "slanted", "uneven"),
    "validation": ("flat", "round"),
    "test": ("flat", "round", "ridged"),
}


class Chest:
    """One chest design: wood, metal bands, a lock, a lid of its own shape. Openings 0 to 1, eight directions."""

    def __init__(self, rng: np.random.Generator, split: str):
        self.lid = str(rng.choice(CHEST_LIDS[split]))
        self.width, self.depth = rng.uniform(36, 66), rng.uniform(24, 40)
        self.height, self.lid_height = rng.uniform(16, 30), rng.uniform(7, 16)
        self.wood, self.metal = (
            vary(rng, WOODS[rng.integers(len(WOODS))]),
            vary(rng, METALS[rng.integers(len(METALS))]),
        )
        if rng.random() < 0.15:
            self.wood = rng.uniform(30, 220, 3)  # painted
        self.bands = int(rng.integers(0, 5))
        self.corners, self.planks = bool(rng.random() < 0.5), int(rng.integers(0, 4))
        self.lock = float(rng.uniform(3, 7))
        self.inside = vary(rng, ((40, 190, 235), (30, 30, 40), (200, 160, 60), (60, 60, 160))[rng.integers(4)])
        self.pitch = float(rng.uniform(0.25, 0.5))
        self.seed = int(rng.integers(1 << 31))
        self.widest, self.room = 1.7, 75.0  # radians the lid opens; half the canvas

    def _lid_faces(self) -> list[Face]:
        w, d, z, t = self.width / 2, self.depth / 2, self.height, self.lid_height
        if self.lid == "flat":
            return slab((-w, -d, z), (w, d, z + t), self.wood * 1.1)
        if self.lid == "slanted":
            profile = [(-d, z), (-d, z + t * 0.5), (d * 0.4, z + t), (d, z + t), (d, z)]
        elif self.lid == "uneven":
            shape = np.random.default_rng(self.seed)
            along = np.sort(shape.uniform(-0.9, 0.9, int(shape.integers(1, 5)))) * d
            profile = [(-d, z), *((y, z + t * shape.uniform(0.5, 1.15)) for y in along), (d, z)]
        elif self.lid == "ridged":
            profile = [(-d, z), (-d, z + t * 0.4), (0, z + t * 1.2), (d, z + t * 0.4), (d, z)]
        else:
            profile = [(-d * np.cos(a), z + t * np.sin(a)) for a in np.linspace(0, np.pi, 7)]
        faces = []
        for (y0, z0), (y1, z1) in zip(profile, profile[1:]):
            faces.append(Face(np.array([[-w, y0, z0], [w, y0, z0], [w, y1, z1], [-w, y1, z1]]), self.wood * 1.1))
        left = np.array([[-w, y, zz] for y, zz in profile])
        right = left * [-1, 1, 1]
        return faces + [Face(left, self.wood), Face(right[::-1], self.wood)]

    def _trimmings(self) -> tuple[list[Face], list[Face]]:
        """What else is on the body and on the shut lid."""
        return [], []

    def picture(self, opening: float, direction: int) -> np.ndarray:
        """BGRA picture with the lid ``opening`` (0 shut, 1 open) seen from ``direction`` (0..7, 0 = its front)."""
        w, d, h, t, m = self.width / 2, self.depth / 2, self.height, self.lid_height, self.metal
        body = slab((-w, -d, 0), (w, d, h), self.wood)
        lid = self._lid_faces()
        if opening > 0:
            lid += [Face(face.points[::-1], self.wood * 0.6) for face in lid]  # its underside shows
        if opening > 0:
            body.append(
                Face(
                    np.array([[-w + 2, -d + 2, h], [w - 2, -d + 2, h], [w - 2, d - 2, h], [-w + 2, d - 2, h]]),
                    self.inside,
                    1,
                )
            )
        for k in range(self.bands):
            x = -w + (k + 0.5) * 2 * w / self.bands
            body += slab((x - 1.5, -d - 0.6, 0), (x + 1.5, d + 0.6, h), m, 1)
            lid += slab(
                (x - 1.5, -d - 0.6, h), (x + 1.5, d + 0.6, h + t * (1.02 if self.lid == "flat" else 0.55)), m, 1
            )
        for k in range(self.planks):
            z = (k + 1) * h / (self.planks + 1)
            body += slab((-w - 0.2, -d - 0.2, z), (w + 0.2, d + 0.2, z + 0.8), self.wood * 0.6, 1)
        if self.corners:
            for x in (-w, w - 4):
                body += slab((x, -d - 0.8, 0), (x + 4, d + 0.8, h), m * 0.9, 1)
        more_body, more_lid = self._trimmings()
        body, lid = body + more_body, lid + more_lid
        lid += slab((-self.lock, -d - 2, h - self.lock), (self.lock, -d, h + 3), m * 1.15, 3)
        lid += slab((-1, -d - 2.4, h - 3), (1, -d - 2, h), (10, 10, 10), 5)
        faces = body + turned(lid, (d, h), -opening * self.widest if opening else 0.0)
        return render(faces, direction * np.pi / 4, self.pitch, np.random.default_rng(self.seed + direction), self.room)


class Crate:
    """A hard negative: a box of planks without lid, lock or bands."""

    def __init__(self, rng: np.random.Generator):
        self.size = rng.uniform(26, 56, 3)
        self.wood, self.pitch = vary(rng, WOODS[rng.integers(len(WOODS))]), float(rng.uniform(0.2, 0.45))
        self.planks, self.seed = int(rng.integers(2, 6)), int(rng.integers(1 << 31))

    def _faces(self) -> list[Face]:
        w, d, h = self.size[0] / 2, self.size[1] / 2, self.size[2]
        faces = slab((-w, -d, 0), (w, d, h), self.wood)
        for k in range(1, self.planks):
            faces += slab(
                (-w - 0.2, -d - 0.2, k * h / self.planks),
                (w + 0.2, d + 0.2, k * h / self.planks + 0.8),
                self.wood * 0.5,
                1,
            )
        for x in (-w, w - 5):
            faces += slab((x, -d - 0.8, 0), (x + 5, d + 0.8, h), self.wood * 0.8, 1)
        return faces

    def picture(self, direction: int) -> np.ndarray:
        """BGRA picture seen from ``direction`` (0..7)."""
        texture = np.random.default_rng(self.seed + direction)
        return render(self._faces(), direction * np.pi / 4, self.pitch, texture, 75)
