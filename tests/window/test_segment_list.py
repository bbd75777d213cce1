"""The list of segments by the keyboard, the one truth of what a person corrected, and what becomes of it with another source."""

from __future__ import annotations

import json
import random

import pytest
from PyQt5.QtCore import QMimeData, QPersistentModelIndex, QPoint, Qt, QUrl
from PyQt5.QtGui import QDropEvent
from PyQt5.QtWidgets import QApplication, QMenu, QTableView

from app.live.session import State
from app.shortcuts import LIST, SHORTCUTS
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from app.window.segment_table import SegmentModel
from app.window.theme import LABEL_COLOURS
from tests.window.pixels import count, picture

SEGMENTS = [Segment(2.0 * n, 2.0 * n + 2.0, label, 0.8) for n, label in enumerate(("gun", "chop", "others", "gun"))]


@pytest.fixture
def listed(window, qtbot):
    """The window on a file that is paused, with four segments in the open list."""
    session = window.session
    session.seekable = True
    session.show()
    session.move(State.PLAYING)
    window.replay.document.timeline = EditableTimeline(SEGMENTS)
    window.replay.document.edited.emit()
    window.player.toggle_pause()
    window.activateWindow()
    window.replay.toggle_panel()
    qtbot.waitUntil(lambda: window.replay.panel.table.hasFocus())
    return window


