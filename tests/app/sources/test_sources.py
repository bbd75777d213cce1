"""Sources: what is read from real files and streams, and the sentence for each that cannot be."""

from __future__ import annotations

import ctypes
import http.server
import os
import subprocess
import sys
import threading
from fractions import Fraction

import av
import numpy as np
import pytest

from app import runtime_env
from app.errors import UserError
from app.sources import (
    SourceLostError,
    SourceNotFoundError,
    SourceUnreadableError,
    check_source,
    describe_source,
    is_file_source,
    is_screen,
    list_monitors,
    open_source,
)
from app.sources.camera import CameraRequest, _cameras_of_linux, parse_camera
from app.sources.desktop_windows import Area
from app.sources.screen import watched_area
from app.sources.screen_request import ScreenRequest, parse_screen
from model.video.timestamps import TimestampClock
from tests.conftest import write_video

cv2 = runtime_env.cv2


def times_of(path) -> list[float]:
    source = open_source(str(path))
    times = []
    while (grabbed := source.grab()) is not None:
        assert grabbed[0] == len(times)
        times.append(grabbed[1])
    source.close()
    return times


def test_file_gives_every_frame_with_its_time(video):
    times = times_of(video)
    assert times == pytest.approx([index / 30 for index in range(60)], abs=1e-3)


def test_file_knows_its_length_and_decodes(video):
    source = open_source(str(video))
    assert not source.live and source.fps == pytest.approx(30) and source.duration == pytest.approx(2.0)
    images = []
    for _ in range(3):
        source.grab()
        images.append(source.retrieve())
    source.close()
    assert images[0].shape == (120, 160, 3) and images[0].dtype == "uint8"
    assert (images[0] != images[2]).any(), "each picture is an array of its own"


@pytest.mark.parametrize("suffix", ["mkv", "ts", "h264"])
def test_variable_and_missing_time_stamps(tmp_path, suffix):
    path = tmp_path / f"made.{suffix}"
    # Three seconds at 30 frames/s; in Matroska, which can, only every third frame after the first second.
    numbers = [*range(30), *range(30, 90, 3)] if suffix == "mkv" else range(90)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for number in numbers:
            frame = av.VideoFrame.from_ndarray(np.full((120, 160, 3), 2 * number, np.uint8), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    times = times_of(path)
    assert times[0] == 0.0 and all(before < after for before, after in zip(times, times[1:], strict=False))
    assert times[-1] == pytest.approx(2.9, abs=0.75)  # a raw stream states no rate, 25 a second is assumed
    assert len(times) == len(numbers)
    if suffix == "mkv":
        assert times[40] - times[39] == pytest.approx(0.1, abs=2e-3)


def test_clock_survives_jumps_and_rubbish():
    clock = TimestampClock(10.0)
    timestamps = [5.0, 5.1, float("nan"), 5.3, 1.0, 1.1, 1.2]
    assert [round(clock.time(timestamp), 3) for timestamp in timestamps] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    silent = TimestampClock(25.0)
    assert [silent.time(0.0) for _ in range(4)] == pytest.approx([0.0, 0.04, 0.08, 0.12])


@pytest.mark.parametrize(
    ("name", "content", "kind", "says"),
    [
        ("missing.mp4", None, SourceNotFoundError, "no such file"),
        ("empty.mp4", b"", SourceUnreadableError, "empty"),
        ("text.mp4", b"this is no video\n" * 50, SourceUnreadableError, "no video that can be read"),
        ("random.avi", bytes(range(256)) * 64, SourceUnreadableError, "no video that can be read"),
    ],
)
def test_bad_files_are_named_in_one_sentence(tmp_path, name, content, kind, says):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(kind, match=says) as caught:
        check_source(str(path))
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_cut_mp4_and_folder(tmp_path, video):
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(video.read_bytes()[:3000])
    for path in (cut, tmp_path):
        with pytest.raises(SourceUnreadableError):
            open_source(str(path))


def test_missing_camera():
    if not os.path.exists("/dev/video97"):
        with pytest.raises(SourceNotFoundError, match="camera 97"):
            open_source("97")


def test_nothing_listens_at_the_address():
    with pytest.raises(SourceNotFoundError) as caught:
        open_source("http://user:secret@127.0.0.1:9/video?key=1")
    assert "secret" not in str(caught.value) and "key" not in str(caught.value)


def test_what_a_source_is_called():
    assert describe_source("0") == "camera 0"
    assert describe_source("/somewhere/play.mp4") == "play.mp4"
    assert describe_source("rtsp://me:pw@host:554/a?b=c") == "rtsp://host:554/a"
    assert is_file_source("a.mp4") and not is_file_source("1") and not is_file_source("udp://@:5000")


class MjpegHandler(http.server.BaseHTTPRequestHandler):
    """Sends twenty JPEGs as a camera with a web page would, then hangs up."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        for index in range(20):
            jpeg = cv2.imencode(".jpg", np.full((120, 160, 3), 10 * index, np.uint8))[1].tobytes()
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            self.wfile.write(head.encode() + jpeg + b"\r\n")

    def log_message(self, *arguments):
        pass


def test_http_stream_is_live_and_its_end_is_an_error():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), MjpegHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        source = open_source(f"http://127.0.0.1:{server.server_port}/cam.mjpeg")
        assert source.live and source.duration is None
        times = [source.grab()[1] for _ in range(5)]
        assert times[0] == 0.0 and times == sorted(times)
        assert source.retrieve().shape == (120, 160, 3)
        with pytest.raises(SourceLostError, match="127.0.0.1"):
            for _ in range(100):
                source.grab()
        source.close()
    finally:
        server.shutdown()
        server.server_close()


def test_no_display_is_one_sentence(monkeypatch):
    monkeypatch.setattr(runtime_env.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UserError, match="no display"):
        runtime_env.check_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    runtime_env.check_display()


def test_missing_qt_library_names_the_package(monkeypatch):
    def refuse(name):
        if "icccm" in name:
            raise OSError(name)

    monkeypatch.setattr(runtime_env.sys, "platform", "linux")
    monkeypatch.setattr(runtime_env.ctypes, "CDLL", refuse)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    with pytest.raises(UserError, match="apt-get install libxcb-icccm4`"):
        runtime_env.check_display()


def test_short_video_is_written_and_read_at_odd_sizes(tmp_path):
    assert len(times_of(write_video(tmp_path / "odd.mp4", 0.5, 25, (162, 98)))) in (12, 13)


# In a process of its own: as root, libsvtav1 makes the one it runs in, and all that this starts, go before all else (SCHED_FIFO).
AV1 = """
import sys, av, numpy
with av.open(sys.argv[1], "w") as container:
    stream = container.add_stream("libsvtav1", rate=25, options={"preset": "12", "svtav1-params": "lp=1"})
    stream.width, stream.height, stream.pix_fmt = 160, 128, "yuv420p"
    for index in range(25):
        image = numpy.full((128, 160, 3), 10 * index, numpy.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "bgr24")))
    container.mux(stream.encode())
