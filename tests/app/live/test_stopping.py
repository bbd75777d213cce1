"""Stopping a session in any moment and from any thread: it ends, and nobody is told anything afterwards."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from app.live.session import State
from tests.live_doubles import MEET, FakeSource, live_threads, wait_for


@pytest.mark.parametrize("moment", [State.PLAYING, "prediction", "frame"])
def test_a_callback_may_stop_the_session(play, capsys, moment):
    stopped = threading.Event()

    def stop(*news):
        if moment in ("prediction", "frame") or news[0] is moment:
            session.stop()
            stopped.set()

    session = play(FakeSource(), on_state=stop, **({"on_prediction": stop} if moment == "prediction" else {}))
    if moment == "frame":
        session.watch_frames(stop)
    session.start()
    assert stopped.wait(120)
    wait_for(lambda: not live_threads())
    assert session.state is State.ENDED and capsys.readouterr().err == ""


def test_stop_during_opening_opens_nothing_late(play):
    opening, opened = threading.Event(), threading.Event()
    source, news = FakeSource(), []
    session = play(source, on_state=lambda *said: news.append(said), on_prediction=lambda *said: news.append(said))

    def open_slowly(text):
        opening.set()
        opened.wait(120)
        return source

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.live.session.open_source", open_slowly)
        session.watch_frames(news.append)
        session.start()
        assert opening.wait(120)
        session.stop()  # returns while the source is still being opened
        assert session.state is State.ENDED
        opened.set()
        wait_for(lambda: not live_threads())
    assert source.closed == 1 and source.index == -1 and news == []


def test_start_after_stop_starts_nothing(play, engines):
    source = FakeSource()
    session = play(source)
    session.stop()
    session.start()
    assert not live_threads() and engines.opened == [] and session.state is State.ENDED


@pytest.mark.parametrize("hung", ["grab", "retrieve"])
def test_nothing_is_told_once_stop_has_returned(play, hung):
    """A read that hangs outlives ``stop``; when it comes back with a frame, nobody wants to know."""
    inside, release, news = threading.Event(), threading.Event(), []

    def hang(what):
        if what == hung and source.index >= 60:
            inside.set()
            release.wait(120)

    source = FakeSource(at=hang)
    session = play(source, on_state=lambda *said: news.append(said), on_prediction=lambda *said: news.append(said))
    session.watch_frames(news.append)
    session.start()
    assert inside.wait(120)
    session.stop()
    said = len(news)
    release.set()
    wait_for(lambda: not live_threads())
    assert said > 30 and len(news) == said and session.latest_frame() is None


def test_a_callback_that_runs_is_over_before_stop_returns(play):
    inside, over = threading.Event(), threading.Event()

    def slow(prediction, decision):
        inside.set()
        stopping.wait(MEET)
        over.set()

    stopping = threading.Event()
    session = play(FakeSource(), on_prediction=slow)
    session.start()
    assert inside.wait(120)
    stopper = threading.Thread(target=session.stop)
    stopper.start()
    stopping.set()
    stopper.join()
    assert over.is_set()


def test_a_callback_that_fails_is_said_and_harms_nothing(play, capsys):
    calls = Counter()

    def fail(*news):
        calls["all"] += 1
        raise RuntimeError("the listener's own mistake")

    session = play(FakeSource(), on_prediction=fail, on_state=fail)
    session.start()
    wait_for(lambda: calls["all"] > 3)
    assert session.state is State.PLAYING
    session.stop()
    assert "the listener's own mistake" in capsys.readouterr().err
