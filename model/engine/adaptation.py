"""Adapting to a video without its labels: what its map, light and colours add to every frame alike is taken away again.

A running mean of the video's own frames is what they have in common (statistics of the new domain in the place of the old
ones', as Li et al. 2018, "Adaptive Batch Normalization", here as the video goes on). Causal, so that a file says the same
whether it is watched or classified.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MOST_MEMORY = 1_000_000  # frames


@dataclass(frozen=True)
class Adaptation:
    """How a running mean of projected frames is kept.

    Attributes:
        weight: How many frames the mean of what was learned from, zero, counts for when a video begins.
        memory: Of about how many frames the mean is; what was longer ago is forgotten.
        share: Of the running mean that is taken from a frame, 0 to 1. With all of it, a label that lasts for minutes would be
            taken for what the video has in common.
    """

    weight: int = 200
    memory: int = 6000
    share: float = 0.6

    def begin(self, components: int) -> np.ndarray:
        """The context of a video that begins, float32 ``(components + 1,)``: the running mean, then of how many frames it is."""
        context = np.zeros(components + 1, np.float32)
        context[-1] = self.weight
        return context

    def __call__(self, frame: np.ndarray, context: np.ndarray) -> np.ndarray:
        """Take the next projected frame ``(components,)`` into ``context``, in place; the frame less its share of the mean."""
        context[-1] = min(context[-1] + 1, self.memory)
        context[:-1] += (frame - context[:-1]) / context[-1]
        return frame - np.float32(self.share) * context[:-1]


def adapted(frames: np.ndarray, adaptation: Adaptation | None) -> np.ndarray:
    """All projected frames of a video, ``(frames, components)``, each adapted in turn; without one as they are."""
    if adaptation is None or not len(frames):
        return frames
    context = adaptation.begin(frames.shape[1])
    return np.stack([adaptation(frame, context) for frame in frames])
