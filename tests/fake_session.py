"""A session that does what a test says, for the player and the window."""

from __future__ import annotations

import numpy as np

from app.frames import Decision, Frame, Prediction, Stats
from app.live.session import State
from app.sources import describe_source
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
        self.differs: tuple[str, ...] = ()
        self.frame: Frame | None = None
        self._on_prediction, self._on_state, self.on_model = on_prediction, on_state, on_model
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

    def step(self, frames):
        self.calls.append(f"step {frames}")

    def classify_still(self):
        self.calls.append(f"classify {self.position}")

    def set_speed(self, speed):
        self.calls.append(f"speed {speed:g}")

    def switch_model(self, model):
        self.calls.append(f"model {model}")

    def set_loop(self, span):
        self.calls.append("loop" if span is None else "loop {:g} {:g}".format(*span))

    def need(self, pictures):
        self.pictures = pictures

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

    def predict(self, label, confidence, time=1.0, familiar=True):
        """Predict ``label`` with ``confidence``, of a ``familiar`` picture or another; the others share the rest."""
        labels = self.spec.labels
        values = np.full(len(labels), (1 - confidence) / (len(labels) - 1), np.float32)
        values[labels.index(label)] = confidence
        self.warm = (7, 7)
        self._on_prediction(
            Prediction(time, values, 0.02, 0), Decision(label, confidence, time, values, familiar, familiar)
        )
