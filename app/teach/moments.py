"""Small pictures of a moment of a video, for a person who is asked what it shows."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from model.video.video_file import VideoFile

PICTURES = 6  # of one moment: enough to see what moves
AROUND = 0.25  # seconds before and after it that are shown, too


def pictures_of(path: Path, start: float, end: float, width: int = 160) -> list[np.ndarray]:
    """At most PICTURES of the moment, in order of time.

    Args:
        path: The video.
        start, end: Of the moment, seconds; may be the same.
        width: Of the pictures, pixels.

    Returns:
        BGR uint8 ``(height, width, 3)``; the first one is of the middle of the moment, for where only one is shown.

    Raises:
        FootageError: The file is no video that can be read.
    """
    first, last = max(0.0, start - AROUND), end + AROUND
    due = np.linspace(first, last, PICTURES)
    found: list[np.ndarray] = []
    with VideoFile(path, threads=1) as video:
        now = video.seek(first)
        while now is not None and len(found) < PICTURES:
            _, time, frame = now
            if time >= due[len(found)] - 1e-3:
                found.append(_small(video.to_bgr(frame), width))
            if time > last:
                break
            now = video.read()
    return [found[len(found) // 2], *found] if found else []


def _small(image: np.ndarray, width: int) -> np.ndarray:
    height = max(1, round(image.shape[0] * width / image.shape[1]))
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
