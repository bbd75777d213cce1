"""How far two labellings of one video agree: the share of time, and Cohen's kappa, which takes off what chance would do. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.timeline.timeline import Segment


@dataclass(frozen=True)
class Agreement:
    """Of the time that both label.

    Attributes:
        seconds: How much that is.
        share: Of it, where they say the same, 0 to 1; None where that is no time at all.
        kappa: The same without what chance would do, at most 1 (Cohen, 1960); None where chance would always agree.
    """

    seconds: float
    share: float | None
    kappa: float | None


def agreement(first: Sequence[Segment], second: Sequence[Segment]) -> Agreement:
    """Compare two labellings.

    Args:
        first: In order of time, not overlapping.
        second: As ``first``.

    Returns:
        How far they agree.
    """
    both, mine, theirs = 0.0, Counter(), Counter()
    same, row = 0.0, 0
    for part in first:
        while row < len(second) and second[row].end <= part.start:
            row += 1
        for other in second[row:]:
            if other.start >= part.end:
                break
            shared = min(part.end, other.end) - max(part.start, other.start)
            both += shared
            mine[part.label] += shared
            theirs[other.label] += shared
            same += shared if part.label == other.label else 0.0
    if both <= 0:
        return Agreement(0.0, None, None)
    chance = sum(mine[label] * theirs[label] for label in mine) / both**2
    share = same / both
    return Agreement(both, share, (share - chance) / (1 - chance) if chance < 1 - 1e-9 else None)
