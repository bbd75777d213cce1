"""The view model of teaching: a project that is open, the video that is watched, its marks, and what was done to them.

Everything that changes labels or marks is one step that can be undone, in whichever video it was. What is changed is written
within a second (``ProjectFiles``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from app.errors import UserError, cannot_save
from app.teach.counts import Count, count
from app.teach.history import History, LabelsAndMarks, Marks, label_name
from app.teach.project_files import ProjectFiles
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from model.datasets.project import CLIPS, PROJECT_FILE, Project, ProjectLabel, ProjectVideo, read_project, write_project
from model.datasets.read import label_file_of, read_labels
from model.outputs import first_free
from model.safe_text import file_name
from model.video.identity import content_of


class TeachingProject:
    """One open project. Another window is kept out of it until ``close``.

    timeline: the marks of the video that is watched, by their ids; empty where none is. It is changed through this class alone.
    """

    def __init__(
        self,
        project: Project,
        on_change: Callable[[], None] = lambda: None,
        on_trouble: Callable[[str], None] = lambda sentence: None,
    ):
        """
        Args:
            project: As it was read.
            on_change: Called after each change of labels or marks, and when another video is watched.
            on_trouble: Told a sentence, from any thread, when something could not be written.

        Raises:
            UserError: Another window has the project open, or its folder cannot be written to.
        """
        self._on_change, self._project = on_change, project
        self._files = ProjectFiles(project, on_trouble)
        marks = {video.name: self._files.read(project.marks_file(video), video.name) for video in project.videos}
        for label in sorted({part.label for parts in marks.values() for part in parts} - set(project.label_names)):
            self._project = self._project.with_label(label)  # someone has worked on the label files by hand
        self._history = History(LabelsAndMarks(self._project.labels, marks))
        self._watched: tuple[Path, str] | None = None  # and what is in it
        self.timeline = EditableTimeline()

    @classmethod
    def create(cls, folder: Path, name: str, labels: Iterable[str], **told) -> TeachingProject:
        """A new project in ``folder``; ``others`` is added to its labels. told: see ``__init__``.

        Raises:
            UserError: There is one already, a label cannot be one, or the folder cannot be written to.
        """
        folder = Path(folder)
        if os.path.lexists(folder / PROJECT_FILE):
            raise UserError(
                f"Received {folder} for a new project: there is one already; open it, or name another folder."
            )
        project = Project(folder, name.strip() or folder.name)
        for label in labels:
            project = project.with_label(label_name(label))
        try:
            write_project(project)
        except OSError as error:
            raise cannot_save(folder, error) from error
        return cls(project, **told)

    @classmethod
    def open(cls, folder: Path, **told) -> TeachingProject:
        """The project in ``folder``. told: see ``__init__``. Raises UserError or FootageError, one sentence."""
        return cls(read_project(folder), **told)

    # ---- reading

    @property
    def project(self) -> Project:
        return self._project

    @property
    def folder(self) -> Path:
        return self._project.folder

    @property
    def labels(self) -> tuple[ProjectLabel, ...]:
        return self._project.labels

    @property
    def watched(self) -> ProjectVideo | None:
        """The video that is watched, where it belongs to the project."""
        if self._watched is None:
            return None
        return next((video for video in self._project.videos if video.content == self._watched[1]), None)

    @property
    def can_mark(self) -> bool:
        """Whether there is a video to mark."""
        return self._watched is not None

    @property
    def counts(self) -> dict[str, Count]:
        """What is marked of each label, by its name."""
        return count(self._project.label_names, self._history.now.marks)

    def marks_of(self, name: str) -> Marks:
        """The marks of the video called ``name``."""
        return self._history.now.marks.get(name, ())

    def label_of_key(self, key: str) -> str:
        """The label that the digit ``key`` marks; "" where it marks none."""
        return next((label.name for label in self.labels if label.key == key), "")

    # ---- videos

    def watch(self, path: Path | None) -> None:
        """Take the video at ``path`` for the one that is marked; None: none is. It joins the project with its first mark.

        Raises:
            FootageError: It cannot be read.
        """
        self._watched = None if path is None else (Path(path), content_of(path))
        if self.watched is not None:
            self._add(*self._watched)  # where it lies now
        self._reload()
        self._on_change()

    @property
    def labels_beside(self) -> Path | None:
        """A label file beside the video that is watched, where the project has no marks of that video yet; else None."""
        if self._watched is None or self.timeline.segments():
            return None
        beside, there = label_file_of(self._watched[0]), self.watched
        own = None if there is None else self._project.marks_file(there)
        return None if beside == own else beside

    def take_labels_beside(self) -> None:
        """Take over what stands in ``labels_beside``, its labels as well; the file stays as it is. Raises FootageError."""
        path = self.labels_beside
        if path is None:
            return
        found = read_labels(path)
        project = self._project
        for part in found:
            project = project.with_label(part.label)
        video = self._add(*self._watched)
        marks = tuple(Segment(part.start, part.end, part.label, 1.0, by_user=True) for part in found)
        self._step(replace(self._history.now, labels=project.labels).with_marks({video.name: marks}))

    def clip_path(self, label: str) -> Path:
        """Where a clip of a live source is to be written that shows ``label``."""
        return first_free(self.folder / CLIPS / f"{file_name(label, 60)}.mp4")

    def add_clip(self, path: Path, label: str, seconds: float) -> ProjectVideo:
        """Take a clip into the project, its whole length of one label. Raises FootageError where it cannot be read."""
        video = self._add(path, content_of(path))
        self._step(self._history.now.with_marks({video.name: (Segment(0.0, seconds, label, 1.0, by_user=True),)}))
        return video

    def _add(self, path: Path, content: str) -> ProjectVideo:
        before = self._project
        self._project, video = before.with_video(path, content)
        if self._project != before:
            self._files.save(self._project)
        return video

    # ---- marks

    def mark(self, start: float, end: float, label: str) -> None:
        """Give ``[start, end)`` seconds of the video that is watched a label, whatever was marked there.

        Raises:
            UserError: There is no video, or its label file cannot be read; ValueError for less than a hundredth of a second.
        """
        self._edit(lambda timeline: timeline.mark(max(0.0, start), end, label))

    def move(self, id: int, **edge: float) -> None:
        """Move the ``start`` or the ``end`` of a mark; see ``EditableTimeline.move``."""
        self._edit(lambda timeline: timeline.move(id, **edge))

    def relabel(self, id: int, label: str) -> None:
        """Give a mark another label."""
        self._edit(lambda timeline: timeline.relabel(id, label))

    def delete(self, id: int) -> None:
        """Take a mark away."""
        self._edit(lambda timeline: timeline.delete([id]), reload=True)  # without the hole that it leaves

    def mark_in(self, marks: Iterable[tuple[str, float, float, str]]) -> None:
        """Mark ``(video's name, start, end, label)`` in any of the project's videos, all as one step."""
        known = {video.name for video in self._project.videos} - set(self._files.unreadable)
        changed: dict[str, EditableTimeline] = {}
        for name, start, end, label in marks:
            if name in known:
                changed.setdefault(name, EditableTimeline(self.marks_of(name))).mark(start, end, label)
        if changed:
            self._step(self._history.now.with_marks({name: tuple(one.segments()) for name, one in changed.items()}))

    def _edit(self, edit: Callable[[EditableTimeline], object], reload: bool = False) -> None:
        if self._watched is None:
            raise UserError("Received a mark without a video: open a video file first.")
        there = self.watched
        if there is not None and there.name in self._files.unreadable:
            raise UserError(self._files.unreadable[there.name])
        edit(self.timeline)
        video = self._add(*self._watched)
        self._step(self._history.now.with_marks({video.name: tuple(self.timeline.segments())}), reload)

    # ---- labels

    def add_label(self, name: str) -> None:
        """One more label. Raises UserError where there is one, or it cannot be one."""
        labels = self._project.with_label(self._history.now.checked(name)).labels
        self._step(replace(self._history.now, labels=labels))

    def rename_label(self, old: str, new: str) -> None:
        """Call a label another name, in every video. Raises UserError as ``add_label``, and for ``others``."""
        self._step(self._history.now.renamed(old, new))

    def merge_label(self, old: str, into: str) -> None:
        """Make all moments of one label moments of another, and forget the first. Raises UserError for ``others``."""
        self._step(self._history.now.merged(old, into))

    def remove_label(self, name: str) -> None:
        """Forget a label and its marks. Raises UserError for ``others``."""
        self._step(self._history.now.removed(name))

    def recolour_label(self, name: str, colour: str) -> None:
        """Give a label another colour, ``#rrggbb``."""
        self._step(self._history.now.recoloured(name, colour))

    # ---- steps

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    def undo(self) -> bool:
        """Take back the last step, in whichever video; False where there is none. Videos stay in the project."""
        return self._go(self._history.undo)

    def redo(self) -> bool:
        """Make a step that was taken back again; False where there is none."""
        return self._go(self._history.redo)

    def _go(self, way: Callable[[], bool]) -> bool:
        before = self._history.now
        if not way():
            return False
        self._save(before)
        self._reload()
        self._on_change()
        return True

    def _step(self, to: LabelsAndMarks, reload: bool = True) -> None:
        """Make ``to`` what is now; reload: else the timeline is so already, and its marks keep their ids."""
        before = self._history.now
        self._history.step(to)
        self._save(before)
        if reload:
            self._reload()
        self._on_change()

    def _reload(self) -> None:
        there = self.watched
        self.timeline = EditableTimeline(() if there is None else self.marks_of(there.name), after=self.timeline)

    # ---- the disk

    def finish(self) -> bool:
        """Write at once what is not written yet; whether all of it could be."""
        return self._files.finish()

    def close(self) -> None:
        """Write what is not written yet, and let others have the project. Idempotent."""
        self._files.close()

    def _save(self, before: LabelsAndMarks) -> None:
        """Have written what is not as it was ``before``."""
        now = self._history.now
        if now.labels != before.labels:
            self._project = replace(self._project, labels=now.labels)
            self._files.save(self._project)
        for video in self._project.videos:
            if self.marks_of(video.name) != before.marks.get(video.name, ()):
                self._files.save_marks(self._project, video, self.marks_of(video.name))
