"""Capture of live sources that stall, vanish and come back: states, times, drops, threads."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from app.live.capture_supervisor import CaptureSupervisor, ReconnectPolicy
from app.live.frame_feed import FrameFeed
from app.live.frame_sink import FrameSink
from app.live.reader_controls import ReaderControls
from app.live.states import TRANSITIONS, State, StateMachine
from app.sources import SourceLostError, SourceNotFoundError
from model.video.sampling import TickSampler
from tests.live_doubles import live_threads, wait_for
from tests.manual_clock import ManualClock

FRAME_SECONDS = 0.02
POLICY = ReconnectPolicy(stalled=1.5, lost=5.0, opening=6.0, pauses=(0.5, 1.0), steady=3.0, budget=6)


class World:
    """A camera that a test unplugs, hangs and plugs in again; each opening gives one of its ``Plugged``."""

    def __init__(self):
        self.clock = ManualClock()
        self.there, self.silent, self.hanging = True, False, False
        self.opened, self.closed = 0, 0
        self.release = threading.Event()  # lets reads that hang return

    def let_go(self):
        """Nothing waits or hangs any more."""
        self.release.set()
        self.clock.let_go()

    def open(self):
        self.clock.now()
        if not self.there:
            raise SourceNotFoundError("Received camera: there is none; connect it.")
        self.opened += 1
        return Plugged(self)


class Plugged:
    name, live, fps, duration = "world", True, 1 / FRAME_SECONDS, None

    def __init__(self, world: World):
        self.world, self.index, self.start = world, -1, world.clock.now()

    def grab(self):
        clock, never = self.world.clock, threading.Event()
        clock.wait(never, FRAME_SECONDS)
        while self.world.silent and not self.world.release.is_set():
            clock.wait(never, FRAME_SECONDS)
        if self.world.hanging:
            clock.wait(self.world.release)
        if not self.world.there:
            raise SourceLostError("Received no more pictures from world: connect it again.")
        self.index += 1
        return self.index, clock.now() - self.start

    def retrieve(self):
        return np.full((4, 4, 3), self.index % 256, np.uint8)

    def close(self):
        self.world.closed += 1


class Watched:
    """A capture of a world that remembers its states, with someone who takes the sampled frames."""

    def __init__(self, world: World, policy: ReconnectPolicy = POLICY):
        self.clock = world.clock
        self.states, self.frames, self.sampled = [], [], []
        self.feed = FrameFeed(TickSampler(20.0, 7), 7)
        self.sink = FrameSink(lambda frame: self.frames.append((frame.index, frame.time)))
        self.sink.add(self.feed)
        self.machine = StateMachine(lambda state, message: self.states.append(state))
        self.capture = CaptureSupervisor(world.open, self.sink, ReaderControls(self.clock), self.machine, policy=policy)
        self.taker = threading.Thread(target=self._take, daemon=True)
        self.capture.start()
        self.taker.start()

    def until(self, state: State) -> None:
        self.clock.run_until(lambda: self.machine.state is state)

    def _take(self):
        while (item := self.feed.get()) is not None:
            self.sampled.append(item)

    def close(self) -> bool:
        self.capture.stop()
        return self.capture.join(120.0)


@pytest.fixture
def world():
    made = World()
    yield made
    made.let_go()


@pytest.fixture
def watched(world):
    made = []

    def make(*arguments) -> Watched:
        made.append(Watched(world, *arguments))
        world.clock.run_until(lambda: made[-1].frames)
        return made[-1]

    yield make
    world.let_go()
    for one in made:
        one.close()


def test_every_state_can_be_left_but_the_last_two():
    assert set(TRANSITIONS) == set(State)
    assert [state for state in State if not TRANSITIONS[state]] == [State.ENDED, State.FAILED]
    assert all(State.FAILED in targets for state, targets in TRANSITIONS.items() if targets)


def test_a_stall_is_said_and_over_by_itself_with_an_emptied_window(world, watched):
    play = watched()
    wait_for(lambda: play.sampled)
    silent_since = world.clock.now()
    world.silent = True
    play.until(State.STALLED)
    assert POLICY.stalled < world.clock.now() - silent_since < POLICY.stalled + 0.3
    world.clock.advance(POLICY.stalled)
    world.silent = False
    back = world.clock.now()
    play.until(State.PLAYING)
    assert world.clock.now() - back < 0.3
    assert play.states == [State.PLAYING, State.STALLED, State.PLAYING]
    assert world.opened == 1 and play.capture.troubles["stalled"] == 1
    wait_for(lambda: play.sampled[-1].generation > play.sampled[0].generation)


def test_a_lost_source_comes_back_with_its_time_and_numbers_going_on(world, watched):
    play = watched()
    world.there = False
    play.until(State.RECONNECTING)
    before = len(play.frames)
    world.clock.advance(2.0)
    world.there = True
    back = world.clock.now()
    play.until(State.PLAYING)
    assert world.clock.now() - back < POLICY.pauses[-1] + 0.3
    world.clock.run_until(lambda: len(play.frames) > before + 20)
    wait_for(lambda: play.sampled[-1].generation > 0)
    indices, times = zip(*play.frames, strict=True)
    assert list(indices) == list(range(len(indices)))
    assert all(a < b for a, b in zip(times, times[1:], strict=False))
    assert times[before] - times[before - 1] > 2.0, "the gap is in the times"
    assert play.states == [State.PLAYING, State.RECONNECTING, State.PLAYING]
    assert play.capture.troubles["reconnected"] == 1 and world.closed >= 1


def test_a_read_that_hangs_is_given_up_and_its_late_frame_is_not_used(world, watched):
    play = watched()
    world.hanging = True
    play.until(State.STALLED)
    world.hanging = False  # for whoever opens anew; the old read still hangs
    world.clock.run_until(lambda: world.opened == 2 and play.machine.state is State.PLAYING)
    count = len(play.frames)
    world.release.set()
    world.clock.run_until(lambda: world.closed == 1)
    world.clock.run_until(lambda: len(play.frames) > count + 10)
    indices = [index for index, _ in play.frames]
    assert indices == sorted(set(indices))
    assert play.states == [State.PLAYING, State.STALLED, State.RECONNECTING, State.PLAYING]


def test_no_more_than_two_reads_hang_at_a_time(world, watched):
    play = watched()
    world.hanging = True
    world.clock.advance(10 * (POLICY.lost + POLICY.opening))
    assert world.opened <= 3 and sum(thread.name == "reader" for thread in live_threads()) <= 3
    play.capture.stop()  # returns although two reads hang
    world.let_go()
    wait_for(lambda: not live_threads())


def test_the_budget_ends_it_and_steady_pictures_refill_it(world, watched):
    play = watched()
    for _ in range(POLICY.budget + 2):  # more losses than the budget, each after steady pictures
        world.clock.advance(POLICY.steady + 0.5)
        world.there = False
        play.until(State.RECONNECTING)
        world.there = True
        play.until(State.PLAYING)
    world.there = False
    play.until(State.FAILED)
    assert "6 times" in play.machine.message and play.states[-1] is State.FAILED


@pytest.mark.parametrize("moment", ["stalled", "reconnecting", "hanging"])
def test_stop_does_not_wait_for_any_trouble_to_end(world, watched, moment):
    play = watched(ReconnectPolicy(pauses=(3000.0,)))
    if moment == "reconnecting":
        world.there = False
        play.until(State.RECONNECTING)
    else:
        world.hanging, world.silent = moment == "hanging", moment == "stalled"
        play.until(State.STALLED)
    play.capture.stop()  # the clock stands: none of the waits that go on may be sat out
    wait_for(lambda: not any(thread.name == "capture" for thread in live_threads()))
    world.let_go()
    wait_for(lambda: not live_threads())


def test_a_source_that_never_opens_fails_at_once(world):
    world.there = False
    states, feed, sink = [], FrameFeed(TickSampler(10.0, 7), 7), FrameSink()
    machine = StateMachine(lambda state, message: states.append(state))
    sink.add(feed)
    capture = CaptureSupervisor(world.open, sink, ReaderControls(world.clock), machine, policy=POLICY)
    capture.start()
    assert feed.get() is None
    assert capture.join(120.0) and states == [State.FAILED] and "connect it" in machine.message


@pytest.mark.parametrize("fps", [24, 30, 60, 144])
def test_any_frame_rate_gives_the_model_its_own(fps):
    sampler = TickSampler(10.0, 7)
    picked = [index / fps for index in range(fps * 10) if sampler.ticks(index / fps)]
    assert len(picked) == 100
    assert max(b - a for a, b in zip(picked, picked[1:], strict=False)) <= 0.1 + 1 / fps
