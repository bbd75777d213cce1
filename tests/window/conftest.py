"""Window tests run without a screen, and with a session that does what a test says."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest

import app.window  # noqa: F401  (cv2 before Qt)
from app.frames import Decision, Frame, Prediction, Stats
from app.live.session import State
from app.sources import describe_source
from app.window.main_window import MainWindow
from app.window.theme import apply_theme
from model.registry import DEFAULT_MODEL, find_model
from model.spec import ModelSpec


class FakeSession:
    """app.live.session.Session's face; a test moves it by hand. The model is the class's, for all of them."""

    model = ModelSpec(name="fake")

    def __init__(self, source, model, *, loop=False, on_prediction=None, on_state=None, on_model=None, on_notice=None):
        self.source, self.loop = source, loop
        self.source_name = describe_source(str(source))
        self.spec = self.model
        self.state, self.message = State.OPENING, ""
        self.warm, self.live, self.duration, self.position = (0, 7), False, 10.0, 0.0
        self.calls: list[str] = []
        self.seekable = False
        self.frame: Frame | None = None
        self._on_prediction, self._on_state = on_prediction, on_state
        self.notice = on_notice

    def start(self):
        self.calls.append("start")

    def stop(self):
        self.calls.append("stop")

    def pause(self):
        self.calls.append("pause")
        self.move(State.PAUSED)

    def resume(self):
        self.calls.append("resume")
        self.move(State.PLAYING)

    def seek(self, time):
        self.calls.append(f"seek {time}")
        self.position = time

    def set_loop(self, span):
        self.calls.append("loop")

    def set_rules(self, rules):
        self.rules = rules

    def watch_frames(self, watcher):
        self.watcher = watcher

    def latest_frame(self):
        return self.frame

    def stats(self):
        return Stats(30.0, 12.0, 10.0, 25.0, {}, 100.0)

    def move(self, state, message=""):
        """Go to ``state`` and say so."""
        self.state, self.message = state, message
        self._on_state(state, message)

    def show(self, colour=(40, 40, 40), index=0):
        """Have a frame of one BGR colour ready."""
        self.frame = Frame(index, index / 30, np.full((360, 640, 3), colour, np.uint8), float(index))

    def predict(self, label, confidence, time=1.0):
        """Predict ``label`` with ``confidence``; the others share the rest."""
        labels = self.spec.labels
        values = np.full(len(labels), (1 - confidence) / (len(labels) - 1), np.float32)
        values[labels.index(label)] = confidence
        self.warm = (7, 7)
        self._on_prediction(Prediction(time, values, 0.02, 0), Decision(label, confidence, time, values))


@pytest.fixture
def window(qtbot, qapp, tmp_path, monkeypatch):
    """A shown MainWindow on a FakeSession for "clip.mp4"; settings go to a folder of the test's own."""
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))
    apply_theme(qapp)
    made = MainWindow(tmp_path, factory=FakeSession)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.open_source("clip.mp4")
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def real(qtbot, qapp, tmp_path, monkeypatch):
    """A shown MainWindow with real sessions of the default model; settings go to a folder of the test's own."""
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "settings"))
    apply_theme(qapp)
    made = MainWindow(find_model(DEFAULT_MODEL))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    yield made
    made.close()
