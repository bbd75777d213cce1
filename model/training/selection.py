"""Which single frames the CNN is trained on: spread over all footage, rare labels kept, frequent ones capped."""

from __future__ import annotations

import numpy as np

from model.datasets.read import LabelledVideo
from model.video.reader import length

RARE_RATE = 2  # a rare label may be sampled this many times as densely as the average


def select_times(
    videos: list[LabelledVideo], labels: tuple[str, ...], per_second: float, seed: int
) -> list[np.ndarray]:
    """Times of about ``per_second`` frames for each second of labelled footage, the same number of each label.

    A label too rare for that gives all it has, at RARE_RATE times that density.

    Args:
        videos: The labelled footage.
        labels: Those that count.
        per_second: Above 0.
        seed: Draws the times.

    Returns:
        For each video its times in seconds, sorted.
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
    """Share ``total`` among the labels as equally as ``available`` allows.

    Args:
        total: How many frames to give away.
        available: ``(labels,)``, the most that each label can take.

    Returns:
        ``(labels,)``; what one label cannot take goes to the others.
    """
    quota = np.zeros(len(available), int)
    for position, label in enumerate(np.argsort(available, kind="stable")):
        quota[label] = min(available[label], (total - quota.sum()) // (len(available) - position))
    return quota
