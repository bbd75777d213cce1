"""One quiet line for who starts the program for the first time: what to do next."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.settings import load_settings, save_settings
from app.shortcuts import with_key
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label

DONE = "seen"


class FirstHint(QFrame):
    """Offers the three ways on. It comes until somebody has opened or taught anything, or has closed it."""

    open_asked = pyqtSignal()
    sources_asked = pyqtSignal()
    teach_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("firstHint")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 10, 6)
        row.setSpacing(8)
        text = Label(tr("This is the demo. Next:"))
        text.setProperty("role", "muted")
        row.addWidget(text)
        for words, action, signal in (
            (tr("Open a recording"), "open_video", self.open_asked),
            (tr("Watch the screen"), "sources", self.sources_asked),
            (tr("Teach it your game"), "teach", self.teach_asked),
        ):
            button = Button(words, kind="link", on_click=signal.emit)
            button.setToolTip(with_key(words, action))
            row.addWidget(button)
        row.addStretch(1)
        self.close_button = Button("", kind="quiet", icon="close", on_click=self.dismiss)
        self.close_button.setAccessibleName(tr("Close this hint"))
        self.close_button.setFixedWidth(32)
        row.addWidget(self.close_button)
        self._wanted, self._fits = False, True
        self.hide()

    def set_fits(self, fits: bool) -> None:
        """Whether there is room for it."""
        self._fits = fits
        self.setVisible(self._wanted and fits)

    def show_for(self, demo: bool) -> None:
        """Show it where it is of use.

        Args:
            demo: Whether the demo clip plays.
        """
        kept = load_settings()
        self._wanted = demo and not (kept.last_source or kept.projects or kept.first_hint)
        self.setVisible(self._wanted and self._fits)

    def dismiss(self) -> None:
        """Never show it again."""
        save_settings(load_settings().with_(first_hint=DONE))
        self._wanted = False
        self.hide()
