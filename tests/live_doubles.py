"""Sources and engines that do what a test says, for sessions whose threads are to meet at a certain moment."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.sources import SourceLostError
from model.errors import ModelError
from model.spec import read_spec

MEET = 0.3  # seconds that a thread waits for another, which the right order keeps from coming


def wait_for(condition: Callable[[], object], seconds: float = 120.0) -> None:
    """Return as soon as ``condition()`` holds; fails the test when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.002)


def live_threads() -> list[threading.Thread]:
    """The threads of sessions that run now."""
    return [thread for thread in threading.enumerate() if thread.name in ("capture", "reader", "inference")]


class FakeSource:
    """200 frames a second without an end, or ``length`` of them, seekable where it is a file.

    at: called with what is about to be done, ``grab``, ``retrieve`` or ``close``, in the reader's thread.
    """

    name, fps = "fake", 200.0

    def __init__(self, live: bool = False, length: int = 10**9, at: Callable[[str], None] = lambda what: None):
        self.live, self.length, self.at = live, length, at
        self.duration = None if live else length / self.fps
        self.index, self.closed, self.lost = -1, 0, False

    def grab(self):
        self.at("grab")
        if self.lost:
            raise SourceLostError("Received no more pictures from fake: connect it again.")
        if self.live:
            time.sleep(1 / self.fps)
        if self.index + 1 >= self.length:
            return None
        self.index += 1
        return self.index, self.index / self.fps

    def seek(self, moment: float):
        self.index = min(self.length - 1, round(moment * self.fps))
        return self.index, self.index / self.fps

    def retrieve(self):
        self.at("retrieve")
        return np.full((4, 4, 3), self.index % 255, np.uint8)

    def close(self):
        self.at("close")
        self.closed += 1


class FakeEngine:
    """Finds every label equally likely, at once."""

    description = "fake"

    def __init__(self, folder: Path):
        self.spec, self.closed = read_spec(folder), 0

    def encode(self, image):
        return np.zeros(4, np.float32)

    def begin(self):
        return None

    def advance(self, features, states):
        return np.full(len(self.spec.labels), 1 / len(self.spec.labels), np.float32)

    def unfamiliarity(self, features):
        return 0.0

    def close(self):
        self.closed += 1


class Engines:
    """Opens fake engines in the place of ``open_engine`` and remembers them without keeping them.

    failing: opening one raises ModelError. gate: opening waits for it.
    """

    def __init__(self):
        self.opened: list[weakref.ref[FakeEngine]] = []
        self.failing = False
        self.gate = threading.Event()
        self.gate.set()

    def open(self, folder: Path, **options) -> FakeEngine:
        failing = self.failing
        self.gate.wait(120)
        if failing:
            raise ModelError("Received a model that fails, as the test wants it.")
        engine = FakeEngine(folder)
        self.opened.append(weakref.ref(engine))
        return engine

    @property
    def alive(self) -> list[FakeEngine]:
        """Those that something still holds."""
        return [engine for ref in self.opened if (engine := ref()) is not None]


@pytest.fixture
def engines(monkeypatch) -> Engines:
    """What sessions get their engines from."""
    made = Engines()
    monkeypatch.setattr("app.live.inference_worker.open_engine", made.open)
    return made


@pytest.fixture
def play(monkeypatch, engines, model_folder):
    """``play(source, **options)`` makes a session on a fake source; all are stopped afterwards."""
    from app.live.session import Session

    made = []

    def make(source: FakeSource, **options) -> Session:
        monkeypatch.setattr("app.live.session.open_source", lambda text: source)
        made.append(Session("fake", model_folder, **options))
        return made[-1]

    yield make
    engines.gate.set()
    for session in made:
        session.stop()
