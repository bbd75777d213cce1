"""Sessions that are used from several threads at once: each meeting of two threads is arranged, not hoped for."""

from __future__ import annotations

import random
import sys
import threading
from collections import Counter

import numpy as np
import pytest

from app.frames import Frame
from app.live.frame_feed import FrameFeed
from app.live.frame_sink import FrameSink
from app.live.session import State
from app.live.states import TRANSITIONS
from app.timeline.smoothing import Rules
from model.video.sampling import TickSampler
from tests.live_doubles import FakeSource, engines, live_threads, play, wait_for  # noqa: F401

MEET = 0.3  # seconds that a thread waits for another, which the right order keeps from coming


@pytest.fixture
def asked_feeds(monkeypatch) -> list[FrameFeed]:
    """The feeds that are asked whether they want a frame, in order."""
    asked, ticks = [], FrameFeed.ticks
    monkeypatch.setattr(FrameFeed, "ticks", lambda feed, time: (asked.append(feed), ticks(feed, time))[1])
    return asked


@pytest.fixture
def hasty_workers(monkeypatch) -> None:
    """Whoever starts an inference thread comes to go on only when that thread has had all the time it needs."""
    start = threading.Thread.start

    def start_and_wait(thread: threading.Thread) -> None:
        start(thread)
        if thread.name == "inference":
            thread.join(MEET)

    monkeypatch.setattr(threading.Thread, "start", start_and_wait)


def test_a_model_that_fails_at_once_leaves_no_feed_behind(play, engines, asked_feeds, hasty_workers, model_folder):  # noqa: F811
    answers = []
    session = play(FakeSource(live=True), on_model=lambda spec, message: answers.append(message))
    session.start()
    wait_for(lambda: session.warm[0] > 0)
    engines.failing = True
    for count in range(1, 4):
        session.switch_model(model_folder)
        wait_for(lambda count=count: len(answers) == count)
    assert all("fails" in message for message in answers)
    asked_feeds.clear()
    wait_for(lambda: len(asked_feeds) > 20)
    assert len(set(map(id, asked_feeds))) == 1


def test_switching_after_stop_starts_nothing(play, model_folder):  # noqa: F811
    session = play(FakeSource(live=True))
    session.start()
    wait_for(lambda: session.state is State.PLAYING)
    session.stop()
    wait_for(lambda: not live_threads())
    session.switch_model(model_folder)
    assert not live_threads()


def test_switching_while_stop_comes_starts_nothing_that_stays(play, model_folder, monkeypatch):  # noqa: F811
    from app.live import inference_worker

    session = play(FakeSource(live=True))
    session.start()
    wait_for(lambda: session.state is State.PLAYING)
    read_spec = inference_worker.read_spec

    def read_and_be_stopped(folder):
        session.stop()
        return read_spec(folder)

    monkeypatch.setattr(inference_worker, "read_spec", read_and_be_stopped)
    session.switch_model(model_folder)
    wait_for(lambda: not live_threads(), 5.0)


