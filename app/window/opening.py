"""What a person opens: by a dialog, from a menu, or dropped on the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QEvent, QObject

from app.timeline.other_labels import ENDINGS
from app.window.dialogs import choose_videos
from app.window.settings_dialog import SettingsDialog
from app.window.source_menu import SourceMenu
from model.datasets.project import is_project

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


class Opening(QObject):
    """Asks, and lets the main window open what is chosen."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def listen(self) -> None:
        """Follow the window's buttons, which are there by now."""
        header, hint = self._window.header, self._window.transport_bar.hint
        for place in (header, hint):
            place.open_asked.connect(self.ask_for_video)
            place.sources_asked.connect(self.ask_for_source)
        header.settings_asked.connect(self.open_settings)
        header.model_asked.connect(self.ask_for_model)

    def ask_for_video(self) -> None:
        """Let videos be chosen and play them."""
        paths = choose_videos(self._window, self._window.source)
        if paths:
            self._window.playlist.open(paths)

    def ask_for_source(self) -> None:
        """Open the menu of everything that can be watched."""
        window, button = self._window, self._window.header.sources
        menu = SourceMenu(window.open_source, self.ask_for_video, window, window.playlist.files)
        menu.exec_(button.mapToGlobal(button.rect().bottomLeft()))

    def ask_for_model(self) -> None:
        """Open the menu of models."""
        button = self._window.header.model
        self._window.models.show_at(button.mapToGlobal(button.rect().bottomLeft()))

    def open_settings(self) -> None:
        """Open the settings; what is changed there works at once."""
        window = self._window
        SettingsDialog(window.settings, window, on_triggers=window.triggers.open).exec_()

    def open_dropped(self, files: list[str]) -> None:
        """Open a teaching project, labels to compare with, or videos."""
        window, first = self._window, Path(files[0])
        if is_project(first):
            window.teach.open(first)
            window.view.show_beside(window.teach.panel)
        elif first.suffix.lower() in ENDINGS:
            window.replay.document.compare_with(first)
        else:
            window.playlist.open(files)

    def eventFilter(self, _watched, event) -> bool:
        kind = event.type()
        if kind not in (QEvent.DragEnter, QEvent.DragLeave, QEvent.Drop):
            return False
        files = [] if kind == QEvent.DragLeave else _files_of(event)
        self._window.picture_stack.set_dropping(kind == QEvent.DragEnter and bool(files))
        if files:
            event.acceptProposedAction()
            if kind == QEvent.Drop:
                self.open_dropped(files)
        return True


def _files_of(event) -> list[str]:
    """The files that a drag carries."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
