"""Chests, crates and hand tools drawn by script, in more shapes and colours than anyone could memorise.

Each drawing comes from a random generator alone; the splits use generators of their own, and some kinds of tool
and chest are kept from training, so that the test shows objects never seen. Pictures are BGRA uint8 ``(height, width, 4)``.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

SUPERSAMPLING = 3
TOOL_KINDS = {
    "train": ("pickaxe", "axe", "hammer", "sword", "crowbar", "club", "knife", "oddity", "oddity", "oddity"),
    "validation": ("pickaxe", "axe", "sword", "crowbar", "sickle"),
    "test": ("pickaxe", "axe", "hammer", "sword", "shovel", "mace"),
}
CHEST_LIDS = {
    "train": ("flat", "round", "slanted", "uneven"),
    "validation": ("flat", "round"),
    "test": ("flat", "round", "ridged"),
}
WOODS = (
    (32, 66, 110),
    (24, 44, 80),
    (50, 96, 150),
    (60, 76, 98),
    (20, 30, 52),
    (44, 58, 140),
    (70, 110, 70),
    (120, 70, 50),
)
METALS = ((60, 190, 230), (150, 150, 155), (90, 90, 95), (70, 120, 190), (40, 150, 205), (200, 200, 205), (40, 60, 90))
SKINS = ((150, 180, 225), (110, 145, 200), (70, 100, 150), (45, 65, 100), (40, 40, 45), (50, 80, 60))


def _vary(rng: np.random.Generator, colour, amount: float = 0.2) -> np.ndarray:
    return np.clip(np.array(colour, float) * rng.uniform(1 - amount, 1 + amount) * rng.uniform(0.9, 1.1, 3), 0, 255)


@dataclass(frozen=True)
class _Face:
    """A flat polygon in space, its colour, and how far it lies above the surface it decorates."""

    points: np.ndarray  # (n, 3): x right, y towards the back, z up
    colour: np.ndarray
    layer: int = 0


def _slab(low, high, colour, layer: int = 0) -> list[_Face]:
    """The six faces of an upright box, each wound so that its normal points outwards."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    corners = np.array([[x, y, z] for z in (z0, z1) for y in (y0, y1) for x in (x0, x1)], float)
    sides = ((0, 1, 5, 4), (3, 2, 6, 7), (2, 0, 4, 6), (1, 3, 7, 5), (4, 5, 7, 6), (1, 0, 2, 3))
    return [_Face(corners[list(side)], np.asarray(colour, float), layer) for side in sides]


def _turned(faces: list[_Face], pivot: tuple[float, float], angle: float) -> list[_Face]:
    """Turn faces about the x axis through ``pivot`` = ``(y, z)`` by ``angle`` radians: a lid about its hinge."""
    c, s = np.cos(angle), np.sin(angle)
    out = []
    for face in faces:
        points = face.points.copy()
        y, z = points[:, 1] - pivot[0], points[:, 2] - pivot[1]
        points[:, 1], points[:, 2] = pivot[0] + c * y - s * z, pivot[1] + s * y + c * z
        out.append(_Face(points, face.colour, face.layer))
    return out