"""


def test_av1_is_read_with_the_same_times(tmp_path):
    path = tmp_path / "made.mp4"
    subprocess.run([sys.executable, "-c", AV1, str(path)], check=True, timeout=120, stderr=subprocess.DEVNULL)
    assert times_of(path) == pytest.approx([index / 25 for index in range(25)], abs=1e-3)
    source = open_source(str(path))
    assert source.duration == pytest.approx(1.0) and source.fps == 25
    means = [source.retrieve().mean() for _ in range(25) if source.grab()]
    source.close()
    assert means == pytest.approx([10 * index for index in range(25)], abs=4)


def test_a_folder_of_pictures_plays_in_the_order_of_its_numbers(tmp_path):
    for number in (1, 2, 10):
        cv2.imwrite(str(tmp_path / f"shot{number}.png"), np.full((32, 48, 3), 20 * number, np.uint8))
    for text in (str(tmp_path), str(tmp_path / "shot%d.png"), f"{tmp_path}@30"):
        assert is_file_source(text)
        source = open_source(text)
        seen = [(source.grab(), int(source.retrieve().mean())) for _ in range(3)]
        assert seen == [((0, 0.0), 20), ((1, 1 / 30), 40), ((2, 2 / 30), 200)] and source.grab() is None
        assert source.duration == pytest.approx(0.1) and not source.live
    assert open_source(f"{tmp_path}@10").fps == 10
    with pytest.raises(SourceNotFoundError, match="no picture of that name"):
        open_source(str(tmp_path / "other%03d.png"))


def test_how_cameras_and_the_screen_are_written():
    assert parse_camera("2@640x480@60") == CameraRequest(2, 640, 480, 60.0)
    assert parse_camera("0@15") == CameraRequest(0, fps=15.0) and parse_camera("0.mp4") is None
    assert parse_screen("screen") == ScreenRequest() and parse_screen("screen:2@60") == ScreenRequest(2, None, 60.0)
    assert parse_screen("screen: -10, 0, 640, 360").area == Area(-10, 0, 640, 360)
    for text in ("screen:1,2,3", "screen:0,0,4,4", "screen@0", "screen:x"):
        assert is_screen(text) and not is_file_source(text)
        with pytest.raises(SourceNotFoundError, match="expected"):
            parse_screen(text)
    assert not is_screen("screencast.mp4") and is_file_source("screencast.mp4")


def test_cameras_have_the_names_the_system_tells(tmp_path):
    for number, index, name in ((0, 0, "Webcam C920"), (1, 1, "Webcam C920"), (4, 0, "Capture card")):
        device = tmp_path / f"video{number}"
        device.mkdir()
        (device / "index").write_text(f"{index}\n")
        (device / "name").write_text(f"{name}\n")
    assert _cameras_of_linux(tmp_path) == [(0, "Webcam C920"), (4, "Capture card")]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
def test_without_a_screen_it_says_so(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(SourceUnreadableError, match="no display"):
        check_source("screen")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    with pytest.raises(SourceUnreadableError, match="Wayland"):
        check_source("screen:0,0,100,100")


def test_the_screen_s_pixels_arrive_at_their_rate(x_display, monkeypatch):
    monkeypatch.setenv("DISPLAY", x_display)
    assert [(area.width, area.height) for area in list_monitors()] == [(640, 480)]
    source = open_source("screen:600,440,100,100@50")
    assert source.live and source.fps == 50
    grabbed = [source.grab() for _ in range(11)]
    assert grabbed[-1][1] > 0.19, "no sooner than their rate has them"
    assert source.retrieve().shape == (40, 40, 3), "clamped to the desktop"
    assert [index for index, _ in grabbed] == list(range(11))
    still = source.retrieve()
    source.grab()
    assert source.retrieve() is still, "nothing has changed on it: nothing is made anew"
    source.close()
    with pytest.raises(SourceNotFoundError, match="1 monitors"):
        open_source("screen:3")
    with pytest.raises(SourceNotFoundError, match="640×480"):
        open_source("screen:900,900,50,50")


class XWindow:
    """A window of one colour on a display of its own, moved by hand as no window manager does."""

    def __init__(self, display: str, colour: int):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XCreateSimpleWindow.restype = self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(display.encode()))
        root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))
        colour = ctypes.c_ulong(colour)
        self.number = self.x11.XCreateSimpleWindow(self.display, root, 50, 60, 100, 80, 0, colour, colour)
        self.do("XMapWindow")

    def do(self, what: str, *sizes: int) -> None:
        getattr(self.x11, what)(self.display, ctypes.c_ulong(self.number), *sizes)
        self.x11.XSync(self.display, 0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="windows of X11")
def test_a_window_is_followed_until_it_closes(x_display, monkeypatch):
    monkeypatch.setenv("DISPLAY", x_display)
    window = XWindow(x_display, 0x00FF00)
    text = f"screen:window:{window.number}:My game: part 2"
    assert is_screen(text) and not is_file_source(text) and describe_source(text) == "My game: part 2"
    source = open_source(text)

    def seen():
        source.grab()
        return source.retrieve()

    assert seen().shape == (80, 100, 3) and (seen() == (0, 255, 0)).all()
    window.do("XMoveWindow", 300, 200)
    assert (seen() == (0, 255, 0)).all() and watched_area(text) == Area(300, 200, 100, 80)
    window.do("XResizeWindow", 120, 90)
    assert seen().shape == (90, 120, 3) and (seen() == (0, 255, 0)).all()
    window.do("XMoveWindow", 600, 300)
    assert seen() is seen(), "a screen that stands still"
    assert seen().shape == (90, 40, 3), "what is on the screen of it"
    window.do("XUnmapWindow")
    with pytest.raises(SourceLostError, match="My game: part 2.*minimised"):
        source.grab()
    window.do("XMapWindow")
    assert (seen() == (0, 255, 0)).all()
    window.do("XDestroyWindow")
    with pytest.raises(SourceLostError, match="My game: part 2.*was closed"):
        source.grab()
    source.close()
    with pytest.raises(SourceNotFoundError, match="My game: part 2.*is open"):
        open_source(text)
    assert watched_area(text) is None
