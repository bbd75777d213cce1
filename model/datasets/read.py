"""Labelled footage as training and evaluation see it.

Two layouts: ``NAME.mp4`` beside ``NAME.csv`` (header ``start,end,label``; seconds, half-open; unlabelled
stretches are undecided and not scored), or class folders ``LABEL/CLIP.mp4`` (the whole clip has that label).
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite
from pathlib import Path

from model.errors import FootageError
from model.limits import MOST_LABEL_BYTES, MOST_LABEL_ROWS, MOST_PROBLEMS
from model.safe_text import cell_text
from model.video.reader import check_video

VIDEO_SUFFIXES = frozenset({".mp4", ".mkv", ".avi", ".mov", ".webm", ".m4v", ".mpg", ".mpeg", ".ts", ".wmv", ".flv"})
HEADER = ["start", "end", "label"]


@dataclass(frozen=True)
class Segment:
    """``label`` is true in the half-open interval ``[start, end)``, in seconds from the first frame."""

    start: float
    end: float
    label: str


@dataclass(frozen=True)
class LabelledVideo:
    """A video and its true labels: sorted segments that do not overlap."""

    path: Path
    segments: tuple[Segment, ...]

    @cached_property
    def _starts(self) -> list[float]:
        return [segment.start for segment in self.segments]

    def label_at(self, time: float) -> str | None:
        """The label at ``time`` (seconds), or None where it is undecided."""
        at = bisect_right(self._starts, time) - 1
        return self.segments[at].label if at >= 0 and time < self.segments[at].end else None


def parse_labels(path: Path) -> tuple[list[Segment], list[str]]:
    """Read a label file as far as it can be read: the good segments in file order, and a sentence for each bad line.

    Of a file with more than MOST_PROBLEMS bad lines or MOST_LABEL_ROWS good ones the rest is not read.
    """
    segments, problems = [], []
    try:
        if path.stat().st_size > MOST_LABEL_BYTES:
            return [], [
                f"{path}: received {path.stat().st_size >> 20} MB, expected a label file of at most {MOST_LABEL_BYTES >> 20}."
            ]
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.reader(file)
            header = next(rows, None)
            if header is None or [cell.strip() for cell in header[:3]] != HEADER:
                return [], [f"{path}: received the header {short(str(header))}, expected start,end,label."]
            for row in rows:
                if len(segments) >= MOST_LABEL_ROWS or len(problems) >= MOST_PROBLEMS:
                    problems.append(
                        f"{path}: from line {rows.line_num} on it was not read; it is too long, or no label file."
                    )
                    break
                if not row:
                    continue
                try:
                    start, end, label = float(row[0]), float(row[1]), cell_text(row[2].strip())
                    if not (isfinite(start) and isfinite(end) and 0 <= start < end and label):
                        raise ValueError
                except (ValueError, IndexError):
                    problems.append(
                        f"{path}, line {rows.line_num}: received {short(','.join(row))}, expected 0 <= start < end and a label."
                    )
                else:
                    segments.append(Segment(start, end, label))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{path}: the label file cannot be read ({error}).")
    return segments, problems


def short(text: str) -> str:
    """``text`` as it is put into a sentence."""
    return text if len(text) <= 80 else f"{text[:80]}..."


def read_labels(path: Path, labels: tuple[str, ...] | None = None, ignore_others: bool = False) -> tuple[Segment, ...]:
    """Read a label file in order of time; raises FootageError on anything wrong in it, also a label not among ``labels``.

    ignore_others: segments of other labels are left out instead.
    """
    segments, problems = parse_labels(path)
    segments.sort(key=lambda segment: segment.start)
    for before, after in zip(segments, segments[1:]):
        if after.start < before.end:
            problems.append(
                f"{path}: {after.label} at {after.start:g} s overlaps {before.label}, which ends at {before.end:g} s."
            )
    known = [segment for segment in segments if labels is None or segment.label in labels]
    if not ignore_others and labels is not None:
        problems += [
            f"{path}: received the label {short(repr(segment.label))}, expected one of {', '.join(labels)}."
            for segment in segments
            if segment.label not in labels
        ]
    if problems:
        more = f" ({len(problems) - 1} more; `run_app.py footage check` lists all)" if len(problems) > 1 else ""
        raise FootageError(problems[0] + more)
    return tuple(known)


def list_videos(folder: Path) -> list[Path]:
    """What is named like a video in ``folder`` and below, sorted; raises FootageError when it is no folder.

    Folders with videos in them are left out, whatever they are called.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FootageError(
            f"Received {folder}: expected a folder of labelled videos; `run_app.py footage record` makes one."
        )
    named = [p for p in folder.rglob("*") if p.suffix.lower() in VIDEO_SUFFIXES and not p.name.startswith(".")]
    inside = {above for path in named for above in path.parents}
    return sorted(path for path in named if path not in inside)


def find_footage(
    folder: Path,
    labels: tuple[str, ...],
    ignore_others: bool = False,
    on_unreadable: Callable[[str], None] | None = None,
) -> list[LabelledVideo]:
    """All labelled videos in ``folder`` and below, sorted by path.

    ignore_others: moments of labels that are not in ``labels`` count as undecided instead of being an error.
    on_unreadable: told a sentence for each video that cannot be read, which is left out; None: nothing is opened.
    Raises FootageError when there are none, or a label file is wrong or holds a label that is not in ``labels``.
    """
    found = []
    for path in list_videos(folder):
        if on_unreadable is not None:
            try:
                check_video(path)
            except FootageError as error:
                on_unreadable(str(error))
                continue
        if path.with_suffix(".csv").is_file():
            found.append(LabelledVideo(path, read_labels(path.with_suffix(".csv"), labels, ignore_others)))
        elif path.parent.name in labels:
            found.append(LabelledVideo(path, (Segment(0.0, inf, path.parent.name),)))
    if not found:
        raise FootageError(
            f"Received {folder}: no labelled video in it; expected NAME.mp4 beside NAME.csv, or folders named after labels."
        )
    return found
