"""Everything under the header, showing what a player's session says: picture, side panel, transport.

It pulls the newest frame on a timer, so display never lags behind however slow the model is; signals bring decisions
and states only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.frames import Decision, Frame
from app.live.player import Player
from app.live.session import State
from app.live.states import TROUBLED
from app.timeline.timeline import Segment
from app.window.compact import CompactOverlay
from app.window.label_pacing import LabelPacing
from app.window.label_views import LabelViews
from app.window.language import tr
from app.window.picture_stack import PictureStack
from app.window.side_panel import SidePanel
from app.window.transport_bar import TransportBar
from app.window.window_measurement import WindowMeasurement
from app.window.wording import chip, failure

PULL_MS = 8  # how often the newest frame is asked for: twice a frame of 60 a second, so that none is missed
POSITION_MS = 100
STILL_SECONDS = 0.15  # from a paused picture: what was decided there holds for it
FIGURES_MS = 250  # and history


class PlayerView(QWidget):
    """The stage, the panel at its right and the transport below, all of one player."""

    def __init__(
        self,
        player: Player,
        actions: Sequence[tuple[str, Callable[[], None]]],
        measurement: WindowMeasurement,
        parent: QWidget | None = None,
    ):
        """
        Args:
            actions: The buttons of a failure's message.
            measurement: Is told of predictions and of labels painted.
        """
        super().__init__(parent)
        self._player, self._measurement = player, measurement
        self._predicted = False  # since the model's window was last empty
        self._shown = True
        self._frame: Frame | None = None  # that was looked at last
        self.correction_at: Callable[[float], Segment | None] = lambda time: None  # a person's segment then (seconds)
        self.picture_stack = PictureStack(actions, measurement.label_painted)
        self.panel, self.transport_bar = SidePanel(), TransportBar()
        self.compact = CompactOverlay()
        self._labels = LabelViews(self.picture_stack, self.panel, self.compact)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.picture_stack, 1)
        middle.addWidget(self.panel)
        self._middle, self._panels = middle, [self.panel]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.transport_bar)

        self._label_pacing = LabelPacing(self)
        self._label_pacing.shown.connect(self._show_decision)
        player.opening.connect(self._on_opening)
        player.opened.connect(self._on_opened)
        player.decided.connect(self._on_decision)
        player.decided_still.connect(self._show_still)
        player.state_changed.connect(self._on_state)
        player.model_changed.connect(self._on_model)
        player.noticed.connect(self.picture_stack.show_toast)
        self.transport_bar.toggled.connect(player.toggle_pause)
        self._pull = self._timer(PULL_MS, self._tick)
        self._pull.setTimerType(Qt.PreciseTimer)
        self._position = self._timer(POSITION_MS, self._show_position)
        self._figures = self._timer(FIGURES_MS, self._show_figures)

    def _timer(self, milliseconds: int, action: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(action)
        return timer

    def add_beside(self, panel: QWidget) -> None:
        """One more panel for the place beside the picture, hidden at first."""
        panel.hide()
        self._panels.append(panel)
        self._middle.addWidget(panel)

    @property
    def beside(self) -> QWidget | None:
        """The panel beside the picture; None where there is none."""
        return next((panel for panel in self._panels if not panel.isHidden()), None)

    def show_beside(self, panel: QWidget | None) -> None:
        """Show this one of the panels beside the picture, or none."""
        for one in self._panels:
            if one is not panel:
                one.hide()
        if panel is not None:
            panel.show()

    def stop(self) -> None:
        """Pull nothing any more; the picture stays."""
        for timer in (self._pull, self._position, self._figures):
            timer.stop()

    def _on_opening(self) -> None:
        self._predicted = False
        self.picture_stack.hide_message()
        self.picture_stack.help.hide()
        self._clear_label()
        self._frame = None
        self.picture_stack.show_frame(None)
        self.transport_bar.show_source(self._player.name)

    def _on_opened(self) -> None:
        self._use_labels(self._player.session.spec)
        self.transport_bar.show_source(self._player.name)
        self._start_timers()

    def set_shown(self, shown: bool) -> None:
        """Say whether anybody sees the view: else no picture is made for it, only the floating label goes on."""
        if shown != self._shown:
            self._shown = shown
            if self._pull.isActive():
                self._start_timers()
                self._frame = None  # it may have been left out
                self._tick()
            if shown:
                self._labels.show_bars()

    def _start_timers(self) -> None:
        self._pull.start(PULL_MS if self._shown else POSITION_MS)
        self._position.start()
        (self._figures.start if self._shown else self._figures.stop)()

    def _use_labels(self, spec) -> None:
        self.panel.set_model(spec.name, spec.labels)
        self._labels.use_labels(spec.labels)

    def recolour(self) -> None:
        """The labels have other colours now (``theme.choose_colours``)."""
        if self._player.session is not None:
            labels = self._player.session.spec.labels
            colours = self._labels.recolour(labels)
            self.panel.recolour(labels)
            self.transport_bar.bar.recolour(colours)
            if self.transport_bar.bar.duration:
                self.transport_bar.legend.show_labels(colours)

    def _on_model(self, spec, message: str) -> None:
        if not message:
            self._clear_label()
            self._use_labels(spec)

    def toggle_statistics(self) -> None:
        """Show all figures on the picture, or hide them."""
        self.picture_stack.statistics.setVisible(not self.picture_stack.statistics.isVisible())
        self._show_figures()

    def _on_decision(self, decision: Decision) -> None:
        self._predicted = True
        self._measurement.predicted(decision.time)
        self.panel.history.add(time.perf_counter(), decision.label)
        mine = self.correction_at(decision.time)
        self._label_pacing.take(decision, "" if mine is None else mine.label)

    def _show_still(self, decision: Decision) -> None:
        """Show what was decided of the picture that stands still, and of no other."""
        if abs(decision.time - self._player.position) <= STILL_SECONDS:
            self._predicted = True
            self._show_decision(decision)

    def _show_decision(self, decision: Decision) -> None:
        teaching = self.beside not in (None, self.panel)  # or whoever sees it has other things beside the picture
        self._labels.show_decision(decision, self.correction_at(decision.time), self._shown, unfamiliar=not teaching)

    def show_label(self, label: str, confidence: float, yours: bool = False) -> None:
        """Show a label on the picture, and floating where that is shown.

        Args:
            label: The timeline's, of the moment that the picture is of.
            confidence: 0 to 1.
            yours: Whether a person said it.
        """
        self._labels.show_label(label, confidence, yours=yours)

    def show_unknown(self) -> None:
        """Show that nobody knows what the picture shows: a dash, and empty bars."""
        self._label_pacing.reset()
        self._labels.show_unknown()

    def _clear_label(self) -> None:
        self._label_pacing.reset()
        self._labels.clear()

    def _on_state(self, state: State, message: str) -> None:
        self.transport_bar.show_state(state, self._player.live)
        if state is State.FAILED:
            self._clear_label()
            self.panel.figures.clear()
            # "Use camera" is another try already
            self.picture_stack.show_message(
                *failure(self._player.source, self._player.session is not None),
                message,
                without=tr("Try again") if self._player.source == "0" else "",
            )
        else:
            self.picture_stack.hide_message()
            if state in TROUBLED:  # what is shown is the past
                self._predicted = False
                self._clear_label()
                self.picture_stack.set_dimmed(True)
        self._show_chip()

    def _show_chip(self) -> None:
        state, warm = self._player.state, self._player.warm
        if state is State.PLAYING and self._predicted and warm[0] < warm[1]:
            self._predicted = False  # a loop, a seek, a stall: what was seen before no longer holds
            self._clear_label()
        self.picture_stack.show_chip(*chip(state, warm, self._predicted, self._player.silent_seconds))

    def _tick(self) -> None:
        session = self._player.session
        frame = None if session is None else session.latest_frame()
        if frame is self._frame:  # mostly: it is asked for far more often than there is another
            return
        self._frame = frame
        if self._shown:
            self.picture_stack.show_frame(frame)
        if self._player.state is State.PLAYING:
            self._show_chip()

    def _show_position(self) -> None:
        if self._player.session is None:
            return
        if self._player.state is State.PLAYING or self._player.state in TROUBLED:
            self._show_chip()
        live = self._player.live
        self.transport_bar.show_state(self._player.state, live)
        session, paused = self._player.session, self._player.state is State.PAUSED
        frame = session.latest_frame() if paused and not live else None
        self.transport_bar.show_position(
            session.position, session.duration, live, None if frame is None else frame.index
        )

    def _show_figures(self) -> None:
        session = self._player.session
        if session is None:
            return
        self.picture_stack.show_differs(session.differs)
        if self.picture_stack.statistics.isVisible():
            self.picture_stack.statistics.show_stats(
                session.stats(), self.picture_stack.shown_rate.per_second(), session.spec.name
            )
            self.picture_stack.place()
        if self._player.state is State.PLAYING and self.panel.isVisible():
            self.panel.figures.show_stats(self.picture_stack.shown_rate.per_second(), session.stats())
            self.panel.history.update()
