"""The project that is open in the window, and the word on what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from app import remembered
from app.errors import UserError
from app.live.player import Player
from app.sources import is_file_source
from app.teach.project import TeachingProject
from model.datasets.locate import locate
from model.errors import FootageError
from model.paths import expand_user


class OpenProject(QObject):
    """``now``: the project, or None. It follows what the player shows.

    changed: labels, marks or the video that is watched are others; also when a project is opened or closed. said: a sentence.
    """

    changed = pyqtSignal()
    said = pyqtSignal(str)

    def __init__(self, player: Player, parent: QObject | None = None):
        super().__init__(parent)
        self._player = player
        self._source = ""  # what is watched
        self.now: TeachingProject | None = None
        player.opened.connect(self._follow)

    @property
    def told(self) -> dict[str, Callable]:
        """Whom a ``TeachingProject`` tells of what."""
        return {"on_change": self.changed.emit, "on_trouble": self.said.emit}

    @property
    def colours(self) -> dict[str, str]:
        """Of the project's labels."""
        return {} if self.now is None else {label.name: label.colour for label in self.now.labels}

    def open(self, folder: Path) -> bool:
        """Open the project in ``folder`` in the place of the one that is open; whether it could be."""
        if self.now is not None and self.now.folder.resolve() == Path(folder).resolve():
            return True
        return self.attempt(lambda: self.take(TeachingProject.open(folder, **self.told)))

    def take(self, project: TeachingProject) -> None:
        """Have ``project`` in the place of the one that is open."""
        self.close()
        self.now = project
        remembered.remember_project(project.folder)
        self._follow()

    def close(self) -> None:
        """Have none; what is not written yet is written. Idempotent."""
        if self.now is not None:
            project, self.now = self.now, None
            project.close()
            self.changed.emit()

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do it, and say why where it cannot be done; whether it could."""
        try:
            action()
        except (UserError, FootageError) as error:
            self.said.emit(str(error))
            return False
        return True

    def path_of(self, name: str) -> Path | None:
        """Where the project's video called ``name`` is; None where it is not found. Takes a while; from any thread."""
        project = self.now
        video = next((one for one in project.project.videos if one.name == name), None) if project else None
        return None if video is None else locate(project.project, video)

    def _follow(self) -> None:
        """Watch what the player shows, if it is a file."""
        if self.now is None:
            return
        source = self._player.source
        path = expand_user(source) if source and is_file_source(source) else None
        try:
            self.now.watch(path if path is not None and path.is_file() else None)
        except (FootageError, OSError):  # the player says what is wrong with it
            self.now.watch(None)
        self.changed.emit()
