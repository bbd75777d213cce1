"""The main window: shows what a player's session says, and passes on what is asked for.

It pulls the newest frame on a timer, so display never lags behind however slow the model is; signals bring decisions
and states only.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QShortcut, QVBoxLayout, QWidget

from app.frames import Decision
from app.session import Session, State
from app.settings import DEMO_CLIP
from app.sources import is_file_source
from app.window import memory, theme
from app.window.bridge import SessionFactory
from app.window.header import Header
from app.window.icons import program_icon
from app.window.measure import Meter
from app.window.player import Player
from app.window.readout import Readout
from app.window.side_panel import SidePanel
from app.window.stage import Stage
from app.window.transport import Transport
from app.window.wording import chip, failure

PULL_MS = 16  # how often the newest frame is asked for: twice a frame of 30 a second
SLOW_MS = 250  # figures, history, position
NARROW = 880  # pixels; below, the side panel is hidden until it is asked for
VIDEO_FILTER = "Videos (*.mp4 *.mkv *.mov *.avi *.webm *.m4v *.flv *.wmv *.mpg *.mpeg *.ts *.gif *.ogv);;All files (*)"


class MainWindow(QMainWindow):
    """model: the folder of the model every session uses. factory: what makes a session; tests pass their own."""

    def __init__(self, model: Path, *, factory: SessionFactory = Session, meter: Meter | None = None):
        super().__init__()
        self.meter = meter or Meter()
        self.player = Player(model, factory, self)
        self.readout = Readout(self)
        self._colours: dict[str, str] = {}
        self._predicted = False  # since the model's window was last empty
        self._narrow = False
        self._build()
        self._connect()
        self._pull = self._timer(PULL_MS, self._tick)
        self._pull.setTimerType(Qt.PreciseTimer)
        self._slow = self._timer(SLOW_MS, self._slow_tick)

    def _timer(self, milliseconds: int, action: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(action)
        return timer

    # ---- what it is made of

    def _build(self) -> None:
        self.setWindowTitle("Live Action Classifier")
        self.setWindowIcon(program_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(480, 360)
        self.resize(1280, 800)
        self.header, self.panel, self.transport = Header(), SidePanel(), Transport()
        self.stage = Stage(
            (
                ("Open video…", self.ask_for_video),
                ("Use camera", self.open_camera),
                ("Play the demo", self.open_demo),
                ("Try again", self.player.restart),
            ),
            self.meter.label_painted,
        )
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.stage, 1)
        middle.addWidget(self.panel)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(middle, 1)
        column.addWidget(self.transport)
        self.setCentralWidget(body)
        self.stage.setFocus(Qt.OtherFocusReason)

    def _connect(self) -> None:
        self.player.opening.connect(self._on_opening)
        self.player.opened.connect(self._on_opened)
        self.player.decided.connect(self._on_decision)
        self.player.state_changed.connect(self._on_state)
        self.readout.shown.connect(self._show_decision)
        self.header.open_asked.connect(self.ask_for_video)
        self.header.camera_asked.connect(self.open_camera)
        self.header.demo_asked.connect(self.open_demo)
        self.header.panel_asked.connect(self.toggle_panel)
        self.header.full_screen_asked.connect(self.toggle_full_screen)
        self.header.help_asked.connect(self.stage.help.toggle)
        self.transport.toggled.connect(self.player.toggle_pause)
        self.stage.double_clicked.connect(self.toggle_full_screen)
        for keys, action in (
            (("O", QKeySequence(QKeySequence.Open)), self.ask_for_video),
            (("C",), self.open_camera),
            (("D",), self.open_demo),
            (("F", "F11"), self.toggle_full_screen),
            (("B",), self.toggle_panel),
            (("?", "F1"), self.stage.help.toggle),
            (("Q", "Ctrl+Q"), self.close),
            (("Esc",), self._escape),
        ):
            for key in keys:
                QShortcut(QKeySequence(key), self, activated=action)
        self._space = QShortcut(QKeySequence("Space"), self, activated=self.player.toggle_pause)

    # ---- what can be asked for

    @property
    def session(self) -> Session | None:
        return self.player.session

    @property
    def source(self) -> str:
        return self.player.source

    def open_source(self, source: str) -> None:
        """Play ``source`` instead of what plays now. Whatever is wrong with it is shown as a message."""
        self.player.open(source)

    def open_camera(self) -> None:
        """Use the first camera."""
        self.open_source("0")

    def open_demo(self) -> None:
        """Play the bundled clip."""
        self.open_source(str(DEMO_CLIP))

    def ask_for_video(self) -> None:
        """Let a video be chosen, beginning where the last one lay."""
        folder = Path(self.source).parent if self.source and is_file_source(self.source) else Path.home()
        path, _ = QFileDialog.getOpenFileName(self, "Open video", str(folder), VIDEO_FILTER)
        if path:
            self.open_source(path)

    # ---- what the player says

    def _on_opening(self) -> None:
        self._predicted = False
        self.stage.hide_message()
        self.stage.help.hide()
        self._clear_label()
        self.stage.show_frame(None)
        self.transport.show_source(self.player.name)

    def _on_opened(self) -> None:
        spec = self.session.spec
        self._colours = theme.label_colours(spec.labels)
        self.panel.set_model(spec.name, spec.labels)
        self.stage.card.set_labels(spec.labels)
        self.transport.show_source(self.player.name)
        self._pull.start()
        self._slow.start()

    def _on_decision(self, decision: Decision) -> None:
        self._predicted = True
        self.meter.predicted()
        self.panel.history.add(time.perf_counter(), decision.label)
        self.readout.take(decision)

    def _show_decision(self, decision: Decision) -> None:
        colour = self._colours.get(decision.label, theme.MUTED)
        self.stage.card.show_decision(decision.label, decision.confidence, colour)
        self.panel.bars.show_probabilities(decision.probabilities, decision.label)

    def _clear_label(self) -> None:
        self.readout.reset()
        self.stage.card.clear()

    def _on_state(self, state: State, message: str) -> None:
        # While a message is up, space presses the button that has the keyboard.
        self._space.setEnabled(state is not State.FAILED)
        self.transport.show_state(state, self.player.live)
        if state is State.FAILED:
            self._clear_label()
            self.panel.figures.clear()
            self.panel.bars.show_nothing()
            # "Use camera" is another try already
            self.stage.show_message(
                *failure(self.source, self.session is not None),
                message,
                without="Try again" if self.source == "0" else "",
            )
        else:
            self.stage.hide_message()
        self._show_chip()
        if state is State.PLAYING:
            memory.remember_source(self.source)

    def _show_chip(self) -> None:
        state, warm = self.player.state, self.player.warm
        if state is State.PLAYING and self._predicted and warm[0] < warm[1]:
            self._predicted = False  # a loop, a seek, a stall: what was seen before no longer holds
            self._clear_label()
        self.stage.show_chip(*chip(state, warm, self._predicted))

    # ---- the clock

    def _tick(self) -> None:
        if self.session is None:
            return
        self.stage.show_frame(self.session.latest_frame())
        if self.player.state is State.PLAYING:
            self._show_chip()

    def _slow_tick(self) -> None:
        if self.session is None:
            return
        live = self.player.live
        self.transport.show_state(self.player.state, live)
        self.transport.show_position(self.session.position, self.session.duration, live)
        if self.player.state is State.PLAYING and self.panel.isVisible():
            self.panel.figures.show_stats(self.stage.shown_rate.per_second(), self.session.stats())
            self.panel.history.update()

    # ---- the window itself

    def toggle_panel(self) -> None:
        """Show or hide the side panel."""
        self.panel.setVisible(not self.panel.isVisible())

    def toggle_full_screen(self) -> None:
        """Only the picture, on the whole screen; and back."""
        full = not self.isFullScreen()
        self.header.setVisible(not full)
        self.transport.setVisible(not full)
        self.panel.setVisible(not full and not self._narrow)
        if full:
            self.showFullScreen()
            self.stage.show_toast("Esc leaves full screen")
        else:
            self.showNormal()
            self.stage.toast.show_text("")

    def _escape(self) -> None:
        if self.stage.help.isVisible():
            self.stage.help.hide()
        elif self.isFullScreen():
            self.toggle_full_screen()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self.header.set_compact(narrow)
            if not self.isFullScreen():
                self.panel.setVisible(not narrow)

    def dragEnterEvent(self, event):
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.stage.set_dropping(True)

    def dragLeaveEvent(self, event):
        self.stage.set_dropping(False)

    def dropEvent(self, event):
        self.stage.set_dropping(False)
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.open_source(files[0])

    def closeEvent(self, event):
        memory.remember_geometry(self)
        self.shut_down()
        super().closeEvent(event)

    def shut_down(self) -> None:
        """Stop the timers and the session, and wait for its threads (a second and a half at most). Idempotent."""
        self._pull.stop()
        self._slow.stop()
        self.player.close()
