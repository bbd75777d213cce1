"""Recordings are read back with OpenCV and PyAV, as a player would."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading

import av
import cv2
import numpy as np
import pytest

from app.errors import UserError
from app.frames import Decision, Frame
from app.label_display import LABEL_COLOURS
from app.recording import recorder as recorder_module
from app.recording.annotate import annotate
from app.recording.last_seconds import LastSeconds
from app.recording.recorder import WAITING, Recorder
from app.recording.video_writer import recording_files
from app.recording.whole_writes import LineFile
from model.errors import OutputError
from tests.conftest import ROOT
from tests.live_doubles import wait_for

LABELS = ("chop", "others", "gun", "chests", "shooting")


def decision(label: str = "chests", confidence: float = 0.8, when: float = 0.0, sure: bool = True) -> Decision:
    shares = np.full(5, (1 - confidence) / 4)
    shares[LABELS.index(label)] = confidence
    return Decision(label, confidence, when, shares, sure)


def frames(count: int, width: int = 320, height: int = 240, every: float = 0.04):
    """Each frame's grey says its number."""
    for number in range(count):
        image = np.full((height, width, 3), 20 + 4 * (number % 58), np.uint8)
        yield Frame(number, 7.0 + number * every, image, 100.0 + number * every)


def feed(recorder: Recorder, items) -> None:
    """Hand the recorder frames and decisions as quickly as it writes them, so that none is left out."""
    offered = recorder.written + recorder.dropped
    for item in items:
        least = offered - WAITING // 2
        wait_for(lambda least=least: not recorder.running or recorder.written + recorder.dropped > least)
        if isinstance(item, Decision):
            recorder.decide(item)
        else:
            recorder.offer(item)
            offered += 1


def read(path) -> tuple[list[np.ndarray], list[float]]:
    import av

    with av.open(str(path)) as container:
        pictures = [(frame.to_ndarray(format="bgr24"), float(frame.time)) for frame in container.decode(video=0)]
    return [picture for picture, _ in pictures], [moment for _, moment in pictures]


def test_every_frame_is_read_back_at_its_time(tmp_path):
    recorder = Recorder(tmp_path / "a.mkv", LABELS, "raw")
    recorder.start()
    uneven = [Frame(f.index, f.time, f.image, 100 + f.index**1.5 / 50) for f in frames(40)]
    feed(recorder, uneven)
    files = recorder.stop()
    assert files == [tmp_path / "a.raw.mkv", tmp_path / "a.jsonl"]
    pictures, moments = read(files[0])
    assert recorder.written == 40 and recorder.dropped == 0
    assert [round((p.mean() - 20) / 4) for p in pictures] == list(range(40))
    assert np.abs(np.array(moments) - [f.captured - 100 for f in uneven]).max() <= 0.001


def test_annotated_shows_the_label_in_its_colour_and_raw_does_not(tmp_path):
    recorder = Recorder(tmp_path / "a", LABELS, "both", mp4=True)
    recorder.start()
    first, *rest = frames(12, 640, 360)
    feed(recorder, [first, decision(when=first.time), *rest])
    shown, raw, sidecar = recorder.stop()
    assert (shown.name, raw.name) == ("a.mp4", "a.raw.mp4") and not list(tmp_path.glob("*.mkv"))
    colour = np.array([int(LABEL_COLOURS["chests"][i : i + 2], 16) for i in (5, 3, 1)])

    def of_colour(path) -> int:
        return int((np.abs(read(path)[0][-1].astype(int) - colour).max(axis=2) < 60).sum())

    assert of_colour(shown) > 300 and of_colour(raw) == 0
    (line,) = map(json.loads, sidecar.read_text().splitlines())
    assert (line["label"], line["time"], line["source_time"]) == ("chests", 0.0, 7.0)
    assert line["probabilities"]["chests"] == 0.8


def test_a_new_size_begins_a_new_file(tmp_path):
    recorder = Recorder(tmp_path / "a.mkv", LABELS, "raw")
    recorder.start()
    feed(recorder, [*frames(5, 320, 240), *frames(7, 323, 201)])
    one, two, _ = recorder.stop()
    assert (one.name, two.name) == ("a.raw.mkv", "a.2.raw.mkv")
    assert [p.shape for p in read(two)[0]] == [(200, 322, 3)] * 7 and len(read(one)[0]) == 5


