"""*Library* in the window: the panel, what it asks for, and what becomes of results."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PyQt5.QtCore import QObject, QPoint, Qt
from PyQt5.QtWidgets import QFileDialog, QMenu, QWidget

from app.events import Dispatch
from app.library.browser import LibraryBrowser
from app.library.moment import Hit
from app.live.player import Player
from app.sources import is_file_source
from app.window import theme
from app.window.language import tr
from app.window.library.panel import LibraryPanel
from app.window.plain import add_entry
from app.window.player_view import PlayerView
from app.window.reel import Reel
from app.window.teaching.teach import Teach
from model.paths import expand_user

ROOT = Path(__file__).resolve().parents[3]
BEFORE = 1.0  # seconds before a hit from which it is played
NO_PROJECT = "Open a teaching project first (Shift+T): what is labelled becomes its marks"
NO_MOMENT = "Choose a result, or play a video file: there is no moment to look for"


class Library(QObject):
    """Binds the panel to the browser, the player and the teaching project."""

    def __init__(self, player: Player, view: PlayerView, teach: Teach, reel: Reel, dispatch: Dispatch, window: QWidget):
        super().__init__(window)
        self._player, self._view, self._teach, self._reel, self._window = player, view, teach, reel, window
        self._said = view.picture_stack.show_toast
        self.browser = LibraryBrowser(lambda: player.model, dispatch)
        self.panel = LibraryPanel(self.browser.thumbnail)
        view.add_beside(self.panel)
        self.browser.changed.connect(lambda: self.panel.show_found(self.browser.asked, self.browser.shown))
        self.panel.asked.connect(lambda values: self.browser.ask(**values))
        self.panel.opened.connect(self.open)
        self.panel.more_asked.connect(self.browser.show_more)
        self.panel.like_asked.connect(self.more_like)
        self.panel.label_asked.connect(self.ask_for_label)
        self.panel.reel_asked.connect(self.ask_for_reel)
        self.panel.add_asked.connect(self.ask_for_folder)
        self._adding: list[subprocess.Popen] = []

    def toggle_panel(self) -> None:
        """Show the panel in the side panel's place, and back."""
        if self._view.beside is self.panel:
            self._view.show_beside(self._view.panel)
            self._view.picture_stack.setFocus(Qt.OtherFocusReason)
        else:
            self._view.show_beside(self.panel)
            self.browser.ask()  # what was added and corrected meanwhile is in it
            self.panel.text.setFocus(Qt.OtherFocusReason)

    def open(self, item: Hit) -> None:
        """Play a hit's video from just before it."""
        if not Path(item.path).exists():
            self._said(tr("{name} is not where it was; add the folder that it is in now", name=Path(item.path).name))
            return
        self.browser.prepare(item, lambda: self._play(item))

    def _play(self, item: Hit) -> None:
        at = max(0.0, item.start - BEFORE)
        if self._player.session is not None and self._player.source == item.path:
            self._player.seek(at)
        else:
            self._player.open(item.path, at)

    def more_like(self) -> None:
        """Look for moments like the chosen result, or like what the picture shows."""
        chosen = self.panel.results.selected()
        source = self._player.source
        if chosen:
            one = chosen[0]
            self.browser.more_like(one.path, (one.start + one.end) / 2, one.content)
        elif source and is_file_source(source) and self._player.session is not None:
            if self._view.beside is not self.panel:
                self._view.show_beside(self.panel)
            self.browser.more_like(str(expand_user(source)), self._player.position)
        else:
            self._said(tr(NO_MOMENT))

    def ask_for_reel(self) -> None:
        """Cut the chosen results, or all that are shown, into one reel."""
        self._reel.ask_for_hits(self._chosen())

    def _chosen(self) -> list[Hit]:
        return self.panel.results.selected() or list(self.panel.results.results.items)

    # ---- teaching

    def ask_for_label(self) -> None:
        """Let a label of the teaching project be chosen for the results."""
        if self._teach.project.now is None:
            self._said(tr(NO_PROJECT))
            return
        button = self.panel.label_all
        menu = self.label_menu()
        menu.exec_(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def label_menu(self) -> QMenu:
        """The labels of the teaching project, and what the results are called already."""
        menu = QMenu(self._window)
        add_entry(menu, tr("As they were found"), lambda: self.label(""))
        menu.addSeparator()
        for label in self._teach.project.now.labels:
            add_entry(menu, theme.title_of(label.name), lambda name=label.name: self.label(name))
        return menu

    def label(self, label: str) -> None:
        """Mark the chosen results, or all that are shown, in the teaching project; "": each with its own label."""
        items = self._chosen()
        project = self._teach.project
        moments = [(Path(one.path), one.start, one.end, label or one.label) for one in items if label or one.label]
        there = [moment for moment in moments if moment[0].exists()]
        if there and project.attempt(lambda: project.now.take_moments(there)):
            self._teach.show()
            name, gone = project.now.project.name, len(moments) - len(there)
            said = tr("{count} moments marked in {name}; Ctrl+Z takes them back", count=len(there), name=name)
            self._said(said + (tr("; {count} are of videos that are gone", count=gone) if gone else ""))

    # ---- adding

    def ask_for_folder(self) -> None:
        """Let a folder be chosen, and look through it in a process of its own."""
        folder = QFileDialog.getExistingDirectory(self._window, tr("A folder of recordings"))
        if folder:
            self.add(Path(folder))

    def add(self, folder: Path) -> None:
        """Look through a folder in a process of its own, at low priority; it ends with the window, and goes on the next time."""
        low = {"creationflags": subprocess.BELOW_NORMAL_PRIORITY_CLASS} if sys.platform == "win32" else {}
        command = [sys.executable, "-m", "app.program", "library", "add", str(folder), "--quiet"]
        command += ["--library", str(self.browser.place.folder)]
        self._adding = [one for one in self._adding if one.poll() is None]
        self._adding.append(
            subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **low
            )
        )
        self._said(
            tr("{name} is looked through at low priority; open Library again to see what was found", name=folder.name)
        )

    def close(self) -> None:
        """End what runs. Idempotent."""
        for process in self._adding:
            process.terminate()
        for process in self._adding:
            process.wait(10)
        self._adding = []
        self.browser.close()
        self.panel.loader.close()
