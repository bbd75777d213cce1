"""Where a picture and its features lie between two processes: a file that both have mapped."""

from __future__ import annotations

from pathlib import Path

import numpy as np

MOST_FEATURES = 65_536


def shared_memory(path: Path, image_size: tuple[int, int], make: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """``(picture, features)`` over the file at ``path``: uint8 ``(height, width, 3)`` and float32 ``(MOST_FEATURES,)``.

    Args:
        make: Give the file its size, whatever it holds.
    """
    pixels = image_size[0] * image_size[1] * 3
    begin = (pixels + 63) // 64 * 64
    whole = np.memmap(path, np.uint8, "w+" if make else "r+", shape=(begin + 4 * MOST_FEATURES,))
    return whole[:pixels].reshape(*image_size, 3), whole[begin:].view(np.float32)
