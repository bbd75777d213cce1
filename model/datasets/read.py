"""Labelled footage as training and evaluation see it.

Two layouts of a folder: ``NAME.mp4`` beside ``NAME.csv`` (see ``label_file``; time without a label is undecided and not
scored), or class folders ``LABEL/CLIP.mp4`` (the whole clip has that label). What is a video's name says
``model.video.names``. A teaching project (``project``) names its videos wherever they lie, and keeps their label files itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path

from model.datasets.label_file import LabelledSegment, parse_labels, short
from model.datasets.locate import locate, missing
from model.datasets.project import is_project
from model.datasets.project_file import read_project
from model.errors import FootageError
from model.program_name import program_name
from model.video.names import videos_below
from model.video.reader import check_video


@dataclass(frozen=True)
class LabelledVideo:
    """A video and its true labels: sorted segments that do not overlap."""

    path: Path
    segments: tuple[LabelledSegment, ...]

    @cached_property
    def _starts(self) -> list[float]:
        return [segment.start for segment in self.segments]

    def label_at(self, time: float) -> str | None:
        """The label at a moment.

        Args:
            time: Seconds of video.

        Returns:
            A label; None where it is undecided.
        """
        at = bisect_right(self._starts, time) - 1
        return self.segments[at].label if at >= 0 and time < self.segments[at].end else None


def read_labels(
    path: Path, labels: tuple[str, ...] | None = None, ignore_others: bool = False
) -> tuple[LabelledSegment, ...]:
    """Read a label file in order of time.

    Args:
        path: A ``.csv`` file.
        labels: What may stand in it; None: anything.
        ignore_others: Segments of other labels are left out instead.

    Returns:
        The segments, without overlap.

    Raises:
        FootageError: Anything in it is wrong, or a label is not among ``labels``.
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
        more = f" ({len(problems) - 1} more; `{program_name()} footage check` lists all)" if len(problems) > 1 else ""
        raise FootageError(problems[0] + more)
    return tuple(known)


def label_file_of(video: Path) -> Path | None:
    """Find the label file beside a video; its ending may be in capitals.

    Args:
        video: The video's path.

    Returns:
        The file; None where there is none.
    """
    beside = (video.with_suffix(ending) for ending in (".csv", ".CSV"))
    return next((path for path in beside if path.is_file()), None)


def list_videos(folder: Path, on_unreadable: Callable[[str], None] = lambda sentence: None) -> list[Path]:
    """Find what is named like a video in a folder and below.

    Args:
        folder: Where to look.
        on_unreadable: Told a sentence for each folder that cannot be looked into, or is named like a video without
            holding one.

    Returns:
        Paths, sorted.

    Raises:
        FootageError: It is no folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FootageError(
            f"Received {folder}: expected a folder of labelled videos; `{program_name()} footage record` makes one."
        )
    videos, wrong = videos_below(folder)
    for sentence in wrong:
        on_unreadable(sentence)
    return videos


def list_footage(folder: Path, on_unreadable: Callable[[str], None] | None = None) -> list[tuple[Path, Path | None]]:
    """Find the videos of a folder or a teaching project, with their label files.

    Args:
        folder: Either's.
        on_unreadable: Told a sentence for each folder that cannot be looked into, and each video of a project that is
            not found; None: folders are passed over, and for such a video FootageError is raised.

    Returns:
        ``(video, label file)``; None where a video has none.

    Raises:
        FootageError: It is no folder, or a damaged project.
    """
    if not is_project(folder):
        videos = list_videos(folder, on_unreadable or (lambda sentence: None))
        return [(path, label_file_of(path)) for path in videos]
    project = read_project(folder)
    found: list[tuple[Path, Path | None]] = []
    for video in project.videos:
        path, marks = locate(project, video), project.marks_file(video)
        if path is not None:
            found.append((path, marks if marks.is_file() else None))
        elif on_unreadable is not None:
            on_unreadable(missing(project, video))
        else:
            raise FootageError(missing(project, video))
    return found


def labels_in(folder: Path) -> tuple[str, ...]:
    """The labels that footage is labelled with, in a stable order; what is wrong in label files is passed over.

    Of a project: those of its labels that occur, in its order, then others that stand in its label files. Of a folder:
    what its label files hold, sorted; where there are none, the names of its class folders.

    Args:
        folder: Footage, or a teaching project's.

    Returns:
        The labels.

    Raises:
        FootageError: See ``list_footage``.
    """
    footage = list_footage(folder, lambda sentence: None)
    there = {segment.label for _, csv in footage if csv is not None for segment in parse_labels(csv)[0]}
    if is_project(folder):
        own = tuple(label for label in read_project(folder).label_names if label in there)
        return own + tuple(sorted(there - set(own)))
    if not any(csv is not None for _, csv in footage):
        there = {path.parent.name for path, _ in footage if path.parent != Path(folder)}
    return tuple(sorted(there))


def find_footage(
    folder: Path,
    labels: tuple[str, ...],
    ignore_others: bool = False,
    on_unreadable: Callable[[str], None] | None = None,
) -> list[LabelledVideo]:
    """All labelled videos in ``folder`` and below, sorted by path; of a teaching project, those that it names, in its
    order.

    Args:
        folder: Footage, or a teaching project's.
        labels: What may stand in label files.
        ignore_others: Moments of labels that are not in ``labels`` count as undecided instead of being an error.
        on_unreadable: Told a sentence for each video or folder that cannot be read, which is left out; None: nothing is
            opened.

    Returns:
        The videos.

    Raises:
        FootageError: There are none, or a label file is wrong or holds a label that is not in ``labels``.
    """
    found = []
    for path, csv in list_footage(folder, on_unreadable):
        if on_unreadable is not None:
            try:
                check_video(path)
            except FootageError as error:
                on_unreadable(str(error))
                continue
        if csv is not None:
            found.append(LabelledVideo(path, read_labels(csv, labels, ignore_others)))
        elif path.parent.name in labels:
            found.append(LabelledVideo(path, (LabelledSegment(0.0, inf, path.parent.name),)))
    if not found:
        raise FootageError(
            f"Received {folder}: no labelled video in it; expected NAME.mp4 beside NAME.csv, or folders named after labels."
        )
    return found
