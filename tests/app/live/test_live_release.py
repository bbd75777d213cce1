"""A session lets go of all it held by itself: these tests run with the garbage collector off."""

from __future__ import annotations

import weakref

import pytest

from app.live.session import Session, State
from tests.bench.memory import grown, read, sessions, settled, switches
from tests.conftest import write_video
from tests.leaks import cycles
from tests.live_doubles import FakeSource, live_threads, wait_for

pytestmark = pytest.mark.usefixtures("no_collector")


@pytest.fixture
def interpreters(monkeypatch) -> weakref.WeakSet:
    """The LiteRT interpreters there are. Their number is asked for and not they: one that is referred to does not run."""
    from ai_edge_litert import interpreter

    made = weakref.WeakSet()

    class Known(interpreter.Interpreter):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            made.add(self)

    monkeypatch.setattr(interpreter, "Interpreter", Known)
    return made


def until_playing(session: Session) -> None:
    session.start()
    wait_for(lambda: session.warm[0] == session.spec.clip_length)


@pytest.fixture
def make(monkeypatch, engines, model_folder):
    """As ``play``, but nobody keeps the session."""

    def one(source: FakeSource, **options) -> Session:
        monkeypatch.setattr("app.live.session.open_source", lambda text: source)
        return Session("fake", model_folder, **options)

    return one


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("end", ["never started", "opening", "playing", "paused", "switching", "switched", "failed"])
def test_a_stopped_session_holds_nothing_and_is_held_by_nothing(make, engines, model_folder, live, end):
    source = FakeSource(live)
    session = make(source)
    session.watch_frames(lambda frame, session=session: None)  # a listener that knows the session, as a window does
    if end not in ("never started", "opening"):
        until_playing(session)
    elif end == "opening":
        session.start()
    if end == "paused":
        session.pause()
    if end.startswith("switch"):
        session.switch_model(model_folder)
    if end == "switched":
        wait_for(lambda: len(engines.opened) == 2 and len(engines.alive) == 1)
    if end == "failed":
        source.lost = True
        wait_for(lambda session=session: session.state in (State.FAILED, State.RECONNECTING))
    frame = session.latest_frame()
    image = None if frame is None else weakref.ref(frame.image)
    gone = weakref.ref(session)
    session.stop()
    wait_for(lambda: not live_threads())
    del session, frame
    assert gone() is None and engines.alive == []
    assert image is None or image() is None
    assert cycles() == []


def test_a_model_that_is_left_is_freed_while_the_session_goes_on(play, engines, model_folder):
    session = play(FakeSource(live=True))
    until_playing(session)
    for count in range(2, 6):
        session.switch_model(model_folder)
        wait_for(lambda count=count: len(engines.opened) == count and len(engines.alive) == 1)
    engines.failing = True
    session.switch_model(model_folder)
    wait_for(lambda: sum(thread.name == "inference" for thread in live_threads()) == 1)
    assert session.state is State.PLAYING and len(engines.alive) == 1
    assert all(engine.closed == 0 for engine in engines.alive)


def test_a_video_that_has_ended_has_let_go_of_the_model(play, engines):
    session = play(FakeSource(length=100))
    session.start()
    wait_for(lambda: session.state is State.ENDED)
    wait_for(lambda: engines.alive == [])
    assert session.latest_frame() is not None and session.stats().engine == "fake"  # still there for the window


def test_the_real_models_interpreters_are_freed(tmp_path, model_folder, interpreters):
    clip = write_video(tmp_path / "clip.mp4", 3.0)
    session = Session(str(clip), model_folder, loop=True)
    until_playing(session)
    assert len(interpreters) == 2  # the CNN's and the LSTM's
    session.switch_model(model_folder)
    wait_for(lambda: len(interpreters) == 4)
    wait_for(lambda: len(interpreters) == 2)
    session.stop()
    wait_for(lambda: not live_threads())
    assert len(interpreters) == 0
    del session
    assert cycles() == []


def test_many_sessions_and_switches_grow_nothing(tmp_path, model_folder):
    """The measurement of ``python -m tests.bench.memory``, a small part of it."""
    clip = write_video(tmp_path / "clip.mp4", 1.0)
    for curve in (sessions(30, clip, model_folder), switches(6.0, 0.25, clip)):
        report = grown(list(curve))
        assert report.flat, report
    assert settled(0).threads == read(0).threads
