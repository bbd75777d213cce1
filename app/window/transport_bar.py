"""The bar below: pause button, source, position in a file, state."""

from __future__ import annotations

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.live.session import State
from app.live.states import TROUBLED
from app.shortcuts import with_key
from app.window import theme
from app.window.buttons import Button
from app.window.first_hint import FirstHint
from app.window.language import tr
from app.window.plain import Label, tip
from app.window.second_track import SecondTrack
from app.window.sound_control import SoundButtons
from app.window.timeline_bar import TimelineBar
from app.window.timeline_extras import Legend, Overview
from app.window.timeline_preview import TimelinePreview
from app.window.wording import clock, exact_clock
from model.safe_text import shown

_WORDS = {
    State.OPENING: "Opening…",
    State.PLAYING: "Playing",
    State.PAUSED: "Paused",
    State.STALLED: "No picture",
    State.RECONNECTING: "Reconnecting…",
    State.ENDED: "Ended",
    State.FAILED: "Stopped",
}

SLIDER_FROM = 760  # pixels; a narrower bar has keys for the volume


class TransportBar(QFrame):
    """Pause button, source name, time, state."""

    toggled = pyqtSignal()
    segments_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("transport")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.hint = FirstHint()
        column.addWidget(self.hint)
        self.bar = TimelineBar()
        self.bar.hide()
        self.legend, self.overview = Legend(), Overview()
        column.addWidget(self.legend)
        column.addWidget(self.overview)
        self.second = SecondTrack(self.bar)
        column.addWidget(self.second)
        column.addWidget(self.bar)
        self.preview = TimelinePreview(self.bar)
        self.bar.view_changed.connect(
            lambda: self.overview.show_part(self.bar.shown, self.bar.duration, self.bar.position)
        )
        self.overview.moved.connect(self.bar.show_from)
        row = QHBoxLayout()
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(14)
        column.addLayout(row)
        self.button = Button("", kind="round", on_click=self.toggled.emit)
        self.button.setFixedSize(40, 40)
        self.source = Label()
        self.source.setFont(theme.font(14, QFont.DemiBold))
        self.source.setMinimumWidth(60)
        self.time = Label()
        self.time.setProperty("role", "muted")
        self.state = Label()
        self.state.setTextFormat(Qt.RichText)  # it holds words of the program's own alone
        self.state.setAccessibleName(tr("State"))
        self.scan = Label()
        self.scan.setProperty("role", "muted")
        self.speed = Label()
        self.speed.setProperty("role", "figure")
        self.segments = Button(tr("Segments"), icon="list", on_click=self.segments_asked.emit)
        self.segments.setToolTip(with_key(tr("The list of segments: jump, correct, export"), "segments"))
        self.segments.hide()
        self.sound = SoundButtons()
        row.addWidget(self.button)
        row.addWidget(self.sound)
        self.place = Label()
        self.place.setProperty("role", "muted")
        row.addWidget(self.source, 1)
        row.addWidget(self.place)
        for widget in (self.scan, self.speed, self.time, self.state, self.segments):
            row.addWidget(widget)
        self._name = ""
        self._shown_state: tuple = ()
        self.show_state(State.OPENING, live=False)

    def show_source(self, name: str) -> None:
        """Show the source's name, shortened in its middle where there is no room."""
        self._name = shown(name)
        self.source.setToolTip(tip(name))
        self.source.setAccessibleName(tr("Source: {name}", name=name))
        self._elide()

    def show_place(self, place: int | None, count: int) -> None:
        """Show which of a playlist's files plays.

        Args:
            place: Its number, from 0; None: no playlist.
            count: How many there are.
        """
        self.place.setText("" if place is None else tr("{part} of {whole}", part=place + 1, whole=count))

    def show_state(self, state: State, live: bool) -> None:
        """Show a state in words and as the button's icon.

        Args:
            state: The session's.
            live: Whether the source has no end.
        """
        if (state, live) == self._shown_state:
            return
        self._shown_state = (state, live)
        icon, action = {
            State.PLAYING: ("pause", tr("Pause")),
            State.ENDED: ("replay", tr("Play again")),
            State.FAILED: ("replay", tr("Try again")),
        }.get(state, ("play", tr("Play")))
        self.button.set_drawing(icon)
        self.button.setAccessibleName(action)
        self.button.setToolTip(with_key(action, "pause"))
        self.button.setEnabled(state not in (State.OPENING, *TROUBLED))
        word, dot = tr(_WORDS[state]), theme.MUTED
        if state is State.PLAYING:
            word, dot = (tr("Live"), theme.LIVE) if live else (word, theme.ACCENT)
        elif state is State.FAILED:
            dot = theme.LIVE
        elif state in TROUBLED:
            dot = theme.WARNING
        self.state.setText(f'<span style="color:{dot}">●</span>&nbsp; {word}')

    def show_position(self, position: float, duration: float | None, live: bool, frame: int | None = None) -> None:
        """Show how far the source is.

        Args:
            position: Seconds played.
            duration: Of the whole file, seconds; None where unknown.
            live: Whether the source has no end.
            frame: Its number, shown with the exact time.
        """
        now = (
            clock(position) if frame is None else tr("{time} (frame {frame})", time=exact_clock(position), frame=frame)
        )
        if not live and duration:
            text = f"{now} / {clock(duration)}"
            self.bar.show_duration(duration)
        else:
            text = now if live or position else ""
        if text != self.time.text():
            self.time.setText(text)
        self.bar.show_position(position)

    def show_speed(self, speed: float) -> None:
        """The speed, where it is not the file's own."""
        self.speed.setText("" if speed == 1.0 else f"{speed:g}x")

    def show_scan(self, text: str) -> None:
        """How far the scan is, or what became of it."""
        self.scan.setText(text)

    def put_above(self, strip: QWidget) -> None:
        """Lay ``strip`` over the timeline."""
        self.layout().insertWidget(self.layout().indexOf(self.bar), strip)

    def set_low(self, low: bool) -> None:
        """Leave out what only explains, in a window that is low."""
        self.hint.set_fits(not low)
        self.legend.set_fits(not low)

    def set_seekable(self, seekable: bool) -> None:
        """With the timeline, or without it."""
        self.bar.setVisible(seekable)
        self.segments.setVisible(seekable)

    def _elide(self) -> None:
        self.source.setText(self.source.fontMetrics().elidedText(self._name, Qt.ElideMiddle, self.source.width()))

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.sound.slider.setVisible(self.width() >= SLIDER_FROM)
        self.layout().activate()
        self._elide()
