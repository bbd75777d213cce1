"""Sources, models, statistics and the floating label: what they show and what they do."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QEvent, QPoint, QRect, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

from app import remembered
from app.live.file_clock import SLIP_SECONDS
from app.live.session import State
from app.live.source_reader import LATE
from app.settings import DEMO_CLIP, load_settings, save_settings
from app.window.compact import CompactOverlay
from app.window.region import RegionSelector, physical
from app.window.source_menu import SourceMenu
from model.registry import DEFAULT_MODEL, find_model
from model.spec import ModelSpec, read_spec


def texts(menu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def test_recent_sources_come_newest_first_and_once(monkeypatch, tmp_path):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))
    for source in ("0", "rtsp://cam/1", "screen", "rtsp://cam/1"):
        remembered.remember_source(source)
    assert remembered.recent_sources() == ["rtsp://cam/1", "screen", "0"]
    for number in range(20):
        remembered.remember_source(f"rtsp://cam/{number}")
    assert len(remembered.recent_sources()) == remembered.RECENT
    save_settings(load_settings().with_(recent=""))
    assert remembered.recent_sources() == []


def test_the_menu_offers_screen_address_and_recent_without_secrets(window, monkeypatch):
    remembered.remember_source("rtsp://me:secret@cam/1")
    asked = []
    menu = SourceMenu(asked.append, lambda: asked.append("file"), window)
    said = " | ".join(texts(menu))
    assert "Part of the screen, or a window…" in said and "Address…" in said and "cam/1" in said
    assert "secret" not in said and "secret" not in " ".join(action.toolTip() for action in menu.actions())
    next(action for action in menu.actions() if "cam/1" in action.text()).trigger()
    next(action for action in menu.actions() if action.text() == "Video files…").trigger()
    assert asked == ["rtsp://me:secret@cam/1", "file"]


def test_a_dragged_rectangle_becomes_a_source(qtbot):
    selector = RegionSelector()
    qtbot.addWidget(selector)
    selector.show()
    selected = []
    selector.selected.connect(selected.append)
    corner = selector.geometry().topLeft()
    qtbot.mousePress(selector, Qt.LeftButton, pos=QPoint(110, 70))
    for point in (QPoint(300, 200), QPoint(309, 189)):  # as the window system does: QTest leaves the button out
        moved = QMouseEvent(QEvent.MouseMove, point, Qt.NoButton, Qt.LeftButton, Qt.NoModifier)
        QApplication.sendEvent(selector, moved)
    qtbot.mouseRelease(selector, Qt.LeftButton, pos=QPoint(309, 189))
    assert selected == [f"screen:{110 + corner.x()},{70 + corner.y()},200,120"]


class Screen:
    def __init__(self, geometry: QRect, ratio: float):
        self.geometry, self.devicePixelRatio = lambda: geometry, lambda: ratio


def test_a_doubled_screen_has_twice_the_pixels():
    screens = [Screen(QRect(0, 0, 1000, 800), 2.0)]
    assert physical(QRect(100, 50, 200, 100), screens) == (200, 100, 400, 200)


def test_statistics_say_what_is_dropped(window, qtbot):
    session = window.session
    session.show()
    session.move(State.PLAYING)
    window.view.toggle_statistics()
    panel = window.picture_stack.statistics
    assert panel.isVisible()
    assert panel.values["Dropped"].text() == "none"
    assert "p99" in panel.values["Capture to label"].text()
    assert panel.values["Memory"].text() == "100 MB"
    window.view.toggle_statistics()
    assert not panel.isVisible()


def test_the_floating_label_lets_the_mouse_through(qtbot):
    overlay = CompactOverlay()
    qtbot.addWidget(overlay)
    overlay.set_labels(("chop", "shooting"))
    overlay.card.show_decision("shooting", 0.9, "#ff0000")
    overlay.show()
    flags = overlay.windowFlags()
    assert flags & Qt.WindowTransparentForInput and flags & Qt.WindowStaysOnTopHint and flags & Qt.FramelessWindowHint
    assert overlay.card.label == "shooting" and overlay.width() >= overlay.card.sizeHint().width()


def test_models_are_switched_without_a_gap(qtbot, real):
    real.open_source(str(DEMO_CLIP))
    qtbot.waitUntil(lambda: real.measurement.predictions > 3)
    menu = real.models.menu()
    assert any(DEFAULT_MODEL in text for text in texts(menu)) and any("\tb5_lstm_64" in text for text in texts(menu))
    frames = []
    late_before = real.session.stats().drops.get(LATE, 0)
    real.session.watch_frames(lambda frame: frames.append(frame.index))
    real.models.use(Path(find_model("b5_lstm_64")))
    qtbot.waitUntil(lambda: real.session.spec.name == "b5_lstm_64")
    qtbot.waitUntil(lambda: real.panel.figures.values["model"].toolTip() == "b5_lstm_64")
    real.session.watch_frames(None)
    # Every frame, all along, but for the few that a busy machine shows too late; those are counted.
    steps, stats = np.diff(frames), real.session.stats()
    assert steps.min() >= 1 and steps.max() <= 1 + SLIP_SECONDS * stats.source_fps
    assert (steps - 1).sum() <= stats.drops.get(LATE, 0) - late_before
    assert load_settings().model == "b5_lstm_64"
    assert read_spec(real.player.model).name == "b5_lstm_64"
    real.models.use(Path(real.player.model).parent)  # no model at all
    assert "model.json" in real.picture_stack.toast.text
    assert real.session.spec.name == "b5_lstm_64"


def test_models_are_called_by_what_they_know_and_none_that_was_used_is_forgotten(window, tmp_path, own_settings):
    elsewhere, project = tmp_path / "elsewhere" / "mine", tmp_path / "project"
    for folder in (elsewhere, project / "models" / "game-1"):
        folder.mkdir(parents=True)
        ModelSpec(name=folder.name, labels=("run", "jump", "others")).write(folder)
    (project / "models" / "game-1" / "report.json").write_text('{"held_out": {"accuracy": 0.874}}')
    (project / "project.json").write_text('{"format": 1, "name": "My game", "labels": [], "videos": []}')
    remembered.remember_project(project)
    remembered.remember_model(elsewhere)
    remembered.remember_model(find_model("b3"))
    entries = dict(
        action.text().split("\t")[::-1] for action in window.models.menu().actions() if "\t" in action.text()
    )
    share = json.loads((find_model(DEFAULT_MODEL) / "evaluation.json").read_text())["On test"]["clip_accuracy"]
    games = "Freedoom, Minetest, Nexuiz and 2 more"
    assert entries[DEFAULT_MODEL] == f"{games}: 5 actions, {100 * share:.0f} % of clips right"
    assert entries["b5_lstm_256"].startswith("Freedoom: 5 actions, ")
    assert entries["game-1"] == "My game: 3 actions, 87 % of clips right"
    assert entries["mine"] == "mine: 3 actions"
