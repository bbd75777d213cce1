"""The timeline by mouse and eye: edges, ruler, legend, overview, chapters, the picture under the mouse."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from app.live.session import State
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from app.window import theme
from app.window.timeline_bar import TimelineBar
from app.window.timeline_extras import Legend
from app.window.timeline_ruler import HEIGHT, RULER
from model.video.chapters import chapters_of
from tests.conftest import write_video
from tests.window.pixels import count, picture

LABELS = ("chop", "others", "gun", "chests", "shooting")


def moved(widget, x: int, buttons=Qt.NoButton) -> None:
    QApplication.sendEvent(widget, QMouseEvent(QEvent.MouseMove, QPoint(x, 20), Qt.NoButton, buttons, Qt.NoModifier))


@pytest.fixture
def watched(window, qtbot):
    """The window on a file of ten seconds with two segments, 0 to 4 and 4 to 10."""
    window.session.seekable = True
    window.session.show()
    window.session.move(State.PLAYING)
    window.player.toggle_pause()
    window.replay.document.timeline = EditableTimeline([Segment(0.0, 4.0, "gun", 0.9), Segment(4.0, 10.0, "chop", 0.9)])
    window.replay.document.edited.emit()
    bar = window.transport_bar.bar
    qtbot.waitUntil(lambda: bar.duration == 10.0 and bar.isVisible())
    return window


def test_an_edge_is_dragged_and_a_click_near_it_still_seeks(watched, qtbot):
    bar, timeline = watched.transport_bar.bar, watched.replay.document.timeline
    edge, aim = round(bar.x_of(4.0)), round(bar.x_of(6.0))
    moved(bar, edge)
    assert bar.cursor().shape() == Qt.SplitHCursor
    seeks = len(watched.session.calls)
    qtbot.mousePress(bar, Qt.LeftButton, pos=QPoint(edge, 20))
    moved(bar, aim, Qt.LeftButton)
    assert count(picture(bar), theme.ACCENT) > 20  # where it would be let go
    qtbot.mouseRelease(bar, Qt.LeftButton, pos=QPoint(aim, 20))
    gun, chop = timeline.segments()
    assert gun.end == chop.start == pytest.approx(6.0, abs=0.02) and chop.by_user
    assert len(watched.session.calls) == seeks
    watched.edit("undo")
    assert timeline.segments()[0].end == 4.0
    qtbot.mouseClick(bar, Qt.LeftButton, pos=QPoint(edge, 20))
    assert float(watched.session.calls[-1].removeprefix("seek ")) == pytest.approx(4.0, abs=0.02)
    moved(bar, aim)
    assert bar.cursor().shape() == Qt.PointingHandCursor


def test_the_legend_has_a_swatch_for_each_label_and_the_ruler_has_times(watched, qtbot):
    legend, bar = watched.transport_bar.legend, watched.transport_bar.bar
    assert legend.isVisible() and "Shooting" in legend.accessibleName()
    pixels = picture(legend)
    for label in LABELS:
        assert count(pixels, theme.LABEL_COLOURS[label]) > 40, label
    assert np.ptp(picture(bar)[RULER + 2 : HEIGHT - 2].astype(int)) > 60  # something is written there
    watched.open_source("0")
    assert not legend.isVisible()


def test_a_narrow_legend_keeps_every_swatch(qtbot):
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(300, legend.height())
    legend.show_labels(
        {f"a very long label number {n}": colour for n, colour in enumerate(theme.LABEL_COLOURS.values())}
    )
    pixels = picture(legend)
    assert all(count(pixels, colour) > 40 for colour in theme.LABEL_COLOURS.values())


def test_the_overview_shows_and_moves_the_zoomed_part(watched, qtbot):
    bar, overview = watched.transport_bar.bar, watched.transport_bar.overview
    assert not overview.isVisible()
    bar.zoom(0.25, 0.0)
    assert overview.isVisible() and overview.shown == bar.shown == (0.0, 2.5)
    qtbot.mousePress(overview, Qt.LeftButton, pos=QPoint(round(overview.width() * 0.75), 5))
    assert bar.shown == (pytest.approx(6.25, abs=0.05), pytest.approx(8.75, abs=0.05))
    bar.zoom(100.0, 0.0)
    assert not overview.isVisible()


def test_chapters_are_marked_and_named(watched, tmp_path, monkeypatch):
    path = tmp_path / "chapters.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        container.set_chapters(
            [
                {
                    "id": n,
                    "start": start,
                    "end": start + 1000,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": title},
                }
                for n, (start, title) in enumerate([(0, "Begin"), (1500, "Boss")])
            ]
        )
        for _ in range(90):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    found = chapters_of(path)
    assert [(one.start, one.title) for one in found] == [(0.0, "Begin"), (1.5, "Boss")]
    assert chapters_of(tmp_path / "none.mp4") == []
    bar, said = watched.transport_bar.bar, []
    before = count(picture(bar)[RULER - 1 :], theme.ACCENT)
    monkeypatch.setattr("app.window.timeline_bar.QToolTip.showText", lambda _where, text, _widget: said.append(text))
    watched.replay.document.chapters = tuple(found)
    watched.replay.document.chaptered.emit()
    assert count(picture(bar)[RULER - 1 :], theme.ACCENT) > before + 20
    moved(bar, round(bar.x_of(2.0)))
    assert "Chapter: Boss" in said[-1]


def test_a_picture_of_the_moment_under_the_mouse(watched, qtbot, tmp_path, monkeypatch):
    bar, preview = watched.transport_bar.bar, watched.transport_bar.preview
    monkeypatch.setattr(TimelineBar, "underMouse", lambda bar: True)
    preview.begin(write_video(tmp_path / "v.mp4", seconds=3.0))
    moved(bar, round(bar.x_of(1.0)))
    qtbot.waitUntil(lambda: preview.isVisible() and preview.picture is not None)
    first = preview.picture
    assert (
        watched.rect().contains(preview.geometry()) and preview.geometry().bottom() < bar.mapTo(watched, QPoint()).y()
    )
    moved(bar, round(bar.x_of(2.5)))
    qtbot.waitUntil(lambda: preview.picture is not None and preview.picture != first)
    QApplication.sendEvent(bar, QEvent(QEvent.Leave))
    assert not preview.isVisible()
