"""Flat-faced solids drawn as sprites: the engine shows pictures from eight sides, not models."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

SUPERSAMPLING = 3


@dataclass(frozen=True)
class Face:
    """A flat polygon in space, its colour, and how far it lies above the surface it decorates."""

    points: np.ndarray  # (n, 3): x right, y towards the back, z up
    colour: np.ndarray
    layer: int = 0


def slab(low, high, colour, layer: int = 0) -> list[Face]:
    """The six faces of an upright box, each wound so that its normal points outwards."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    corners = np.array([[x, y, z] for z in (z0, z1) for y in (y0, y1) for x in (x0, x1)], float)
    sides = ((0, 1, 5, 4), (3, 2, 6, 7), (2, 0, 4, 6), (1, 3, 7, 5), (4, 5, 7, 6), (1, 0, 2, 3))
    return [Face(corners[list(side)], np.asarray(colour, float), layer) for side in sides]


def turned(faces: list[Face], pivot: tuple[float, float], angle: float) -> list[Face]:
    """Turn faces about the x axis through ``pivot`` = ``(y, z)`` by ``angle`` radians: a lid about its hinge."""
    c, s = np.cos(angle), np.sin(angle)
    out = []
    for face in faces:
        points = face.points.copy()
        y, z = points[:, 1] - pivot[0], points[:, 2] - pivot[1]
        points[:, 1], points[:, 2] = pivot[0] + c * y - s * z, pivot[1] + s * y + c * z
        out.append(Face(points, face.colour, face.layer))
    return out


def render(faces: list[Face], yaw: float, pitch: float, texture: np.random.Generator, size: float) -> np.ndarray:
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
