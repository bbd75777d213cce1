"""One small vector for each second of a video, by which moments that look alike are found.

The features of a second's frames, each of length 1, are averaged and projected to DIMENSIONS random directions, which nearly
keeps all angles (Johnson and Lindenstrauss 1984; of signs alone: Achlioptas 2003). The signs come from a hash: they are the
same on every machine, so that vectors made anywhere can be compared.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from math import floor

import numpy as np

from app.library.answers import MOST_SECONDS, Seconds
from app.library.fine_vectors import BLOCK, to_codes

DIMENSIONS = 64
SCALE = 32.0  # the root mean square of a vector's numbers, which int8 holds up to four times that
LENGTH = SCALE * DIMENSIONS**0.5  # of a vector


@lru_cache(maxsize=4)
def _signs(features: int) -> np.ndarray:
    """float64 ``(features, DIMENSIONS)`` of 1 and -1."""
    digest = hashlib.shake_128(f"directions of {features} features".encode()).digest(features * DIMENSIONS // 8)
    bits = np.unpackbits(np.frombuffer(digest, np.uint8)).reshape(features, DIMENSIONS)
    return bits * 2.0 - 1.0


def to_vector(features: np.ndarray) -> np.ndarray:
    """Project features.

    Args:
        features: ``(features,)``.

    Returns:
        int8 ``(DIMENSIONS,)`` of length LENGTH; zeros for features that are all zero.
    """
    projected = np.asarray(features, np.float64) @ _signs(len(features))
    size = np.linalg.norm(projected)
    if not size:
        return np.zeros(DIMENSIONS, np.int8)
    return np.clip(np.rint(projected / size * LENGTH), -127, 127).astype(np.int8)


class SecondVectors:
    """Takes the frames of one video in order."""

    def __init__(self):
        self._numbers: list[int] = []
        self._vectors: list[np.ndarray] = []
        self._sums: list[np.ndarray] = []  # of the seconds that have no fine vector yet
        self._fine: list[np.ndarray] = []
        self._sum: np.ndarray | None = None
        self._now = -1

    def push(self, time: float, features: np.ndarray) -> None:
        """Take the next frame.

        Args:
            time: Seconds, never decreasing.
            features: float32 ``(features,)``.
        """
        second = floor(min(max(time, 0.0), MOST_SECONDS))
        if second != self._now:
            self._close()
            self._now, self._sum = second, np.zeros(len(features))
        size = float(np.linalg.norm(features))
        if size:
            self._sum += features / size

    def end(self) -> Seconds:
        """The video has ended: all of its seconds."""
        self._close()
        self._sum = None
        self._refine()
        if not self._vectors:
            return Seconds(np.zeros(0, np.int64), np.zeros((0, DIMENSIONS), np.int8))
        return Seconds(np.array(self._numbers, np.int64), np.stack(self._vectors), np.concatenate(self._fine))

    def _close(self) -> None:
        if self._sum is None:
            return
        self._numbers.append(self._now)
        self._vectors.append(to_vector(self._sum))
        self._sums.append(self._sum)
        if len(self._sums) == BLOCK:
            self._refine()

    def _refine(self) -> None:
        if self._sums:
            self._fine.append(to_codes(np.stack(self._sums)))
            self._sums = []
