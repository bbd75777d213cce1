"""The view model of teaching: a project that is open, the video that is watched, its marks, and what was done to them.

Everything that changes labels or marks is one step that can be undone, in whichever video it was (``ProjectState``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from app.errors import UserError
from app.teach.counts import Count, count
from app.teach.history import LabelsAndMarks, Marks, label_name
from app.teach.project_files import new_project
from app.teach.project_state import ProjectState
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from model.datasets.project import CLIPS, Project, ProjectLabel, ProjectVideo
from model.datasets.project_file import read_project
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
        self._on_change, self._state = on_change, ProjectState(project, on_trouble)
        self._watched: tuple[Path, str] | None = None  # and what is in it
        self.timeline = EditableTimeline()

    @classmethod
    def create(cls, folder: Path, name: str, labels: Iterable[str], **told) -> TeachingProject:
        """A new project in ``folder``; ``others`` is added to its labels. told: see ``__init__``.

        Raises:
            UserError: There is one already, a label cannot be one, or the folder cannot be written to.
        """
        return cls(new_project(Path(folder), name, labels), **told)

    @classmethod
    def open(cls, folder: Path, **told) -> TeachingProject:
        """The project in ``folder``. told: see ``__init__``. Raises UserError or FootageError, one sentence."""
        return cls(read_project(folder), **told)

    # ---- reading

    @property
    def project(self) -> Project:
        return self._state.project

    @property
    def folder(self) -> Path:
        return self._state.project.folder

    @property
    def labels(self) -> tuple[ProjectLabel, ...]:
        return self._state.project.labels

    @property
    def watched(self) -> ProjectVideo | None:
        """The video that is watched, where it belongs to the project."""
        if self._watched is None:
            return None
        return next((video for video in self._state.project.videos if video.content == self._watched[1]), None)

    @property
    def can_mark(self) -> bool:
        """Whether there is a video to mark."""
        return self._watched is not None

    @property
    def counts(self) -> dict[str, Count]:
        """What is marked of each label, by its name."""
        return count(self._state.project.label_names, self._state.now.marks)

    def marks_of(self, name: str) -> Marks:
        """The marks of the video called ``name``."""
        return self._state.marks_of(name)

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
            self._state.add_video(*self._watched)  # where it lies now
        self._reload()
        self._on_change()

    @property
    def labels_beside(self) -> Path | None:
        """A label file beside the video that is watched, where the project has no marks of that video yet; else None."""
        if self._watched is None or self.timeline.segments():
            return None
        beside, there = label_file_of(self._watched[0]), self.watched
        own = None if there is None else self._state.project.marks_file(there)
        return None if beside == own else beside

    def take_labels_beside(self) -> None:
        """Take over what stands in ``labels_beside``, its labels as well; the file stays as it is. Raises FootageError."""
        path = self.labels_beside
        if path is None:
            return
        found = read_labels(path)
        project = self._state.project
        for part in found:
            project = project.with_label(part.label)
        video = self._state.add_video(*self._watched)
        marks = tuple(Segment(part.start, part.end, part.label, 1.0, by_user=True) for part in found)
        self._step(replace(self._state.now, labels=project.labels).with_marks({video.name: marks}))

    def clip_path(self, label: str) -> Path:
        """Where a clip of a live source is to be written that shows ``label``."""
        return first_free(self.folder / CLIPS / f"{file_name(label, 60)}.mp4")

    def add_clip(self, path: Path, label: str, seconds: float) -> ProjectVideo:
        """Take a clip into the project, its whole length of one label. Raises FootageError where it cannot be read."""
        video = self._state.add_video(path, content_of(path))
        self._step(self._state.now.with_marks({video.name: (Segment(0.0, seconds, label, 1.0, by_user=True),)}))
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
        changed = self._state.marks_after(marks)
        if changed:
            self._step(self._state.now.with_marks(changed))

    def take_moments(self, moments: Iterable[tuple[Path, float, float, str]]) -> None:
        """Mark ``(video's file, start, end, label)`` in any videos, all as one step; videos and labels join the project.

        Raises:
            FootageError: A video cannot be read. UserError: a label cannot be one.
        """
        moments = list(moments)
        contents = {path: content_of(path) for path in dict.fromkeys(path for path, *_ in moments)}
        labels = self._state.project
        for label in dict.fromkeys(label for *_, label in moments):
            labels = labels.with_label(label_name(label))
        names = {path: self._state.add_video(path, content).name for path, content in contents.items()}
        marks = self._state.marks_after((names[path], start, end, label) for path, start, end, label in moments)
        self._step(replace(self._state.now, labels=labels.labels).with_marks(marks))

    def _edit(self, edit: Callable[[EditableTimeline], object], reload: bool = False) -> None:
        if self._watched is None:
            raise UserError("Received a mark without a video: open a video file first.")
        there = self.watched
        if there is not None and there.name in self._state.unreadable:
            raise UserError(self._state.unreadable[there.name])
        edit(self.timeline)
        video = self._state.add_video(*self._watched)
        self._step(self._state.now.with_marks({video.name: tuple(self.timeline.segments())}), reload)

    # ---- labels

    def add_label(self, name: str) -> None:
        """One more label. Raises UserError where there is one, or it cannot be one."""
        labels = self._state.project.with_label(self._state.now.checked(name)).labels
        self._step(replace(self._state.now, labels=labels))

    def rename_label(self, old: str, new: str) -> None:
        """Call a label another name, in every video. Raises UserError as ``add_label``, and for ``others``."""
        self._step(self._state.now.renamed(old, new))

    def merge_label(self, old: str, into: str) -> None:
        """Make all moments of one label moments of another, and forget the first. Raises UserError for ``others``."""
        self._step(self._state.now.merged(old, into))

    def remove_label(self, name: str) -> None:
        """Forget a label and its marks. Raises UserError for ``others``."""
        self._step(self._state.now.removed(name))

    def recolour_label(self, name: str, colour: str) -> None:
        """Give a label another colour, ``#rrggbb``."""
        self._step(self._state.now.recoloured(name, colour))

    # ---- steps

    @property
    def can_undo(self) -> bool:
        return self._state.can_undo

    def undo(self) -> bool:
        """Take back the last step, in whichever video; False where there is none. Videos stay in the project."""
        return self._told(self._state.undo())

    def redo(self) -> bool:
        """Make a step that was taken back again; False where there is none."""
        return self._told(self._state.redo())

    def _step(self, to: LabelsAndMarks, reload: bool = True) -> None:
        """Make ``to`` what is now; reload: else the timeline is so already, and its marks keep their ids."""
        self._state.step(to)
        self._told(True, reload)

    def _told(self, changed: bool, reload: bool = True) -> bool:
        if changed and reload:
            self._reload()
        if changed:
            self._on_change()
        return changed

    def _reload(self) -> None:
        there = self.watched
        self.timeline = EditableTimeline(() if there is None else self.marks_of(there.name), after=self.timeline)

    # ---- the disk

    def finish(self) -> bool:
        """Write at once what is not written yet; whether all of it could be."""
        return self._state.finish()

    def close(self) -> None:
        """Write what is not written yet, and let others have the project. Idempotent."""
        self._state.close()
