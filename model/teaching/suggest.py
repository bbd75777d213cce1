"""Which unmarked moments a person should look at: the most uncertain ones that also differ from one another.

Uncertainty alone would ask about the same scene twelve times; so each next moment is the one whose uncertainty times its
distance to those chosen so far is largest (as in Ash et al. 2020, with distances in the space that the head sees).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.engine.taught_head import TaughtHead, parted
from model.spec import ModelSpec
from model.teaching.embeddings import Embeddings
from model.teaching.footage import Teachable
from model.teaching.samples import spans_of, windows_of

MOST = 12
SURE = 0.97  # of what the model gives so much it is not asked about


@dataclass(frozen=True)
class Suggestion:
    """A moment to check. video: its name. start, end: seconds. label: the guess. confidence: 0 to 1."""

    video: str
    start: float
    end: float
    label: str
    confidence: float


def suggest(
    footage: Sequence[Teachable], embeddings: Sequence[Embeddings], head: TaughtHead, spec: ModelSpec
) -> list[Suggestion]:
    """Up to MOST explored moments that are worth checking, the most useful first; what the model is sure of is never asked."""
    found: list[Suggestion] = []
    seen: list[np.ndarray] = []
    for one, embedded in zip(footage, embeddings, strict=True):
        if not len(embedded.ticks) or not one.explored:
            continue
        rows = np.unique(np.clip(np.searchsorted(embedded.times, one.explored), 0, len(embedded.times) - 1))
        windows = head.frames_of(embedded.features, spans_of(embedded.ticks))[
            windows_of(embedded.ticks, rows, spec.clip_length, spec.clip_length - 1)
        ]
        pictures, _ = parted(windows, head.live.readout)
        for row, window, probabilities in zip(rows, pictures, head.live.probabilities(windows), strict=True):
            time, best = float(embedded.times[row]), int(probabilities.argmax())
            start = max(0.0, time - spec.clip_seconds)
            found.append(
                Suggestion(
                    one.name, round(start, 3), round(time, 3), spec.labels[best], round(float(probabilities[best]), 4)
                )
            )
            seen.append(window.mean(axis=0))
    if not found:
        return []
    return [found[place] for place in most_useful(np.array([one.confidence for one in found]), np.array(seen))]


def most_useful(confidences: np.ndarray, seen: np.ndarray) -> list[int]:
    """Which moments to ask about: up to MOST, the most useful first.

    Args:
        confidences: Of the guessed labels ``(moments,)``, 0 to 1.
        seen: What the head sees of each, ``(moments, components)``.

    Returns:
        Places in both.
    """
    doubt = np.where(confidences >= SURE, 0.0, 1 - confidences)
    chosen: list[int] = []
    nearest = np.full(len(doubt), np.inf)
    while len(chosen) < MOST and (doubt > 0).any():
        worth = doubt if not chosen else doubt * nearest
        best = int(worth.argmax())
        if worth[best] <= 0:
            break
        chosen.append(best)
        doubt[best] = 0.0
        nearest = np.minimum(nearest, np.linalg.norm(seen - seen[best], axis=1))
    return chosen
