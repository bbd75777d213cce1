"""Sequences of frames that the whole LRCN is trained on: each frame is encoded once, and is in every clip it belongs to.

A sequence of 20 frames has 14 clips of 7, so that a label costs 1.4 encoded frames and not 7.
"""

from __future__ import annotations

import numpy as np

from model.datasets.read import LabelledVideo
from model.network.backbones import keras
from model.video.reader import length

FRAMES = 20  # of a sequence, where videos are that long
SHORT = 0.2  # of the videos at most are too short for one


def sequence_length(videos: list[LabelledVideo], fps: float, clip_length: int) -> int:
    """How many frames a sequence has: FRAMES, or as many as most of the videos hold.

    Args:
        videos: The training footage.
        fps: Frames per second of the model's clock.
        clip_length: Frames in one clip, the least that a sequence has.
    """
    usual = np.quantile([_seconds(video) for video in videos], SHORT)
    return int(np.clip(usual * fps, clip_length, FRAMES))


def sequence_times(
    videos: list[LabelledVideo], draws: list[int], fps: float, frames: int, views: int, seed: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """When each sequence ends; those of one view lie end to end from a random start, another one in each view.

    Args:
        videos: The footage.
        draws: A number for each video, of its content: the starts are its own, whatever other videos there are.
        fps: Frames per second of the model's clock.
        frames: How many a sequence has.
        views: How many times the footage is covered, at least 1.
        seed: Draws the starts.

    Returns:
        For each video the sorted times (seconds) of its sequences' newest frames, and the view (from 0) of each.
    """
    found = []
    span = frames / fps
    for video, draw in zip(videos, draws, strict=True):
        seconds = _seconds(video)
        room = seconds - (frames - 1) / fps
        ends, views_of = [], []
        for view in range(views):
            start = np.random.default_rng([seed, 8, draw, view]).uniform(0, max(0.0, min(span, room)))
            ends.append(np.arange(start + (frames - 1) / fps, seconds, span))
            views_of.append(np.full(len(ends[-1]), view))
        order = np.argsort(np.concatenate(ends), kind="stable")
        found.append((np.concatenate(ends)[order], np.concatenate(views_of)[order]))
    return found


def clips_of(features, clip_length: int):
    """Every clip of each sequence, in order.

    Args:
        features: ``(sequences, frames, features)``, a NumPy array or a tensor of the backend, symbolic ones included.
        clip_length: Frames in one clip, at most ``frames``.

    Returns:
        ``(sequences * clips, clip_length, features)`` of the same kind; a sequence has ``frames - clip_length + 1``.
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
