"""Clips of embeddings on the model's clock, as live classification would see them."""

from __future__ import annotations

import numpy as np

from model.evaluation.ground_truth import UNDECIDED
from model.training.embeddings import VideoEmbeddings
from model.video.sampling import TickSampler

# Footage has 35 frames a second, so a tick's frame comes up to 29 ms late; a 24 frames/s source is up to 13 ms later.
MOST_JITTER = 0.013


def clock_rows(times: np.ndarray, fps: float, clip_length: int) -> np.ndarray:
    """The frames that the live program would sample.

    Args:
        times: ``(frames,)`` seconds, rising.
        fps: Ticks per second of the model's clock.
        clip_length: The most ticks that one frame may stand for.

    Returns:
        ``(ticks,)`` frame numbers, one for each tick.
    """
    sampler = TickSampler(fps, clip_length)
    return np.repeat(np.arange(len(times)), [sampler.ticks(time) for time in times.tolist()])


def random_clock_rows(times: np.ndarray, fps: float, rng: np.random.Generator) -> np.ndarray:
    """As ``clock_rows``, on a clock that starts at a random phase, each frame late by chance as on slower sources."""
    ticks = np.arange(times[0] + rng.uniform(0, 1 / fps), times[-1], 1 / fps)
    rows = np.searchsorted(times, ticks + rng.uniform(0, rng.uniform(0, MOST_JITTER), len(ticks)) - 1e-6)
    return np.minimum(rows, len(times) - 1)


def successive(rows: np.ndarray, clip_length: int) -> np.ndarray:
    """Each ``clip_length`` successive entries of ``rows``: ``(clips, clip_length)``."""
    if len(rows) < clip_length:
        return np.zeros((0, clip_length), int)
    return np.lib.stride_tricks.sliding_window_view(rows, clip_length)


def training_clips(
    videos: list[VideoEmbeddings], fps: float, clip_length: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One epoch's clips, on another clock for each video.

    A clip's label is that of its newest frame, so that the model learns to follow a change at once. Clips whose newest
    frame is undecided, or whose frames were augmented differently, are left out.

    Args:
        videos: What was encoded, in one or more passes.
        fps: Ticks per second of the model's clock.
        clip_length: Frames in one clip.
        rng: Draws the clocks.

    Returns:
        ``(videos (m,), frames (m, clip_length), labels (m,))``: indices into ``videos``, frame numbers, label indices.
    """
    numbers, frames, labels = [], [], []
    for number, one in enumerate(videos):
        if len(one.times) < 2:
            continue
        rows = successive(random_clock_rows(one.times, fps, rng), clip_length)
        newest = rows[:, -1]
        rows = rows[(one.labels[newest] != UNDECIDED) & (one.views[rows[:, 0]] == one.views[newest])]
        numbers.append(np.full(len(rows), number))
        frames.append(rows)
        labels.append(one.labels[rows[:, -1]])
    return np.concatenate(numbers), np.concatenate(frames), np.concatenate(labels)


def gather(videos: list[VideoEmbeddings], numbers: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """The embeddings of the clips that ``training_clips`` found, float32 ``(m, clip_length, features)``."""
    return np.stack([videos[n].features[f] for n, f in zip(numbers, frames, strict=True)]).astype(np.float32)
