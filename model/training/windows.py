"""Windows of encodings on the model's clock, as live classification would see them."""

from __future__ import annotations

import numpy as np

from model.evaluation.ground_truth import UNDECIDED
from model.training.features import Encoded
from model.video.sampling import TickSampler

# Footage has 35 frames a second, so a tick's frame comes up to 29 ms late; a 24 frames/s source is up to 13 ms later.
MOST_JITTER = 0.013


def live_rows(times: np.ndarray, fps: float, clip_length: int) -> np.ndarray:
    """The frame numbers that the live program would sample, one for each tick."""
    sampler = TickSampler(fps, clip_length)
    return np.repeat(np.arange(len(times)), [sampler.ticks(time) for time in times.tolist()])


def random_rows(times: np.ndarray, fps: float, rng: np.random.Generator) -> np.ndarray:
    """Frame numbers on a clock that starts at a random phase, each tick's frame late by chance as on slower sources."""
    ticks = np.arange(times[0] + rng.uniform(0, 1 / fps), times[-1], 1 / fps)
    rows = np.searchsorted(times, ticks + rng.uniform(0, rng.uniform(0, MOST_JITTER), len(ticks)) - 1e-6)
    return np.minimum(rows, len(times) - 1)


def sliding(rows: np.ndarray, clip_length: int) -> np.ndarray:
    """Each ``clip_length`` successive entries of ``rows``: ``(windows, clip_length)``."""
    if len(rows) < clip_length:
        return np.zeros((0, clip_length), int)
    return np.lib.stride_tricks.sliding_window_view(rows, clip_length)


def training_windows(
    encoded: list[Encoded], fps: float, clip_length: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One epoch's windows: ``(pass numbers (m,), frame numbers (m, clip_length), label indices (m,))``.

    A window's label is that of its newest frame, so the model learns to follow a change at once; windows whose
    newest frame is undecided, or whose frames had different looks, are left out.
    """
    numbers, frames, truths = [], [], []
    for number, one in enumerate(encoded):
        if len(one.times) < 2:
            continue
        rows = sliding(random_rows(one.times, fps, rng), clip_length)
        newest = rows[:, -1]
        rows = rows[(one.truth[newest] != UNDECIDED) & (one.groups[rows[:, 0]] == one.groups[newest])]
        numbers.append(np.full(len(rows), number))
        frames.append(rows)
        truths.append(one.truth[rows[:, -1]])
    return np.concatenate(numbers), np.concatenate(frames), np.concatenate(truths)


def gather(encoded: list[Encoded], numbers: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """The windows' features, float32 ``(m, clip_length, features)``."""
    return np.stack([encoded[n].features[f] for n, f in zip(numbers, frames, strict=True)]).astype(np.float32)
