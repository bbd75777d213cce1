"""The timeline in the window: with a real session, a real model and a real scan."""

from __future__ import annotations

import csv
import time

import pytest

import app.window  # noqa: F401  (cv2 before Qt)
from app.live.session import State
from app.recorded.classify import classify_video
from app.settings import DEMO_CLIP
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from app.window.theme import label_colours
from app.window.timeline_bar import TimelineBar
from model.engine import open_engine
from model.registry import DEFAULT_MODEL, find_model

LABELS = ("chop", "others", "gun", "chests", "shooting")


def scanned(qtbot, real) -> None:
    real.open_source(str(DEMO_CLIP))
    qtbot.waitUntil(lambda: real.replay.scanner is not None and real.replay.scanner.kept.complete, timeout=60_000)
    qtbot.waitUntil(lambda: real.transport.bar.complete and len(real.replay.timeline) > 3)


def test_scan_seek_correct_export_and_find_again(qtbot, real, tmp_path):
    scanned(qtbot, real)
    replay, player = real.replay, real.player
    by_hand = classify_video(DEMO_CLIP, open_engine(find_model(DEFAULT_MODEL)))
    assert tuple(replay.timeline.segments()) == by_hand.segments  # the window's timeline is that of classify
    assert real.transport.bar.isVisible()

    player.seek(15.0)
    qtbot.waitUntil(lambda: abs(player.session.position - 15.0) < 1.0)
    player.step(1)
    qtbot.waitUntil(lambda: player.state is State.PAUSED)
    qtbot.wait(400)  # until the step is there
    before = player.session.position
    player.step(-1)
    qtbot.waitUntil(lambda: player.session.position < before)
    assert before - player.session.position == pytest.approx(1 / 35, abs=0.002)

    replay.toggle_panel()
    third = replay.timeline.segments()[2]
    replay.jump_to(third.id)
    qtbot.waitUntil(lambda: abs(player.session.position - third.start) < 1 / 35 + 0.001)
    replay.panel.table.choose([third.id])
    replay.edit("relabel", "chests")
    assert replay.timeline.segment(third.id).label == "chests"
    assert replay.write(tmp_path / "out", "csv")
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert rows[2]["label"] == "chests" and len(rows) == len(replay.timeline)

    real.open_source("nothing.mp4")
    qtbot.waitUntil(lambda: player.state is State.FAILED)
    began = time.perf_counter()
    real.open_source(str(DEMO_CLIP))
    qtbot.waitUntil(lambda: len(replay.timeline) == len(rows), timeout=5000)
    assert time.perf_counter() - began < 3.0
    assert [part.label for part in replay.timeline.segments()][2] == "chests"  # mine, and kept
    assert replay.timeline.segments()[2].by_user


def test_clicks_on_the_bar_seek(qtbot):
    bar = TimelineBar()
    qtbot.addWidget(bar)
    bar.resize(400, bar.height())
    bar.begin(label_colours(LABELS))
    bar.show_duration(100.0)
    timeline = EditableTimeline([Segment(0.0, 50.0, "gun", 1.0), Segment(50.0, 100.0, "chests", 0.0)])
    bar.show_segments(timeline.segments(), 100.0, True)
    asked, picked = [], []
    bar.seek_asked.connect(asked.append)
    bar.picked.connect(picked.append)
    from PyQt5.QtCore import QPoint, Qt

    qtbot.mouseClick(bar, Qt.LeftButton, pos=QPoint(300, 20))
    assert asked == [pytest.approx(75.0, abs=0.3)] and picked == [timeline.segments()[1].id]
    picture = bar.grab().toImage()
    assert picture.pixelColor(100, 12).name().lower() == label_colours(LABELS)["gun"].lower()  # sure: all of the height
    assert picture.pixelColor(300, 12).name() != picture.pixelColor(300, 33).name()  # unsure: low
    assert picture.pixelColor(300, 33).name().lower() == label_colours(LABELS)["chests"].lower()
    bar.zoom(0.1, 75.0)
    assert bar.shown == (pytest.approx(67.5), pytest.approx(77.5))


def test_ten_thousand_segments_hold_nobody_up(qtbot, real):
    scanned(qtbot, real)
    many = [Segment(i * 0.36, (i + 1) * 0.36, LABELS[i % 5], 0.5 + (i % 50) / 100) for i in range(10_000)]
    replay = real.replay
    replay.timeline = EditableTimeline(many)
    replay.panel.begin(LABELS, label_colours(LABELS))
    replay.panel.show()
    replay.panel.show_segments(replay.timeline.segments(), False, False)
    bar = real.transport.bar
    bar.duration = 0.0
    bar.show_duration(3600.0)
    bar.show_segments(replay.timeline.segments(), 3600.0, True)
    real.grab()
    replay.panel.label.setCurrentIndex(1 + LABELS.index("chests"))
    assert len(replay.panel.table.segments.rows) == 2000
    assert "2000 of 10000" in replay.panel._count.text()
