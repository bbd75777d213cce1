"""The file of all search vectors that one encoder gave: rows of one size, those of a video one after another."""

from __future__ import annotations

import os

import numpy as np

from app.errors import UserError
from app.library.answers import Seconds
from app.library.place import Place, advice
from app.library.search_vectors import DIMENSIONS

# Which second of its video, and the vector.
ROW = np.dtype([("second", "<i4"), ("vector", "i1", (DIMENSIONS,))])


def write_rows(place: Place, encoder: str, first: int, seconds: Seconds) -> None:
    """Write a video's search vectors.

    Args:
        place: The library's.
        encoder: Which gave them.
        first: The row of the first of them; what lies there and behind it is written over.
        seconds: Them.

    Raises:
        OSError: They cannot be written.
    """
    rows = np.zeros(len(seconds.numbers), ROW)
    rows["second"], rows["vector"] = seconds.numbers, seconds.vectors
    handle = os.open(place.vectors_of(encoder), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(handle, "r+b") as file:
        file.seek(first * ROW.itemsize)
        file.write(rows.tobytes())


def search_rows(place: Place, encoder: str) -> np.ndarray:
    """All search vectors of one encoder, ``(n,)`` of ROW, left in their file until they are asked for.

    Raises:
        UserError: The file is missing or damaged.
    """
    path = place.vectors_of(encoder)
    try:
        size = os.stat(path).st_size
        return np.memmap(path, ROW, "r", shape=(size // ROW.itemsize,)) if size >= ROW.itemsize else np.zeros(0, ROW)
    except (OSError, ValueError) as error:
        raise UserError(f"Received {path}: it cannot be read ({error}); {advice()}.") from error
