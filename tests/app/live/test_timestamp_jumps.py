"""Timestamps that jump: the hours in between are nobody's to wait for."""

from __future__ import annotations

import contextlib
import http.server
import threading
from fractions import Fraction
from pathlib import Path

import av
import pytest

from app.live.session import Session, State
from app.recorded.classify import classify_video
from app.sources import open_source
from model.engine import open_engine
from model.video.reader import read_frames
from model.video.timestamps import LONGEST_STILL_IN_STREAM, TimestampClock
from tests.fuzz.bases import picture

HOURS = 3 * 3600.0
WRAP = 2**33 / 90_000  # seconds after which an MPEG stream's timestamps begin again


def times(clock: TimestampClock, *timestamps: float) -> list[float]:
    return [round(clock.time(timestamp), 3) for timestamp in timestamps]


@pytest.mark.parametrize("jump", [HOURS, -HOURS, 26.5 * 3600, -WRAP, 1e9])
def test_a_jump_counts_as_one_frame(jump):
    begin = 100_000.0
    timestamps = [begin + 0.1 * n + (jump if n >= 5 else 0.0) for n in range(10)]
    assert times(TimestampClock(10.0), *timestamps) == pytest.approx([0.1 * n for n in range(10)])


@pytest.mark.parametrize("stray", [90_000.0, 3.0, 5.05, -1.0])
def test_one_stamp_out_of_line_moves_nothing_else(stray):
    timestamps = [5.0, 5.1, 5.2, stray, 5.4, 5.5]
    assert times(TimestampClock(10.0), *timestamps) == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])


def test_a_slide_may_be_shown_for_minutes_but_not_in_a_stream():
    assert times(TimestampClock(10.0), 0.0, 0.1, 120.0, 480.0) == [0.0, 0.1, 120.0, 480.0]
    assert times(TimestampClock(10.0, LONGEST_STILL_IN_STREAM), 1.0, 9.0, 130.0, 130.1) == pytest.approx(
        [0.0, 8.0, 8.1, 8.2]
    )


def with_jump(path: Path, jump: float, seconds: float = 2.0) -> Path:
    """Thirty frames a second whose timestamps jump by so many seconds after the first second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for index in range(round(30 * seconds)):
            frame = av.VideoFrame.from_ndarray(picture(index), format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, 30)
            for packet in stream.encode(frame):
                if index >= 30:
                    packet.pts += round(jump / packet.time_base)
                    packet.dts = packet.pts
                container.mux(packet)
    return path


@pytest.mark.parametrize("name", ["jump.ts", "jump.mkv", "jump.mp4"])
def test_a_file_s_times_go_on(tmp_path, name, model_folder):
    path = with_jump(tmp_path / name, HOURS)
    found = [time for time, *_ in read_frames(path, lambda time: 1)]
    assert found == pytest.approx([n / 30 for n in range(60)], abs=2e-3)
    result = classify_video(path, open_engine(model_folder, threads=1))
    assert len(result.predictions) == 14 and result.segments[-1].end < 2.5


def play(source: str, model: Path) -> list[float]:
    """The times of a source's predictions, played to its end."""
    ended, moments = threading.Event(), []

    def heard(state, message):
        if state in (State.ENDED, State.FAILED):
            ended.set()

    session = Session(source, model, on_state=heard, on_prediction=lambda one, decision: moments.append(one.time))
    session.start()
    try:
        assert ended.wait(120), "the picture stands still"
        assert session.state is State.ENDED, session.message
    finally:
        session.stop()
    return moments


@pytest.mark.parametrize("name", ["jump.ts", "jump.mkv"])
def test_a_file_is_played_on_behind_a_jump(tmp_path, name, model_folder):
    moments = play(str(with_jump(tmp_path / name, HOURS)), model_folder)
    assert len(moments) == 14 and moments[-1] == pytest.approx(1.9, abs=0.1)


class Server(http.server.BaseHTTPRequestHandler):
    """Gives any part of one file, as servers of videos do."""

    def do_GET(self):
        whole = self.server.content
        begin = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {begin}-{len(whole) - 1}/{len(whole)}")
        self.send_header("Content-Length", str(len(whole) - begin))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(whole[begin:])

    def log_message(self, *arguments):
        pass


def test_a_stream_is_played_on_behind_a_jump(tmp_path, model_folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.content = with_jump(tmp_path / "jump.ts", HOURS).read_bytes()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        moments = play(f"http://127.0.0.1:{server.server_port}/jump.ts", model_folder)
    finally:
        server.shutdown()
        server.server_close()
    assert len(moments) == 14 and moments[-1] == pytest.approx(1.9, abs=0.1)


def test_seeking_stays_within_reach(tmp_path):
    source = open_source(str(with_jump(tmp_path / "jump.ts", HOURS)))
    try:
        for _ in range(45):
            source.grab()
        reached = source.seek(0.5)
        assert reached is None or reached[1] < 3.0
    finally:
        source.close()
