"""Labelled footage as training and evaluation see it.

Two layouts: ``NAME.mp4`` beside ``NAME.csv`` (see ``label_file``; unlabelled stretches are undecided and not scored), or
class folders ``LABEL/CLIP.mp4`` (the whole clip has that label). What is a video's name says ``model.video.names``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path

from model.datasets.label_file import Segment, parse_labels, short
from model.errors import FootageError
from model.video.names import videos_below
from model.video.reader import check_video


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


def label_file_of(video: Path) -> Path | None:
    """The label file beside ``video``, whose ending may be in capitals; None where there is none."""
    beside = (video.with_suffix(ending) for ending in (".csv", ".CSV"))
    return next((path for path in beside if path.is_file()), None)


def list_videos(folder: Path, on_unreadable: Callable[[str], None] = lambda sentence: None) -> list[Path]:
    """What is named like a video in ``folder`` and below, sorted; raises FootageError when it is no folder.

    on_unreadable: told a sentence for each folder that cannot be looked into, or is named like a video without holding one.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FootageError(
            f"Received {folder}: expected a folder of labelled videos; `run_app.py footage record` makes one."
        )
    videos, wrong = videos_below(folder)
    for sentence in wrong:
        on_unreadable(sentence)
    return videos


def find_footage(
    folder: Path,
    labels: tuple[str, ...],
    ignore_others: bool = False,
    on_unreadable: Callable[[str], None] | None = None,
) -> list[LabelledVideo]:
    """All labelled videos in ``folder`` and below, sorted by path.

    ignore_others: moments of labels that are not in ``labels`` count as undecided instead of being an error.
    on_unreadable: told a sentence for each video or folder that cannot be read, which is left out; None: nothing is opened.
    Raises FootageError when there are none, or a label file is wrong or holds a label that is not in ``labels``.
    """
    found = []
    for path in list_videos(folder, on_unreadable or (lambda sentence: None)):
        if on_unreadable is not None:
            try:
                check_video(path)
            except FootageError as error:
                on_unreadable(str(error))
                continue
        if (csv := label_file_of(path)) is not None:
            found.append(LabelledVideo(path, read_labels(csv, labels, ignore_others)))
        elif path.parent.name in labels:
            found.append(LabelledVideo(path, (Segment(0.0, inf, path.parent.name),)))
    if not found:
        raise FootageError(
            f"Received {folder}: no labelled video in it; expected NAME.mp4 beside NAME.csv, or folders named after labels."
        )
    return found
