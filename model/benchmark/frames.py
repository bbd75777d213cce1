"""What all ways are given: frames that are always the same, and the windows of a real video."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from model.spec import ModelSpec
from model.video.reader import read_frames
from model.video.sampling import TickSampler

FRAME_SIZE = (1280, 720)  # (width, height) of the frames that streaming is given


def make_frames(count: int) -> list[np.ndarray]:
    """BGR uint8 frames of FRAME_SIZE, always the same: soft coloured noise (speed does not depend on it).

    Args:
        count: How many.

    Returns:
        The frames, each ``(height, width, 3)``.
    """
    import cv2

    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (count, 9, 16, 3), dtype=np.uint8)
    return [cv2.resize(image, FRAME_SIZE, interpolation=cv2.INTER_CUBIC) for image in noise]


def sampled(video: Path, spec: ModelSpec) -> Iterator[tuple[int, np.ndarray]]:
    """Yield ``(ticks, image)`` of each frame of a video that the model is shown.

    Args:
        video: The file.
        spec: The model's.

    Raises:
        FootageError: It cannot be read.
    """
    for _, ticks, image in read_frames(Path(video), TickSampler(spec.sample_fps, spec.clip_length).ticks):
        yield ticks, image


def windows(video: Path, spec: ModelSpec) -> Iterator[list[np.ndarray]]:
    """Yield the last ``clip_length`` pictures at each of the model's predictions.

    Args:
        video: The file.
        spec: The model's.

    Raises:
        FootageError: It cannot be read.
    """
    window: deque[np.ndarray] = deque(maxlen=spec.clip_length)
    for ticks, image in sampled(video, spec):
        window.extend([image] * ticks)
        if len(window) == spec.clip_length:
            yield list(window)
