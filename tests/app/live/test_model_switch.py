"""Switching models while a session plays, ends or is stopped: each meeting of two threads is arranged, not hoped for."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest

from app.frames import Frame
from app.live.frame_feed import FrameFeed
from app.live.frame_sink import FrameSink
from app.live.session import State
from model.video.sampling import TickSampler
from tests.live_doubles import MEET, FakeSource, live_threads, wait_for


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


def test_a_model_that_fails_at_once_leaves_no_feed_behind(play, engines, asked_feeds, hasty_workers, model_folder):
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


def test_switching_after_stop_starts_nothing(play, model_folder):
    session = play(FakeSource(live=True))
    session.start()
    wait_for(lambda: session.state is State.PLAYING)
    session.stop()
    wait_for(lambda: not live_threads())
    session.switch_model(model_folder)
    assert not live_threads()


def test_switching_while_stop_comes_starts_nothing_that_stays(play, model_folder, monkeypatch):
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
    wait_for(lambda: not live_threads())


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


def test_a_switch_during_a_take_over_gets_its_frames_and_its_answer(play, model_folder, monkeypatch):
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


def test_a_switch_that_the_end_of_the_video_overtakes_is_answered(play, engines, model_folder):
    news, source, switched = [], FakeSource(length=60), threading.Event()
    source.at = lambda what: what == "grab" and source.index == 30 and switched.wait(120)  # the video is not over yet
    session = play(
        source,
        on_model=lambda spec, message: news.append(message),
        on_state=lambda state, message: news.append(state),
    )
    session.start()
    wait_for(lambda: len(engines.opened) == 1)
    engines.gate.clear()
    session.switch_model(model_folder)
    switched.set()
    wait_for(lambda: source.index == 59)  # its last picture, which may come too late to be shown
    engines.gate.set()
    wait_for(lambda: session.state is State.ENDED)
    wait_for(lambda: len(news) == 3)
    assert news[0] is State.PLAYING and news[2] is State.ENDED
    assert news[1] == "" or "ended before" in news[1]
