"""The frames of a video that are shown at given times, read in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from model.video.reader import read_frames

_SLACK = 1e-6  # seconds by which a frame may come too early: a 30 fps file's 1/10 s is 0.09999...


def frames_at(path: Path, times: np.ndarray) -> Iterator[tuple[np.ndarray, float, np.ndarray]]:
    """Read the first frame at or after each of ``times``.

    Args:
        path: The video.
        times: ``(n,)`` seconds from its first frame, in any order; several may ask for the same frame.

    Yields:
        ``(indices, time, image)`` in order of time: which of ``times`` the frame stands for, when it is shown in
        seconds, and the frame as BGR uint8 ``(height, width, 3)``. Times after the last frame get none.

    Raises:
        FootageError: The video cannot be opened or holds no frame.
    """
    order = np.argsort(times, kind="stable")
    ordered = np.asarray(times)[order]
    reached = given = 0

    def wanted(time: float) -> int:
        nonlocal reached
        before, reached = reached, max(reached, int(np.searchsorted(ordered, time + _SLACK, side="right")))
        return int(reached > before)

    for time, _, image in read_frames(path, wanted):
        yield order[given:reached], time, image
        given = reached
