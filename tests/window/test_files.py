"""Recordings one after another, times to go to and to copy, and the line for who starts the program first."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QMimeData, QPoint, Qt, QUrl
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import QApplication, QFileDialog, QInputDialog

from app.live.session import State
from app.settings import load_settings
from app.window.source_menu import SourceMenu


def press(window, action: str) -> None:
    window.shortcuts[action][0].activated.emit()


def test_several_files_are_played_one_after_another(window, qtbot, monkeypatch):
    files = ["/videos/a.mp4", "/videos/b.mp4", "/videos/c.mp4"]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (files, ""))
    window.opening.ask_for_video()
    assert window.source == files[0] and window.transport_bar.place.text() == "1 of 3"
    window.session.move(State.PLAYING)
    window.session.move(State.ENDED)
    qtbot.waitUntil(lambda: window.source == files[1])
    assert window.transport_bar.place.text() == "2 of 3" and "Ended" not in window.transport_bar.state.text()
    press(window, "next_file")
    assert window.source == files[2]
    press(window, "next_file")
    assert window.source == files[2] and "no other file" in window.picture_stack.toast.text
    press(window, "previous_file")
    assert window.source == files[1]
    menu = SourceMenu(window.open_source, window.opening.ask_for_video, window, window.playlist.files)
    assert [action.text() for action in menu.actions() if action.text().endswith(".mp4")][:3] == [
        "a.mp4",
        "b.mp4",
        "c.mp4",
    ]
    window.open_source("0")
    assert not window.playlist.files and window.transport_bar.place.text() == ""


def test_files_that_are_dropped_together_are_a_playlist(window):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/videos/{name}.mp4") for name in "ab"])
    window.opening.eventFilter(window, QDropEvent(QPoint(5, 5), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier))
    assert window.playlist.files == ("/videos/a.mp4", "/videos/b.mp4") and window.source == "/videos/a.mp4"


@pytest.mark.parametrize(("typed", "call"), [("0:04.5", "seek 4.5"), ("7", "seek 7.0"), ("99:00", "seek 9.95")])
def test_a_time_is_gone_to(window, monkeypatch, typed, call):
    window.session.seekable = True
    window.session.move(State.PLAYING)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (typed, True))
    press(window, "go_to")
    assert window.session.calls[-1] == call


def test_what_is_no_time_and_what_has_none_is_said(window, monkeypatch):
    press(window, "go_to")
    assert "Only a recording" in window.picture_stack.toast.text
    window.session.seekable = True
    window.session.move(State.PLAYING)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("soon", True))
    press(window, "go_to")
    assert "soon is no time" in window.picture_stack.toast.text and "seek" not in " ".join(window.session.calls)


def test_time_and_label_are_copied(window):
    window.session.show()
    window.session.move(State.PLAYING)
    window.session.predict("gun", 0.87)
    window.session.position = 75.236
    press(window, "copy_time")
    assert QApplication.clipboard().text() == "1:15.24"
    press(window, "copy_label")
    assert QApplication.clipboard().text() == "1:15.24  gun  87 %"


def test_who_starts_first_is_told_what_to_do_next_until_it_is_done(window, qtbot):
    hint = window.transport_bar.hint
    window.open_demo()
    window.session.move(State.PLAYING)
    assert hint.isVisible() and window.transport_bar.rect().contains(hint.geometry())
    asked = []
    hint.open_asked.connect(lambda: asked.append("open"))
    hint.teach_asked.disconnect()
    hint.teach_asked.connect(lambda: asked.append("teach"))
    texts = {button.text(): button for button in hint.findChildren(type(hint.close_button))}
    assert {"Open a recording", "Watch the screen", "Teach it your game"} < set(texts)
    qtbot.mouseClick(texts["Teach it your game"], Qt.LeftButton)
    assert asked == ["teach"]
    window.open_source("clip.mp4")
    window.session.move(State.PLAYING)
    assert not hint.isVisible()
    window.open_demo()
    window.session.move(State.PLAYING)
    assert not hint.isVisible()  # something was opened: it is known how


def test_the_first_hint_goes_for_good_when_it_is_closed(window, qtbot):
    window.open_demo()
    window.session.move(State.PLAYING)
    qtbot.mouseClick(window.transport_bar.hint.close_button, Qt.LeftButton)
    window.open_demo()
    window.session.move(State.PLAYING)
    assert not window.transport_bar.hint.isVisible() and load_settings().first_hint
