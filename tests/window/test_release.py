"""A window that is shown one source after another keeps none of those before, with the garbage collector off."""

from __future__ import annotations

import gc
import weakref

from app.live.session import State
from tests.live_doubles import FakeSource, engines, live_threads  # noqa: F401


def test_sources_that_were_left_are_let_go_of(real, qtbot, engines, monkeypatch):  # noqa: F811
    monkeypatch.setattr("app.live.session.open_source", lambda text: FakeSource(live=True))
    left = []
    gc.collect()
    gc.disable()
    try:
        for number in range(4):
            real.open_source(f"http://127.0.0.1:1/{number}.mjpeg")
            qtbot.waitUntil(lambda: real.player.state is State.PLAYING and real.session.warm[0] == 7)
            left.append(weakref.ref(real.session))
        real.open_source("http://127.0.0.1:1/last.mjpeg")
        qtbot.waitUntil(lambda: real.player.state is State.PLAYING)
        real.player.close()
        qtbot.waitUntil(lambda: not live_threads())
        assert [number for number, session in enumerate(left) if session() is not None] == []
        assert engines.alive == []
    finally:
        gc.enable()
