"""The bar below: pause button, source, position in a file, state."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QPainter
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.session import State
from app.states import TROUBLED
from app.window import theme
from app.window.buttons import Button

_WORDS = {
    State.OPENING: "Opening…",
    State.PLAYING: "Playing",
    State.PAUSED: "Paused",
    State.STALLED: "No picture",
    State.RECONNECTING: "Reconnecting…",
    State.ENDED: "Ended",
    State.FAILED: "Stopped",
}


def clock(seconds: float) -> str:
    """``75.2`` as ``"1:15"``, an hour and more as ``"1:02:03"``."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class ProgressLine(QWidget):
    """How far a file is, as a thin line; empty for a live source."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setFixedHeight(3)
        self.setAccessibleName("Position in the video")
        self.share = 0.0

    def show_share(self, share: float) -> None:
        """``share`` 0..1 of the whole. Repaints only when a pixel changes."""
        share = min(1.0, max(0.0, share))
        if round(share * self.width()) != round(self.share * self.width()):
            self.update()
        self.share = share

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.RAISED))
        painter.fillRect(QRectF(0, 0, self.width() * self.share, self.height()), QColor(theme.ACCENT))


class Transport(QFrame):
    """Pause button, source name, time, state."""

    toggled = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("transport")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.line = ProgressLine()
        column.addWidget(self.line)
        row = QHBoxLayout()
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(14)
        column.addLayout(row)
        self.button = Button("", kind="round", on_click=self.toggled.emit)
        self.button.setFixedSize(40, 40)
        self.source = QLabel()
        self.source.setFont(theme.font(14, QFont.DemiBold))
        self.source.setMinimumWidth(60)
        self.time = QLabel()
        self.time.setProperty("role", "muted")
        self.state = QLabel()
        self.state.setTextFormat(Qt.RichText)
        self.state.setAccessibleName("State")
        row.addWidget(self.button)
        row.addWidget(self.source, 1)
        row.addWidget(self.time)
        row.addWidget(self.state)
        self._name = ""
        self._shown_state: tuple = ()
        self.show_state(State.OPENING, live=False)

    def show_source(self, name: str) -> None:
        """Show the source's name, shortened in its middle where there is no room."""
        self._name = name
        self.source.setToolTip(name)
        self.source.setAccessibleName(f"Source: {name}")
        self._elide()

    def show_state(self, state: State, live: bool) -> None:
        """Show ``state`` in words and as the button's icon; ``live`` says that the source has no end."""
        if (state, live) == self._shown_state:
            return
        self._shown_state = (state, live)
        icon, action = {
            State.PLAYING: ("pause", "Pause"),
            State.ENDED: ("replay", "Play again"),
            State.FAILED: ("replay", "Try again"),
        }.get(state, ("play", "Play"))
        self.button.set_drawing(icon)
        self.button.setAccessibleName(action)
        self.button.setToolTip(f"{action} (Space)")
        self.button.setEnabled(state not in (State.OPENING, *TROUBLED))
        word, dot = _WORDS[state], theme.MUTED
        if state is State.PLAYING:
            word, dot = ("Live", theme.LIVE) if live else (word, theme.ACCENT)
        elif state is State.FAILED:
            dot = theme.LIVE
        elif state in TROUBLED:
            dot = theme.WARNING
        self.state.setText(f'<span style="color:{dot}">●</span>&nbsp; {word}')

    def show_position(self, position: float, duration: float | None, live: bool) -> None:
        """Seconds played and, where known, of the whole file."""
        if live:
            text, share = clock(position), 0.0
        elif duration:
            text, share = f"{clock(min(position, duration))} / {clock(duration)}", position / duration
        else:
            text, share = clock(position) if position else "", 0.0
        if text != self.time.text():
            self.time.setText(text)
        self.line.show_share(share)

    def _elide(self) -> None:
        self.source.setText(self.source.fontMetrics().elidedText(self._name, Qt.ElideMiddle, self.source.width()))

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.layout().activate()
        self._elide()
