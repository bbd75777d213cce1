"""A session on real little videos with the real engine: predictions, pause, loop, stop, failures."""

from __future__ import annotations

import json
import shutil
import threading

import numpy as np
import pytest

from app.live.capture_supervisor import CaptureSupervisor, ReconnectPolicy
from app.live.frame_feed import MODEL_BUSY, FrameFeed
from app.live.frame_sink import FrameSink
from app.live.reader_controls import Pictures, ReaderControls
from app.live.session import Session, State
from app.live.source_reader import PAUSED, UNDECODABLE
from app.live.states import StateMachine
from app.recorded.classify import classify_video
from app.sources import SourceLostError
from model.engine import open_engine
from model.engine.litert import ENCODER_FILES
from model.errors import ModelError
from model.spec import read_spec
from model.teaching.pictures import REPORT_FILE, PictureKind
from model.video.sampling import TickSampler
from tests.conftest import write_video
from tests.live_doubles import live_threads, wait_for
from tests.manual_clock import STEP, ManualClock


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


@pytest.fixture
def clock() -> ManualClock:
    """What the sessions' sources are played by."""
    return ManualClock()


@pytest.fixture
def session(clock):
    """Makes sessions and stops them afterwards."""
    made = []

    def make(*arguments, **options) -> Watched:
        made.append(Watched(*arguments, clock=clock, **options))
        return made[-1]

    yield make
    clock.let_go()
    for one in made:
        one.stop()


def test_session_and_classify_predict_the_same_bits(session, clock, video, model_folder):
    playing = session(video, model_folder)
    assert playing.state is State.OPENING and playing.warm == (0, playing.spec.clip_length)
    playing.start()
    clock.run_until(lambda: playing.state is State.PLAYING)
    began = clock.now()
    clock.run_until(lambda: playing.position > 1.9)
    assert clock.now() - began == pytest.approx(1.9, abs=0.1), "a file plays at its own speed"
    clock.run_until(lambda: playing.state is State.ENDED)
    assert playing.states == [State.PLAYING, State.ENDED]
    result = classify_video(video, open_engine(model_folder))
    assert len(playing.predictions) == len(result.predictions) > 0
    for one, other in zip(playing.predictions, result.predictions, strict=True):
        assert (one.time, one.frame_index) == (other.time, other.frame_index)
        assert one.probabilities.tobytes() == other.probabilities.tobytes()
    assert tuple(playing.decisions) == result.decisions
    assert playing.warm == (playing.spec.clip_length,) * 2
    assert playing.duration == pytest.approx(2.0) and playing.position > 1.5


def test_pictures_unlike_those_that_were_learned_from_are_told_until_a_model_is_used_that_knows_them(
    session, clock, tmp_path, model_folder
):
    """The video is of 160 x 120 pixels."""
    shutil.copytree(model_folder, tmp_path / "taught")
    kind = PictureKind(((1280, 720),), (30.0,), 0.0, 255.0)
    (tmp_path / "taught" / REPORT_FILE).write_text(json.dumps({"pictures": kind.as_data()}))
    playing = session(write_video(tmp_path / "long.mp4", 12), tmp_path / "taught")
    playing.start()
    clock.run_until(lambda: playing.differs)
    assert playing.differs == ("160 × 120 pixels, not 1280 × 720",) and len(playing.predictions) >= 30
    playing.switch_model(model_folder)
    clock.run_until(lambda: not playing.differs)
    assert playing.state is State.PLAYING


def test_stats_and_latest_frame(session, clock, tmp_path, model_folder):
    playing = session(write_video(tmp_path / "long.mp4", 6), model_folder)
    assert playing.latest_frame() is None and playing.position == 0.0 and playing.duration is None
    playing.start()
    clock.run_until(lambda: len(playing.predictions) >= 10)
    frame, stats = playing.latest_frame(), playing.stats()
    assert frame.image.shape == (120, 160, 3) and not frame.image.flags.writeable
    assert stats.capture_fps > 0 and stats.inference_ms > 0 and stats.predictions_per_s > 0
    assert stats.latency_ms_p50 > 0 and stats.memory_mb > 10
    assert MODEL_BUSY not in stats.drops
    assert not playing.live and playing.source_name == "long.mp4"


def test_pause_holds_and_resume_goes_on(session, clock, tmp_path, model_folder):
    playing = session(write_video(tmp_path / "long.mp4", 6), model_folder)
    playing.pause()
    assert playing.state is State.OPENING, "there is nothing to hold yet"
    playing.start()
    clock.run_until(lambda: playing.position > 0.3)
    playing.pause()
    assert playing.state is State.PAUSED
    clock.advance(0.15)  # the frame that was awaited then may still be shown
    held = playing.position
    clock.advance(2.0)
    assert playing.position == held
    playing.resume()
    assert playing.state is State.PLAYING
    clock.run_until(lambda: playing.position > held + 0.2)
    assert playing.position < held + 0.4, "the pause is not caught up with"
    times = [prediction.time for prediction in playing.predictions]
    assert times == sorted(times)


