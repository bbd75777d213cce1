"""The models there are, to switch between while the video goes on."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, QPoint
from PyQt5.QtWidgets import QFileDialog, QMenu, QWidget

from app.live.player import Player
from app.model_titles import known_models, title_of_model
from app.remembered import remember_model
from app.window.language import tr
from app.window.picture_stack import PictureStack
from app.window.plain import add_entry, caption
from model.errors import ModelError
from model.safe_text import shortened
from model.spec import read_spec


class ModelMenu(QObject):
    """Asks which; tells the player; says how it went."""

    def __init__(self, player: Player, picture_stack: PictureStack, parent: QWidget):
        super().__init__(parent)
        self._player, self._picture_stack, self._window = player, picture_stack, parent
        player.model_changed.connect(self._on_model)

    def menu(self) -> QMenu:
        """A line for each model that can be read, the one in use ticked."""
        menu = QMenu(self._window)
        menu.setToolTipsVisible(True)
        for folder in known_models():
            try:
                spec = read_spec(folder)
            except ModelError:
                continue
            title = title_of_model(folder, spec)
            action = add_entry(menu, title.text, lambda folder=folder: self.use(folder), about=title.details)
            action.setText(f"{action.text()}\t{caption(shortened(spec.name, 40))}")
            action.setCheckable(True)
            action.setChecked(folder.resolve() == self._player.model.resolve())
        menu.addSeparator()
        add_entry(menu, tr("Another folder…"), self._ask)
        return menu

    def show_at(self, point: QPoint) -> None:
        """Open the menu."""
        self.menu().exec_(point)

    def use(self, folder: Path) -> None:
        """Switch to the model in ``folder``."""
        if folder.resolve() == self._player.model.resolve():
            return
        try:
            spec = read_spec(folder)
            self._picture_stack.show_toast(tr("{name} is warming up…", name=spec.name))
            self._player.use_model(folder)
        except ModelError as error:
            self._picture_stack.show_toast(str(error))
            return
        if self._player.session is None:  # nothing to warm up for
            self._on_model(spec, "")

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, tr("A model's folder (model.json is in it)"))
        if folder:
            self.use(Path(folder))

    def _on_model(self, spec, message: str) -> None:
        if message:
            self._picture_stack.show_toast(tr("{name} goes on: {why}", name=spec.name, why=message))
        else:
            remember_model(self._player.model)
            self._picture_stack.show_toast(tr("Now {name}", name=spec.name))
