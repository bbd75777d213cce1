"""Plays one source at a time: opens, pauses, replaces and ends the session behind the window."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from app.frames import Decision, Prediction
from app.live.session import Session, State
from app.sources import describe_source, is_camera
from app.timeline.smoothing import SmoothingRules
from app.window.bridge import SessionBridge, SessionFactory
from app.window.wording import is_demo
from model.errors import ModelError


class Player(QObject):
    """One session and the window's word over it. The demo clip plays in a loop, everything else once.

    source: what is played, as it was asked for, "" before anything was. state: the current source's.
    ``opening`` comes before a new source's session is there, ``opened`` with it, before it says anything; where the
    model cannot be read, ``state_changed`` to FAILED comes instead and there is no session.
    """

    opening = pyqtSignal()
    opened = pyqtSignal()
    decided = pyqtSignal(object)  # Decision
    state_changed = pyqtSignal(object, str)  # State, message
    noticed = pyqtSignal(str)  # a sentence on what classifies
    model_changed = pyqtSignal(object, str)  # ModelSpec now in use, and why another could not take over ("" if it did)

    def __init__(self, model: Path, factory: SessionFactory = Session, parent: QObject | None = None):
        """model: the folder of the model every session uses. factory: what makes a session; tests pass their own."""
        super().__init__(parent)
        self._model, self._factory = Path(model), factory
        self._bridge: SessionBridge | None = None
        self._closing: list[SessionBridge] = []
        self._asked = self._model
        self._pending: float | None = None  # where to go as soon as the source is open
        self.speed = 1.0
        self.rules: SmoothingRules | None = None
        self.source = ""
        self.state = State.OPENING

    @property
    def model(self) -> Path:
        """The folder of the model in use."""
        return self._model

    @property
    def session(self) -> Session | None:
        return None if self._bridge is None else self._bridge.session

    @property
    def live(self) -> bool:
        """Whether a live source (camera, stream) is open."""
        return self.session is not None and self.session.live

    @property
    def warm(self) -> tuple[int, int]:
        """``(filled, clip_length)`` of the model's window."""
        return (0, 0) if self.session is None else self.session.warm

    @property
    def name(self) -> str:
        """The source's name for people."""
        if is_demo(self.source):
            return "Demo clip"
        if is_camera(self.source):
            return describe_source(self.source).capitalize()
        return describe_source(self.source)

    def open(self, source: str, at: float | None = None) -> None:
        """Play ``source`` instead of what plays now. Whatever is wrong with it becomes State.FAILED with a message.

        at: seconds to begin at; None: its beginning.
        """
        self._drop()
        self._pending = at
        self.source = source
        self.opening.emit()
        try:
            self._bridge = SessionBridge(source, self._model, is_demo(source), self._factory)
        except ModelError as error:
            self._set_state(State.FAILED, str(error))
            return
        self.set_rules(self.rules)
        self._bridge.predicted.connect(self._take)
        self._bridge.state_changed.connect(self._set_state)
        self._bridge.model_changed.connect(self._on_model)
        self._bridge.noticed.connect(self.noticed)
        self.opened.emit()
        self._set_state(State.OPENING, "")
        self.session.start()

    def set_rules(self, rules: SmoothingRules | None) -> None:
        """How predictions become labels, now and for sources to come; None: the program's own way."""
        self.rules = rules
        if rules is not None and self.session is not None:
            self.session.set_rules(rules)

    def use_model(self, model: Path) -> None:
        """Let another model take over; the one in use goes on until it is ready. Raises ModelError for a bad folder."""
        self._asked = Path(model)
        if self.session is None or self.state in (State.ENDED, State.FAILED):
            self._model = self._asked
            if self.source:
                self.restart()
        else:
            self.session.switch_model(self._asked)

    def _on_model(self, spec, message: str) -> None:
        if not message:
            self._model = self._asked
        self.model_changed.emit(spec, message)

    def restart(self) -> None:
        """Open the same source once more."""
        self.open(self.source)

    def toggle_pause(self) -> None:
        """Pause or go on; an ended or failed source begins again."""
        if self.session is None or self.state in (State.ENDED, State.FAILED):
            self.restart()
        elif self.state is State.PLAYING:
            self.session.pause()
        elif self.state is State.PAUSED:
            self.session.resume()

    def seek(self, time: float) -> None:
        """Show the frame at ``time`` (seconds); a video that has ended is opened again there."""
        if self.session is None:
            return
        if self.state is State.ENDED:
            self.open(self.source)
            self._pending = max(0.0, time)
        elif self.state in (State.PLAYING, State.PAUSED):
            self.session.seek(time)

    def step(self, frames: int) -> None:
        """Hold the picture and show the frame ``frames`` later or earlier."""
        if self.session is not None and self.state in (State.PLAYING, State.PAUSED) and self.session.seekable:
            self.session.step(frames)

    def set_speed(self, speed: float) -> None:
        """Play files at ``speed`` times their own."""
        self.speed = speed
        if self.session is not None:
            self.session.set_speed(speed)

    def close(self) -> None:
        """End the session and wait for its threads (a second and a half at most). Idempotent."""
        self._drop()
        for bridge in self._closing:
            bridge.wait()

    def _drop(self) -> None:
        """Let the session end by itself; nothing of it arrives any more."""
        self._closing = [bridge for bridge in self._closing if not bridge.wait(0)]
        if self._bridge is not None:
            self._bridge.close()
            self._closing.append(self._bridge)
            self._bridge = None

    def _take(self, _prediction: Prediction, decision: Decision) -> None:
        if self.state not in (State.ENDED, State.FAILED):
            self.decided.emit(decision)

    def _set_state(self, state: State, message: str) -> None:
        self.state = state
        if state is State.PLAYING and self.session is not None:
            if self.speed != 1.0:
                self.session.set_speed(self.speed)
            if self._pending is not None:
                self.session.seek(self._pending)
                self._pending = None
        self.state_changed.emit(state, message)