def key(qtbot, key, modifiers=Qt.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def labels(window) -> list[str]:
    return [part.label for part in window.replay.document.timeline.segments()]


def test_down_and_up_go_from_segment_to_segment(listed, qtbot):
    key(qtbot, Qt.Key_Down)
    key(qtbot, Qt.Key_Down)
    assert listed.session.calls[-2:] == ["seek 2.0", "seek 4.0"]
    key(qtbot, Qt.Key_Up)
    assert listed.session.calls[-1] == "seek 2.0" and listed.session.position == 2.0
    key(qtbot, Qt.Key_Right)  # what no list uses is the video's
    assert listed.session.calls[-1] == "seek 7.0"


def test_a_scan_that_finds_more_leaves_the_keys_where_they_were(listed, qtbot):
    listed.replay.document.edited.emit()
    key(qtbot, Qt.Key_Down)
    assert listed.session.calls[-1] == "seek 2.0"
    table = listed.replay.panel.table
    table.clearSelection()
    listed.replay.document.edited.emit()
    key(qtbot, Qt.Key_Down)
    assert listed.session.calls[-1] == "seek 4.0"


def test_a_scan_that_finds_more_lets_a_range_grow_from_where_it_began(listed, qtbot):
    table, timeline = listed.replay.panel.table, listed.replay.document.timeline
    ids = [part.id for part in timeline.segments()]
    key(qtbot, Qt.Key_Down)
    key(qtbot, Qt.Key_Down, Qt.ShiftModifier)
    assert table.selected() == ids[1:3]
    listed.replay.document.edited.emit()
    assert table.selected() == ids[1:3]
    key(qtbot, Qt.Key_Down, Qt.ShiftModifier)
    assert table.selected() == ids[1:4]
    key(qtbot, Qt.Key_Up, Qt.ShiftModifier)
    assert table.selected() == ids[1:3]


def test_rows_that_stay_are_the_same_rows_whatever_comes_and_goes():
    rng, model = random.Random(0), SegmentModel()
    view = QTableView()
    view.setModel(model)

    def some(ids: list[int]) -> list[Segment]:
        return [Segment(float(n), n + 1.0, f"label {n}", 0.5, id=each) for n, each in enumerate(ids)]

    shown: list[int] = []
    for step in range(300):
        cut, end = sorted((rng.randint(0, len(shown)), rng.randint(0, len(shown))))
        added = [1000 * step + n + 1 for n in range(rng.randint(0, 4))]
        kept = {each: QPersistentModelIndex(model.index(row, 0)) for row, each in enumerate(shown)}
        gone, shown = shown[cut:end], shown[:cut] + added + shown[end:]
        model.show(some(shown))
        assert [part.id for part in model.rows] == shown and model.rowCount() == len(shown)
        for each, index in kept.items():
            assert index.isValid() != (each in gone)
            if index.isValid():
                assert model.rows[index.row()].id == each and index.data().startswith(f"{index.row() // 60}:")


def test_digits_relabel_delete_and_select_all_are_the_list_s(listed, qtbot):
    key(qtbot, Qt.Key_Down)
    key(qtbot, Qt.Key_4)  # the model's fourth label
    assert labels(listed) == ["gun", "chests", "others", "gun"]
    key(qtbot, Qt.Key_Down)
    key(qtbot, Qt.Key_9)  # there is none
    assert labels(listed) == ["gun", "chests", "others", "gun"] and listed.session.position == 4.0
    key(qtbot, Qt.Key_Delete)
    assert labels(listed) == ["gun", "chests", "gun"]
    key(qtbot, Qt.Key_A, Qt.ControlModifier)
    key(qtbot, Qt.Key_1)
    assert labels(listed) == ["chop"] * 3
    key(qtbot, Qt.Key_Z, Qt.ControlModifier)
    key(qtbot, Qt.Key_Z, Qt.ControlModifier)
    key(qtbot, Qt.Key_Z, Qt.ControlModifier)
    assert labels(listed)[0] == "gun"


def test_f2_opens_the_labels_and_escape_leaves_the_list(listed, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QMenu, "exec_", lambda menu, *_: opened.append([one.text() for one in menu.actions()]))
    key(qtbot, Qt.Key_F2)
    assert opened[0][0].startswith("Chop") and len(opened[0]) == 5
    key(qtbot, Qt.Key_Escape)
    assert listed.picture_stack.hasFocus()
    key(qtbot, Qt.Key_Up)
    assert listed.session.calls[-1] == "seek 9.95"  # a minute on, to the end: the video's key again


def test_tab_reaches_the_list_and_every_filter(listed, qtbot):
    panel, reached = listed.replay.panel, set()
    listed.picture_stack.setFocus()
    for _ in range(60):
        listed.focusNextPrevChild(True)
        reached.add(QApplication.focusWidget())
    assert {panel.table, panel.label, panel.shortest, panel.surest, panel.export, panel.relabel} <= reached


def test_the_keys_of_the_list_are_on_the_sheet():
    shown = " ".join(f"{row.caps} {row.what}" for row in SHORTCUTS if row.where == LIST)
    assert all(word in shown for word in ("↓", "1 … 9", "F2", "Ctrl A", "Del", "Esc"))


def test_after_a_split_the_half_at_the_playhead_is_chosen(listed, qtbot):
    key(qtbot, Qt.Key_Down)
    listed.player.seek(3.0)
    listed.replay.edit("split")
    chosen = listed.replay.panel.table.selected()
    second = listed.replay.document.timeline.segment_at(3.5)
    assert chosen == [second.id] and second.start == 3.0
    key(qtbot, Qt.Key_1)
    assert labels(listed)[1:3] == ["chop", "chop"] and listed.replay.document.timeline.segment_at(3.5).by_user


@pytest.mark.parametrize(("source", "beside"), [("0", "panel"), ("other.mp4", "list")])
def test_another_source_leaves_a_panel_beside_the_picture(listed, qtbot, source, beside):
    listed.open_source(source)
    wanted = listed.panel if beside == "panel" else listed.replay.panel
    assert listed.view.beside is wanted and wanted.isVisible()
    assert not listed.replay.panel.table.segments.rows
    listed.session.move(State.FAILED, "Received nothing.")
    assert listed.view.beside is listed.panel and not listed.replay.panel.isVisible()


def test_a_speed_does_not_persist_into_the_next_source(listed, qtbot):
    listed.replay.pace.faster(1)
    assert listed.transport_bar.speed.text() == "1.25x"
    listed.player.restart()
    assert listed.player.speed == 1.25  # the same video
    listed.open_source("other.mp4")
    listed.session.move(State.PLAYING)
    assert listed.player.speed == 1.0 and listed.transport_bar.speed.text() == ""
    assert not [call for call in listed.session.calls if call.startswith("speed")]


def test_what_a_person_corrected_is_theirs_on_the_picture_too(listed, qtbot):
    card = listed.picture_stack.card
    key(qtbot, Qt.Key_Down)
    key(qtbot, Qt.Key_4)
    qtbot.waitUntil(lambda: card.label == "chests")
    assert card.yours and card.accessibleDescription() == "set by you"
    table = listed.replay.panel.table
    assert table.model().index(1, 3).data() == "yours"
    assert listed.replay.document.timeline.segment_at(3.0).confidence == 1.0  # not the model's old 80 %
    listed.player.toggle_pause()
    listed.session.predict("gun", 0.9, time=2.5)
    assert card.label == "chests" and card.yours and listed.panel.bars.current == "gun"
    listed.session.predict("gun", 0.9, time=6.5)
    assert card.label == "gun" and not card.yours and card.percent == 90


def test_a_still_picture_never_wears_the_label_of_another(listed, qtbot):
    card, session = listed.picture_stack.card, listed.session
    listed.replay.document.timeline = EditableTimeline(SEGMENTS[:1])
    listed.player.toggle_pause()
    session.predict("chop", 0.97)
    listed.player.toggle_pause()
    qtbot.waitUntil(lambda: card.label == "gun")  # the timeline knows better
    listed.player.seek(8.0)  # not scanned yet
    qtbot.waitUntil(lambda: card.label == "")
    assert card.isVisible() and card.accessibleName() == "Current action: unknown"
    assert not any(listed.panel.bars.targets) and listed.panel.bars.current == ""
    listed.player.seek(1.0)
    qtbot.waitUntil(lambda: (card.label, card.percent) == ("gun", 80))


def test_a_label_file_beside_the_video_is_a_second_track_that_can_be_taken_over(listed, qtbot, tmp_path):
    (tmp_path / "match.csv").write_text("start,end,label\n0,3,gun\n3,6,jump\n")
    (tmp_path / "match.mp4").write_bytes(b"no video, but a name")
    listed.open_source(str(tmp_path / "match.mp4"))
    listed.session.seekable = True
    listed.session.move(State.PLAYING)
    panel, second = listed.replay.panel, listed.transport_bar.second
    qtbot.waitUntil(lambda: second.isVisible())
    listed.replay.document.timeline = EditableTimeline(SEGMENTS)  # gun 0-2, chop 2-4, others 4-6, gun 6-8
    listed.replay.document.edited.emit()
    assert panel.agreement.text().startswith("match.csv: 33% agreement, kappa")
    pixels = picture(second)
    assert count(pixels, LABEL_COLOURS["gun"]) > 100
    panel.table.choose([listed.replay.document.timeline.segments()[1].id])
    panel.take_over_asked.emit()
    assert [(part.start, part.label) for part in listed.replay.document.timeline.segments()][:3] == [
        (0.0, "gun"), (3.0, "jump"), (4.0, "others"),
    ]  # fmt: skip
    panel.table.choose([])
    panel.take_over_asked.emit()
    assert panel.agreement.text().startswith("match.csv: 100% agreement")
    listed.edit("undo")
    assert "100%" not in panel.agreement.text()
    assert (tmp_path / "match.csv").read_text() == "start,end,label\n0,3,gun\n3,6,jump\n"
    listed.open_source("other.mp4")
    assert not second.isVisible() and not panel.compared.isVisible()


def test_the_time_of_each_label_is_beside_the_list(listed, qtbot):
    budget = listed.replay.panel.budget
    assert budget.isVisible()
    assert budget.rows["gun"] == ("4.0 s  50%", "2×", "longest 2.0 s") and list(budget.rows)[0] == "gun"
    assert count(picture(budget), LABEL_COLOURS["gun"]) > 300
    key(qtbot, Qt.Key_Down)
    key(qtbot, Qt.Key_Delete)
    assert budget.rows.keys() == {"gun", "others"} and "4.0 s" in budget.accessibleName()


def test_labels_of_another_tool_that_are_dropped_become_the_second_track(listed, qtbot, tmp_path):
    (tmp_path / "match.mp4").write_bytes(b"no video, but a name")
    listed.open_source(str(tmp_path / "match.mp4"))
    listed.session.seekable = True
    listed.session.move(State.PLAYING)
    listed.replay.document.timeline = EditableTimeline(SEGMENTS)
    theirs = {"v_match.mp4": {"annotations": []}, "match": {"annotations": [{"segment": [0, 8], "label": "gun"}]}}
    (tmp_path / "theirs.json").write_text(json.dumps({"database": theirs}))
    (tmp_path / "other.json").write_text(json.dumps({"database": {"x": theirs["match"], "y": theirs["match"]}}))

    def drop(name: str) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        listed.opening.eventFilter(listed, QDropEvent(QPoint(5, 5), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier))

    drop("theirs.json")
    qtbot.waitUntil(
        lambda: listed.replay.panel.agreement.text().startswith("theirs.json: 50% agreement"), timeout=60_000
    )
    assert listed.transport_bar.second.isVisible() and listed.source.endswith("match.mp4")
    drop("other.json")
    qtbot.waitUntil(lambda: "labels x, y, and not match.mp4" in listed.picture_stack.toast.text, timeout=60_000)
    assert listed.replay.panel.agreement.text().startswith("theirs.json")
