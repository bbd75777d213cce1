"""The library in the window: results with their pictures, filters as one types, a click plays, and results become marks."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialog, QFileDialog

from app.library.place import default_place
from app.recorded import scan_store
from app.runtime_env import cv2
from app.teach.project import TeachingProject
from app.window.reel import ReelDialog
from tests.app.library.made import made_answers, made_library
from tests.conftest import write_video


@pytest.fixture
def several(tmp_path, window):
    """Three invented videos in the program's own library; the first one's file is there, and its picture is red."""
    made = [made_answers(number, seconds=60) for number in (1, 2, 3)]
    red = cv2.imencode(".jpg", np.full((90, 160, 3), (0, 0, 255), np.uint8))[1].tobytes()
    about = dataclasses.replace(made[0].about, path=str(write_video(tmp_path / "played.mp4", 2.0)), changed=2e9)
    made[0] = dataclasses.replace(made[0], about=about, thumbnails=((0.0, red),))
    made_library(default_place(), made)
    return made


def wait_for(window, qtbot, count: int):
    """The panel, once it shows so many results."""
    panel, browser = window.library.panel, window.library.browser
    qtbot.waitUntil(lambda: not browser.working and panel.results.results.rowCount() == count)
    return panel


def test_filters_show_what_is_left_as_one_types(window, qtbot, several):
    qtbot.mouseClick(window.header.library, Qt.LeftButton)
    every = [part for one in several for part in one.segments]
    panel = wait_for(window, qtbot, len(every))
    assert f"{len(every)} in 3 videos" in panel.summary.text()
    first = several[0].segments
    qtbot.keyClicks(panel.text, "PLAYED")
    wait_for(window, qtbot, len(first))
    panel.label.setCurrentIndex(panel.label.findData("gun"))
    wait_for(window, qtbot, sum(part.label == "gun" for part in first))
    panel.text.clear()
    panel.surer.setValue(70)
    left = [part for part in every if part.label == "gun" and part.confidence >= 0.7]
    wait_for(window, qtbot, len(left))
    panel.longer.setValue(3.0)
    wait_for(window, qtbot, sum(part.duration >= 3 for part in left))


def test_a_result_has_its_picture_and_its_place_and_a_click_plays_from_there(window, qtbot, several):
    qtbot.keyClick(window, Qt.Key_L, Qt.ControlModifier)
    panel = wait_for(window, qtbot, sum(len(one.segments) for one in several))
    results = panel.results
    row = next(n for n, item in enumerate(results.results.items) if item.start > 20)  # newest first: of the first video
    item = results.results.items[row]
    results.scrollTo(results.results.index(row))

    def is_red() -> bool:
        place = results.visualRect(results.results.index(row))
        colour = results.viewport().grab().toImage().pixelColor(place.center().x(), place.y() + 40)
        return colour.red() > 200 and colour.green() < 60

    qtbot.waitUntil(is_red)
    place = results.visualRect(results.results.index(row))
    image = results.viewport().grab().toImage()
    strip = [image.pixelColor(place.x() + 6 + step, place.y() + 5 + 96 + 7).name() for step in range(168)]
    assert strip[0] == strip[5] != strip[int(168 * (item.start + item.end) / 2 / 60)]
    qtbot.mouseClick(results.viewport(), Qt.LeftButton, pos=place.center())
    qtbot.waitUntil(lambda: window.source == item.path)
    stored = scan_store.load(several[0].about.key)  # the window need not scan it
    assert stored.complete and stored.segments == several[0].segments


def test_what_was_found_in_several_videos_is_cut_into_one_reel(window, qtbot, several, tmp_path, monkeypatch):
    """The first video's file alone is there: it is cut, the others are named."""
    qtbot.mouseClick(window.header.library, Qt.LeftButton)
    panel = wait_for(window, qtbot, sum(len(one.segments) for one in several))
    said, made = [], []
    window.replay.reel.said.connect(said.append)
    window.replay.reel.wrote.connect(lambda text, path: made.append(path))
    monkeypatch.setattr(ReelDialog, "exec_", lambda dialog: QDialog.Accepted)
    monkeypatch.setattr(
        QFileDialog,
        "getSaveFileName",
        lambda *_rest, **_more: (str(tmp_path / "found.mp4"), "Video (*.mp4 *.mkv *.mov)"),
    )
    qtbot.mouseClick(panel.reel, Qt.LeftButton)
    qtbot.waitUntil(lambda: len(made) + sum("nothing to write" in text for text in said) > 0)
    assert made == [str(tmp_path / "found.mp4")] and (tmp_path / "found.mp4").stat().st_size > 1000
    assert sum("Received" in text for text in said) == 2, "a sentence for each that is gone"


def test_more_like_this_shows_the_moments_that_like_gives(window, qtbot, several):
    from app.library.alike import alike, moment_in
    from app.library.index import reading
    from app.library.place import Place

    window.library.toggle_panel()
    panel = wait_for(window, qtbot, sum(len(one.segments) for one in several))
    panel.results.setCurrentIndex(panel.results.results.index(1))
    item = panel.results.current()
    qtbot.mouseClick(panel.like, Qt.LeftButton)
    qtbot.waitUntil(lambda: "most like that one" in panel.summary.text())
    with reading(Place()) as index:
        found = alike(index, moment_in(index, item.content, (item.start + item.end) / 2), 60)
    assert [(one.content, one.start + 0.5) for one in panel.results.results.items] == [
        (o.content, o.time) for o in found
    ]
    panel.surer.setValue(10)  # a filter ends it
    qtbot.waitUntil(lambda: "in 3 videos" in panel.summary.text())


def test_all_that_is_shown_becomes_marks_of_the_teaching_project(window, qtbot, several, tmp_path):
    window.library.toggle_panel()
    panel = wait_for(window, qtbot, sum(len(one.segments) for one in several))
    qtbot.mouseClick(panel.label_all, Qt.LeftButton)
    assert "Open a teaching project first" in window.picture_stack.toast.text
    project = TeachingProject.create(tmp_path / "project", "mine", ["jump"], **window.teach.project.told)
    window.teach.project.take(project)
    panel.label.setCurrentIndex(panel.label.findData("gun"))
    guns = [part for one in several for part in one.segments if part.label == "gun"]
    wait_for(window, qtbot, len(guns))
    menu = window.library.label_menu()
    assert [action.text() for action in menu.actions() if action.text()] == ["As they were found", "Jump", "Others"]
    next(action for action in menu.actions() if action.text() == "Jump").trigger()
    mine = sorted((part.start, part.end) for part in several[0].segments if part.label == "gun")
    marks = project.marks_of("played")
    assert [(part.start, part.end, part.label) for part in marks] == [(*part, "jump") for part in mine]
    assert "of videos that are gone" in window.picture_stack.toast.text  # the invented ones
    assert project.undo() and project.marks_of("played") == ()


def test_without_a_library_the_panel_says_how_to_make_one(window, qtbot):
    window.library.toggle_panel()
    qtbot.waitUntil(lambda: "There is no library yet" in window.library.panel.summary.text())
    assert not window.library.panel.label_all.isEnabled()
    window.library.toggle_panel()
    assert window.view.beside is window.panel
