"""A session that is used from several threads at once: each meeting of two threads is arranged, not hoped for."""

from __future__ import annotations

import random
import sys
import threading

import pytest

from app.live.session import State
from app.live.states import TRANSITIONS
from app.settings import SmoothingRules
from tests.live_doubles import MEET, FakeSource, live_threads, wait_for


def test_a_pause_that_is_ended_as_soon_as_it_is_told_does_not_hold_the_picture(play):
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


def test_states_are_told_one_at_a_time_and_in_order(play):
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


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_everything_at_once_from_four_threads(play, engines, model_folder, capsys, live, seed):
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
            lambda: session.set_rules(SmoothingRules(dwell=choose.random())),
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
