"""Recording from the window: what it says where nothing can be kept, and the names it gives."""

from __future__ import annotations

import errno
import os
import threading

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QDesktopServices

from app.frames import Decision, Frame
from app.live.session import State
from app.recording import last_seconds, names, recorder, recordings
from app.runtime_env import cv2
from app.settings import Settings
from model.outputs import Outputs


def full(*_arguments) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def broken(*_arguments) -> None:
    raise RuntimeError("broken")


@pytest.fixture
def watched(window, qtbot, tmp_path):
    """The window with a source that plays, its recordings going to ``tmp_path/kept``."""
    window.record_control.recordings.settings = Settings(recordings=str(tmp_path / "kept"))
    window.session.move(State.PLAYING)
    return window


def show(window, count: int) -> None:
    for number in range(count):
        window.session.watcher(Frame(number, number / 30, np.full((48, 64, 3), 99, np.uint8), 5 + number / 30))


@pytest.mark.parametrize("what", ["annotated", "raw", "both"])
@pytest.mark.parametrize("fault", [full, broken])
def test_a_recording_that_has_to_end_is_told(watched, qtbot, monkeypatch, capfd, what, fault):
    watched.record_control.recordings.settings = watched.record_control.recordings.settings.with_(record_what=what)
    close = recorder.VideoWriter.close
    monkeypatch.setattr(recorder.VideoWriter, "write", fault)
    monkeypatch.setattr(recorder.VideoWriter, "close", lambda file: (close(file), fault()))
    watched.record_control.toggle()
    show(watched, 1)
    qtbot.waitUntil(lambda: "Recording ended" in watched.picture_stack.toast.text)
    assert "Recording ended" in capfd.readouterr().err
    assert not watched.record_control.recordings.recording
    watched.record_control.toggle()  # another one can be begun
    assert watched.record_control.recordings.recording


@pytest.mark.parametrize("save", ["save_clip", "save_gif", "save_picture"])
@pytest.mark.parametrize("fault", [full, broken])
def test_a_clip_or_picture_that_cannot_be_saved_is_told(watched, qtbot, monkeypatch, capfd, save, fault):
    for name in ("_write_clip", "_write_gif"):
        monkeypatch.setattr(last_seconds, name, fault)
    monkeypatch.setattr(recordings, "annotate", fault)
    watched.session.show()
    show(watched, 1)
    qtbot.waitUntil(lambda: not watched.record_control.recordings.packing)
    getattr(watched.record_control, save)()
    expected = "cannot be written" if fault is full else "could not be saved"
    qtbot.waitUntil(lambda: expected in watched.picture_stack.toast.text)
    assert ("No space left" if fault is full else "broken") in capfd.readouterr().err


def test_a_recording_of_the_command_line_that_had_to_end_is_in_its_exit_status(watched, qtbot, monkeypatch, tmp_path):
    recordings = watched.record_control.recordings
    recordings.prepare(tmp_path / "a.mkv", watched.session.spec.labels)
    watched.open_source("other.mp4")  # which begins it
    show(watched, 1)
    assert recordings.recording and not recordings.failed
    monkeypatch.setattr(recorder.VideoWriter, "write", full)
    show(watched, 1)
    qtbot.waitUntil(lambda: recordings.failed)
    watched.record_control.toggle()  # another one is well
    assert recordings.failed


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
def test_events_that_are_lost_are_told(window, qtbot, capfd):
    kept = recordings.Recordings(Settings())
    kept.open_events("/dev/full", Outputs())
    window.record_control.use(kept)
    kept.decide(Decision("gun", 0.9, 1.0, np.ones(1), True), "clip.mp4")
    qtbot.waitUntil(lambda: "events are lost" in window.picture_stack.toast.text)
    assert "events are lost" in capfd.readouterr().err and kept.failed


def test_nothing_that_is_saved_takes_another_s_place(watched, qtbot, monkeypatch, tmp_path):
    class Stopped(names.datetime):
        @classmethod
        def now(cls):
            return cls(2026, 11, 29, 10, 0, 0)

    monkeypatch.setattr(names, "datetime", Stopped)
    watched.session.show()
    said = []
    watched.record_control.saved.connect(lambda text, path: said.append(text))
    for count in (1, 2):
        watched.record_control.save_picture()
        qtbot.waitUntil(lambda count=count: len(said) == count)
    made = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert made == ["2026-11-29 10-00-00.000-2.png", "2026-11-29 10-00-00.000.png"]


def test_what_is_asked_for_while_something_is_being_saved_is_saved_too(watched, qtbot, monkeypatch, tmp_path):
    """Each as it was when it was asked for."""
    gate, write = threading.Event(), recordings.Recordings.save_png
    monkeypatch.setattr(recordings.Recordings, "save_png", lambda self, data: gate.wait(60) and write(self, data))
    for number, colour in enumerate(((255, 0, 0), (0, 255, 0), (0, 0, 255))):
        watched.session.show(colour, index=number)
        watched.shortcuts["save_picture"][0].activated.emit()
    watched.shortcuts["save_window"][0].activated.emit()
    gate.set()
    qtbot.waitUntil(lambda: len(list((tmp_path / "kept").glob("2*.png"))) == 4)
    pictures = [
        cv2.imread(str(path))
        for path in sorted((tmp_path / "kept").glob("2*.png"), key=lambda path: path.stat().st_mtime_ns)
    ]
    assert [tuple(one[0, 0]) for one in pictures[:3]] == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    assert pictures[3].shape[:2] == (watched.height(), watched.width())


def test_a_toast_shows_the_folder_and_stays_within_the_picture(watched, qtbot, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    watched.session.show()
    watched.record_control.save_picture()
    toast = watched.picture_stack.toast
    qtbot.waitUntil(lambda: toast.text.startswith("Saved ") and toast.button.isVisible())
    assert toast.button.text() == "Show in folder"
    qtbot.mouseClick(toast.button, Qt.LeftButton)
    assert opened == [str(tmp_path / "kept")]
    watched.resize(480, 360)
    watched.picture_stack.show_toast("Said is " + "a long sentence that says what is wrong " * 6)
    watched.picture_stack.place()
    assert watched.picture_stack.rect().contains(toast.geometry()) and not toast.button.isVisible()
    assert toast.height() > 60  # on several lines
