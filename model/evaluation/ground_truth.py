"""True labels as numbers: which label holds at given times of a labelled video."""

from __future__ import annotations

import numpy as np

from model.datasets.read import LabelledVideo

UNDECIDED = -1
# Label files give milliseconds or finer: a frame's time may lie a hair before the rounded start of its own segment.
HAIR = 0.001


def true_labels(video: LabelledVideo, labels: tuple[str, ...], times: np.ndarray) -> np.ndarray:
    """Look up the labels at some moments. A label that is not among ``labels`` counts as undecided.

    Args:
        video: Labelled.
        labels: The model's.
        times: Seconds, in any order, ``(n,)``.

    Returns:
        Indices into ``labels``, int ``(n,)``; UNDECIDED where no segment is.
    """
    times = np.asarray(times, np.float64) + HAIR
    starts = np.array([segment.start for segment in video.segments])
    ends = np.array([segment.end for segment in video.segments])
    index = {label: number for number, label in enumerate(labels)}
    numbers = np.array([index.get(segment.label, UNDECIDED) for segment in video.segments], int)
    at = np.searchsorted(starts, times, side="right") - 1
    inside = (at >= 0) & (times < ends[at])
    return np.where(inside, numbers[at], UNDECIDED)
