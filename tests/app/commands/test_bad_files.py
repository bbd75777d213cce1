"""What is named like a video and is none: one sentence each, the rest done, nothing waited for, nothing left open."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from app.commands import main
from app.live.session import Session, State
from app.recorded.scanner import Scanner
from app.sources import SourceError, check_source, open_source
from model.errors import FootageError
from model.video.opening import open_media
from model.video.reader import read_frames
from tests.conftest import write_video
from tests.fuzz.bases import make_base
from tests.fuzz.damage import damaged_files

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def unknown_codec(path: Path) -> None:
    data = make_base("mp4-fragments", path.parent)
    path.write_bytes(data.read_bytes().replace(b"avc1", b"zzz9"))
    data.unlink()


def bound_socket(path: Path) -> None:
    with (
        socket.socket(socket.AF_UNIX) as one,
        contextlib.chdir(path.parent) if sys.version_info >= (3, 11) else here(path),
    ):
        one.bind(path.name)  # the whole path may be longer than a socket's may be


@contextlib.contextmanager
def here(path: Path):
    before = os.getcwd()
    os.chdir(path.parent)
    try:
        yield
    finally:
        os.chdir(before)


# NAME: (how it is made, a word of what is said of it)
KINDS = {
    "codec.mp4": (unknown_codec, "coded in a way that is not known"),
    "pipe.mp4": (os.mkfifo, "pipe"),
    "device.mp4": (lambda path: path.symlink_to("/dev/zero"), "device"),
    "folder.mp4": (Path.mkdir, "folder"),
    "socket.mp4": (bound_socket, "socket"),
    "empty.mp4": (Path.touch, "empty"),
    "gone.mp4": (lambda path: path.symlink_to("nowhere.mp4"), "not there"),
    "loop.mp4": (lambda path: path.symlink_to(path), "cannot be read"),
    "text.mp4": (lambda path: path.write_text("no video\n" * 100), "no video"),
    "nothing.avi": (lambda path: path.write_bytes(b"RIFF\0\1\0\0AVI LIST" + bytes(400)), "no"),
}


@pytest.fixture
def bad(tmp_path) -> Path:
    """A folder with one of each."""
    folder = tmp_path / "bad"
    folder.mkdir()
    for name, (make, _) in KINDS.items():
        make(folder / name)
    return folder


def told(text: str) -> list[str]:
    assert "Traceback" not in text
    return text.splitlines()


def test_classify_names_each_and_does_the_others(bad, tmp_path, capfd, model_folder):
    for name in ("a.mp4", "z.mp4"):
        write_video(bad / name, 1.2)
    before = psutil.Process().num_fds()
    status = main(["classify", str(bad), "-q", "--out", str(tmp_path / "out"), "--model", str(model_folder)])
    out, err = capfd.readouterr()
    lines = told(err)
    assert status == 1
    assert sorted(os.listdir(tmp_path / "out")) == ["a.csv", "a.json", "z.csv", "z.json"] and len(out.splitlines()) == 2
    assert len(lines) == len(KINDS)
    for name, (_, says) in KINDS.items():
        assert [says in line for line in lines if f"/{name}" in line] == [True], name
    assert psutil.Process().num_fds() <= before, "a handle was left open"


@pytest.mark.parametrize("name", KINDS)
def test_each_by_itself(bad, tmp_path, capfd, model_folder, name):
    """Named on the command line: classify, highlights, live and a session say what it is; nothing waits for it."""
    path, says = bad / name, KINDS[name][1]
    out = tmp_path / "out"
    assert main(["classify", str(path), "-q", "-o", str(out), "--model", str(model_folder)]) == 1
    assert len(told(capfd.readouterr().err)) == 1
    if name == "pipe.mp4":
        return  # live waits for its writer: see below
    assert main(["highlights", str(path), "--labels", "chop", "-q", "-o", str(tmp_path / "reel.mp4")]) == 2
    line = told(capfd.readouterr().err)
    assert len(line) == 1 and str(path) in line[0] and (says in line[0] or name == "folder.mp4")
    assert main(["live", str(path)]) == 2
    assert len(told(capfd.readouterr().err)) == 1
    with pytest.raises(SourceError):
        open_source(str(path))
    with pytest.raises(FootageError):
        list(read_frames(path, lambda time: 1))


def test_the_window_s_session_says_what_it_is(bad, model_folder):
    for name, (_, says) in KINDS.items():
        if name in ("pipe.mp4", "nothing.avi"):
            continue
        ended, words = threading.Event(), []

        def heard(state, message, ended=ended, words=words):
            if state in (State.FAILED, State.PLAYING):
                words.append((state, message))
                ended.set()

        session = Session(str(bad / name), model_folder, on_state=heard)
        session.start()
        assert ended.wait(120)
        session.stop()
        assert words[0][0] is State.FAILED and says in words[0][1], name


def test_footage_check_and_evaluate_name_each_and_do_the_others(bad, tmp_path, capfd, model_folder):
    labels = "start,end,label\n0,1,gun\n"
    for name in KINDS:
        (bad / name).with_suffix(".csv").write_text(labels)
    write_video(bad / "a.mp4", 1.2)
    (bad / "a.csv").write_text(labels)
    assert main(["footage", "check", str(bad)]) == 1
    lines = told(capfd.readouterr().err)
    for name, (_, says) in KINDS.items():
        assert sum(says in line for line in lines if f"/{name}" in line) == 1, name
    figures = tmp_path / "figures.json"
    assert main(["evaluate", str(bad), "-q", "--json", str(figures), "--model", str(model_folder)]) == 1
    lines = told(capfd.readouterr().err)
    assert len(lines) == len(KINDS) and all(any(f"/{name}" in line for line in lines) for name in KINDS)
    assert json.loads(figures.read_text())["videos"] == 1
    copies = tmp_path / "copies"
    assert main(["footage", "vary", str(bad), str(copies), "-q", "--size", "80x60"]) == 1
    assert len(told(capfd.readouterr().err)) == len(KINDS) and sorted(os.listdir(copies)) == ["a.csv", "a.mp4"]


def test_evaluate_says_when_nothing_can_be_counted(tmp_path, capfd, model_folder):
    write_video(tmp_path / "a.mp4", 0.3)  # shorter than what the model sees at once
    (tmp_path / "a.csv").write_text("start,end,label\n0,0.3,gun\n")
    assert main(["evaluate", str(tmp_path), "-q", "--model", str(model_folder)]) == 1
    (line,) = told(capfd.readouterr().err)
    assert line.startswith(f"Received {tmp_path}, in which nothing can be counted: expected ")


def test_the_window_s_scan_says_what_it_is_and_opens_no_pipe(bad, model_folder):
    for name in ("pipe.mp4", "device.mp4", "folder.mp4", "empty.mp4"):
        news: list[str] = []
        scanner = Scanner(bad / name, model_folder, lambda kept, new, begin, news=news: news.append(kept.error))
        scanner.start()
        assert scanner.join(120) and len(news) == 1 and KINDS[name][1] in news[0]


def test_a_name_that_is_no_unicode_is_a_name(tmp_path, capfd, model_folder):
    name = os.fsdecode(b"caf\xe9.mp4")
    video = write_video(tmp_path / "plain.mp4", 1.2)
    try:
        shutil.copy(video, tmp_path / name)
    except OSError:
        pytest.skip("this file system takes Unicode only")
    out = tmp_path / "out"
    arguments = [
        "classify",
        str(tmp_path / name),
        str(video),
        "-q",
        "-o",
        str(out),
        "-f",
        "csv,json,srt,vtt,edl,llc,stats",
    ]
    assert main([*arguments, "--model", str(model_folder)]) == 0
    said, complaint = capfd.readouterr()
    assert complaint == "" and "caf\\udce9.mp4" in said
    assert json.loads((out / os.fsdecode(b"caf\xe9.json")).read_text(encoding="utf-8"))["predictions"]
    assert len(os.listdir(out)) == 14
    broken = tmp_path / os.fsdecode(b"\xff.mp4")
    broken.write_text("no video")
    assert main(["classify", str(broken), "-q", "-o", str(out), "--model", str(model_folder)]) == 1
    assert len(told(capfd.readouterr().err)) == 1
    source = open_source(str(tmp_path / name))
    assert source.grab() == (0, 0.0)
    source.close()


def test_a_name_longer_than_any(tmp_path, capfd, model_folder):
    for path in (tmp_path / ("n" * 300 + ".mp4"), tmp_path / "a" / ("b/" * 3000) / "c.mp4"):
        assert main(["classify", str(path), "-q", "-o", str(tmp_path / "out"), "--model", str(model_folder)]) == 1
        assert len(told(capfd.readouterr().err)) == 1


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can become somebody else")
def test_a_file_and_a_folder_that_may_not_be_read(capfd):
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        video = write_video(folder / "video.mp4", 1.0)
        video.chmod(0)
        closed = folder / "closed"
        closed.mkdir(0o700)
        write_video(closed / "video.mp4", 1.0)
        os.setresuid(65534, 65534, 0)
        try:
            for path, says in ((video, "you may not read"), (closed / "video.mp4", "Permission denied")):
                with pytest.raises(FootageError, match=says):
                    open_media(path)
                with pytest.raises(SourceError, match=says):
                    check_source(str(path))
            from app.commands.inputs import find_videos

            videos, wrong = find_videos([folder])
            assert videos == [video] and len(wrong) == 1 and str(closed) in wrong[0]
        finally:
            os.setresuid(0, 0, 0)
    finally:
        shutil.rmtree(folder)


def test_a_pipe_is_played_live_once_somebody_writes(tmp_path, model_folder):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    check_source(str(pipe))  # does not open it: that would wait, and take what is written from whoever plays it
    played = threading.Event()

    def heard(state, message):
        if state is State.ENDED:
            played.set()

    predictions = []
    session = Session(
        str(pipe),
        model_folder,
        on_state=heard,
        on_prediction=lambda prediction, decision: predictions.append(prediction),
    )
    session.start()
    video = write_video(tmp_path / "video.avi", 1.2)
    threading.Thread(target=lambda: pipe.write_bytes(video.read_bytes()), daemon=True).start()
    assert played.wait(120) and len(predictions) >= 5
    session.stop()


def test_nothing_stays_open(bad):
    before = psutil.Process().num_fds()
    for _ in range(20):
        for name in KINDS:
            if name != "pipe.mp4":
                with pytest.raises(SourceError):
                    open_source(str(bad / name))
    assert psutil.Process().num_fds() <= before


def test_a_title_in_another_alphabet_is_no_reason_to_refuse(tmp_path):

    path = tmp_path / "title.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        container.metadata["title"] = "TITLE-----"
        for index in range(12):
            frame = av.VideoFrame(64, 48, "yuvj420p")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(path.read_bytes().replace(b"TITLE-----", "Prüfung äöü".encode("cp1252")[:10]))
    assert len(list(read_frames(path, lambda time: 1))) == 12


def test_what_is_wrong_is_told_apart(tmp_path, capfd, model_folder):
    """Too short from the beginning, cut off, and nothing to decode at all."""
    short = write_video(tmp_path / "short.mp4", 0.4)
    cut = make_base("mkv-ffv1", tmp_path)
    cut.write_bytes(cut.read_bytes()[:5000])
    nothing = make_base("avi-mpeg4", tmp_path)
    data = bytearray(nothing.read_bytes())
    begin = data.find(b"movi")
    data[begin + 4 : data.find(b"idx1")] = b"\0" * (data.find(b"idx1") - begin - 4)
    nothing.write_bytes(data)
    arguments = ["classify", str(short), str(cut), str(nothing), "-q", "-o", str(tmp_path / "out")]
    assert main([*arguments, "--model", str(model_folder)]) == 1
    lines = told(capfd.readouterr().err)
    assert "its last picture comes at 0." in lines[0] and "name a longer video" in lines[0]
    assert "of its stated 3.00 s can be decoded" in lines[1] and "copy it again" in lines[1]
    assert "can be decoded" in lines[2] and "stated" not in lines[2] and len(lines) == 3


def test_a_transport_stream_that_shows_more_streams_while_it_is_read(tmp_path):
    """A flipped byte sends packets to a stream that was not there before: PyAV looks for it in vain at the end."""
    path = damaged_files(tmp_path, 1, [200])[0]
    assert len(list(read_frames(path, lambda time: 1))) > 20


def test_pictures_that_are_few_behind_sound_are_told_by_their_own_length(tmp_path, capfd, model_folder):
    path = tmp_path / "late.mkv"
    with av.open(str(path), "w") as container:
        pictures, sound = container.add_stream("libx264", rate=30), container.add_stream("flac", rate=48_000)
        pictures.width, pictures.height, pictures.pix_fmt, sound.layout = 64, 48, "yuv420p", "mono"
        packets = []
        for number in range(10):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts, frame.time_base = 60 + number, Fraction(1, 30)
            packets += pictures.encode(frame)
        for number in range(50):
            piece = av.AudioFrame.from_ndarray(np.zeros((1, 2400), np.int16), "s16", "mono")
            piece.sample_rate, piece.pts, piece.time_base = 48_000, 2400 * number, Fraction(1, 48_000)
            packets += sound.encode(piece)
        container.mux(
            sorted([*packets, *pictures.encode(None), *sound.encode(None)], key=lambda one: one.dts * one.time_base)
        )
    assert main(["classify", str(path), "-q", "-o", str(tmp_path / "out"), "--model", str(model_folder)]) == 1
    (line,) = told(capfd.readouterr().err)
    assert "shown from 2.00 to 2." in line and "at least the 0.60 s" in line
