"""Labels of a video that lie in a file: in a label file beside it, or in one that another tool wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.timeline.segment_map import SHORTEST
from app.timeline.timeline import Segment
from model.datasets.foreign import read_foreign
from model.datasets.label_file import LabelledSegment, parse_labels
from model.errors import FootageError

ENDINGS = (".csv", ".tsv", ".txt", ".json", ".boris", ".eaf", ".llc")


def labels_beside(video: Path) -> list[Segment]:
    """The labels of the file that lies beside a video, in order; of two that overlap the first. None where there is none."""
    path = video.with_suffix(".csv")
    return _apart(parse_labels(path)[0]) if path.is_file() else []


def labels_in(path: Path, video: Path) -> list[Segment]:
    """What a file says of a video: a label file, or one of another tool.

    Args:
        path: The file.
        video: Told by its name, if the file names several.

    Returns:
        Its segments in order; of two that overlap the first.

    Raises:
        FootageError: The file is neither, or says nothing of the video.
    """
    own, problems = parse_labels(path) if path.suffix.lower() in (".csv", ".tsv", ".txt") else ([], [])
    if own and not problems:
        return _apart(own)
    _form, found = read_foreign(path)
    by_name = found.segments
    parts = by_name.get(video.name) or next((by_name[name] for name in by_name if Path(name).stem == video.stem), None)
    if parts is None and len(by_name) == 1:
        (parts,) = by_name.values()  # a video that was renamed, or is not named
    if not parts:
        names = ", ".join(list(by_name)[:5]) or "no video at all"
        raise FootageError(f"Received {path}: it labels {names}, and not {video.name}; open one of those first.")
    return _apart(parts)


def labels_within(
    parts: Iterable[Segment], spans: Sequence[tuple[float, float]] = ()
) -> list[tuple[float, float, str]]:
    """Labels cut to the times that are asked for.

    Args:
        parts: Segments, in order.
        spans: Starts and ends, seconds; none: all of the time.

    Returns:
        Start, end and label of what lies there, none shorter than SHORTEST.
    """
    return [
        (max(part.start, start), min(part.end, end), part.label)
        for part in parts
        for start, end in (spans or [(part.start, part.end)])
        if min(part.end, end) - max(part.start, start) >= SHORTEST
    ]


def _apart(parts: Iterable[LabelledSegment]) -> list[Segment]:
    found: list[Segment] = []
    for part in sorted(parts, key=lambda one: one.start):
        if part.end - part.start >= SHORTEST and (not found or part.start >= found[-1].end):
            found.append(Segment(part.start, part.end, part.label, 1.0))
    return found
