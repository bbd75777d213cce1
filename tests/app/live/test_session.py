"""A session on real little videos with the real engine: predictions, pause, loop, stop, failures."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from app.live.capture_supervisor import CaptureSupervisor, ReconnectPolicy
from app.live.frame_feed import MODEL_BUSY, FrameFeed
from app.live.frame_sink import FrameSink
from app.live.reader_controls import ReaderControls
from app.live.session import Session, State
from app.live.source_reader import PAUSED, UNDECODABLE
from app.live.states import StateMachine
from app.recorded.classify import classify_video
from app.sources import SourceLostError
from model.engine import open_engine
from model.engine.litert import ENCODER_FILES
from model.errors import ModelError
from model.spec import read_spec
from model.video.sampling import TickSampler
from tests.conftest import write_video


class Watched(Session):
    """A session that remembers what it said."""

    def __init__(self, source, model, **options):
        self.predictions, self.decisions, self.states = [], [], []
        super().__init__(
            str(source),
            model,
            on_prediction=lambda p, d: (self.predictions.append(p), self.decisions.append(d)),
            on_state=lambda state, message: self.states.append(state),
            **options,
        )


def wait_for(condition, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def session(request):
    """Makes sessions and stops them afterwards."""
    made = []

    def make(*arguments, **options) -> Watched:
        made.append(Watched(*arguments, **options))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_session_and_classify_predict_the_same_bits(session, video, model_folder):
    playing = session(video, model_folder)
    assert playing.state is State.OPENING and playing.warm == (0, playing.spec.clip_length)
    began = time.perf_counter()
    playing.start()
    wait_for(lambda: playing.state is State.ENDED)
    assert 1.5 < time.perf_counter() - began < 6, "a file plays at its own speed"
    assert playing.states == [State.PLAYING, State.ENDED]
    result = classify_video(video, open_engine(model_folder))
    assert len(playing.predictions) == len(result.predictions) > 0
    for one, other in zip(playing.predictions, result.predictions, strict=True):
        assert (one.time, one.frame_index) == (other.time, other.frame_index)
        assert one.probabilities.tobytes() == other.probabilities.tobytes()
    assert tuple(playing.decisions) == result.decisions
    assert playing.warm == (playing.spec.clip_length,) * 2
    assert playing.duration == pytest.approx(2.0) and playing.position > 1.5


def test_stats_and_latest_frame(session, tmp_path, model_folder):
    playing = session(write_video(tmp_path / "long.mp4", 6), model_folder)
    assert playing.latest_frame() is None and playing.position == 0.0 and playing.duration is None
    playing.start()
    wait_for(lambda: len(playing.predictions) >= 10)
    frame, stats = playing.latest_frame(), playing.stats()
    assert frame.image.shape == (120, 160, 3) and not frame.image.flags.writeable
    assert 15 < stats.capture_fps < 45 and stats.inference_ms > 0 and stats.predictions_per_s > 1
    assert 0 < stats.latency_ms_p50 < 2000 and stats.memory_mb > 10
    assert MODEL_BUSY not in stats.drops
    assert not playing.live and playing.source_name == "long.mp4"


def test_pause_holds_and_resume_goes_on(session, tmp_path, model_folder):
    playing = session(write_video(tmp_path / "long.mp4", 6), model_folder)
    playing.pause()
    assert playing.state is State.OPENING, "there is nothing to hold yet"
    playing.start()
    wait_for(lambda: playing.position > 0.3)
    playing.pause()
    assert playing.state is State.PAUSED
    time.sleep(0.15)
    held = playing.position
    time.sleep(0.4)
    assert playing.position == held
    playing.resume()
    assert playing.state is State.PLAYING
    wait_for(lambda: playing.position > held + 0.2)
    assert playing.position < held + 1.0, "the pause is not caught up with"
    times = [prediction.time for prediction in playing.predictions]
    assert times == sorted(times)


def test_loop_begins_anew_with_an_empty_window(session, tmp_path, model_folder):
    clip = write_video(tmp_path / "clip.mp4", 1.0)
    playing = session(clip, model_folder, loop=True)
    once = classify_video(clip, open_engine(model_folder)).predictions
    playing.start()
    wait_for(lambda: len(playing.predictions) >= 3 * len(once))
    assert playing.state is State.PLAYING
    for index, prediction in enumerate(playing.predictions[: 3 * len(once)]):
        same = once[index % len(once)]
        assert prediction.time == same.time
        assert prediction.probabilities.tobytes() == same.probabilities.tobytes()


@pytest.mark.parametrize("moment", ["before start", "opening", "playing", "paused", "ended"])
def test_stop_within_a_second_from_any_state(session, tmp_path, model_folder, moment):
    playing = session(write_video(tmp_path / "v.mp4", 0.5 if moment == "ended" else 5), model_folder)
    if moment != "before start":
        playing.start()
    if moment in ("playing", "paused"):
        wait_for(lambda: playing.state is State.PLAYING)
    if moment == "paused":
        playing.pause()
    if moment == "ended":
        wait_for(lambda: playing.state is State.ENDED)
    began = time.perf_counter()
    playing.stop()
    playing.stop()
    assert time.perf_counter() - began < 1.0 and playing.state is State.ENDED
    said = len(playing.predictions), len(playing.states)
    time.sleep(0.2)
    assert said == (len(playing.predictions), len(playing.states)), "silent after stop"


class FakeLive:
    """A live source that is always ready; it can be lost, or hang in a read as a dead camera does."""

    name, live, fps, duration = "fake", True, 100.0, None

    def __init__(self):
        self.index, self.lost, self.hang = -1, False, threading.Event()
        self.release = threading.Event()  # lets a read that hangs return
        self.start = time.perf_counter()

    def grab(self):
        if self.lost:
            raise SourceLostError("Received no more pictures from fake: connect it again.")
        if self.hang.is_set():
            self.release.wait(30)
        time.sleep(0.005)
        self.index += 1
        return self.index, time.perf_counter() - self.start

    def retrieve(self):
        return np.full((48, 64, 3), self.index % 255, np.uint8)

    def close(self):
        pass


@pytest.fixture
def live_source(monkeypatch) -> Iterator[FakeLive]:
    source = FakeLive()
    monkeypatch.setattr("app.live.session.open_source", lambda text: source)
    yield source
    source.release.set()


def test_stop_does_not_wait_for_a_read_that_hangs(session, live_source, model_folder):
    playing = session("0", model_folder)
    playing.start()
    wait_for(lambda: playing.state is State.PLAYING)
    live_source.hang.set()
    time.sleep(0.05)
    began = time.perf_counter()
    playing.stop()
    assert time.perf_counter() - began < 1.0


def test_a_source_lost_for_good_fails_with_its_sentence_once_the_budget_is_spent(session, live_source, model_folder):
    playing = session("0", model_folder, policy=ReconnectPolicy(pauses=(0.02,), budget=3))
    playing.start()
    wait_for(lambda: playing.predictions)
    assert playing.live and playing.duration is None
    live_source.lost = True
    wait_for(lambda: playing.state is State.FAILED)
    assert "no more pictures" in playing.message and "3 times" in playing.message
    assert playing.states == [State.PLAYING, State.RECONNECTING, State.FAILED]


def test_live_pause_drops_counts_and_warms_up_again(session, live_source, model_folder):
    playing = session("0", model_folder)
    playing.start()
    wait_for(lambda: playing.predictions)
    playing.pause()
    time.sleep(0.3)
    before = len(playing.predictions)
    playing.resume()
    wait_for(lambda: len(playing.predictions) > before)
    assert playing.stats().drops[PAUSED] > 10
    gap = playing.predictions[before].time - playing.predictions[before - 1].time
    assert gap > 0.3 + 0.9 * playing.spec.clip_seconds, "the window was filled anew"


def capture_of(source, feed: FrameFeed) -> tuple[CaptureSupervisor, FrameSink, ReaderControls]:
    sink, controls = FrameSink(), ReaderControls()
    sink.add(feed)
    capture = CaptureSupervisor(lambda: source, sink, controls, StateMachine())
    return capture, sink, controls


def test_a_slow_model_gets_the_newest_and_the_right_span():
    feed = FrameFeed(TickSampler(50.0, 7), 7)
    capture, sink, _ = capture_of(FakeLive(), feed)
    capture.start()
    got = []
    for _ in range(6):
        time.sleep(0.1)
        got.append(feed.get())
    newest = sink.latest
    capture.stop()
    assert capture.join(1.0)
    assert feed.drops[MODEL_BUSY] > 10
    assert all(item.ticks >= 3 for item in got[1:]), "a frame stands for those dropped before it"
    assert newest.time - got[-1].frame.time < 0.1


def test_an_undecodable_frame_is_counted_and_the_next_stands_for_it():
    class Torn(FakeLive):
        live = False

        def grab(self):
            self.index += 1
            return (self.index, self.index / 10) if self.index < 20 else None

        def retrieve(self):
            return None if self.index in (5, 6) else super().retrieve()

    feed = FrameFeed(TickSampler(10.0, 7), 30)
    capture, sink, controls = capture_of(Torn(), feed)
    controls.speed = 8.0
    capture.start()
    got = {}
    while (item := feed.get()) is not None:
        got[item.frame.index] = item.ticks
    assert sink.drops == {UNDECODABLE: 2}
    assert 5 not in got and 6 not in got and got[7] == 3 and sum(got.values()) == 20


def test_missing_camera_fails_with_a_sentence(session, model_folder):
    playing = session("97", model_folder)
    playing.start()
    wait_for(lambda: playing.state is State.FAILED)
    assert "camera 97" in playing.message and playing.states == [State.FAILED]


def test_missing_model_is_refused_at_once(tmp_path, video):
    with pytest.raises(ModelError, match="no such folder"):
        Session(str(video), tmp_path / "none")


def test_damaged_model_fails_with_a_sentence(session, tmp_path, video, model_folder):
    damaged = tmp_path / "damaged"
    shutil.copytree(model_folder, damaged)
    encoder = ENCODER_FILES[read_spec(damaged).precision]
    (damaged / encoder).write_bytes(b"no model at all")
    playing = session(video, damaged)
    playing.start()
    wait_for(lambda: playing.state is State.FAILED)
    assert encoder in playing.message and "\n" not in playing.message
