"""The files of the project that is open: read once, held against other windows, written soon after each change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from app.errors import UserError, cannot_save
from app.saver import Saver
from app.teach.history import Marks, label_name
from app.timeline.timeline import Segment
from model.datasets.label_file import LabelledSegment
from model.datasets.project import CACHE, PROJECT_FILE, Project, ProjectVideo
from model.datasets.project_file import write_marks, write_project
from model.datasets.read import read_labels
from model.errors import FootageError
from model.files import locked
from model.outputs import first_free


def new_project(folder: Path, name: str, labels: Iterable[str]) -> Project:
    """Begin a project.

    Args:
        folder: Of its own.
        name: "": the folder's.
        labels: ``others`` is added to them.

    Returns:
        The project, written.

    Raises:
        UserError: There is one already, a label cannot be one, or the folder cannot be written to.
    """
    if os.path.lexists(folder / PROJECT_FILE):
        raise UserError(f"Received {folder} for a new project: there is one already; open it, or name another folder.")
    project = Project(folder, name.strip() or folder.name)
    for label in labels:
        project = project.with_label(label_name(label))
    try:
        write_project(project)
    except OSError as error:
        raise cannot_save(folder, error) from error
    return project


class ProjectFiles:
    """unreadable: a sentence for each video whose label file cannot be read, by the video's name; the file is left as it is."""

    def __init__(self, project: Project, on_trouble: Callable[[str], None]):
        """
        Args:
            project: Whose files they are.
            on_trouble: Told a sentence, from any thread, when something could not be written or was written by others.

        Raises:
            UserError: Another window has the project open, or its folder cannot be written to.
        """
        self.unreadable: dict[str, str] = {}
        self._on_trouble, self._held = on_trouble, ExitStack()
        self._seen: dict[Path, tuple[int, int] | None] = {}  # the label files as they were read or written last
        cache = project.folder / CACHE
        try:
            cache.mkdir(exist_ok=True)
            self._held.enter_context(locked(cache / "window.lock", patience=0.0))
        except TimeoutError as error:
            raise UserError(f"Received {project.folder}: another window has it open; close it there first.") from error
        except OSError as error:
            raise cannot_save(project.folder, error) from error
        self._saver = Saver(lambda error: on_trouble(str(cannot_save(project.folder, error))))

    def read(self, path: Path, name: str) -> Marks:
        """The marks in the label file at ``path``, of the video called ``name``; none where there is no such file."""
        self._seen[path] = _state_of(path)
        if self._seen[path] is None:
            return ()
        try:
            return tuple(Segment(part.start, part.end, part.label, 1.0, by_user=True) for part in read_labels(path))
        except FootageError as error:
            self.unreadable[name] = str(error)
            return ()

    def save(self, project: Project) -> None:
        """Write ``project.json`` soon."""
        self._saver.later("", lambda: write_project(project))

    def save_marks(self, project: Project, video: ProjectVideo, marks: Marks) -> None:
        """Write a video's marks soon; a label file that somebody else has changed meanwhile is kept under another name."""
        path, parts = project.marks_file(video), [LabelledSegment(part.start, part.end, part.label) for part in marks]

        def write() -> None:
            if path in self._seen and _state_of(path) not in (None, self._seen[path]):
                theirs = first_free(path.with_name(f"{path.stem} changed elsewhere.csv"))
                os.rename(path, theirs)
                self._on_trouble(f"{path.name} was changed elsewhere meanwhile; that version is kept as {theirs.name}.")
            write_marks(project, video, parts)
            self._seen[path] = _state_of(path)

        self._saver.later(video.name, write)

    def finish(self) -> bool:
        """Write at once what is not written yet; whether all of it could be."""
        return self._saver.finish()

    def close(self) -> None:
        """As ``finish``, and let others have the project. Idempotent."""
        self._saver.close()
        self._held.close()


def _state_of(path: Path) -> tuple[int, int] | None:
    """By which a changed file is told; None where there is none."""
    try:
        about = os.lstat(path)
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size
