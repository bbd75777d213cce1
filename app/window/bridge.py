"""Carries a session's callbacks from its threads into the window's: as signals, with values and never frames."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from app.frames import Decision, Prediction
from app.live.session import Session, State
from model.spec import ModelSpec

# Session, or what looks like one: Session(source, model, loop=, on_prediction=, on_state=, on_model=, on_notice=)
SessionFactory = Callable[..., Any]


class SessionBridge(QObject):
    """One session and its signals. After ``close`` nothing comes any more, though its threads may still be ending."""

    predicted = pyqtSignal(object, object)  # Prediction, Decision
    state_changed = pyqtSignal(object, str)  # State, message
    model_changed = pyqtSignal(object, str)  # ModelSpec, why the asked-for one could not take over
    noticed = pyqtSignal(str)  # a sentence on what classifies

    def __init__(self, source: str, model: Path, loop: bool, factory: SessionFactory = Session):
        """Raises ModelError when the model's description cannot be read."""
        super().__init__()
        self._closed = False
        self._stopper: threading.Thread | None = None
        self.session = factory(
            source,
            model,
            loop=loop,
            on_prediction=self._predicted,
            on_state=self._state_changed,
            on_model=self._model_changed,
            on_notice=self._noticed,
        )

    def _predicted(self, prediction: Prediction, decision: Decision) -> None:
        if not self._closed:
            self.predicted.emit(prediction, decision)

    def _state_changed(self, state: State, message: str) -> None:
        if not self._closed:
            self.state_changed.emit(state, message)

    def _model_changed(self, spec: ModelSpec, message: str) -> None:
        if not self._closed:
            self.model_changed.emit(spec, message)

    def _noticed(self, sentence: str) -> None:
        if not self._closed:
            self.noticed.emit(sentence)

    def close(self) -> None:
        """Stop the session without holding up the window: stopping may take a second. Idempotent."""
        if self._stopper is None:
            self._closed = True
            for signal in (self.predicted, self.state_changed, self.model_changed, self.noticed):
                try:
                    signal.disconnect()
                except TypeError:
                    pass  # nobody had connected to it
            self._stopper = threading.Thread(target=self.session.stop, name="session-stop", daemon=True)
            self._stopper.start()

    def wait(self, seconds: float = 1.5) -> bool:
        """Wait for a closed session's end; says whether it came."""
        if self._stopper is None:
            return False
        self._stopper.join(seconds)
        return not self._stopper.is_alive()