def test_what_the_disk_cannot_take_is_dropped_and_counted(tmp_path, monkeypatch):
    write, disk = recorder_module.VideoWriter.write, threading.Event()
    monkeypatch.setattr(recorder_module.VideoWriter, "write", lambda *a: (disk.wait(120), write(*a)))
    recorder = Recorder(tmp_path / "a.mkv", LABELS, "raw")
    recorder.start()
    for frame in frames(60):
        recorder.offer(frame)  # returns although the disk stands still
    assert recorder.written == 0 and recorder.dropped in (60 - WAITING, 60 - WAITING - 1)
    disk.set()
    (path, _) = recorder.stop()
    assert recorder.written + recorder.dropped == 60
    assert len(read(path)[0]) == recorder.written


def test_a_full_disk_ends_it_with_a_word_and_keeps_what_was_written(tmp_path, monkeypatch):
    write, said = recorder_module.VideoWriter.write, []

    def full_after_ten(self, image, seconds):
        if self.frames == 10:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(self, image, seconds)

    monkeypatch.setattr(recorder_module.VideoWriter, "write", full_after_ten)
    recorder = Recorder(tmp_path / "a.mkv", LABELS, "raw", on_error=said.append)
    recorder.start()
    feed(recorder, list(frames(11)))
    path, _ = recorder.stop()
    assert len(said) == 1 and "No space left on device" in said[0] and "is kept" in said[0]
    assert len(read(path)[0]) == 10 and not recorder.running


def test_it_ends_before_the_disk_is_full(tmp_path, monkeypatch):
    said = []
    recorder = Recorder(tmp_path / "a.mkv", LABELS, "raw", on_error=said.append)
    monkeypatch.setattr(recorder_module, "LEAST_FREE", 1 << 62)
    recorder.start()
    feed(recorder, list(frames(1)))
    assert recorder.stop() == [] and os.listdir(tmp_path) == []
    assert len(said) == 1 and "MB left" in said[0]
    with pytest.raises(UserError, match="MB left"):
        Recorder(tmp_path / "a.mkv", LABELS)


@pytest.mark.parametrize("what, word", [("nothing", "annotated, raw, both"), ("raw", "another folder")])
def test_refusals(tmp_path, what, word):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match=word):
        Recorder(tmp_path / "file" / "a.mkv", LABELS, what)


@pytest.mark.parametrize("name", ["a.mkv", "a.raw.mkv", "a.mp4", "a.raw.mp4", "a.jsonl"])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_no_file_of_a_recording_is_written_over(tmp_path, name, kind):
    there = tmp_path / name
    (tmp_path / "precious").write_bytes(b"precious")
    there.symlink_to(tmp_path / "precious") if kind == "link" else there.write_bytes(b"precious")
    with pytest.raises(OutputError, match="choose another name"):
        Recorder(tmp_path / "a.mp4", LABELS, "both")
    assert there.read_bytes() == b"precious" and len(os.listdir(tmp_path)) == 2


def test_the_names_of_later_parts_are_those_that_are_free(tmp_path):
    recorder = Recorder(tmp_path / "a.mkv", LABELS, "both")
    (tmp_path / "a.2.raw.mkv").write_bytes(b"precious")
    recorder.start()
    feed(recorder, [*frames(5, 320, 240), *frames(7, 200, 160)])
    names = [path.name for path in recorder.stop()]
    assert names == ["a.mkv", "a.raw.mkv", "a.3.mkv", "a.3.raw.mkv", "a.jsonl"] and not recorder.error
    assert (tmp_path / "a.2.raw.mkv").read_bytes() == b"precious"
    assert len(read(tmp_path / "a.3.raw.mkv")[0]) == 7


