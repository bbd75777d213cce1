"""Moving about in a file: the right frame, and the right speed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.live.capture_supervisor import CaptureSupervisor
from app.live.frame_feed import FrameFeed
from app.live.frame_sink import FrameSink
from app.live.reader_controls import ReaderControls
from app.live.states import StateMachine
from app.sources.file import open_file
from model.video.sampling import TickSampler
from tests.manual_clock import ManualClock
from tests.model.video.test_selective_decode import STEADY, UNEVEN, write_h264


@pytest.fixture(params=["mp4", "mkv", "uneven.mkv"])
def video(request, tmp_path) -> Path:
    times = UNEVEN if "uneven" in request.param else STEADY
    return write_h264(tmp_path / f"video.{request.param}", times, {"bf": "3", "g": "48"})


def frames_of(source) -> list[tuple[float, bytes]]:
    found = []
    while (grabbed := source.grab()) is not None:
        found.append((grabbed[1], source.retrieve().tobytes()))
    source.close()
    return found


def test_seeking_lands_on_the_very_frame(video):
    frames = frames_of(open_file(video))
    source = open_file(video)
    source.grab()
    for number in (100, 3, 149, 0, 47, 48, 49, 120):
        index, reached = source.seek(frames[number][0])
        assert reached == pytest.approx(frames[number][0], abs=0.0006)
        assert source.retrieve().tobytes() == frames[number][1]
        if number + 1 < len(frames):  # and reading goes on behind it
            assert source.grab()[1] == pytest.approx(frames[number + 1][0], abs=0.0006)
            assert source.retrieve().tobytes() == frames[number + 1][1]
    source.close()


class Played:
    """A capture of ``path`` that no model looks at, with the frames it showed."""

    def __init__(self, path: Path):
        self.clock = ManualClock()
        self.shown, self.controls = [], ReaderControls(self.clock)
        self.sink = FrameSink(self.shown.append)
        self.capture = CaptureSupervisor(lambda: open_file(path), self.sink, self.controls, StateMachine())
        self.capture.start()
        self.until(lambda: self.sink.latest is not None)

    def until(self, condition) -> None:
        self.clock.run_until(condition)

    def at(self, moment: float) -> bool:
        return abs(self.sink.latest.time - moment) < 0.0006


@pytest.fixture
def play():
    """``play(path)`` plays a video by a clock of its own; its threads end with the test."""
    made = []

    def make(path: Path) -> Played:
        made.append(Played(path))
        return made[-1]

    yield make
    for played in made:
        played.capture.stop()  # the clock stands: no wait may be sat out
        assert played.capture.join(120.0)


def test_steps_while_paused(video, play):
    frames = frames_of(open_file(video))
    played = play(video)
    controls = played.controls
    controls.pause()
    controls.seek(frames[60][0])
    played.until(lambda: played.at(frames[60][0]))
    controls.step(1)
    played.until(lambda: played.at(frames[61][0]))
    for number in (60, 59, 58):
        controls.step(-1)
        played.until(lambda number=number: played.at(frames[number][0]))
        assert played.sink.latest.image.tobytes() == frames[number][1]
    controls.seek(frames[100][0])
    controls.step(2)  # both asked for before either is answered
    played.until(lambda: played.at(frames[102][0]))
    played.clock.advance(1.0)
    assert played.at(frames[102][0])  # still paused


def test_the_window_before_a_still_picture_is_read_for_the_model_alone(video, play):
    frames = frames_of(open_file(video))
    played = play(video)
    controls, feed = played.controls, FrameFeed(TickSampler(10.0, 7), 7)
    controls.pause()
    controls.seek(frames[100][0])
    played.until(lambda: played.at(frames[100][0]))
    played.sink.add(feed)
    shown = len(played.shown)
    controls.look_back()
    got, ticks = [], 0
    while ticks < 7:
        got.append(feed.get())
        ticks += got[-1].ticks
    played.clock.advance(0.1)
    assert len(played.shown) == shown and played.at(frames[100][0])
    times = [item.frame.time for item in got]
    assert (
        times == sorted(times)
        and 0 <= frames[100][0] - times[-1] < 0.11
        and len({item.generation for item in got}) == 1
    )
    pictures = {round(time, 3): picture for time, picture in frames}
    assert all(item.frame.image.tobytes() == pictures[round(item.frame.time, 3)] for item in got)
    played.sink.remove(feed)
    controls.step(1)
    played.until(lambda: played.at(frames[101][0]))
    assert played.sink.latest.image.tobytes() == frames[101][1], "reading goes on behind what is shown"


def test_who_goes_elsewhere_is_not_kept_by_the_window_before(video, play):
    frames = frames_of(open_file(video))
    played = play(video)
    controls = played.controls
    played.sink.add(FrameFeed(TickSampler(10.0, 7), 7))  # and nobody takes anything from it
    controls.pause()
    controls.look_back()
    controls.seek(frames[30][0])
    played.until(lambda: played.at(frames[30][0]))
    controls.look_back()
    controls.step(1)
    played.until(lambda: played.at(frames[31][0]))


def test_a_seek_begins_a_new_generation(video, play):
    played = play(video)
    before = played.sink.generation
    played.controls.seek(3.0)
    played.until(lambda: played.sink.latest.time >= 2.9)
    assert played.sink.generation == before + 1


def test_speed_and_loop(tmp_path, play):
    played = play(write_h264(tmp_path / "video.mp4", STEADY))
    played.controls.speed = 8.0
    began, first = played.clock.now(), played.sink.latest.time
    played.until(lambda: played.sink.latest.time > 4.0)
    assert played.clock.now() - began == pytest.approx((4.0 - first) / 8, abs=0.1)
    played.controls.loop = (1.0, 1.5)
    played.until(lambda: played.sink.latest.time < 1.2)
    played.shown.clear()
    played.clock.advance(0.5)
    times = np.array([frame.time for frame in played.shown])
    assert times.min() > 0.95 and times.max() < 1.6
    assert (np.diff(times) < 0).sum() >= 3
    with pytest.raises(ValueError, match="0.25 to 8"):
        played.controls.speed = 100.0
