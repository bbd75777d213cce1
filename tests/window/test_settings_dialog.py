"""The settings dialog: what is changed is kept and works at once."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPoint, QRect
from PyQt5.QtWidgets import QDesktopWidget, QScrollArea

from app.commands import main
from app.log import begin_log, log_file, note
from app.recording.names import recordings_folder
from app.settings import PACES, Settings, load_settings, save_settings, settings_file
from app.settings_model import SettingsModel
from app.window.buttons import Button
from app.window.overlay import LabelCard
from app.window.plain import Label
from app.window.settings_dialog import SettingsDialog


def test_changes_are_kept_and_told(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))
    save_settings(load_settings().with_(last_source="screen"))
    told, settings = [], SettingsModel()
    settings.changed.connect(told.append)
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    assert not told and dialog.inputs["dwell"].value() == Settings().dwell
    dialog.inputs["dwell"].setValue(1.25)
    dialog.inputs["record_what"].setCurrentText("both")
    assert told[-1].rules.dwell == 1.25
    kept = load_settings()
    assert (kept.dwell, kept.record_what, kept.last_source) == (1.25, "both", "screen")
    dialog.reset()
    assert load_settings() == Settings(last_source="screen")


def test_a_change_reaches_the_session(window, qtbot):
    given = []
    window.session.set_rules = given.append
    dialog = SettingsDialog(window.settings, window)
    dialog.inputs["on"].setValue(0.9)
    assert given[-1].on == 0.9


def test_reset_settings_on_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))
    save_settings(Settings(dwell=3.0))
    assert main(["--reset-settings", "models"]) == 0
    assert not settings_file().exists() and load_settings().dwell == Settings().dwell


def test_unsure_is_seen_and_said(qtbot):
    card = LabelCard()
    qtbot.addWidget(card)
    card.set_labels(("gun", "shooting"))
    card.show_decision("gun", 0.4, "#00ff00")
    sure = card.grab().toImage()
    card.show_decision("gun", 0.4, "#00ff00", sure=False)
    assert card.grab().toImage() != sure
    assert "unsure" in card.accessibleDescription()


def test_the_log_has_the_detail(tmp_path, monkeypatch):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))
    begin_log()
    try:
        raise ValueError("a bad thing")
    except ValueError as error:
        note("In the window", error)
    text = log_file().read_text(encoding="utf-8")
    assert "a bad thing" in text and "test_settings_dialog.py" in text


@pytest.mark.parametrize("room", [QRect(0, 0, 1366, 728), QRect(0, 0, 800, 440)])
def test_a_dialog_fits_its_screen_and_says_where_recordings_go(qtbot, monkeypatch, room):
    monkeypatch.setattr(QDesktopWidget, "availableGeometry", lambda *_: room)
    dialog = SettingsDialog(SettingsModel())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.width() <= room.width() and dialog.height() <= room.height() - 40
    field = dialog.inputs["recordings"]
    assert field.text() == "" and field.placeholderText() == str(recordings_folder(Settings()))
    last = dialog.findChildren(Button)[-1]
    dialog.findChild(QScrollArea).ensureWidgetVisible(last)
    assert dialog.rect().contains(QRect(last.mapTo(dialog, QPoint()), last.size()))


def test_a_slider_from_calm_to_quick_sets_the_five_rules_and_says_where_they_are_set_by_hand(qtbot):
    dialog = SettingsDialog(SettingsModel())
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.inputs["dwell"].isVisible() and dialog.pace.value() == list(PACES).index("Balanced")
    held = []
    for number, rules in enumerate(PACES.values()):
        dialog.pace.setValue(number)
        assert load_settings().rules == rules
        held.append((rules.smoothing, rules.dwell, rules.on))
    assert held == sorted(held, reverse=True)  # from calm to quick
    dialog.more.click()
    assert dialog.inputs["dwell"].isVisible() and dialog.inputs["dwell"].value() == 0.0
    dialog.inputs["dwell"].setValue(2.0)
    assert "as set below" in [label.text() for label in dialog.findChildren(Label)]
