"""The bar on top: the program's name, what can be opened, and the panel, full-screen and help buttons."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QWIDGETSIZE_MAX, QFrame, QHBoxLayout, QWidget

from app.shortcuts import with_key
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label

ICONS_ONLY, RARE_FROM = 1000, 560  # pixels; below, buttons have no words, and the rarest are left out


class Header(QFrame):
    """Emits what is asked for; knows nothing of how it is done."""

    open_asked = pyqtSignal()
    sources_asked = pyqtSignal()
    model_asked = pyqtSignal()
    teach_asked = pyqtSignal()
    library_asked = pyqtSignal()
    settings_asked = pyqtSignal()
    demo_asked = pyqtSignal()
    record_asked = pyqtSignal()
    panel_asked = pyqtSignal()
    full_screen_asked = pyqtSignal()
    help_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("header")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 14, 10)
        row.setSpacing(8)
        self._brand = Label("Live Action Classifier")
        self._brand.setProperty("role", "brand")
        self._brand.setFont(theme.font(14))
        self._brand.setContentsMargins(0, 0, 18, 0)
        row.addWidget(self._brand)
        self._compact, self._elapsed = False, ""
        self._full = 0
        self._texts: list[tuple[Button, str]] = []
        for text, icon, tip, signal in (
            (tr("Open video…"), "folder", with_key(tr("Open a video file"), "open_video"), self.open_asked),
            (
                tr("Sources"),
                "screen",
                with_key(tr("Cameras, the screen, addresses, the last sources"), "sources"),
                self.sources_asked,
            ),
            (tr("Demo"), "demo", with_key(tr("Play the demo clip"), "demo"), self.demo_asked),
        ):
            button = Button(text, icon=icon, on_click=signal.emit)
            button.setToolTip(tip)
            row.addWidget(button)
            self._texts.append((button, text))
        self.sources = self._texts[1][0]
        self._rare = [self._texts[2][0]]  # what has a key, and is left out where the window is very narrow
        row.addStretch(1)
        self.library = Button(tr("Library"), icon="recent", on_click=self.library_asked.emit)
        self.library.setToolTip(with_key(tr("Find moments in all your recordings"), "library"))
        row.addWidget(self.library)
        self._texts.append((self.library, tr("Library")))
        self.teach = Button(tr("Teach"), icon="teach", on_click=self.teach_asked.emit)
        self.teach.setToolTip(tr("Teach it your game: mark moments, learn from them (Shift+T)"))
        row.addWidget(self.teach)
        self._texts.append((self.teach, tr("Teach")))
        self.model = Button(tr("Model"), icon="list", on_click=self.model_asked.emit)
        self.model.setToolTip(with_key(tr("Choose a model"), "model"))
        row.addWidget(self.model)
        self._texts.append((self.model, tr("Model")))
        self.record = Button(tr("Record"), icon="record", on_click=self.record_asked.emit)
        self.record.setToolTip(with_key(tr("Record the annotated picture"), "record"))
        row.addWidget(self.record)
        for name, icon, tip, signal in (
            (tr("Side panel"), "panel", with_key(tr("Show or hide the side panel"), "bars"), self.panel_asked),
            (tr("Settings"), "settings", with_key(tr("Settings"), "settings"), self.settings_asked),
            (tr("Full screen"), "full", with_key(tr("Full screen"), "full_screen"), self.full_screen_asked),
            (tr("Help"), "help", with_key(tr("Keys and help"), "help"), self.help_asked),
        ):
            button = Button("", kind="quiet", icon=icon, on_click=signal.emit)
            button.setAccessibleName(name)
            button.setToolTip(tip)
            button.setFixedWidth(40)
            row.addWidget(button)
            if icon == "full":
                self._rare.append(button)

    def _leave_out(self, width: int) -> None:
        for button in self._rare:
            button.setVisible(width >= RARE_FROM)

    def show_recording(self, elapsed: str) -> None:
        """Show that a recording runs, for ``elapsed``; "" that none does."""
        self._elapsed = elapsed
        self._write()
        self.record.set_drawing("stop" if elapsed else "record", theme.LIVE if elapsed else "")
        self.record.setAccessibleName(tr("Stop recording") if elapsed else tr("Record"))
        self.record.setToolTip(
            with_key(tr("Stop recording") if elapsed else tr("Record the annotated picture"), "record")
        )

    @property
    def full_width(self) -> int:
        """Pixels that it needs with all its words, in the language that is spoken."""
        if not self._compact:
            self._full = self.minimumSizeHint().width()
        return self._full

    def fit(self, width: int) -> None:
        """Show what there is room for in a window of so many pixels."""
        self._leave_out(width)
        self.set_compact(width < max(ICONS_ONLY, self.full_width))

    def set_compact(self, compact: bool) -> None:
        """Icons alone and without the program's name, for a narrow window."""
        if compact == self._compact:
            return
        self._compact = compact
        self._brand.setVisible(not compact)
        self._write()
        for button, _ in self._texts:
            button.setMinimumWidth(40 if compact else 0)
            button.setMaximumWidth(40 if compact else QWIDGETSIZE_MAX)
        self.layout().setSpacing(3 if compact else 8)
        self.layout().setContentsMargins(*((8, 8, 6, 8) if compact else (20, 10, 14, 10)))

    def _write(self) -> None:
        for button, text in self._texts:
            button.setText("" if self._compact else f" {text}")
        self.record.setText(f" {self._elapsed}" if self._elapsed else "" if self._compact else f" {tr('Record')}")
