"""Firearms in first person that no game has, to learn from: boxes in perspective, held at the right, the middle or the left.

Freedoom's own are all held in the middle of the picture; most games of today hold theirs at the right.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from model.games.freedoom.solids import SUPERSAMPLING, Face, slab
from model.games.palette import METALS, SKINS, WOODS, vary

CANVAS = (200, 428)  # height, width in the engine's 320x200 screen units: as far as a wide screen reaches
FOCUS = 190.0  # pixels
REST, FLASH, KICKED, BACK = range(4)  # the pictures of a firearm
_LIGHT = np.array([-0.4, -0.5, 0.75])
_FIRE = ((120, 230, 255), (60, 170, 255), (255, 220, 120), (120, 255, 160), (255, 140, 255))  # BGR
_SHOTS = ("A_FireBullets(3, 3, 1, 5, \"BulletPuff\", 0)", "A_FireBullets(8, 6, 7, 5, \"BulletPuff\", 0)",
          "A_FireCustomMissile(\"PlasmaBall\", 0, 0)", "A_FireCustomMissile(\"Rocket\", 0, 0)")  # fmt: skip


@dataclass(frozen=True)
class Held:
    """Where a firearm is: its grip ``at`` (right, away, up), turned by ``yaw`` and ``pitch`` (radians)."""

    at: np.ndarray
    yaw: float
    pitch: float

    def place(self, points: np.ndarray) -> np.ndarray:
        """Points ``(n, 3)`` of the firearm as the eye sees them."""
        cy, sy, cp, sp = np.cos(self.yaw), np.sin(self.yaw), np.cos(self.pitch), np.sin(self.pitch)
        turn = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        return points @ turn.T + self.at


def on_screen(points: np.ndarray) -> np.ndarray:
    """Where points ``(n, 3)`` as the eye sees them are on the canvas, ``(n, 2)`` pixels."""
    away = np.maximum(points[:, 1], 1.0)
    middle = np.array([CANVAS[1] / 2, CANVAS[0] / 2])
    return middle + FOCUS * np.stack([points[:, 0] / away, -points[:, 2] / away], 1)


class Firearm:
    """One firearm, always the same: four pictures and what one shot looks like."""

    def __init__(self, rng: np.random.Generator):
        self.seed = int(rng.integers(1 << 31))
        self.metal = vary(rng, METALS[rng.integers(len(METALS))], 0.3) * rng.uniform(0.35, 1)
        self.trim = vary(rng, WOODS[rng.integers(len(WOODS))]) if rng.random() < 0.5 else rng.uniform(15, 230, 3)
        self.skin, self.sleeve = vary(rng, SKINS[rng.integers(len(SKINS))]), rng.uniform(20, 170, 3)
        side = float(rng.choice((1, 0, -1), p=(0.7, 0.2, 0.1)))
        away = rng.uniform(13, 24)
        at = np.array([side * rng.uniform(5, 12) + rng.normal(0, 0.6), away, -rng.uniform(4.5, 9)])
        self.held = Held(at, side * rng.uniform(0.0, 0.28) + rng.normal(0, 0.03), rng.uniform(-0.02, 0.14))
        self.length, self.kick = rng.uniform(6, 34), (rng.uniform(0.5, 4), rng.uniform(0.0, 0.16))
        self.flame, self.size = (
            np.array(_FIRE[rng.choice(len(_FIRE), p=(0.4, 0.25, 0.15, 0.1, 0.1))]),
            rng.uniform(9, 46),
        )
        self.shot = str(rng.choice(_SHOTS, p=(0.6, 0.2, 0.15, 0.05)))
        slow = rng.random()
        # An automatic, one that fires shot by shot, a slow one.
        times = ((2, 1, 1), (3, 3, 6), (3, 6, 18))[0 if slow < 0.45 else 1 if slow < 0.8 else 2]
        self.tics = [max(1, round(tics * rng.uniform(0.8, 1.5))) for tics in times]

    def picture(self, frame: int) -> np.ndarray:
        """BGRA picture ``(200, 428, 4)`` of REST, FLASH, KICKED or BACK; its lower edge is the screen's lower edge."""
        height, width = CANVAS
        share = (0.0, 0.5, 1.0, 0.35)[frame]
        back, up = self.kick
        held = Held(self.held.at - (0, back * share, 0), self.held.yaw, self.held.pitch + up * share)
        picture = np.zeros((height * SUPERSAMPLING, width * SUPERSAMPLING, 4), np.uint8)
        faces, muzzle = self._faces()
        if frame == FLASH:
            self._burn(picture, on_screen(held.place(muzzle[None]))[0] * SUPERSAMPLING)
        drawn = []
        for face in faces:
            points = held.place(face.points)
            normal = np.cross(points[1] - points[0], points[2] - points[0])
            if normal @ points.mean(0) < 0:
                shade = 0.5 + 0.55 * max(0.0, float(normal @ _LIGHT) / (np.linalg.norm(normal) + 1e-9))
                drawn.append((np.linalg.norm(points.mean(0)) - 0.5 * face.layer, points, face.colour * shade))
        for _, points, colour in sorted(drawn, key=lambda one: -one[0]):
            polygon = (on_screen(points) * SUPERSAMPLING).round().astype(np.int32)
            cv2.fillPoly(picture, [polygon], (*np.clip(colour, 0, 255).tolist(), 255))
            cv2.polylines(picture, [polygon], True, (*np.clip(colour * 0.6, 0, 255).tolist(), 255), 2)
        grain = np.random.default_rng(self.seed).normal(0, 7, picture.shape[:2])[..., None]
        picture[..., :3] = np.clip(picture[..., :3] + grain, 0, 255)
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        small[..., 3] = np.where(small[..., 3] > 127, 255, 0)
        return small

    def _burn(self, picture: np.ndarray, at: np.ndarray) -> None:
        """A flash at the muzzle: an outer and an inner star."""
        rng = np.random.default_rng([self.seed, 1])
        angles = np.linspace(0, 2 * np.pi, 2 * int(rng.integers(4, 9)) + 1)[:-1] + rng.uniform(0, 1)
        for scale, colour in ((1.0, self.flame), (0.55, 0.4 * self.flame + 153)):
            radius = np.where(np.arange(len(angles)) % 2, rng.uniform(0.3, 0.8), 1.0) * rng.uniform(
                0.8, 1.2, len(angles)
            )
            star = at + scale * self.size * SUPERSAMPLING * (radius * np.array([np.cos(angles), np.sin(angles)])).T
            cv2.fillPoly(picture, [star.round().astype(np.int32)], (*np.clip(colour, 0, 255).tolist(), 255))

    def _faces(self) -> tuple[list[Face], np.ndarray]:
        """What it is made of, and where its muzzle is: x right, y along the barrel, z up, the grip at the origin."""
        rng, n = np.random.default_rng([self.seed, 2]), self.length
        wide, high = rng.uniform(0.7, 2.2), rng.uniform(0.9, 2.6)
        body = rng.uniform(0.35, 1.0) * n
        tube = rng.uniform(0.25, 0.75) * wide
        metal, trim = self.metal, self.trim
        faces = slab((-wide, -rng.uniform(1, 8), 0.4), (wide, body, high), metal)
        for x in np.linspace(-tube, tube, int(rng.choice((1, 1, 1, 2)))) * 0.9:  # one barrel, or two
            faces += slab(
                (x - tube * 0.6, body, high * 0.45), (x + tube * 0.6, n, high * 0.45 + 1.2 * tube), metal * 0.8
            )
        faces += slab((-0.7, -1, -4), (0.7, 1.4, 0.4), trim)  # the grip
        if rng.random() < 0.6:  # a magazine or a drum
            y, deep = rng.uniform(0.2, 0.6) * body, rng.uniform(1.5, 5)
            faces += slab((-0.6, y, -deep), (0.6, y + rng.uniform(1, 3), 0.4), metal * 0.7)
        if rng.random() < 0.6:  # what the other hand holds
            faces += slab((-wide * 1.1, body * 0.5, -0.3), (wide * 1.1, n * 0.85, high * 0.6), trim, 1)
        if rng.random() < 0.6:  # a rail, a scope or a sight
            y, long, tall = rng.uniform(0, 0.5) * body, rng.uniform(0.5, 6), rng.uniform(0.3, 1.6)
            faces += slab((-0.35, y, high), (0.35, y + long, high + tall), metal * 0.6, 1)
        for _ in range(int(rng.integers(0, 4))):  # ornaments
            y, z = rng.uniform(-1, body), rng.uniform(0.4, high)
            colour = rng.uniform(20, 255, 3) if rng.random() < 0.5 else trim
            faces += slab((-wide * 1.06, y, z), (wide * 1.06, y + rng.uniform(0.4, 3), z + 0.5), colour, 1)
        if rng.random() < 0.85:
            faces += self._hand((1.3, -0.5, -2.8), (1.5, -9, -9))
        if rng.random() < 0.5 and n > 12:
            faces += self._hand((-0.4, body * 0.6, -0.9), (-7, -2, -8))
        return faces, np.array([0.0, n, high * 0.45 + 0.6 * tube])

    def _hand(self, at: tuple[float, float, float], elbow: tuple[float, float, float]) -> list[Face]:
        """A hand about ``at`` and the arm from there towards ``elbow``, further from it each step."""
        hand, reach = np.array(at), np.array(elbow, float)
        faces = slab(hand - (1.5, 1.2, 1.3), hand + (0.9, 1.2, 1.3), self.skin, 1)
        for step in np.linspace(0.2, 1.0, 6):
            middle = hand + reach * step
            faces += slab(middle - (1.2, 1.6, 1.3), middle + (1.2, 1.6, 1.3), self.sleeve)
        return faces