def test_an_mp4_that_came_meanwhile_stays_and_so_does_the_recording(tmp_path):
    said = []
    recorder = Recorder(tmp_path / "a.mp4", LABELS, "both", on_error=said.append)
    recorder.start()
    feed(recorder, list(frames(5)))
    (tmp_path / "a.mp4").write_bytes(b"precious")
    first, second, _ = recorder.stop()
    assert (first.name, second.name) == ("a.mkv", "a.raw.mp4") and len(said) == 1 and "a.mkv" in said[0]
    assert len(read(first)[0]) == len(read(second)[0]) == 5 and (tmp_path / "a.mp4").read_bytes() == b"precious"


def test_it_says_so_even_where_its_own_cleaning_up_fails(tmp_path, monkeypatch, capsys):
    said, close = [], recorder_module.VideoWriter.close

    def broken(self):
        close(self)
        raise RuntimeError("the writer is broken")

    monkeypatch.setattr(recorder_module.VideoWriter, "write", lambda *a: (_ for _ in ()).throw(OSError(28, "full")))
    monkeypatch.setattr(recorder_module.VideoWriter, "close", broken)
    recorder = Recorder(tmp_path / "a.mkv", LABELS, "both", on_error=said.append)
    recorder.start()
    feed(recorder, list(frames(1)))
    recorder.stop()
    assert len(said) == 1 and "full" in said[0] and not recorder.running
    assert capsys.readouterr().err.splitlines() == said


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from app.errors import UserError
from app.recording.last_seconds import LastSeconds
from app.recording.recorder import Recorder
from tests.app.recording.test_recording import LABELS, decision, frames
from tests.live_doubles import wait_for
what, folder = sys.argv[1], Path(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))  # no file may grow larger: a disk that is full
noise = np.random.default_rng(0)
def noisy(count):
    for frame in frames(count):
        yield type(frame)(frame.index, frame.time, noise.integers(0, 255, frame.image.shape, np.uint8), frame.captured)
if what in ("annotated", "raw", "both"):
    told = []
    recorder = Recorder(folder / "a.mp4", LABELS, what, on_error=told.append)
    recorder.start()
    for number, frame in enumerate(noisy(60), 1):
        recorder.offer(frame)
        recorder.decide(decision(when=frame.time))
        wait_for(lambda: recorder.written == number or recorder.error)
        if recorder.error:
            break
    wait_for(lambda: told)  # at once, and not only when the recording is stopped
    recorder.stop()
    sys.exit()
last = LastSeconds(LABELS)
for frame in noisy(30):
    last.offer(frame)
    wait_for(lambda: not last.packing)
try:
    last.save(folder / f"clip{what}")
except UserError as error:
    print(error, file=sys.stderr)
