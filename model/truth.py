"""True labels as numbers: which label holds at given times of a labelled video."""

from __future__ import annotations

import numpy as np

from model.footage.read import LabelledVideo

UNDECIDED = -1
# Label files give milliseconds or finer: a frame's time may lie a hair before the rounded start of its own segment.
HAIR = 0.001


def true_labels(video: LabelledVideo, labels: tuple[str, ...], times: np.ndarray) -> np.ndarray:
    """Indices into ``labels`` at ``times`` (seconds, any order), int ``(n,)``; UNDECIDED where no segment is.

    A label that is not among ``labels`` counts as undecided.
    """
    return labels_around(video, labels, times, 0.0)[0]


def labels_around(
    video: LabelledVideo, labels: tuple[str, ...], times: np.ndarray, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """``true_labels``, and of each the length of the segment that it is of, seconds ``(n,)``, infinite where there is none.

    A moment outside all segments is of the nearest one that is less than ``reach`` seconds away.
    """
    times = np.asarray(times, np.float64) + HAIR
    index = {label: number for number, label in enumerate(labels)}
    # One more at either end, for moments that have none before or after them.
    starts = np.array([-np.inf, *(segment.start for segment in video.segments), np.inf])
    ends = np.array([-np.inf, *(segment.end for segment in video.segments), np.inf])
    numbers = np.array([UNDECIDED, *(index.get(segment.label, UNDECIDED) for segment in video.segments), UNDECIDED])
    lengths = np.array([np.inf, *(segment.end - segment.start for segment in video.segments), np.inf])
    before = np.searchsorted(starts, times, side="right") - 1
    since, ahead = times - ends[before], starts[before + 1] - times
    nearest = np.where((since < 0) | (since <= ahead), before, before + 1)
    found = (since < 0) | (np.minimum(since, ahead) < reach)
    return np.where(found, numbers[nearest], UNDECIDED), np.where(found, lengths[nearest], np.inf)