def test_loop_begins_anew_with_an_empty_window(session, clock, tmp_path, model_folder):
    clip = write_video(tmp_path / "clip.mp4", 1.0)
    playing = session(clip, model_folder, loop=True)
    once = classify_video(clip, open_engine(model_folder)).predictions
    playing.start()
    clock.run_until(lambda: len(playing.predictions) >= 3 * len(once))
    assert playing.state is State.PLAYING
    for index, prediction in enumerate(playing.predictions[: 3 * len(once)]):
        same = once[index % len(once)]
        assert prediction.time == same.time
        assert prediction.probabilities.tobytes() == same.probabilities.tobytes()


@pytest.mark.parametrize("moment", ["before start", "opening", "playing", "paused", "ended"])
def test_stopped_from_any_state_it_is_silent_and_its_threads_end(session, clock, tmp_path, model_folder, moment):
    playing = session(write_video(tmp_path / "v.mp4", 0.5 if moment == "ended" else 5), model_folder)
    if moment != "before start":
        playing.start()
    if moment in ("playing", "paused"):
        clock.run_until(lambda: playing.state is State.PLAYING)
    if moment == "paused":
        playing.pause()
    if moment == "ended":
        clock.run_until(lambda: playing.state is State.ENDED)
    playing.stop()
    playing.stop()
    assert playing.state is State.ENDED
    said = len(playing.predictions), len(playing.states)
    wait_for(lambda: not live_threads())  # although the clock stands: none of them sits a wait out
    assert said == (len(playing.predictions), len(playing.states)), "silent after stop"


class FakeLive:
    """A live source that is always ready; it can be lost, or hang in a read as a dead camera does."""

    name, live, fps, duration = "fake", True, 100.0, None

    def __init__(self, clock: ManualClock):
        self.clock, self.start = clock, clock.now()
        self.index, self.lost, self.hang = -1, False, False
        self.release = threading.Event()  # lets a read that hangs return

    def grab(self):
        if self.lost:
            raise SourceLostError("Received no more pictures from fake: connect it again.")
        self.clock.wait(self.release, None if self.hang else 1 / self.fps)
        self.index += 1
        return self.index, self.clock.now() - self.start

    def retrieve(self):
        return np.full((48, 64, 3), self.index % 255, np.uint8)

    def close(self):
        pass


class FakeScreen(FakeLive):
    """Has a picture whenever it is asked for one, at most 100 a second."""

    watched_fps = 50.0

    def __init__(self, clock: ManualClock):
        super().__init__(clock)
        self.retrieved = 0

    def retrieve(self):
        self.retrieved += 1
        return super().retrieve()


@pytest.fixture
def live_source(clock, monkeypatch) -> FakeLive:
    source = FakeLive(clock)
    monkeypatch.setattr("app.live.session.open_source", lambda text: source)
    return source


def test_stop_does_not_wait_for_a_read_that_hangs(session, clock, live_source, model_folder):
    playing = session("0", model_folder)
    playing.start()
    clock.run_until(lambda: playing.state is State.PLAYING)
    live_source.hang = True
    clock.advance(0.1)
    playing.stop()
    assert [thread.name for thread in live_threads()] in (["reader"], ["inference", "reader"], ["reader", "inference"])
    assert playing.state is State.ENDED


def test_a_source_lost_for_good_fails_with_its_sentence_once_the_budget_is_spent(
    session, clock, live_source, model_folder
):
    playing = session("0", model_folder, policy=ReconnectPolicy(pauses=(2.0,), budget=3))
    playing.start()
    clock.run_until(lambda: playing.state is State.PLAYING)
    assert playing.live and playing.duration is None
    live_source.lost = True
    lost = clock.now()
    clock.run_until(lambda: playing.state is State.FAILED)
    assert 4.0 < clock.now() - lost < 7.0, "it was waited for between the attempts"
    assert "no more pictures" in playing.message and "3 times" in playing.message
    assert playing.states == [State.PLAYING, State.RECONNECTING, State.FAILED]


def test_live_pause_drops_counts_and_warms_up_again(session, clock, live_source, model_folder):
    playing = session("0", model_folder)
    playing.start()
    clock.run_until(lambda: playing.predictions, seconds=600)
    # The clock does not wait for the model: a frame of before the pause may be classified during it, and is no news of after.
    playing.pause()
    paused = clock.now() - live_source.start
    clock.advance(0.3)
    playing.resume()
    resumed = clock.now() - live_source.start
    clock.run_until(lambda: playing.predictions[-1].time > paused + 2 * STEP, seconds=600)
    assert playing.stats().drops[PAUSED] > 10
    first = next(prediction.time for prediction in playing.predictions if prediction.time > paused + 2 * STEP)
    assert first > resumed + 0.9 * playing.spec.clip_seconds, "the window was filled anew"


