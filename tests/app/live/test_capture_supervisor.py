"""Capture of live sources that stall, vanish and come back: states, times, drops, threads."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from app.live.capture_supervisor import CaptureSupervisor, ReconnectPolicy
from app.live.frame_feed import FrameFeed
from app.live.frame_sink import FrameSink
from app.live.reader_controls import ReaderControls
from app.live.states import TRANSITIONS, State, StateMachine
from app.sources import SourceLostError, SourceNotFoundError
from model.video.sampling import TickSampler

QUICK = ReconnectPolicy(stalled=0.15, lost=0.5, opening=0.6, pauses=(0.05, 0.1), steady=0.3, budget=6)


class World:
    """A camera that a test unplugs, hangs and plugs in again; each opening gives one of its ``Plugged``."""

    def __init__(self):
        self.there, self.silent, self.hanging = True, False, False
        self.opened, self.closed = 0, 0
        self.release = threading.Event()  # lets reads that hang return

    def open(self):
        if not self.there:
            raise SourceNotFoundError("Received camera: there is none; connect it.")
        self.opened += 1
        return Plugged(self)


class Plugged:
    name, live, fps, duration = "world", True, 100.0, None

    def __init__(self, world: World):
        self.world, self.index, self.start = world, -1, time.perf_counter()

    def grab(self):
        time.sleep(0.005)
        while self.world.silent:
            time.sleep(0.005)
        if self.world.hanging:
            self.world.release.wait(20)
        if not self.world.there:
            raise SourceLostError("Received no more pictures from world: connect it again.")
        self.index += 1
        return self.index, time.perf_counter() - self.start

    def retrieve(self):
        return np.full((4, 4, 3), self.index % 256, np.uint8)

    def close(self):
        self.world.closed += 1


class Watched:
    """A capture of a world that remembers its states, with someone who takes the sampled frames."""

    def __init__(self, world: World, policy: ReconnectPolicy = QUICK):
        self.states, self.frames, self.sampled = [], [], []
        self.feed = FrameFeed(TickSampler(20.0, 7), 7)
        self.sink = FrameSink(lambda frame: self.frames.append((frame.index, frame.time)))
        self.sink.add(self.feed)
        self.machine = StateMachine(lambda state, message: self.states.append(state))
        self.capture = CaptureSupervisor(world.open, self.sink, ReaderControls(), self.machine, policy=policy)
        self.taker = threading.Thread(target=self._take, daemon=True)
        self.capture.start()
        self.taker.start()

    def _take(self):
        while (item := self.feed.get()) is not None:
            self.sampled.append(item)

    def close(self) -> bool:
        self.capture.stop()
        return self.capture.join(1.0)


def wait_for(condition, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


@pytest.fixture
def world():
    made = World()
    yield made
    made.release.set()
    made.silent = False


@pytest.fixture
def watched(world):
    made = []

    def make(*arguments) -> Watched:
        made.append(Watched(world, *arguments))
        wait_for(lambda: made[-1].frames)
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_every_state_can_be_left_but_the_last_two():
    assert set(TRANSITIONS) == set(State)
    assert [state for state in State if not TRANSITIONS[state]] == [State.ENDED, State.FAILED]
    assert all(State.FAILED in targets for state, targets in TRANSITIONS.items() if targets)


def test_a_stall_is_said_and_over_by_itself_with_an_emptied_window(world, watched):
    play = watched()
    wait_for(lambda: play.sampled)
    world.silent = True
    wait_for(lambda: play.machine.state is State.STALLED, 1.0)
    time.sleep(QUICK.stalled)
    world.silent = False
    wait_for(lambda: play.machine.state is State.PLAYING, 0.5)
    assert play.states == [State.PLAYING, State.STALLED, State.PLAYING]
    assert world.opened == 1 and play.capture.troubles["stalled"] == 1


def test_a_lost_source_comes_back_with_its_time_and_numbers_going_on(world, watched):
    play = watched()
    world.there = False
    wait_for(lambda: play.machine.state is State.RECONNECTING)
    before = len(play.frames)
    time.sleep(0.3)
    world.there = True
    back = time.perf_counter()
    wait_for(lambda: play.machine.state is State.PLAYING)
    assert time.perf_counter() - back < 0.5
    wait_for(lambda: len(play.frames) > before + 20 and play.sampled[-1].generation > 0)
    indices, times = zip(*play.frames, strict=True)
    assert list(indices) == list(range(len(indices)))
    assert all(a < b for a, b in zip(times, times[1:], strict=False))
    assert times[before] - times[before - 1] > 0.3, "the gap is in the times"
    assert play.states == [State.PLAYING, State.RECONNECTING, State.PLAYING]
    assert play.capture.troubles["reconnected"] == 1 and world.closed >= 1


def test_a_read_that_hangs_is_given_up_and_its_late_frame_is_not_used(world, watched):
    play = watched()
    world.hanging = True
    wait_for(lambda: play.machine.state is State.STALLED)
    world.hanging = False  # for whoever opens anew; the old read still hangs
    wait_for(lambda: world.opened == 2 and play.machine.state is State.PLAYING)
    count = len(play.frames)
    world.release.set()
    wait_for(lambda: world.closed == 1)
    wait_for(lambda: len(play.frames) > count + 10)
    indices = [index for index, _ in play.frames]
    assert indices == sorted(set(indices))
    assert play.states == [State.PLAYING, State.STALLED, State.RECONNECTING, State.PLAYING]


def test_no_more_than_two_reads_hang_at_a_time(world, watched):
    play = watched()
    world.hanging = True
    time.sleep(3.0)
    assert world.opened <= 3 and sum(t.name == "reader" and t.is_alive() for t in threading.enumerate()) <= 3
    began = time.perf_counter()
    play.close()
    assert time.perf_counter() - began < 1.2
    world.release.set()
    wait_for(lambda: not any(t.name in ("reader", "capture") for t in threading.enumerate()))


def test_the_budget_ends_it_and_steady_pictures_refill_it(world, watched):
    play = watched()
    for _ in range(QUICK.budget + 2):  # more losses than the budget, each after steady pictures
        time.sleep(QUICK.steady + 0.05)
        world.there = False
        wait_for(lambda: play.machine.state is State.RECONNECTING)
        world.there = True
        wait_for(lambda: play.machine.state is State.PLAYING)
    world.there = False
    wait_for(lambda: play.machine.state is State.FAILED)
    assert "6 times" in play.machine.message and play.states[-1] is State.FAILED


@pytest.mark.parametrize("moment", ["stalled", "reconnecting", "hanging"])
def test_stop_within_a_second_from_any_trouble(world, watched, moment):
    play = watched(ReconnectPolicy(stalled=0.1, pauses=(30.0,)))
    if moment == "reconnecting":
        world.there = False
        wait_for(lambda: play.machine.state is State.RECONNECTING)
    else:
        world.hanging = True
        wait_for(lambda: play.machine.state is State.STALLED)
    began = time.perf_counter()
    play.capture.stop()
    play.capture.join(0.4)
    assert time.perf_counter() - began < 1.0
    world.release.set()
    wait_for(lambda: not any(t.name in ("reader", "capture") for t in threading.enumerate()))


def test_a_source_that_never_opens_fails_at_once(world):
    world.there = False
    states, feed, sink = [], FrameFeed(TickSampler(10.0, 7), 7), FrameSink()
    machine = StateMachine(lambda state, message: states.append(state))
    sink.add(feed)
    capture = CaptureSupervisor(world.open, sink, ReaderControls(), machine, policy=QUICK)
    capture.start()
    assert feed.get() is None
    assert capture.join(1.0) and states == [State.FAILED] and "connect it" in machine.message


@pytest.mark.parametrize("fps", [24, 30, 60, 144])
def test_any_frame_rate_gives_the_model_its_own(fps):
    sampler = TickSampler(10.0, 7)
    picked = [index / fps for index in range(fps * 10) if sampler.ticks(index / fps)]
    assert len(picked) == 100
    assert max(b - a for a, b in zip(picked, picked[1:], strict=False)) <= 0.1 + 1 / fps