last.close()
"""


@pytest.mark.skipif(os.name == "nt", reason="no limits of that kind there")
@pytest.mark.parametrize("what", ["annotated", "raw", "both", ".mp4", ".mkv", ".gif"])
def test_a_disk_that_fills_is_told_and_what_was_written_stays_readable(tmp_path, what):
    done = subprocess.run(
        [sys.executable, "-c", FULL, what, tmp_path], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0 and len(done.stderr.splitlines()) == 1, done.stderr
    assert "File too large" in done.stderr
    if what.startswith("."):
        assert os.listdir(tmp_path) == []
        return
    files = sorted(tmp_path.glob("*.mkv"))
    assert len(files) == (2 if what == "both" else 1) and not list(tmp_path.glob("*.mp4"))
    assert all(len(read(path)[0]) >= 3 for path in files)
    lines = (tmp_path / "a.jsonl").read_text().splitlines()
    assert lines and all(json.loads(line)["label"] == "chests" for line in lines)


@pytest.mark.skipif(os.name == "nt", reason="no limits of that kind there")
def test_a_line_that_does_not_fit_leaves_no_half_of_itself(tmp_path):
    code = (
        "import resource, sys; from app.recording.whole_writes import LineFile; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); file = LineFile(sys.argv[1])\n"
        "try:\n while True: file.write('0123456789')\nexcept OSError: file.close()"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "a"], cwd=ROOT, check=True)
    assert (tmp_path / "a").read_text() == "0123456789\n" * 9


def test_lines_are_added_on_lines_of_their_own(tmp_path):
    (tmp_path / "a").write_text("whole\nhalf")
    file = LineFile(tmp_path / "a", "a")
    file.write("next")
    file.close()
    assert (tmp_path / "a").read_text() == "whole\nhalf\nnext\n"


def test_a_recording_of_nothing_leaves_nothing(tmp_path):
    recorder = Recorder(tmp_path / "new" / "a.mkv", LABELS)
    assert os.listdir(tmp_path / "new") == ["a.jsonl"]  # its name is taken from the beginning
    assert recorder.stop() == [] and os.listdir(tmp_path / "new") == []
    assert {path.name for path in recording_files(tmp_path / "b.c.mp4", "both", True)} == {
        "b.c.mkv", "b.c.raw.mkv", "b.c.mp4", "b.c.raw.mp4", "b.c.jsonl",
    }  # fmt: skip


def test_small_pictures_are_annotated_too():
    image = np.zeros((96, 128, 3), np.uint8)
    shown = annotate(image, decision(), LABELS)
    assert shown.shape == image.shape and shown.max() > 150 and image.max() == 0


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".gif"])
def test_the_last_seconds_hold_the_end_and_no_more(tmp_path, suffix):
    last = LastSeconds(LABELS, seconds=2.0)
    last.decide(decision())
    for frame in frames(100, 640, 360, every=0.05):  # five seconds, more than are kept; grey goes round
        wait_for(lambda: not last.packing)
        last.offer(Frame(frame.index, frame.time, np.full_like(frame.image, 2 * frame.index + 20), frame.captured))
    wait_for(lambda: not last.packing)
    path = last.save(tmp_path / f"clip{suffix}")
    last.close()
    assert path == tmp_path / f"clip{suffix}" and [p.name for p in tmp_path.iterdir()] == [path.name]
    pictures, moments = read(path)
    assert 1.6 <= moments[-1] - moments[0] <= 2.0
    corner = [float(p[:20, :20].mean()) for p in pictures]
    assert corner == sorted(corner) and abs(corner[-1] - (2 * 99 + 20)) < 12  # the newest picture ends it


def test_it_may_be_closed_twice_while_frames_come_on():
    last = LastSeconds(LABELS)
    for _ in range(2):
        for frame in frames(5):
            last.offer(frame)
        last.close()
    assert not any(thread.name == "last-seconds" for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("size", "kept"), [((1920, 1080), (960, 540)), ((1279, 719), (1278, 718)), ((2561, 33), (1280, 16))]
)
def test_large_pictures_are_kept_at_half_their_size(tmp_path, size, kept):
    last = LastSeconds(LABELS)
    last.offer(Frame(0, 0.0, np.full((size[1], size[0], 3), 90, np.uint8), 1.0))
    wait_for(lambda: not last.packing)
    clip = last.save(tmp_path / "last.mp4", annotated=False)
    last.close()
    with av.open(str(clip)) as container:
        picture = next(container.decode(video=0))
    assert (picture.width, picture.height) == kept and abs(int(picture.to_ndarray(format="gray").mean()) - 90) < 6


def test_a_picture_that_stands_still_is_packed_once():
    last, image = LastSeconds(LABELS), np.full((36, 64, 3), 90, np.uint8)
    for number in range(3):
        last.offer(Frame(number, number / 10, image, 1.0 + number / 10))
        wait_for(lambda: not last.packing)
    kept = last.between(0.0, 9.0)
    last.close()
    assert [one.captured for one in kept] == [1.0, 1.1, 1.2] and len({id(one.jpeg) for one in kept}) == 1


def test_nothing_seen_yet(tmp_path):
    last = LastSeconds(LABELS)
    with pytest.raises(UserError, match="nothing was seen yet"):
        last.save(tmp_path / "a.mp4")
    last.close()


def test_opencv_plays_it(tmp_path):
    recorder = Recorder(tmp_path / "a.mp4", LABELS)
    recorder.start()
    feed(recorder, list(frames(15)))
    capture = cv2.VideoCapture(str(recorder.stop()[0]))
    assert capture.isOpened() and sum(capture.read()[0] for _ in range(15)) == 15