def test_a_screen_that_nobody_looks_at_is_grabbed_for_the_model_alone(clock):
    feed, source = FrameFeed(TickSampler(10.0, 7), 7, live_pending=100), FakeScreen(clock)
    capture, sink, controls = capture_of(source, feed, clock)
    capture.start()
    clock.advance(1.0)
    assert source.index > 60, "somebody looks: as often as it can"
    controls.need(Pictures.SAMPLED)
    clock.advance(0.2)
    grabs, retrieved = source.index, source.retrieved
    clock.advance(3.0)
    assert 29 <= source.index - grabs <= 31 and source.retrieved - retrieved == source.index - grabs
    grabs = source.index
    controls.need(Pictures.WATCHED)
    clock.advance(1.0)
    assert 45 <= source.index - grabs <= 60, "at once, when somebody looks again, and as often as that needs"
    grabs = source.index
    controls.need(Pictures.GLANCED)
    clock.advance(1.0)
    assert 10 <= source.index - grabs <= 13, "who looks elsewhere sees hardly more than the model"
    grabs = source.index
    controls.need(Pictures.EVERY)
    clock.advance(1.0)
    assert source.index - grabs > 60, "a recording has all"
    sink.finish()
    sampled = iter(feed.get, None)
    assert {item.ticks for item in sampled} == {1}, "the model has missed none of its ticks"
    capture.stop()
    clock.let_go()
    assert capture.join(120.0)


def test_a_paused_screen_is_hardly_grabbed_and_goes_on_at_once(clock):
    feed, source = FrameFeed(TickSampler(10.0, 7), 7, live_pending=100), FakeScreen(clock)
    capture, sink, controls = capture_of(source, feed, clock)
    capture.start()
    clock.advance(1.0)
    controls.pause()
    clock.advance(0.1)
    grabs = source.index
    clock.advance(3.0)
    still = source.index
    assert 3 <= still - grabs <= 15, "often enough to see that it was lost"
    controls.resume()
    clock.advance(0.2)
    assert source.index - still > 15
    capture.stop()
    clock.let_go()
    assert capture.join(120.0)


def test_of_a_camera_that_nobody_looks_at_only_the_model_s_frames_are_decoded(clock):
    class Camera(FakeScreen):
        watched_fps = None

    feed, source = FrameFeed(TickSampler(10.0, 7), 7), Camera(clock)
    capture, sink, controls = capture_of(source, feed, clock)
    controls.need(Pictures.SAMPLED)
    capture.start()
    clock.advance(3.0)
    capture.stop()
    clock.let_go()
    assert capture.join(120.0)
    assert source.index > 200, "it is read, or what it sends would pile up"
    assert 28 <= source.retrieved <= 32 and sink.drops == {}


def test_a_model_that_samples_seldom_does_not_make_a_stall_of_it(clock):
    feed, source = FrameFeed(TickSampler(0.2, 7), 7), FakeScreen(clock)
    capture, sink, controls = capture_of(source, feed, clock)
    controls.need(Pictures.SAMPLED)
    capture.start()
    clock.advance(6.0)
    assert not capture.troubles and sink.generation == 0
    capture.stop()
    clock.let_go()
    assert capture.join(120.0)


def capture_of(source, feed: FrameFeed, clock: ManualClock) -> tuple[CaptureSupervisor, FrameSink, ReaderControls]:
    sink, controls = FrameSink(), ReaderControls(clock)
    sink.add(feed)
    capture = CaptureSupervisor(lambda: source, sink, controls, StateMachine())
    return capture, sink, controls


def test_a_slow_model_gets_the_newest_and_the_right_span(clock):
    feed = FrameFeed(TickSampler(50.0, 7), 7)
    capture, sink, _ = capture_of(FakeLive(clock), feed, clock)
    capture.start()
    clock.run_until(lambda: sink.latest is not None)
    got = []
    for _ in range(6):
        clock.advance(0.1)
        got.append(feed.get())
    newest = sink.latest
    capture.stop()
    clock.let_go()
    assert capture.join(120.0)
    assert feed.drops[MODEL_BUSY] > 10
    assert all(item.ticks >= 3 for item in got[1:]), "a frame stands for those dropped before it"
    assert newest.time - got[-1].frame.time < 0.1


def test_an_undecodable_frame_is_counted_and_the_next_stands_for_it(clock):
    class Torn(FakeLive):
        live = False

        def grab(self):
            self.index += 1
            return (self.index, self.index / 10) if self.index < 20 else None

        def retrieve(self):
            return None if self.index in (5, 6) else super().retrieve()

    feed = FrameFeed(TickSampler(10.0, 7), 30)
    capture, sink, _ = capture_of(Torn(clock), feed, clock)
    capture.start()
    clock.run_until(lambda: capture.join(0.0))
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
