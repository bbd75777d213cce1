"""``STEM-stats.csv``: how long and how often each label was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.recorded.result import Result
from app.timeline.timeline import Segment
from model.known_results import write_result
from model.marks import text_of
from model.safe_text import csv_line, table_cell

HEADER = ("label", "seconds", "share", "count", "longest", "longest_at", "mean_confidence")


@dataclass(frozen=True)
class LabelStatistics:
    """Of one label: seconds in all, their share of all labelled time (0..1), how many segments, the longest one and
    where it starts (seconds), and the mean confidence over its time (0..1)."""

    label: str
    seconds: float
    share: float
    count: int
    longest: float
    longest_at: float
    mean_confidence: float


def statistics_of(segments: Sequence[Segment], labels: Sequence[str]) -> list[LabelStatistics]:
    """How often and how long each label occurs.

    Args:
        segments: In any order.
        labels: The model's.

    Returns:
        One for each of ``labels``, then for each other label of ``segments`` in alphabetical order.
    """
    others = sorted({part.label for part in segments} - set(labels))
    total = sum(part.duration for part in segments)
    result = []
    for label in (*labels, *others):
        own = [part for part in segments if part.label == label]
        seconds = sum(part.duration for part in own)
        longest = max(own, key=lambda part: part.duration, default=None)
        result.append(
            LabelStatistics(
                label,
                seconds,
                seconds / total if total else 0.0,
                len(own),
                longest.duration if longest else 0.0,
                longest.start if longest else 0.0,
                sum(part.confidence * part.duration for part in own) / seconds if seconds else 0.0,
            )
        )
    return result


def write_statistics(result: Result, path: Path) -> Path:
    """Write the statistics of the segments as a table. See ``Format.write``."""
    lines = [csv_line(*HEADER)]
    for row in statistics_of(result.segments, result.spec.labels):
        lines.append(
            csv_line(
                table_cell(row.label),
                f"{row.seconds:.3f}",
                f"{row.share:.4f}",
                str(row.count),
                f"{row.longest:.3f}",
                f"{row.longest_at:.3f}",
                f"{row.mean_confidence:.4f}",
            )
        )
    return write_result(path, "".join(lines))


def wrote_statistics(path: Path) -> bool:
    """Whether the table at ``path`` is one of ``write_statistics``."""
    return text_of(path).startswith(",".join(HEADER) + "\n")