def _render(faces: list[_Face], yaw: float, pitch: float, texture: np.random.Generator, size: float) -> np.ndarray:
    """Draw faces seen from ``yaw`` (radians about z) and ``pitch`` (radians from above), nearest last, cut to what is drawn."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    turn = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]])
    tilt = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    to_eye = tilt @ turn  # rows: right, away from the eye, up
    light = np.array([-0.4, -0.7, 0.6]) / np.linalg.norm([0.4, 0.7, 0.6])
    half = int(size * SUPERSAMPLING)
    picture = np.zeros((2 * half, 2 * half, 4), np.uint8)
    drawn = []
    for face in faces:
        points = face.points @ to_eye.T
        normal = np.cross(points[1] - points[0], points[2] - points[0])
        if normal[1] >= 0:
            continue
        normal /= np.linalg.norm(normal) + 1e-9
        shade = 0.55 + 0.5 * max(0.0, float(normal @ light))
        drawn.append((points[:, 1].mean() - 0.6 * face.layer, points, face.colour * shade))
    for _, points, colour in sorted(drawn, key=lambda item: -item[0]):
        flat = np.stack([half + points[:, 0] * SUPERSAMPLING, half - points[:, 2] * SUPERSAMPLING], 1)
        polygon = flat.round().astype(np.int32)
        cv2.fillPoly(picture, [polygon], (*np.clip(colour, 0, 255).tolist(), 255))
        cv2.polylines(picture, [polygon], True, (*np.clip(colour * 0.55, 0, 255).tolist(), 255), SUPERSAMPLING // 2)
    grain = texture.normal(0, 9, picture.shape[:2]).astype(np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 2) * 2.5
    picture[..., :3] = np.clip(picture[..., :3] + grain[..., None], 0, 255)
    small = cv2.resize(picture, None, fx=1 / SUPERSAMPLING, fy=1 / SUPERSAMPLING, interpolation=cv2.INTER_AREA)
    small[..., 3] = np.where(small[..., 3] > 127, 255, 0)  # the engine's sprites are cut out hard
    rows, columns = np.flatnonzero(small[..., 3].any(1)), np.flatnonzero(small[..., 3].any(0))
    return small[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


class Chest:
    """One chest design: wood, metal bands, a lock, a lid of its own shape. Openings 0 to 1, eight directions."""

    def __init__(self, rng: np.random.Generator, split: str):
        self.lid = str(rng.choice(CHEST_LIDS[split]))
        self.width, self.depth = rng.uniform(36, 66), rng.uniform(24, 40)
        self.height, self.lid_height = rng.uniform(16, 30), rng.uniform(7, 16)
        self.wood, self.metal = (
            _vary(rng, WOODS[rng.integers(len(WOODS))]),
            _vary(rng, METALS[rng.integers(len(METALS))]),
        )
        if rng.random() < 0.15:
            self.wood = rng.uniform(30, 220, 3)  # painted
        self.bands = int(rng.integers(0, 5))
        self.corners, self.planks = bool(rng.random() < 0.5), int(rng.integers(0, 4))
        self.lock = float(rng.uniform(3, 7))
        self.inside = _vary(rng, ((40, 190, 235), (30, 30, 40), (200, 160, 60), (60, 60, 160))[rng.integers(4)])
        self.pitch = float(rng.uniform(0.25, 0.5))
        self.seed = int(rng.integers(1 << 31))

    def _lid_faces(self) -> list[_Face]:
        w, d, z, t = self.width / 2, self.depth / 2, self.height, self.lid_height
        if self.lid == "flat":
            return _slab((-w, -d, z), (w, d, z + t), self.wood * 1.1)
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
            faces.append(_Face(np.array([[-w, y0, z0], [w, y0, z0], [w, y1, z1], [-w, y1, z1]]), self.wood * 1.1))
        left = np.array([[-w, y, zz] for y, zz in profile])
        right = left * [-1, 1, 1]
        return faces + [_Face(left, self.wood), _Face(right[::-1], self.wood)]

    def picture(self, opening: float, direction: int) -> np.ndarray:
        """BGRA picture with the lid ``opening`` (0 shut, 1 open) seen from ``direction`` (0..7, 0 = its front)."""
        w, d, h, t, m = self.width / 2, self.depth / 2, self.height, self.lid_height, self.metal
        body = _slab((-w, -d, 0), (w, d, h), self.wood)
        lid = self._lid_faces()
        if opening > 0:
            lid += [_Face(face.points[::-1], self.wood * 0.6) for face in lid]  # its underside shows
        if opening > 0:
            body.append(
                _Face(
                    np.array([[-w + 2, -d + 2, h], [w - 2, -d + 2, h], [w - 2, d - 2, h], [-w + 2, d - 2, h]]),
                    self.inside,
                    1,
                )
            )
        for k in range(self.bands):
            x = -w + (k + 0.5) * 2 * w / self.bands
            body += _slab((x - 1.5, -d - 0.6, 0), (x + 1.5, d + 0.6, h), m, 1)
            lid += _slab(
                (x - 1.5, -d - 0.6, h), (x + 1.5, d + 0.6, h + t * (1.02 if self.lid == "flat" else 0.55)), m, 1
            )
        for k in range(self.planks):
            z = (k + 1) * h / (self.planks + 1)
            body += _slab((-w - 0.2, -d - 0.2, z), (w + 0.2, d + 0.2, z + 0.8), self.wood * 0.6, 1)
        if self.corners:
            for x in (-w, w - 4):
                body += _slab((x, -d - 0.8, 0), (x + 4, d + 0.8, h), m * 0.9, 1)
        lid += _slab((-self.lock, -d - 2, h - self.lock), (self.lock, -d, h + 3), m * 1.15, 3)
        lid += _slab((-1, -d - 2.4, h - 3), (1, -d - 2, h), (10, 10, 10), 5)
        faces = body + _turned(lid, (d, h), -opening * 1.7 if opening else 0.0)
        return _render(faces, direction * np.pi / 4, self.pitch, np.random.default_rng(self.seed + direction), 75)


class Crate:
    """A hard negative: a box of planks without lid, lock or bands."""

    def __init__(self, rng: np.random.Generator):
        self.size = rng.uniform(26, 56, 3)
        self.wood, self.pitch = _vary(rng, WOODS[rng.integers(len(WOODS))]), float(rng.uniform(0.2, 0.45))
        self.planks, self.seed = int(rng.integers(2, 6)), int(rng.integers(1 << 31))

    def picture(self, direction: int) -> np.ndarray:
        """BGRA picture seen from ``direction`` (0..7)."""
        w, d, h = self.size[0] / 2, self.size[1] / 2, self.size[2]
        faces = _slab((-w, -d, 0), (w, d, h), self.wood)
        for k in range(1, self.planks):
            faces += _slab(
                (-w - 0.2, -d - 0.2, k * h / self.planks),
                (w + 0.2, d + 0.2, k * h / self.planks + 0.8),
                self.wood * 0.5,
                1,
            )
        for x in (-w, w - 5):
            faces += _slab((x, -d - 0.8, 0), (x + 5, d + 0.8, h), self.wood * 0.8, 1)
        return _render(faces, direction * np.pi / 4, self.pitch, np.random.default_rng(self.seed + direction), 75)


class Tool:
    """One hand tool in first person: at rest (frame 0) and four frames of its swing."""

    CANVAS = (150, 230)  # height, width in the engine's 320x200 screen units
    ANGLES = (0.0, -0.55, 0.35, 0.95, 1.25)

    def __init__(self, rng: np.random.Generator, split: str, kind: str | None = None):
        self.kind = kind or str(rng.choice(TOOL_KINDS[split]))
        self.handle, self.head = (
            _vary(rng, WOODS[rng.integers(len(WOODS))]),
            _vary(rng, METALS[rng.integers(len(METALS))]),
        )
        self.skin = _vary(rng, SKINS[rng.integers(len(SKINS))])
        self.sleeve = rng.uniform(20, 160, 3)
        self.length, self.thick = rng.uniform(70, 105), rng.uniform(5, 10)
        self.spread, self.rest = rng.uniform(20, 36), rng.uniform(-0.75, 0.1)
        self.grip = (rng.uniform(135, 180), rng.uniform(122, 140))
        self.reach, self.swing = rng.uniform(0.7, 1.1), float(rng.choice((1.0, 1.0, 0.8)))
        self.mirrored = bool(rng.random() < 0.25)
        self.seed = int(rng.integers(1 << 31))

    def _outline(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Polygons ``(points (n, 2), colour)`` of the upright tool: grip at the origin, head at ``y = -length``."""
        n, t, s = self.length, self.thick / 2, self.spread
        bar = lambda x0, x1, y0, y1: np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], float)  # noqa: E731
        stick = (bar(-t, t, 18, -n), self.handle)
        if self.kind == "pickaxe":
            arc = [(-s * 1.3, -n + 16), (-s * 0.6, -n - 2), (0, -n - 8), (s * 0.6, -n - 2), (s * 1.3, -n + 16)]
            under = [(s * 0.6, -n + 8), (0, -n + 4), (-s * 0.6, -n + 8)]
            return [stick, (np.array(arc + under, float), self.head)]
        if self.kind == "axe":
            return [
                stick,
                (
                    np.array([(-t, -n), (-s, -n - 10), (-s * 1.15, -n + 8), (-s, -n + 30), (-t, -n + 16)], float),
                    self.head,
                ),
            ]
        if self.kind == "hammer":
            return [stick, (bar(-s * 0.8, s * 0.8, -n - 8, -n + 14), self.head)]
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
        if self.kind == "crowbar":
            hook = np.array(
                [(-t, -n), (-t, -n - 12), (s * 0.8, -n - 18), (s, -n - 4), (s * 0.7, -n - 8), (t, -n - 2)], float
            )
            return [(stick[0], self.head), (hook, self.head)]
        if self.kind == "club":
            return [
                (
                    np.array(
                        [(-t, 18), (-t, -n * 0.4), (-t * 2.4, -n), (0, -n - 12), (t * 2.4, -n), (t, -n * 0.4), (t, 18)],
                        float,
                    ),
                    self.handle,
                )
            ]
        if self.kind == "sickle":
            moon = [
                (0, -n * 0.6),
                (-s * 1.2, -n),
                (-s * 0.6, -n - 26),
                (s * 0.6, -n - 22),
                (-s * 0.4, -n - 12),
                (-s * 0.8, -n + 2),
            ]
            return [(bar(-t, t, 18, -n * 0.62), self.handle), (np.array(moon, float), self.head)]
        if self.kind == "oddity":
            return [stick, *self._odd_head()]
        if self.kind == "shovel":
            return [
                stick,
                (
                    np.array(
                        [
                            (-s * 0.6, -n + 4),
                            (-s * 0.65, -n - 22),
                            (0, -n - 38),
                            (s * 0.65, -n - 22),
                            (s * 0.6, -n + 4),
                        ],
                        float,
                    ),
                    self.head,
                ),
            ]
        angles = np.linspace(0, 2 * np.pi, 17)[:-1]  # a mace: a ball of spikes
        radius = np.where(np.arange(16) % 2, s * 0.5, s * 0.85)
        return [stick, (np.stack([radius * np.cos(angles), -n + radius * np.sin(angles)], 1), self.head)]

    def _odd_head(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """A head no smith ever made: what makes a tool a tool should be that it is held and swung, not its outline."""
        rng, n, s = np.random.default_rng(self.seed), self.length, self.spread
        parts = []
        for _ in range(int(rng.integers(1, 3))):
            corners = int(rng.integers(3, 10))
            angles = (np.arange(corners) + rng.uniform(-0.4, 0.4, corners)) * 2 * np.pi / corners
            radius = s * rng.uniform(0.3, 1.3, corners)
            middle = (rng.normal(0, 0.25) * s, -n + rng.normal(0, 0.2) * s)
            stretch = rng.uniform(0.5, 1.1, 2)
            outline = np.stack([radius * np.cos(angles), radius * np.sin(angles)], 1) * stretch + middle
            parts.append((outline, _vary(rng, self.head, 0.3)))
        return parts

    def picture(self, frame: int) -> np.ndarray:
        """BGRA picture ``(150, 230, 4)`` of ``frame`` 0 (rest) to 4; its lower edge is the screen's lower edge."""
        height, width = self.CANVAS
        picture = np.zeros((height * SUPERSAMPLING, width * SUPERSAMPLING, 4), np.uint8)
        angle = self.rest - self.ANGLES[frame] * self.reach * self.swing
        shift = np.array([(0, 0), (12, -6), (-18, -16), (-42, 4), (-52, 22)][frame], float) * self.reach
        c, s = np.cos(angle), np.sin(angle)
        grip = np.array(self.grip) + shift
        place = lambda points: ((points @ np.array([[c, s], [-s, c]]) + grip) * SUPERSAMPLING).round().astype(np.int32)  # noqa: E731
        parts = self._outline()
        arm = np.array([(-11, 4), (11, 4), (22, 60), (-4, 60)], float)
        hand = cv2.ellipse2Poly((0, 2), (12, 15), 0, 0, 360, 20).astype(float)
        for points, colour in [*parts, (arm, self.sleeve), (hand, self.skin)]:
            polygon = place(points)
            cv2.fillPoly(picture, [polygon], (*np.clip(colour, 0, 255).tolist(), 255))
            cv2.polylines(picture, [polygon], True, (*np.clip(colour * 0.5, 0, 255).tolist(), 255), 3)
        for k in (-6, 0, 6):  # fingers
            line = place(np.array([(-11, k), (8, k + 1)], float))
            cv2.line(
                picture, tuple(map(int, line[0])), tuple(map(int, line[1])), (*(self.skin * 0.65).tolist(), 255), 4
            )
        shading = np.linspace(1.15, 0.8, picture.shape[1])[None, :, None]
        grain = np.random.default_rng(self.seed).normal(0, 7, picture.shape[:2])[..., None]
        picture[..., :3] = np.clip(picture[..., :3] * shading + grain, 0, 255)
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        small[..., 3] = np.where(small[..., 3] > 127, 255, 0)
        return small[:, ::-1].copy() if self.mirrored else small
