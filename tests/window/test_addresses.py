"""An address with a password, from its being typed to the next start of the program: it is shown and kept without."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QInputDialog, QWidget

from app.live.session import State
from app.log import begin_log, note
from app.recorded import corrections, scan_store
from app.recorded.scan_predictions import save_predictions
from app.recorded.scan_store import StoredScan
from app.remembered import forget_addresses
from app.settings import load_settings, save_settings, settings_file
from app.sources import SourceError, check_source, open_source
from app.window.source_menu import SourceMenu
from tests.conftest import run_program

ADDRESS = "rtsp://me:hidden@cam:554/live?camera=2&token=hidden"
KEPT = "rtsp://…@cam:554/live?camera=2&token=…"


def all_text(widget: QWidget) -> str:
    """What is said anywhere in a window: texts, tool tips, names for screen readers."""
    parts = [widget.windowTitle()]
    for part in widget.findChildren(QWidget):
        parts += [part.toolTip(), part.accessibleName(), part.accessibleDescription()]
        text = getattr(part, "text", "")
        parts.append(str(text() if callable(text) else text))
    return "\n".join(parts)


def test_the_window_shows_no_password(window):
    begin_log()
    window.player.state_changed.connect(lambda state, message: note(f"{state.value}: {message}"))
    window.open_source(ADDRESS)
    window.session.move(State.PLAYING)
    window.view.toggle_statistics()
    window.session.predict("gun", 0.9)
    assert "hidden" not in all_text(window)
    window.session.move(
        State.FAILED, "Received an unexpected OSError: 'rtsp://me:hidden@cam:554/live?token=hidden' is gone."
    )
    window.picture_stack.show_toast(f"No {ADDRESS}")
    assert "hidden" not in all_text(window) and "cam:554/live" in window.picture_stack.message.text.text()
    folder = Path(os.environ["LAC_CONFIG_DIR"])
    for path in folder.rglob("*"):
        assert path.is_dir() or b"hidden" not in path.read_bytes(), path
    assert load_settings().last_source == KEPT


def test_an_address_is_asked_for_again_after_a_new_start(window, monkeypatch):
    window.open_source(ADDRESS)
    window.session.move(State.PLAYING)
    opened, asked = [], []

    def answer(parent, title, question, echo, text):
        asked.append(text)
        return ADDRESS if len(asked) == 2 else "", len(asked) == 2

    monkeypatch.setattr(QInputDialog, "getText", answer)

    def choose():
        menu = SourceMenu(opened.append, lambda: None, window)
        next(action for action in menu.actions() if "cam:554" in action.text()).trigger()
        assert "hidden" not in " ".join(action.text() + action.toolTip() for action in menu.actions())

    choose()
    assert opened == [ADDRESS] and asked == [], "this run knows it still"
    forget_addresses()  # the next run does not know it
    choose()
    assert opened == [ADDRESS] and asked == [KEPT], "asked, and left unanswered"
    choose()
    assert opened == [ADDRESS, ADDRESS]


@pytest.mark.parametrize("opener", [open_source, check_source])
def test_an_address_without_its_password_says_so(opener):
    with pytest.raises(SourceError, match="never kept: write the whole address"):
        opener(KEPT)


def test_a_start_on_such_an_address_says_so_and_goes_on(tmp_path):
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"last_source": ADDRESS, "recent": ADDRESS}))  # as earlier versions kept it
    os.chmod(settings, 0o644)
    done = run_program(
        "live", "--quit-after", "1", LAC_CONFIG_DIR=str(tmp_path), QT_QPA_PLATFORM="offscreen", timeout=120
    )
    assert done.returncode == 0 and "hidden" not in done.stdout + done.stderr
    assert "rtsp://cam:554/live" in done.stderr and "demo clip instead" in done.stderr
    assert "hidden" not in settings.read_text() and load_settings().recent in ("", KEPT)


@pytest.mark.skipif(os.name == "nt", reason="the rights of POSIX")
def test_settings_timelines_and_log_are_their_owner_s_alone(tmp_path, monkeypatch):
    before = os.umask(0)
    try:
        monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "own"))
        _use_everything()
        assert {stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "own", *(tmp_path / "own").rglob("*")]} == {
            0o700,
            0o600,
        }
        for path in (tmp_path / "own").rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        shared = tmp_path / "shared"
        shared.mkdir(mode=0o755)
        shared.chmod(0o755)
        monkeypatch.setenv("LAC_CONFIG_DIR", str(shared))
        (shared / "log.txt").write_text("of an earlier version\n")
        _use_everything()
        assert stat.S_IMODE(shared.stat().st_mode) == 0o755, "it is not only the program's"
        for path in shared.rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    finally:
        os.umask(before)


def _use_everything() -> None:
    begin_log()
    note("something")
    assert save_settings(load_settings()) and settings_file().exists()
    assert scan_store.save("0-1", StoredScan(done=1.0)) and corrections.save("0", ())
    save_predictions(scan_store.predictions_file("0-1"), [], [])
