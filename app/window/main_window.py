"""The main window: what can be asked for, by button, key or drop; the player does it and its view shows it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt5.QtCore import QEvent, Qt, QTimer
from PyQt5.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.integrations.connections import Connections
from app.live.player import Player
from app.live.playlist import Playlist
from app.live.session import Session, State
from app.live.session_link import SessionFactory
from app.remembered import remember_source
from app.settings import DEMO_CLIP, Settings
from app.settings_model import SettingsModel
from app.sound.sound import Sound
from app.sources import is_demo
from app.window.actions import bind_shortcuts
from app.window.header import Header
from app.window.icons import program_icon
from app.window.language import tr
from app.window.library.library import Library
from app.window.model_menu import ModelMenu
from app.window.opening import Opening
from app.window.player_view import PlayerView
from app.window.qt_hooks import QtDispatch
from app.window.record_control import RecordControl
from app.window.replay import Replay
from app.window.sound_control import SoundControl
from app.window.teaching.teach import Teach
from app.window.triggers import TriggersControl
from app.window.window_measurement import WindowMeasurement
from app.window.window_state import WindowState, remember_geometry


class MainWindow(QMainWindow):
    """Binds the widgets to the view models.

    Attributes:
        settings: The settings in use.
        player: What is playing.
        replay: The timeline of the file that plays.
        record_control: What is recorded and saved.
        state: Full screen, compact, narrow.
        opening: What is opened by dialogs, menus and drops.
        shortcuts: The keys, by the names of ``app.shortcuts``.
    """

    def __init__(
        self,
        model: Path,
        *,
        factory: SessionFactory = Session,
        measurement: WindowMeasurement | None = None,
        settings: SettingsModel | None = None,
        sound: Sound | None = None,
    ):
        """
        Args:
            model: The folder of the model that every session uses.
            factory: Makes a session; tests pass their own.
            measurement: Is told what is shown and when.
            settings: None: those of the file.
            sound: What the sessions of ``factory`` play; None: nothing is heard.
        """
        super().__init__()
        self.measurement, self.settings = measurement or WindowMeasurement(), settings or SettingsModel()
        self._dispatch = QtDispatch(self)
        self.player = Player(model, factory, self._dispatch)
        self.connections: Connections | None = None
        self.state = WindowState(self)
        self._sound = sound or Sound()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.opening = Opening(self)
        self.setWindowTitle("Live Action Classifier")
        self.setWindowIcon(program_icon())
        self.setMinimumSize(480, 320)
        self.resize(1280, 800)
        self.header = Header()
        self.view = PlayerView(
            self.player,
            (
                (tr("Open video…"), self.opening.ask_for_video),
                (tr("Use camera"), self.open_camera),
                (tr("Play the demo"), self.open_demo),
                (tr("Try again"), self.player.restart),
            ),
            self.measurement,
        )
        self.view.picture_stack.on_painted = self.measurement.frame_painted
        self.picture_stack, self.panel, self.transport_bar = (
            self.view.picture_stack,
            self.view.panel,
            self.view.transport_bar,
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.view, 1)
        self.setCentralWidget(body)
        self.replay = Replay(self.player, self.view, self._dispatch, self)
        self.player.set_rules(self.settings.now.rules)
        self.models = ModelMenu(self.player, self.picture_stack, self)
        self.record_control = RecordControl(self.player, self.picture_stack, self.header, self.settings.now)
        self.triggers = TriggersControl(self.record_control, self.replay, self.transport_bar.bar, self._dispatch, self)
        self.settings.changed.connect(self._use_settings)
        self.sound = SoundControl(self._sound, self.transport_bar.sound, self.settings, self)
        self.playlist = Playlist(self.player, partial(QTimer.singleShot, 0))
        self.teach = Teach(self.player, self.view, self.models, self.record_control, self)
        self.replay.outputs.playlist = lambda: self.playlist.files
        self.library = Library(self.player, self.view, self.teach, self.replay.reel, self._dispatch, self)
        self.picture_stack.setFocus(Qt.OtherFocusReason)

    def _connect(self) -> None:
        self.player.state_changed.connect(self._on_state)
        self.record_control.recording_changed.connect(self.state.look)
        self.opening.listen()
        self.header.teach_asked.connect(self.teach.toggle_panel)
        self.header.library_asked.connect(self.library.toggle_panel)
        self.picture_stack.teach_asked.connect(self.teach.open_panel)
        self.header.demo_asked.connect(self.open_demo)
        self.header.panel_asked.connect(self.toggle_panel)
        self.header.full_screen_asked.connect(self.state.toggle_full_screen)
        self.header.help_asked.connect(self.picture_stack.help.toggle)
        self.picture_stack.double_clicked.connect(self.state.toggle_full_screen)
        self.playlist.changed.connect(
            lambda: self.transport_bar.show_place(self.playlist.place, len(self.playlist.files))
        )
        self.transport_bar.hint.teach_asked.connect(self.teach.toggle_panel)
        self.shortcuts = bind_shortcuts(self)

    def _on_state(self, state: State, _message: str) -> None:
        # While a message is up, space presses the button that has the keyboard.
        for shortcut in self.shortcuts["pause"]:
            shortcut.setEnabled(state is not State.FAILED)
        if state is State.PLAYING:
            remember_source(self.source)
            self.state.step_aside()
        self.transport_bar.hint.show_for(state is not State.FAILED and is_demo(self.source))

    def edit(self, what: str) -> None:
        """Undo, redo or delete in whichever panel is open."""
        (self.teach if self.teach.active else self.replay).edit(what)

    def event(self, event):
        if event.type() == QEvent.ShortcutOverride and self.teach.wants(event):
            event.accept()  # then it comes as a key and not as a shortcut
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        if not self.teach.key_pressed(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event):
        if not self.teach.key_released(event):
            super().keyReleaseEvent(event)

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

    def use_connections(self, connections: Connections) -> None:
        """Let OBS and the overlay page follow what is played."""
        self.connections = connections
        connections.tell(self.record_control.said.emit)
        self.player.opened.connect(lambda: connections.begin(self.session.spec.labels))
        self.player.model_changed.connect(lambda spec, message: message or connections.begin(spec.labels))
        self.player.decided.connect(lambda decision: connections.decide(decision, self.source))
        self.player.state_changed.connect(lambda state, _message: connections.state(state))
        self.triggers.connections = connections

    def _use_settings(self, settings: Settings) -> None:
        self.player.set_rules(settings.rules)
        self.record_control.recordings.settings = settings
        self.record_control.recordings.keep_enough()
        problem = "" if self.connections is None else self.connections.use(settings)
        if problem:
            self.picture_stack.show_toast(problem)

    # ---- the window itself

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == event.WindowStateChange:
            self.state.look()
            if not self.isMinimized():
                self.view.compact.hide()
        if event.type() == event.ActivationChange:
            self.state.look()
            if not self.isActiveWindow():
                self.teach.marker.let_go()  # a key that comes up elsewhere is not heard here

    def showEvent(self, event):
        super().showEvent(event)
        self.state.look()

    def hideEvent(self, event):
        super().hideEvent(event)
        self.state.look()

    def toggle_panel(self) -> None:
        """Show the side panel, or hide whichever is beside the picture."""
        self.view.show_beside(self.panel if self.view.beside is None else None)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.state.fit()

    def closeEvent(self, event):
        remember_geometry(self)
        self.shut_down()
        super().closeEvent(event)

    def shut_down(self) -> None:
        """Stop the session and wait for its threads (a second and a half at most). Idempotent."""
        self.view.stop()
        self.view.compact.close()
        self.state.close()
        self.library.close()
        self.teach.close()
        self.record_control.close()
        self.replay.close()
        self.sound.close()
        self.player.close()
        if self.connections is not None:
            self.connections.close()
