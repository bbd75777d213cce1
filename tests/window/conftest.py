"""Window tests run without a screen, and with a session that does what a test says."""

from __future__ import annotations

import functools
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

import app.window  # noqa: F401  (cv2 before Qt)
from app.window.main_window import MainWindow
from app.window.qt_hooks import skip_qt_at_exit
from app.window.theme import apply_theme
from model.registry import DEFAULT_MODEL, find_model
from tests.fake_session import FakeSession


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    skip_qt_at_exit(int(exitstatus))


@pytest.fixture
def qtbot(qtbot, monkeypatch):
    """pytest-qt's, with more patience than its five seconds: a machine that is busy fails no test."""
    monkeypatch.setattr(qtbot, "waitUntil", functools.partial(qtbot.waitUntil, timeout=120_000))
    return qtbot


@pytest.fixture
def window(qtbot, qapp, tmp_path, monkeypatch):
    """A shown MainWindow on a FakeSession for "clip.mp4"; settings go to a folder of the test's own."""
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))
    apply_theme(qapp)
    made = MainWindow(tmp_path, factory=FakeSession)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.open_source("clip.mp4")
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def real(qtbot, qapp, tmp_path, monkeypatch):
    """A shown MainWindow with real sessions of the default model; settings go to a folder of the test's own."""
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "settings"))
    apply_theme(qapp)
    made = MainWindow(find_model(DEFAULT_MODEL))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    yield made
    made.close()
