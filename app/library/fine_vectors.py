"""A finer vector for each second of a video: of those that its search vector finds, it tells which are really the nearest.

The features of a second are turned at random, so that each coordinate says as much as any other, and four bits of each are kept:
an angle between two is then wrong by a few thousandths (Gao et al. 2025, Practical and Asymptotically Optimal Quantization of
High-Dimensional Vectors; turned by fast Walsh-Hadamard transforms, Ailon and Chazelle 2009). The signs come from a hash, so that
vectors made anywhere can be compared.

They lie in a file beside the video's Parquet file, as they take more than all search vectors together and few are ever read:
48 bytes (b"LACFINE1", the encoder in 16 hexadecimal digits, rows and coordinates as two whole numbers of eight bytes), then a row
for each second, two coordinates a byte, the lower half first.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.files import write_whole

MOST_COORDINATES = 1280  # of features that are more, a vector this long keeps all angles nearly
ROUNDS = 4
STEP = (
    0.335  # of the root mean square of a coordinate: the best for sixteen steps of what is spread as a bell (Max 1960)
)
LEVELS = 16
BLOCK = 256  # seconds that are turned at once
_HEAD = struct.Struct("<8s16sQQ8x")
_MAGIC = b"LACFINE1"


def coordinates_of(features: int) -> int:
    """How many coordinates a vector has."""
    return 2 * ((min(features, MOST_COORDINATES) + 1) // 2)


def to_codes(features: np.ndarray) -> np.ndarray:
    """The vectors of some seconds.

    Args:
        features: float ``(n, features)`` of any length but 0.

    Returns:
        uint8 ``(n, coordinates / 2)``.
    """
    rows, count = np.array(features, np.float32), features.shape[1]
    part = 1 << (count.bit_length() - 1)
    for number in range(ROUNDS):
        rows *= _signs(count, number)
        turned = slice(0, part) if number % 2 == 0 else slice(count - part, count)
        rows[:, turned] = _transformed(rows[:, turned])
    size = np.sqrt((rows.astype(np.float64) ** 2).sum(axis=1, keepdims=True) / count)
    size[size == 0] = 1.0
    kept = np.zeros((len(rows), coordinates_of(count)))
    kept[:, : min(count, kept.shape[1])] = (rows / size)[:, : kept.shape[1]]
    codes = np.clip(np.floor(kept / STEP) + LEVELS // 2, 0, LEVELS - 1).astype(np.uint8)
    return codes[:, ::2] | codes[:, 1::2] << 4


def similarities(codes: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The cosines of the angles between vectors and one.

    Args:
        codes: uint8 ``(n, coordinates / 2)``.
        wanted: uint8 ``(coordinates / 2,)``.

    Returns:
        float32 ``(n,)``, -1..1.
    """
    one, many = _values(wanted[None])[0], _values(codes)
    return many @ one / (np.linalg.norm(many, axis=1) * np.linalg.norm(one))


def _values(codes: np.ndarray) -> np.ndarray:
    """float32 ``(n, coordinates)``, those of even numbers first, never all 0."""
    return np.concatenate([codes & 15, codes >> 4], axis=1).astype(np.float32) - (LEVELS - 1) / 2


@lru_cache(maxsize=16)
def _signs(count: int, number: int) -> np.ndarray:
    """float32 ``(count,)`` of 1 and -1."""
    digest = hashlib.shake_128(f"turn {number} of {count} features".encode()).digest((count + 7) // 8)
    return (np.unpackbits(np.frombuffer(digest, np.uint8))[:count] * 2.0 - 1.0).astype(np.float32)


def _transformed(rows: np.ndarray) -> np.ndarray:
    """The Walsh-Hadamard transform of each row of ``(n, power of two)``, scaled to keep lengths."""
    found, half = np.array(rows, order="C"), 1
    while half < rows.shape[1]:
        pairs = found.reshape(len(rows), -1, 2, half)
        first = pairs[:, :, 0].copy()
        pairs[:, :, 0] += pairs[:, :, 1]
        np.subtract(first, pairs[:, :, 1], out=pairs[:, :, 1])
        half *= 2
    return found * np.float32(rows.shape[1] ** -0.5)


def write_codes(path: Path, encoder: str, codes: np.ndarray) -> None:
    """Write a video's vectors, whole or not at all.

    Args:
        path: The file.
        encoder: What tells its features from another's, at most 16 characters.
        codes: uint8 ``(n, coordinates / 2)``, one for each of the video's seconds.

    Raises:
        OSError: It cannot be written.
    """
    head = _HEAD.pack(_MAGIC, encoder.encode("ascii"), len(codes), 2 * codes.shape[1])
    write_whole(path, head + codes.tobytes(), durable=True)


def read_codes(path: Path, encoder: str, rows: int, wanted: Sequence[int]) -> np.ndarray | None:
    """Some of a video's vectors.

    Args:
        path: The file.
        encoder: Whose they must be.
        rows: How many seconds the video has.
        wanted: The numbers of those that are read, below ``rows``.

    Returns:
        uint8 ``(n, coordinates / 2)``; None where there is no such file, or one of another video, encoder or form.
    """
    try:
        with open(path, "rb", buffering=0) as file:
            magic, whose, count, coordinates = _HEAD.unpack(file.read(_HEAD.size))
            right = magic == _MAGIC and whose == encoder.encode("ascii").ljust(16, b"\0") and count == rows
            if not right or not 2 <= coordinates <= MOST_COORDINATES:
                return None
            width = coordinates // 2
            if os.fstat(file.fileno()).st_size != _HEAD.size + rows * width:
                return None
            found = bytearray()
            for number in wanted:
                file.seek(_HEAD.size + int(number) * width)
                found += file.read(width)
        return np.frombuffer(found, np.uint8).reshape(len(wanted), width)
    except (OSError, ValueError, struct.error):
        return None
