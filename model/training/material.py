"""Which footage teaches and which one chooses by, and what tells it from footage of another day."""

from __future__ import annotations

import zlib
from pathlib import Path

from model.datasets.read import LabelledVideo, find_footage
from model.errors import FootageError


def split_footage(
    data: Path, validation: Path | None, labels: tuple[str, ...], ignore_others: bool = False
) -> dict[str, list[LabelledVideo]]:
    """``training`` and ``validation`` videos; without a ``validation`` folder every fifth video of ``data`` is set aside.

    Raises FootageError when there is too little, or a label has no training footage.
    """
    videos = find_footage(data, labels, ignore_others)
    if validation is not None:
        footage = {"training": videos, "validation": find_footage(Path(validation), labels, ignore_others)}
    elif len(videos) > 1:
        held = {*range(4, len(videos), 5)} or {len(videos) - 1}
        footage = {
            "training": [video for number, video in enumerate(videos) if number not in held],
            "validation": [video for number, video in enumerate(videos) if number in held],
        }
    else:
        raise FootageError(
            f"Received {data}: one labelled video cannot train and validate; add videos or give --validation."
        )
    there = {segment.label for video in footage["training"] for segment in video.segments}
    missing = [label for label in labels if label not in there]
    if missing:
        raise FootageError(f"Received {data}: no training footage of {', '.join(missing)}; every label needs some.")
    return footage


def marks(footage: dict[str, list[LabelledVideo]]) -> dict[str, list]:
    """What tells ``split_footage`` of another day, other videos or labels, from that which a stage was done with."""
    return {part: [_mark(video.path) for video in videos] for part, videos in footage.items()}


def _mark(path: Path) -> list:
    marks = [path.name, path.stat().st_size]
    labels = path.with_suffix(".csv")
    return [*marks, zlib.crc32(labels.read_bytes())] if labels.is_file() else marks
