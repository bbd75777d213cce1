"""Choosing the frames that teach the CNN: spread over all footage, rare labels kept, frequent ones capped."""

from __future__ import annotations

import numpy as np

from model.datasets.read import LabelledVideo
from model.video.reader import length

RARE_RATE = 2  # a rare label may be sampled this many times as densely as the average


def pick_times(videos: list[LabelledVideo], labels: tuple[str, ...], per_second: float, seed: int) -> list[np.ndarray]:
    """For each video the sorted times (seconds) of the frames to use.

    In all about ``per_second`` frames for each second of labelled footage, shared out so that each label gets
    the same number, or all it has at ``RARE_RATE`` times that density.
    """
    rng = np.random.default_rng([seed, 1])
    step = 1 / (per_second * RARE_RATE)
    where, when, which = [], [], []
    for number, video in enumerate(videos):
        for segment in video.segments:
            if segment.label not in labels:
                continue
            end = min(segment.end, length(video.path) or 0.0) if np.isinf(segment.end) else segment.end
            times = np.arange(segment.start + rng.uniform(0, step), end, step)
            where.append(np.full(len(times), number))
            when.append(times)
            which.append(np.full(len(times), labels.index(segment.label)))
    where, when, which = np.concatenate(where), np.concatenate(when), np.concatenate(which)
    available = np.bincount(which, minlength=len(labels))
    quota = share_out(len(which) // RARE_RATE, available)
    chosen = [rng.permutation(np.flatnonzero(which == label))[: quota[label]] for label in range(len(labels))]
    chosen = np.sort(np.concatenate(chosen))
    return [np.sort(when[chosen][where[chosen] == number]) for number in range(len(videos))]


def share_out(total: int, available: np.ndarray) -> np.ndarray:
    """Share ``total`` equally, nobody getting more than ``available``; what one cannot take goes to the others."""
    quota = np.zeros(len(available), int)
    for position, label in enumerate(np.argsort(available, kind="stable")):
        quota[label] = min(available[label], (total - quota.sum()) // (len(available) - position))
    return quota


class Picker:
    """``wanted`` for ``read_frames``: the first frame at or after each of the given sorted times."""

    def __init__(self, times: np.ndarray):
        self._times = times
        self._next = 0

    def __call__(self, time: float) -> int:
        """How many of the times this frame stands for: 0 or 1 (several at once count once)."""
        reached = int(np.searchsorted(self._times, time + 1e-6, side="right"))
        wanted = reached > self._next
        self._next = max(self._next, reached)
        return int(wanted)
