"""The floating label and what is watched of the screen: placed by hand, remembered, never in the way."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PyQt5.QtGui import QColor, QMouseEvent, QPixmap, QWheelEvent
from PyQt5.QtWidgets import QApplication

from app.live.reader_controls import Pictures
from app.live.session import State
from app.sources.desktop_windows import Area, DesktopWindow, list_windows
from app.window import theme
from app.window.compact import CompactOverlay, free_place
from app.window.global_key import GlobalKey
from app.window.region import RegionSelector
from tests.window.pixels import count, picture

SEEN = (Pictures.WATCHED, Pictures.GLANCED)  # by whether the window is the one that has the keyboard


def drag(widget, start: QPoint, end: QPoint) -> None:
    for kind, at, buttons in (
        (QEvent.MouseButtonPress, start, Qt.LeftButton),
        (QEvent.MouseMove, end, Qt.LeftButton),
        (QEvent.MouseButtonRelease, end, Qt.NoButton),
    ):
        button = Qt.NoButton if kind == QEvent.MouseMove else Qt.LeftButton
        where = QPointF(widget.mapToGlobal(at))
        QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(at), where, button, buttons, Qt.NoModifier))


@pytest.fixture
def overlay(qtbot, window):
    made = CompactOverlay()
    qtbot.addWidget(made)
    made.set_labels(("chop", "shooting"))
    made.card.show_decision("shooting", 0.9, "#ff0000")
    return made


def test_it_is_placed_and_sized_by_hand_then_locks_and_remembers(overlay, window, qtbot):
    overlay.show_near(window)
    assert overlay.isVisible() and not overlay.windowFlags() & Qt.WindowTransparentForInput
    before, size = overlay.pos(), overlay.card.size()
    drag(overlay, QPoint(10, 10), QPoint(130, 70))
    assert overlay.pos() - before == QPoint(120, 60)
    at = QPointF(20, 20)
    for _ in range(3):
        QApplication.sendEvent(
            overlay,
            QWheelEvent(at, at, QPoint(), QPoint(0, 120), Qt.NoButton, Qt.NoModifier, Qt.NoScrollPhase, False),
        )
    assert overlay.card.width() == pytest.approx(1.3 * size.width(), abs=2)
    place, larger = overlay.pos(), overlay.card.size()
    qtbot.mouseDClick(overlay, Qt.LeftButton)
    assert overlay.isVisible() and overlay.windowFlags() & Qt.WindowTransparentForInput
    assert overlay.windowFlags() & Qt.WindowStaysOnTopHint and overlay.height() == larger.height()
    again = CompactOverlay()
    qtbot.addWidget(again)
    again.set_labels(("chop", "shooting"))
    again.show_near(window)
    assert again.pos() == place and again.card.size() == larger


def test_it_is_never_laid_over_what_is_watched():
    room, size = QRect(0, 0, 1000, 800), QSize(300, 90)
    watched = QRect(0, 0, 660, 800)
    for wanted in (None, QPoint(50, 50), QPoint(500, 300)):
        assert not QRect(free_place(size, wanted, room, watched), size).intersects(watched)
    assert free_place(size, QPoint(690, 300), room, QRect(0, 0, 600, 800)) == QPoint(
        690, 300
    )  # it is well where it was


def test_there_is_a_way_back(window, qtbot):
    window.state.toggle_compact()
    assert window.view.compact.isVisible() and window.isMinimized()
    menu = window.state.tray_menu()
    texts = {action.text(): action for action in menu.actions()}
    assert set(texts) == {"Show the window", "Move the label", "Quit"}
    texts["Show the window"].trigger()
    assert not window.view.compact.isVisible() and not window.isMinimized()


def test_with_the_label_alone_no_picture_is_made_for_anybody(window, qtbot):
    session, stack = window.session, window.picture_stack
    session.move(State.PLAYING)
    session.show(index=1)
    qtbot.waitUntil(lambda: stack.frames_painted == 1)
    window.state.toggle_compact()
    assert session.pictures is Pictures.SAMPLED
    session.show((0, 0, 255), index=2)
    session.predict(session.spec.labels[1], 0.9)
    qtbot.waitUntil(lambda: window.view.compact.card.label == session.spec.labels[1])
    qtbot.wait(250)  # the time of two looks
    assert stack.frames_painted == 1 and window.panel.bars.current == "", "nor are bars moved"
    window.state.toggle_compact()
    assert session.pictures in SEEN
    qtbot.waitUntil(lambda: stack.frames_painted == 2)
    assert window.panel.bars.current == session.spec.labels[1], "which are up to date at once"


def test_what_is_recorded_is_taken_whole_though_nobody_looks(window, qtbot, tmp_path):
    session = window.session
    session.move(State.PLAYING)
    window.record_control.recordings.settings = window.settings.now.with_(recordings=str(tmp_path / "kept"))
    window.showMinimized()
    assert session.pictures is Pictures.SAMPLED
    window.record_control.toggle()
    assert session.pictures is Pictures.EVERY
    window.open_source("another.mp4")
    assert window.session.pictures is Pictures.EVERY, "as is the next source"
    window.record_control.toggle()
    assert window.session.pictures is Pictures.SAMPLED
    window.showNormal()
    assert window.session.pictures in SEEN


def test_what_a_person_said_of_a_picture_is_still_there_when_the_window_comes_back(window):
    session, card = window.session, window.picture_stack.card
    session.move(State.PLAYING)
    session.show(index=1)
    session.predict(session.spec.labels[1], 0.9)
    window.view.show_label(session.spec.labels[3], 1.0, yours=True)
    window.showMinimized()
    window.showNormal()
    assert (card.label, card.yours) == (session.spec.labels[3], True)
    assert window.panel.bars.current == session.spec.labels[1]


def test_who_looks_elsewhere_needs_fewer_pictures(window, monkeypatch):
    for active, needed in ((True, Pictures.WATCHED), (False, Pictures.GLANCED), (True, Pictures.WATCHED)):
        monkeypatch.setattr(window, "isActiveWindow", lambda active=active: active)
        QApplication.sendEvent(window, QEvent(QEvent.ActivationChange))
        assert window.session.pictures is needed


def test_a_program_that_watches_itself_says_so(window, qtbot):
    inside = window.frameGeometry().center()
    window.open_source(f"screen:{inside.x()},{inside.y()},200,100")
    window.session.move(State.PLAYING)
    toast = window.picture_stack.toast
    assert "watches itself" in toast.text and toast.button.text() == "Label alone"
    window.picture_stack.toast.show_text("")
    window.open_source(f"screen:{window.frameGeometry().right() + 5000},10,200,100")
    window.session.move(State.PLAYING)
    assert not toast.isVisible()


@pytest.fixture
def desktop(monkeypatch):
    """A screen that shows green, so that what is seen through the selector can be told."""
    shot = QPixmap(QApplication.primaryScreen().geometry().size())
    shot.fill(QColor("#00FF00"))
    monkeypatch.setattr("PyQt5.QtGui.QScreen.grabWindow", lambda *_: shot)


def test_the_selector_shows_the_screen_a_lens_and_the_size(qtbot, desktop):
    selector = RegionSelector([])
    qtbot.addWidget(selector)
    selector.show()
    dark = picture(selector)
    assert count(dark, "#000000", 40) < dark.size // 30  # it is not black: the screen is seen, darkened
    qtbot.mousePress(selector, Qt.LeftButton, pos=QPoint(100, 100))
    moved = QMouseEvent(QEvent.MouseMove, QPoint(400, 300), Qt.NoButton, Qt.LeftButton, Qt.NoModifier)
    QApplication.sendEvent(selector, moved)
    pixels = picture(selector)
    assert count(pixels[105:295, 105:395], "#00FF00") == 190 * 290  # what would be watched, undimmed
    lens = pixels[324:480, 424:560]
    assert count(lens, "#00FF00") > 3000 and count(lens, theme.ACCENT) > 50
    assert selector.area.size() == QSize(301, 201)


def test_a_window_is_chosen_by_a_click_and_a_part_by_keys(qtbot, desktop):
    front, back = (
        DesktopWindow("Game", Area(50, 60, 300, 200), 1, 7),
        DesktopWindow("Other", Area(0, 0, 500, 500), 2, 8),
    )
    for where, expected in ((QPoint(100, 100), "screen:window:7:Game"), (QPoint(20, 20), "screen:window:8:Other")):
        selector = RegionSelector([front, back])
        qtbot.addWidget(selector)
        selector.show()
        selected = []
        selector.selected.connect(selected.append)
        corner = selector.geometry().topLeft()
        qtbot.mouseClick(selector, Qt.LeftButton, pos=where - corner)
        assert selected == [expected]
    selector = RegionSelector([])
    qtbot.addWidget(selector)
    selector.show()
    selected = []
    selector.selected.connect(selected.append)
    qtbot.mouseMove(selector, QPoint(0, 0))
    QApplication.sendEvent(
        selector, QMouseEvent(QEvent.MouseMove, QPoint(10, 10), Qt.NoButton, Qt.NoButton, Qt.NoModifier)
    )
    qtbot.keyClick(selector, Qt.Key_Return)
    for key in (Qt.Key_Right, Qt.Key_Down):
        for _ in range(5):
            qtbot.keyClick(selector, key, Qt.ShiftModifier)
    qtbot.keyClick(selector, Qt.Key_Return)
    x, y, width, height = (int(value) for value in selected[0].removeprefix("screen:").split(","))
    assert (width, height) == (101, 101)


def test_windows_are_listed_where_the_system_tells_of_them():
    found = list_windows()  # none without a window manager
    assert all(one.title and one.area.width >= 16 for one in found)
    assert isinstance(np.array([one.process for one in found]).sum(), np.generic)


def test_a_key_brings_the_window_back_whichever_program_has_the_keyboard(qtbot, x_display, monkeypatch):
    try:
        x11, xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    except OSError:
        pytest.skip("X11's library for tests (libXtst) is not installed")
    monkeypatch.setenv("DISPLAY", x_display)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XKeysymToKeycode.restype = ctypes.c_ubyte
    display = ctypes.c_void_p(x11.XOpenDisplay(x_display.encode()))
    control, alt, p = (x11.XKeysymToKeycode(display, ctypes.c_ulong(number)) for number in (0xFFE3, 0xFFE9, ord("p")))

    def press(*codes: int) -> None:
        for down, order in ((1, codes), (0, codes[::-1])):
            for code in order:
                xtest.XTestFakeKeyEvent(display, code, down, ctypes.c_ulong(0))
        x11.XSync(display, 0)

    key, heard = GlobalKey(), []
    key.pressed.connect(lambda: heard.append(True))
    try:  # a connection that outlives its server would end the tests
        assert key.take() and key.take()
        press(control, p)
        press(control, alt, p)
        qtbot.waitUntil(lambda: len(heard) > 0)
        qtbot.wait(50)
        assert len(heard) == 1
        assert not GlobalKey().take(), "another program has it, and it is not said to work"
        key.let_go()
        key.let_go()
        press(control, alt, p)
        qtbot.wait(50)
        assert len(heard) == 1, "it is the other programs' again"
    finally:
        key.let_go()
        x11.XCloseDisplay(display)
