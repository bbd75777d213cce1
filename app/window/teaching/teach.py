"""*Teach* in the window: the panel, the project behind it, its labels, and where the keys go while it is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, QUrl
from PyQt5.QtGui import QColor, QDesktopServices, QKeyEvent
from PyQt5.QtWidgets import QColorDialog, QFileDialog, QInputDialog, QMenu, QMessageBox, QWidget

from app import remembered
from app.live.player import Player
from app.live.session import State
from app.teach.example import VIDEO, copy_example
from app.teach.project import TeachingProject
from app.window import theme
from app.window.language import tr
from app.window.model_menu import ModelMenu
from app.window.plain import add_entry, tip
from app.window.player_view import PlayerView
from app.window.record_control import RecordControl
from app.window.teaching.comparison import Comparison
from app.window.teaching.lessons import Lessons
from app.window.teaching.marker import Marker, digit, is_new
from app.window.teaching.new_project import NewProjectDialog, projects_folder
from app.window.teaching.open_project import OpenProject
from app.window.teaching.panel import TeachPanel
from model.datasets.project import is_project
from model.datasets.project_from_folder import project_from_folder

FILE_HINT = (
    "Hold a label's digit while it happens. Or: I where it starts, O where it ends, then the digit. Ctrl+Z undoes."
)
LIVE_HINT = "Press a label's digit just after it happened: the last {seconds} seconds become a clip of it."
IDLE_HINT = "Open a video of your game, or watch it live, and mark what happens."


class Teach(QObject):
    """Binds the panel to the project; the marker and the lessons do the rest."""

    def __init__(self, player: Player, view: PlayerView, models: ModelMenu, recording: RecordControl, window: QWidget):
        super().__init__(window)
        self._player, self._view, self._window, self._recording = player, view, window, recording
        self._picture = view.picture_stack
        self.panel = TeachPanel()
        view.add_beside(self.panel)
        self.project = OpenProject(player, self)
        self.marker = Marker(player, view, recording, self.project)
        self.comparison = Comparison(player, view, self.marker.bar)
        self.lessons = Lessons(player, self.panel, self.project, models, self.comparison)
        for source in (self.project, self.marker, self.lessons):
            source.said.connect(self._picture.show_toast)
        self.project.changed.connect(self.show)
        player.state_changed.connect(self._on_state)
        start, page = self.panel.start, self.panel.project
        start.new_asked.connect(self.ask_for_new)
        start.open_asked.connect(self.ask_for_project)
        start.example_asked.connect(self.try_example)
        start.recent_asked.connect(lambda folder: self.open(Path(folder)))
        page.add_asked.connect(self._add_label)
        page.take_asked.connect(lambda: self._do(lambda p: p.take_labels_beside()))
        page.more_asked.connect(lambda: self.menu().exec_(page.more.mapToGlobal(page.more.rect().bottomLeft())))
        page.labels.pressed.connect(self.marker.press_label)
        page.labels.rename_asked.connect(self.ask_for_name)
        page.labels.recolour_asked.connect(self.ask_for_colour)
        page.labels.merge_asked.connect(lambda old, into: self._do(lambda p: p.merge_label(old, into)))
        page.labels.remove_asked.connect(self._remove)

    # ---- the panel

    @property
    def active(self) -> bool:
        """Whether keys are for marking: the panel is shown and a project open."""
        return self.project.now is not None and self._view.beside is self.panel

    def toggle_panel(self) -> None:
        """Show the panel in the side panel's place, and back."""
        if self._view.beside is self.panel:
            self._view.show_beside(self._view.panel)
        else:
            self.show()
            self._view.show_beside(self.panel)
        self._picture.setFocus(Qt.OtherFocusReason)

    def open_panel(self) -> None:
        """Show the panel in the side panel's place, where it is not there already."""
        if self._view.beside is not self.panel:
            self.toggle_panel()

    def show(self) -> None:
        """Show the project as it is now."""
        project, panel = self.project.now, self.panel
        if theme.choose_colours(self.project.colours):
            self._view.recolour()
        if project is None:
            panel.start.show_recent(remembered.recent_projects())
            panel.show_page(panel.start)
            return
        panel.show_project(project.project.name, project.labels, project.counts)
        panel.project.show_beside(project.labels_beside)
        if panel.page is panel.start:
            panel.show_page(panel.project)
        self._show_hint()

    def _on_state(self, state: State, _message: str) -> None:
        self._show_hint()

    def _show_hint(self) -> None:
        project = self.project.now
        if project is None:
            return
        if self._player.live:
            text = tr(LIVE_HINT, seconds=f"{self._recording.recordings.settings.moment_seconds:g}")
        else:
            text = tr(FILE_HINT if project.can_mark else IDLE_HINT)
        self.panel.project.hint.setText(text)

    # ---- projects

    def ask_for_new(self) -> None:
        """Let a project be named, and make it."""
        dialog = NewProjectDialog(self._window, **self.project.told)
        if dialog.exec_() and dialog.made is not None:
            self.project.take(dialog.made)

    def ask_for_project(self) -> None:
        """Let a project's folder be chosen, and open it."""
        folder = QFileDialog.getExistingDirectory(
            self._window, tr("A teaching project's folder, or one of labelled footage")
        )
        if folder:
            self.open(Path(folder))

    def try_example(self) -> None:
        """Open a copy of the example, and play one of its videos."""
        copied: list[Path] = []
        if self.project.attempt(lambda: copied.append(copy_example(projects_folder()))) and self.project.open(
            copied[0]
        ):
            self._player.open(str(copied[0] / VIDEO))

    def open(self, folder: Path) -> None:
        """Open the project in ``folder``; of labelled footage a project is made, if that is wanted."""
        if not is_project(folder):
            question = tr("{name} is no teaching project yet. Make one of the labelled videos in it?", name=folder.name)
            if QMessageBox.question(self._window, tr("Teach"), tip(question)) != QMessageBox.Yes:
                return
            if not self.project.attempt(lambda: project_from_folder(folder, folder, folder.name)):
                return
        self.project.open(folder)

    def close_project(self) -> None:
        """Have no project open."""
        self.lessons.close()
        self.project.close()

    def menu(self) -> QMenu:
        """What can be done with projects, and the models that this one has."""
        menu = QMenu(self._window)
        menu.setToolTipsVisible(True)
        self.lessons.add_models(menu)
        if menu.actions():
            menu.insertSeparator(menu.actions()[0])
            menu.addSeparator()
        folder = self.project.now.folder if self.project.now is not None else None
        if folder is not None:
            add_entry(menu, tr("Show its folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        add_entry(menu, tr("New project…"), self.ask_for_new)
        add_entry(menu, tr("Open project…"), self.ask_for_project)
        add_entry(menu, tr("Close this project"), self.close_project)
        return menu

    # ---- labels

    def ask_for_name(self, label: str) -> None:
        """Let a label be renamed."""
        name, right = QInputDialog.getText(self._window, tr("Rename"), tr("The label's new name:"), text=label)
        if right and name.strip() != label:
            self._do(lambda project: project.rename_label(label, name))

    def ask_for_colour(self, label: str) -> None:
        """Let a label have another colour."""
        now = QColor(self.project.colours.get(label, theme.MUTED))
        colour = QColorDialog.getColor(now, self._window, tr("The label's colour"))
        if colour.isValid():
            self._do(lambda project: project.recolour_label(label, colour.name()))

    def _add_label(self, name: str) -> None:
        if self._do(lambda project: project.add_label(name)):
            self.panel.project.new_label.clear()
        self._picture.setFocus(Qt.OtherFocusReason)

    def _remove(self, label: str) -> None:
        if self._do(lambda project: project.remove_label(label)):
            self._picture.show_toast(
                tr("{label} and its marks are gone; Ctrl+Z brings them back", label=theme.title_of(label))
            )

    def _do(self, action: Callable[[TeachingProject], object]) -> bool:
        project = self.project.now
        return project is not None and self.project.attempt(lambda: action(project))

    # ---- keys

    def edit(self, what: str) -> None:
        """``undo``, ``redo`` or ``delete``."""
        if what == "delete":
            self.marker.delete()
        elif not getattr(self.project.now, what)():
            self._picture.show_toast(tr(f"Nothing to {what}"))

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key that is a shortcut elsewhere is for here: I and O mark a start and an end."""
        return self.active and event.key() in (Qt.Key_I, Qt.Key_O) and not event.modifiers()

    def key_pressed(self, event: QKeyEvent) -> bool:
        """A key that nobody else wanted went down; whether it was for here."""
        if not self.active or not is_new(event):
            return self.active and digit(event) != ""
        if self.wants(event):
            (self.marker.begin if event.key() == Qt.Key_I else self.marker.end)()
            return True
        checking = self.panel.page is self.panel.check
        if checking and event.key() in (Qt.Key_Return, Qt.Key_Enter):
            self.panel.check.confirm_all()
            return True
        key = digit(event)
        if key and checking:
            label = self.project.now.label_of_key(key)
            if label:
                self.panel.check.press(label)
        elif key:
            self.marker.press(key)
        return key != ""

    def key_released(self, event: QKeyEvent) -> bool:
        """A key came up; whether it was for here."""
        key = digit(event)
        if key and is_new(event):
            self.marker.release(key)
        return key != "" and self.active

    def close(self) -> None:
        """End what runs, and write what is not written yet. Idempotent."""
        self.lessons.close()
        self.comparison.close()
        self.marker.close()
        self.panel.loader.close()
        self.project.close()
