"""What is in a folder of labelled footage, and what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import isinf
from pathlib import Path

from model.datasets.label_file import LabelledSegment, parse_labels, short
from model.datasets.project import is_project
from model.datasets.read import list_footage
from model.errors import FootageError
from model.limits import MOST_PROBLEMS
from model.video.reader import read_frames
from model.video.timestamps import ASSUMED_FPS

_TOLERANCE = 0.05  # seconds a label may end behind the last frame: half a frame at 10 frames/s


@dataclass
class Report:
    """What is in a folder of footage.

    Attributes:
        rows: ``(label, segments, minutes)``, most minutes first.
        minutes: Of video.
        problems: What is wrong, one sentence each.
        missing: Labels that nothing is labelled with: footage may well be of some labels alone.
    """

    rows: list[tuple[str, int, float]] = field(default_factory=list)
    videos: int = 0
    minutes: float = 0.0
    problems: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def check(folder: Path, labels: tuple[str, ...]) -> Report:
    """Read every video and label file in ``folder`` and below, or of a teaching project.

    Args:
        folder: The footage, or a teaching project's.
        labels: What may stand in them.

    Returns:
        What is in it and what is wrong.

    Raises:
        FootageError: It is no folder, a damaged project, or holds no video.
    """
    folder = Path(folder)
    report = Report()
    footage = list_footage(folder, report.problems.append)
    if not footage:
        raise FootageError(
            f"Received {folder}: no video in it; expected NAME.mp4 beside NAME.csv, or folders named after labels."
        )
    report.videos = len(footage)
    seconds, segments = defaultdict(float), Counter()
    for path, csv in footage:
        length = _length(path, report.problems)
        report.minutes += (length or 0.0) / 60
        if csv is None and is_project(folder):
            continue  # nothing is marked in it yet
        for segment in _segments(path, csv, labels, length, report.problems):
            segments[segment.label] += 1
            end = min(segment.end, length or 0.0) if isinf(segment.end) else segment.end
            seconds[segment.label] += end - segment.start
    if not is_project(folder):
        videos = [path for path, _ in footage]
        report.problems += _lonely_labels(folder, videos) + _numbering_gaps(videos)
    report.rows = sorted(((label, segments[label], seconds[label] / 60) for label in segments), key=lambda row: -row[2])
    report.missing = [label for label in labels if label not in segments]
    return report


def _segments(
    path: Path, csv: Path | None, labels: tuple[str, ...], length: float | None, problems: list[str]
) -> list[LabelledSegment]:
    """The video's segments of known labels; what is wrong with the others is added to ``problems``."""
    if csv is None:
        if path.parent.name in labels:
            return [LabelledSegment(0.0, float("inf"), path.parent.name)]
        problems.append(
            f"{path}: expected {path.stem}.csv beside it, or a folder named after one of {', '.join(labels)}."
        )
        return []
    segments, wrong = parse_labels(csv)
    segments.sort(key=lambda segment: segment.start)
    for before, after in zip(segments, segments[1:]):
        if after.start < before.end:
            wrong.append(
                f"{csv}: {after.label} at {after.start:g} s overlaps {before.label}, which ends at {before.end:g} s."
            )
    if length is not None and segments and segments[-1].end > length + _TOLERANCE:
        wrong.append(
            f"{csv}: {segments[-1].label} ends at {segments[-1].end:g} s, but the video ends at {length:.2f} s."
        )
    for label in sorted({segment.label for segment in segments} - set(labels)):
        wrong.append(f"{csv}: received the label {short(repr(label))}, expected one of {', '.join(labels)}.")
    shown = MOST_PROBLEMS + 1  # with the sentence that not all was read
    problems += wrong[:shown]
    if len(wrong) > shown:
        problems.append(f"{csv}: {len(wrong) - shown} more lines or labels like these.")
    return [segment for segment in segments if segment.label in labels]


def _length(path: Path, problems: list[str]) -> float | None:
    """Seconds of video that can be read, to the last frame's end; None when no frame can, which is added to ``problems``."""
    last, step = 0.0, 1 / ASSUMED_FPS

    def note(time: float) -> int:
        nonlocal last, step
        if time > last:
            last, step = time, time - last
        return 0  # no picture is wanted

    try:
        for _ in read_frames(path, note):
            pass
    except FootageError as error:
        problems.append(str(error))
        return None
    return last + step


def _lonely_labels(folder: Path, videos: list[Path]) -> list[str]:
    """A sentence for each label file without its video."""
    there = {path.with_suffix("") for path in videos}
    return [
        f"{csv}: expected its video ({csv.stem}.mp4 or another kind of video) beside it."
        for csv in sorted(folder.rglob("*.[cC][sS][vV]"))
        if csv.with_suffix("") not in there and not csv.name.startswith(".")
    ]


def _numbering_gaps(videos: list[Path]) -> list[str]:
    """A sentence for each series ``NAME_001, NAME_002 ...`` that misses numbers."""
    series: dict[Path, set[int]] = defaultdict(set)
    for path in videos:
        if match := re.fullmatch(r"(.*?)(\d+)", path.stem):
            series[path.parent / match[1]].add(int(match[2]))
    problems = []
    for stem, numbers in sorted(series.items()):
        count = (
            max(numbers) - min(numbers) + 1 - len(numbers)
        )  # of those that are missing: counted before they are listed
        if 0 < count < len(numbers):  # else the digits are a date or a code, not a count
            missing = sorted(set(range(min(numbers), max(numbers))) - numbers)
            problems.append(
                f"{stem}*: the numbering misses {', '.join(map(str, missing[:10]))}{' ...' if len(missing) > 10 else ''}."
            )
    return problems