def test_a_feed_that_is_added_while_others_leave_gets_frames():
    sink, stay, stop = FrameSink(), [], threading.Event()
    frames = threading.Thread(target=lambda: [sink.due(0, 0.0) for _ in iter(stop.is_set, True)])

    def come_and_go():
        for number in range(400):
            feed = FrameFeed(TickSampler(10.0, 7), 7)
            sink.add(feed)
            if number % 4:
                sink.remove(feed)
            else:
                stay.append(feed)

    threads = [threading.Thread(target=come_and_go) for _ in range(6)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        frames.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        stop.set()
        frames.join()
        sys.setswitchinterval(interval)
    assert len(stay) == 600
    generation = sink.begin_anew()
    due = sink.due(generation, 1.0)
    assert {id(feed) for feed, _ in due} == set(map(id, stay))
    sink.put(generation, Frame(0, 1.0, np.zeros((2, 2, 3), np.uint8), 0.0), due)
    assert all(feed.get().frame.time == 1.0 for feed in stay)


def test_a_switch_during_a_take_over_gets_its_frames_and_its_answer(play, model_folder, monkeypatch):  # noqa: F811
    """The model in use leaves just as a third one comes: the list of feeds is changed by two threads."""
    answers, third = [], []
    session = play(FakeSource(live=True), on_model=lambda spec, message: answers.append(message))
    close = FrameFeed.close

    def close_and_switch(feed):
        close(feed)
        if threading.current_thread().name == "inference" and not third:
            third.append(threading.Thread(target=session.switch_model, args=(model_folder,)))
            third[0].start()
            third[0].join(MEET)

    session.start()
    wait_for(lambda: session.warm[0] == session.spec.clip_length)
    monkeypatch.setattr(FrameFeed, "close", close_and_switch)
    session.switch_model(model_folder)
    wait_for(lambda: answers == ["", ""])
    third[0].join()


def test_a_pause_that_is_ended_as_soon_as_it_is_told_does_not_hold_the_picture(play):  # noqa: F811
    states = []

    def resume_at_once(state, message):
        states.append(state)
        if state is State.PAUSED:
            session.resume()

    session = play(FakeSource(), on_state=resume_at_once)
    session.start()
    wait_for(lambda: session.state is State.PLAYING)
    session.pause()
    wait_for(lambda: states[-2:] == [State.PAUSED, State.PLAYING])
    now = session.position
    wait_for(lambda: session.position > now + 0.5)
    assert session.state is State.PLAYING


def test_states_are_told_one_at_a_time_and_in_order(play):  # noqa: F811
    told, inside, overlaps = [], [], []
    second = threading.Event()

    def slow(state, message):
        overlaps.extend(inside)
        inside.append(state)
        if state is State.PLAYING and not told:
            second.wait(MEET)
        else:
            second.set()
        told.append(state)
        inside.remove(state)

    session = play(FakeSource(), on_state=slow)
    session.start()
    wait_for(lambda: session.state is State.PLAYING)
    session.pause()  # while PLAYING is still being told
    wait_for(lambda: len(told) == 2)
    assert told == [State.PLAYING, State.PAUSED] and not overlaps


@pytest.mark.parametrize("moment", [State.PLAYING, "prediction", "frame"])
def test_a_callback_may_stop_the_session(play, capsys, moment):  # noqa: F811
    stopped = threading.Event()

    def stop(*news):
        if moment in ("prediction", "frame") or news[0] is moment:
            session.stop()
            stopped.set()

    session = play(FakeSource(), on_state=stop, **({"on_prediction": stop} if moment == "prediction" else {}))
    if moment == "frame":
        session.watch_frames(stop)
    session.start()
    assert stopped.wait(20)
    wait_for(lambda: not live_threads())
    assert session.state is State.ENDED and capsys.readouterr().err == ""


def test_stop_during_opening_opens_nothing_late(play):  # noqa: F811
    opening, opened = threading.Event(), threading.Event()
    source, news = FakeSource(), []
    session = play(source, on_state=lambda *said: news.append(said), on_prediction=lambda *said: news.append(said))

    def open_slowly(text):
        opening.set()
        opened.wait(30)
        return source

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.live.session.open_source", open_slowly)
        session.watch_frames(news.append)
        session.start()
        assert opening.wait(20)
        session.stop()  # returns while the source is still being opened
        assert session.state is State.ENDED
        opened.set()
        wait_for(lambda: not live_threads())
    assert source.closed == 1 and source.index == -1 and news == []


def test_start_after_stop_starts_nothing(play, engines):  # noqa: F811
    source = FakeSource()
    session = play(source)
    session.stop()
    session.start()
    assert not live_threads() and engines.opened == [] and session.state is State.ENDED


@pytest.mark.parametrize("hung", ["grab", "retrieve"])
def test_nothing_is_told_once_stop_has_returned(play, hung):  # noqa: F811
    """A read that hangs outlives ``stop``; when it comes back with a frame, nobody wants to know."""
    inside, release, news = threading.Event(), threading.Event(), []

    def hang(what):
        if what == hung and source.index >= 60:
            inside.set()
            release.wait(30)

    source = FakeSource(at=hang)
    session = play(source, on_state=lambda *said: news.append(said), on_prediction=lambda *said: news.append(said))
    session.watch_frames(news.append)
    session.start()
    assert inside.wait(20)
    session.stop()
    said = len(news)
    release.set()
    wait_for(lambda: not live_threads())
    assert said > 30 and len(news) == said and session.latest_frame() is None


def test_a_callback_that_runs_is_over_before_stop_returns(play):  # noqa: F811
    inside, over = threading.Event(), threading.Event()

    def slow(prediction, decision):
        inside.set()
        stopping.wait(MEET)
        over.set()

    stopping = threading.Event()
    session = play(FakeSource(), on_prediction=slow)
    session.start()
    assert inside.wait(20)
    stopper = threading.Thread(target=session.stop)
    stopper.start()
    stopping.set()
    stopper.join()
    assert over.is_set()


def test_a_callback_that_fails_is_said_and_harms_nothing(play, capsys):  # noqa: F811
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


def test_a_switch_that_the_end_of_the_video_overtakes_is_answered(play, engines, model_folder):  # noqa: F811
    news = []
    session = play(
        FakeSource(length=60),
        on_model=lambda spec, message: news.append(message),
        on_state=lambda state, message: news.append(state),
    )
    session.start()
    wait_for(lambda: len(engines.opened) == 1)
    engines.gate.clear()
    session.switch_model(model_folder)
    wait_for(lambda: session.position > 0.29)
    engines.gate.set()
    wait_for(lambda: session.state is State.ENDED)
    wait_for(lambda: len(news) == 3)
    assert news[0] is State.PLAYING and news[2] is State.ENDED
    assert news[1] == "" or "ended before" in news[1]


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_everything_at_once_from_four_threads(play, engines, model_folder, capsys, live, seed):  # noqa: F811
    """Whatever was asked in whatever order, it plays on afterwards, says only what is true, and ends without a trace."""
    states, after, stopped = [State.OPENING], [], threading.Event()

    def hear(*news):
        if stopped.is_set():
            after.append(news)

    def hear_state(state, message):
        hear(state)
        states.append(state)

    session = play(FakeSource(live), on_prediction=hear, on_state=hear_state, on_model=hear)
    session.watch_frames(hear)
    session.start()
    wait_for(lambda: session.state is State.PLAYING)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)

    def use(number):
        choose = random.Random(100 * seed + number)

        def switch():
            engines.failing = choose.random() < 0.5
            session.switch_model(model_folder)

        actions = [
            session.pause, session.resume, session.stats, switch,
            lambda: session.seek(choose.random() * 100), lambda: session.step(choose.choice((-2, 1, 3))),
            lambda: session.set_speed(choose.choice((0.5, 1.0, 8.0))),
            lambda: session.set_loop(choose.choice((None, (1.0, 1.1)))),
            lambda: session.set_rules(Rules(dwell=choose.random())),
        ]  # fmt: skip
        for _ in range(60):
            choose.choice(actions)()

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        session.set_loop(None)
        session.seek(0.0)
        session.resume()
        wait_for(lambda: session.state is State.PLAYING)
        shown = session.latest_frame()
        wait_for(lambda: session.latest_frame() is not shown)
        wait_for(lambda: session.warm[0] == session.spec.clip_length)
        wait_for(lambda: sum(thread.name == "inference" for thread in live_threads()) == 1)
        stoppers = [threading.Thread(target=session.stop) for _ in range(2)]
        for stopper in stoppers:
            stopper.start()
        for stopper in stoppers:
            stopper.join()
        stopped.set()
        session.resume()
        session.switch_model(model_folder)
        wait_for(lambda: not live_threads())
    finally:
        sys.setswitchinterval(interval)
    assert after == [] and session.state is State.ENDED and engines.alive == []
    assert all(new in TRANSITIONS[old] for old, new in zip(states, states[1:], strict=False))
    assert capsys.readouterr().err == ""
