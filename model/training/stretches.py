"""Stretches of video that teach the whole LRCN: each frame is encoded once, and is in every window it belongs to.

A stretch of 20 frames has 14 windows of 7, so that a label costs 1.4 encoded frames and not 7.
"""

from __future__ import annotations

import numpy as np

from model.datasets.read import LabelledVideo
from model.network.backbones import keras
from model.video.reader import length

FRAMES = 20  # of a stretch, where videos are that long
SHORT = 0.2  # of the videos at most are too short for one


def stretch_frames(videos: list[LabelledVideo], fps: float, clip_length: int) -> int:
    """How many frames at ``fps`` a stretch of these videos has: FRAMES, or as many as most videos hold."""
    usual = np.quantile([_seconds(video) for video in videos], SHORT)
    return int(np.clip(usual * fps, clip_length, FRAMES))


def stretch_times(
    videos: list[LabelledVideo], fps: float, frames: int, looks: int, seed: int
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """For each video the sorted times (seconds) of its stretches' newest frames, and which look each belongs to.

    The stretches of one look lie end to end from a random start, another one in each look. looks: at least 1.
    """
    times, which = [], []
    for number, video in enumerate(videos):
        ends, whose = [], []
        for look in range(looks):
            span = frames / fps
            room = _seconds(video) - (frames - 1) / fps
            start = np.random.default_rng([seed, 8, number, look]).uniform(0, max(0.0, min(span, room)))
            found = np.arange(start + (frames - 1) / fps, _seconds(video), span)
            ends.append(found)
            whose.append(np.full(len(found), look))
        order = np.argsort(np.concatenate(ends), kind="stable")
        times.append(np.concatenate(ends)[order])
        which.append(np.concatenate(whose)[order])
    return times, which


def windows(features, clip_length: int):
    """Every window of ``(stretches, frames, features)``: ``(stretches * windows, clip_length, features)``, in order.

    Takes and gives a NumPy array or a tensor of the backend, symbolic ones included.
    """
    count = features.shape[1] - clip_length + 1
    stack = np.stack if isinstance(features, np.ndarray) else keras.ops.stack
    each = stack([features[:, first : first + clip_length] for first in range(count)], axis=1)
    shape = (-1, clip_length, features.shape[-1])
    return each.reshape(shape) if isinstance(features, np.ndarray) else keras.ops.reshape(each, shape)


def _seconds(video: LabelledVideo) -> float:
    """How long ``video`` is, as far as its labels reach."""
    end = max((segment.end for segment in video.segments), default=0.0)
    return end if np.isfinite(end) else length(video.path)
