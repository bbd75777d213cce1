"""What a teaching project holds: its labels and videos, their marks, and what was done to them.

Each change of labels or marks is one step that can be undone; what it changed is written within a second (``ProjectFiles``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from app.teach.history import History, LabelsAndMarks, Marks
from app.teach.project_files import ProjectFiles
from app.timeline.editing import EditableTimeline
from model.datasets.project import Project, ProjectVideo


class ProjectState:
    """Labels, videos and marks of one open project, as they are now.

    project: with its labels and videos as they are now. now: labels and marks. unreadable: by a video's name the sentence that
    says why its marks cannot be read, and are left alone.
    """

    def __init__(self, project: Project, on_trouble: Callable[[str], None]):
        """
        Args:
            project: As it was read.
            on_trouble: Told a sentence, from any thread, when something could not be written.

        Raises:
            UserError: Another window has the project open, or its folder cannot be written to.
        """
        self.project, self._files = project, ProjectFiles(project, on_trouble)
        marks = {video.name: self._files.read(project.marks_file(video), video.name) for video in project.videos}
        for label in sorted({part.label for parts in marks.values() for part in parts} - set(project.label_names)):
            self.project = self.project.with_label(label)  # someone has worked on the label files by hand
        self._history = History(LabelsAndMarks(self.project.labels, marks))

    def marks_after(self, rows: Iterable[tuple[str, float, float, str]]) -> dict[str, Marks]:
        """Mark in any of the videos, whatever was marked there; nothing is changed by that yet.

        Args:
            rows: Video's name, start, end and label; videos that are none of the project, or whose marks cannot be read, are
                passed over.

        Returns:
            The marks of each video of which they would be others.
        """
        known = {video.name for video in self.project.videos} - set(self.unreadable)
        changed: dict[str, EditableTimeline] = {}
        for name, start, end, label in rows:
            if name in known:
                changed.setdefault(name, EditableTimeline(self.marks_of(name))).mark(max(0.0, start), end, label)
        return {name: tuple(timeline.segments()) for name, timeline in changed.items()}

    @property
    def now(self) -> LabelsAndMarks:
        return self._history.now

    @property
    def unreadable(self) -> dict[str, str]:
        return self._files.unreadable

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    def marks_of(self, name: str) -> Marks:
        """The marks of the video called ``name``."""
        return self.now.marks.get(name, ())

    def add_video(self, path: Path, content: str) -> ProjectVideo:
        """Take the video at ``path`` into the project, or note that it lies there now."""
        before = self.project
        self.project, video = before.with_video(path, content)
        if self.project != before:
            self._files.save(self.project)
        return video

    def step(self, to: LabelsAndMarks) -> None:
        """Make ``to`` what is now."""
        before = self.now
        self._history.step(to)
        self._save(before)

    def undo(self) -> bool:
        """Take back the last step; False where there is none. Videos stay in the project."""
        return self._go(self._history.undo)

    def redo(self) -> bool:
        """Make a step that was taken back again; False where there is none."""
        return self._go(self._history.redo)

    def _go(self, way: Callable[[], bool]) -> bool:
        before = self.now
        if way():
            self._save(before)
            return True
        return False

    def finish(self) -> bool:
        """Write at once what is not written yet; whether all of it could be."""
        return self._files.finish()

    def close(self) -> None:
        """Write what is not written yet, and let others have the project. Idempotent."""
        self._files.close()

    def _save(self, before: LabelsAndMarks) -> None:
        """Have written what is not as it was ``before``."""
        if self.now.labels != before.labels:
            self.project = replace(self.project, labels=self.now.labels)
            self._files.save(self.project)
        for video in self.project.videos:
            if self.marks_of(video.name) != before.marks.get(video.name, ()):
                self._files.save_marks(self.project, video, self.marks_of(video.name))
