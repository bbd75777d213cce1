"""Segments as rows of JSON: in the files of the scan store, and in what the scan process says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.timeline.segment_map import HOLE
from app.timeline.timeline import Segment
from model.json_data import is_number, is_text

MOST_SECONDS = 1e9  # of a video: thirty years
LONGEST_TEXT = 10_000  # characters of a label


def to_rows(segments: Iterable[Segment]) -> list[list]:
    """``[start, end, label, confidence]`` of each: what JSON takes."""
    return [[part.start, part.end, part.label, part.confidence] for part in segments]


def from_rows(rows: Any, by_user: bool = False) -> list[Segment]:
    """Make segments of rows that were read.

    Args:
        rows: Of ``to_rows``, or anything.
        by_user: Whether a person made them: they are as sure as can be, whatever the model once said.

    Returns:
        The segments.

    Raises:
        ValueError: They are anything else.
    """
    if not isinstance(rows, list):
        raise ValueError("segments that are no list")
    found = []
    for row in rows:
        if not isinstance(row, list) or len(row) != 4:
            raise ValueError("a segment that is not start, end, label and confidence")
        start, end, label, confidence = row
        if not (
            is_number(start, -MOST_SECONDS, MOST_SECONDS)
            and is_number(end, start, MOST_SECONDS)
            and is_text(label, LONGEST_TEXT)
            and is_number(confidence, 0, 1.001)
        ):
            raise ValueError("a segment with values that cannot be")
        confidence = float(confidence)
        if by_user and label != HOLE:
            confidence = 1.0
        found.append(Segment(float(start), float(end), label, confidence, by_user))
    return found
