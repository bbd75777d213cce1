"""Time per label, by day, video, folder or model."""

from __future__ import annotations

from dataclasses import dataclass

from app.library.find import take_corrections
from app.library.index import Index

GROUPS = {"all": "''", "day": "v.day", "video": "v.path", "folder": "v.folder", "model": "v.model"}


@dataclass(frozen=True)
class LabelTime:
    """How much of a label there is in a group.

    Attributes:
        group: The day, path, folder or model; "" for all.
        seconds: In all.
        count: Of segments.
        longest: Seconds.
        videos: In how many.
    """

    group: str
    label: str
    seconds: float
    count: int
    longest: float
    videos: int


@dataclass(frozen=True)
class Extent:
    """How much there is: videos, seconds of them, and how many of them have been written over since."""

    videos: int
    seconds: float
    lost: int


def statistics(index: Index, group: str) -> list[LabelTime]:
    """Time per label.

    Args:
        index: Open.
        group: A key of GROUPS.

    Returns:
        A row for each group and label, groups in order and the longest time first.

    Raises:
        UserError: The index is damaged.
    """
    by = GROUPS[group]
    take_corrections(index)
    found = index.ask(
        f"SELECT {by} AS part, s.label, sum(s.until - s.start) AS seconds, count(*) AS number, "
        "max(s.until - s.start) AS longest, count(DISTINCT s.video) AS videos "
        "FROM segments_now s JOIN videos v ON v.video = s.video WHERE v.path <> '' "
        "GROUP BY ALL ORDER BY part, seconds DESC, label"
    )
    return [LabelTime(*row) for row in zip(*(column.tolist() for column in found.values()), strict=True)]


def extent(index: Index) -> Extent:
    """How much there is. Raises UserError."""
    found = index.ask(
        "SELECT count(*) FILTER (path <> '') AS videos, coalesce(sum(duration) FILTER (path <> ''), 0)::DOUBLE AS seconds, "
        "count(*) FILTER (path = '') AS lost FROM videos"
    )
    return Extent(int(found["videos"][0]), float(found["seconds"][0]), int(found["lost"][0]))
