"""The main window: what can be asked for, by button, key or drop; the player does it and its view shows it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt5.QtCore import QEvent, Qt, QTimer
from PyQt5.QtWidgets import QApplication, QInputDialog, QMainWindow, QVBoxLayout, QWidget

from app.integrations.connections import Connections
from app.live.pace import LAST_FRAME
from app.live.player import Player
from app.live.playlist import Playlist
from app.live.session import Session, State
from app.live.session_link import SessionFactory
from app.remembered import remember_source
from app.settings import DEMO_CLIP, Settings
from app.settings_model import SettingsModel
from app.sound.sound import Sound
from app.sources import is_demo
from app.timeline.other_labels import ENDINGS
from app.window.actions import bind_shortcuts
from app.window.dialogs import choose_videos
from app.window.header import Header
from app.window.icons import program_icon
from app.window.language import tr
from app.window.library.library import Library
from app.window.model_menu import ModelMenu
from app.window.player_view import PlayerView
from app.window.qt_hooks import QtDispatch
from app.window.record_control import RecordControl
from app.window.replay import Replay
from app.window.settings_dialog import SettingsDialog
from app.window.sound_control import SoundControl
from app.window.source_menu import SourceMenu
from app.window.teaching.teach import Teach
from app.window.triggers import TriggersControl
from app.window.window_measurement import WindowMeasurement
from app.window.window_state import WindowState, remember_geometry
from app.window.wording import exact_clock, parse_clock
from model.datasets.project import is_project


class MainWindow(QMainWindow):
    """Binds the widgets to the view models.

    Attributes:
        settings: The settings in use.
        player: What is playing.
        replay: The timeline of the file that plays.
        record_control: What is recorded and saved.
        state: Full screen, compact, narrow.
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
        self.setWindowTitle("Live Action Classifier")
        self.setWindowIcon(program_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(480, 320)
        self.resize(1280, 800)
        self.header = Header()
        self.view = PlayerView(
            self.player,
            (
                (tr("Open video…"), self.ask_for_video),
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
        self.replay.playlist = lambda: self.playlist.files
        self.library = Library(self.player, self.view, self.teach, self.replay.reel, self._dispatch, self)
        self.picture_stack.setFocus(Qt.OtherFocusReason)

    def _connect(self) -> None:
        self.player.state_changed.connect(self._on_state)
        self.record_control.recording_changed.connect(self.state.look)
        self.header.open_asked.connect(self.ask_for_video)
        self.header.sources_asked.connect(self.ask_for_source)
        self.header.settings_asked.connect(self.open_settings)
        self.header.model_asked.connect(self.ask_for_model)
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
        hint = self.transport_bar.hint
        hint.open_asked.connect(self.ask_for_video)
        hint.sources_asked.connect(self.ask_for_source)
        hint.teach_asked.connect(self.teach.toggle_panel)
        self.shortcuts = bind_shortcuts(self)

    def _on_state(self, state: State, _message: str) -> None:
        # While a message is up, space presses the button that has the keyboard.
        for shortcut in self.shortcuts["pause"]:
            shortcut.setEnabled(state is not State.FAILED)
        if state is State.PLAYING:
            remember_source(self.source)
            self.state.step_aside()
        self.transport_bar.hint.show_for(state is not State.FAILED and is_demo(self.source))

    def another_file(self, step: int) -> None:
        """Play the playlist's next file (1), or the one before (-1)."""
        if not self.playlist.go(step):
            more = (
                tr("There is no other file in this direction")
                if self.playlist.files
                else tr("Open or drop several files first")
            )
            self.picture_stack.show_toast(more)

    def copy_time(self, label: bool) -> None:
        """Copy where the picture is to the clipboard; with what is shown there, if that is wanted."""
        card = self.picture_stack.card
        text = exact_clock(self.player.position)
        if label and card.label:
            text += f"  {card.label}  {tr('by hand') if card.yours else f'{card.percent} %'}"
        QApplication.clipboard().setText(text)
        self.picture_stack.show_toast(tr("Copied {text}", text=text))

    def ask_for_time(self) -> None:
        """Let a time be written, and go there."""
        session = self.session
        if session is None or not session.seekable:
            self.picture_stack.show_toast(tr("Only a recording can be gone to a time of"))
            return
        text, right = QInputDialog.getText(
            self, tr("Go to time"), tr("Seconds, or 1:02:03.5"), text=exact_clock(self.player.position)
        )
        if not right:
            return
        time = parse_clock(text)
        if time is None:
            self.picture_stack.show_toast(tr("{text} is no time: write seconds, 1:15 or 1:02:03.5", text=text))
        else:
            self.player.seek(min(time, max(0.0, (session.duration or time) - LAST_FRAME)))

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

    def ask_for_video(self) -> None:
        """Let videos be chosen and play them."""
        paths = choose_videos(self, self.source)
        if paths:
            self.playlist.open(paths)

    def ask_for_source(self) -> None:
        """Open the menu of everything that can be watched."""
        button = self.header.sources
        menu = SourceMenu(self.open_source, self.ask_for_video, self, self.playlist.files)
        menu.exec_(button.mapToGlobal(button.rect().bottomLeft()))

    def ask_for_model(self) -> None:
        """Open the menu of models."""
        button = self.header.model
        self.models.show_at(button.mapToGlobal(button.rect().bottomLeft()))

    def open_settings(self) -> None:
        """Open the settings; what is changed there works at once."""
        SettingsDialog(self.settings, self, on_triggers=self.triggers.open).exec_()

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
        if event.type() == event.ActivationChange and not self.isActiveWindow():
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

    def dragEnterEvent(self, event):
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.picture_stack.set_dropping(True)

    def dragLeaveEvent(self, event):
        self.picture_stack.set_dropping(False)

    def dropEvent(self, event):
        self.picture_stack.set_dropping(False)
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            if is_project(Path(files[0])):
                self.teach.open(Path(files[0]))
                self.view.show_beside(self.teach.panel)
            elif Path(files[0]).suffix.lower() in ENDINGS:
                self.replay.document.compare_with(Path(files[0]))
            else:
                self.playlist.open(files)

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
