"""Making a teaching project of footage that is labelled already: label files beside videos, or class folders."""

from __future__ import annotations

import os
from math import inf
from pathlib import Path

from model.datasets.label_file import LabelledSegment
from model.datasets.project import PROJECT_FILE, Project
from model.datasets.project_file import write_marks, write_project
from model.datasets.read import LabelledVideo, find_footage, labels_in
from model.errors import FootageError
from model.video.identity import content_of
from model.video.reader import length


def project_from_folder(footage: Path, folder: Path, name: str) -> Project:
    """Make a project of labelled footage, which stays as it is and where it is.

    Args:
        footage: ``NAME.mp4`` beside ``NAME.csv``, or class folders ``LABEL/CLIP.mp4``.
        folder: The new project's; may be there, but hold no project.
        name: The project's name for people.

    Returns:
        The project, written to ``folder`` with a copy of the labels.

    Raises:
        FootageError: Nothing is labelled, a label file is wrong, or ``folder`` holds a project already.
        OSError: The project cannot be written.
    """
    folder = Path(folder)
    if os.path.lexists(folder / PROJECT_FILE):
        raise FootageError(f"Received {folder} for a new project: there is one already; name another folder.")
    project = Project(folder, name)
    labels = labels_in(footage)
    for label in labels:
        project = project.with_label(label)
    marks = {}
    for video in find_footage(footage, labels):
        project, own = project.with_video(video.path, content_of(video.path))
        marks[own] = _ended(video)
    folder.mkdir(parents=True, exist_ok=True)
    for own, segments in marks.items():
        if not project.marks_file(own).exists():  # else it is the label file of a video that lies there, which stays
            write_marks(project, own, segments)
    write_project(project)  # last: until then it is no project
    return project


def _ended(video: LabelledVideo) -> list[LabelledSegment]:
    """The video's segments; what lasts to its end, with that end."""
    return [
        LabelledSegment(part.start, length(video.path) or part.start + 1.0, part.label) if part.end == inf else part
        for part in video.segments
    ]
