"""What tuning the general encoder to a project takes: packages, moments, time. Says so without TensorFlow."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from importlib.util import find_spec

import numpy as np

from model.teaching.samples import Samples

PACKAGES = ("tensorflow", "h5py", "ai_edge_quantizer")  # of the full install
TUNING_PARTS = (0, 1)  # of the marked time, whose pictures the encoder sees; the others were never shown to it
TICKS = 20  # a second, of the general encoder
GAP = 2  # ticks from one frame of a pair to the other: what moves is seen by both together
EVERY = 6  # ticks from one pair to the next: nearer ones hardly differ
MOST_PAIRS, FEWEST_PAIRS = 600, 24
LOOKS = 3  # of each picture: as it is, and twice in other colours, sharpness and compression
BATCH, PASSES, FEWEST_STEPS, MOST_STEPS = 24, 10, 60, 200

# Seconds of one core of an AMD EPYC, measured.
LOOK, STEP, ENCODE, LEARN, CONVERT = 0.025, 0.5, 0.012, 40.0, 15.0


@dataclass(frozen=True)
class TuningTime:
    """About how many seconds each piece of the work takes on this machine, when it has nothing else to do."""

    look: float
    train: float
    convert: float
    encode: float
    learn: float

    @property
    def all(self) -> float:
        """All of it."""
        return sum(getattr(self, field.name) for field in fields(self))


def tuning_time(pairs: int, frames: int) -> TuningTime:
    """How long it takes. pairs: of frames that teach. frames: that are encoded anew."""
    cores = min(4, os.cpu_count() or 1)
    return TuningTime(
        2 * pairs * LOOKS * LOOK / cores,
        steps_for(pairs) * STEP / cores,
        CONVERT,  # on one core
        frames * ENCODE / cores,
        LEARN / cores,
    )


def minutes_for(marked_seconds: float) -> int:
    """How many minutes tuning adds to a teaching of so much marked time, told before anything is done."""
    ticks = marked_seconds * TICKS
    pairs = min(MOST_PAIRS, round(ticks / 2 / EVERY))
    return max(1, round(tuning_time(pairs, round(ticks)).all / 60))


def steps_for(pairs: int) -> int:
    """Steps of training."""
    return min(MOST_STEPS, max(FEWEST_STEPS, PASSES * pairs // BATCH))


def can_tune() -> bool:
    """Whether the packages are installed that tuning needs."""
    return all(find_spec(name) is not None for name in PACKAGES)


def pairs_of(samples: Samples, seed: int) -> np.ndarray:
    """Pairs of frames GAP apart, of the same label, in the parts of the marked time that may teach the encoder.

    Returns:
        Which moments of ``samples`` they are, int ``(pairs, 2)``; at most MOST_PAIRS, what is rare is kept.
    """
    partner = np.full(len(samples.row), -1)
    teaches = np.isin(samples.part, TUNING_PARTS)
    for number, one in enumerate(samples.videos):
        own = np.flatnonzero(teaches & (samples.video == number))
        if not len(own):
            continue
        ticks = one.embeddings.ticks[samples.row[own]]
        later = np.minimum(np.searchsorted(ticks, ticks + GAP), len(own) - 1)
        alike = samples.ground_truth[own[later]] == samples.ground_truth[own]
        right = (ticks[later] == ticks + GAP) & alike & (ticks % EVERY == 0)
        partner[own[right]] = own[later[right]]
    first = samples.capped(np.flatnonzero(partner >= 0), MOST_PAIRS, np.random.default_rng(seed))
    return np.stack([first, partner[first]], axis=1)
