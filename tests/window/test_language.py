"""The window in other languages, at other scales, by eyes of every kind, and by the keyboard alone."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, QRect, Qt
from PyQt5.QtGui import QPixmap
from PyQt5.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QWidget

import app.window
from app.live.session import State
from app.settings import SCHEMA
from app.settings_model import SettingsModel
from app.shortcuts import PARTS, SHORTCUTS
from app.window import language
from app.window.help_sheet import HelpSheet
from app.window.main_window import MainWindow
from app.window.settings_dialog import SettingsDialog
from app.window.theme import apply_theme, label_colours
from app.window.transport_bar import TransportBar
from model.datasets.project import COLOURS, OTHERS_COLOUR
from tests.fake_session import FakeSession
from tests.window.pixels import count, picture


@pytest.fixture
def speak(qapp):
    """Speak a language for one test."""
    yield language.use_language
    language.use_language("en")


@pytest.mark.parametrize(
    ("wanted", "open_video", "playing"), [("de", "Video öffnen…", "Läuft"), ("es", "Abrir vídeo…", "Reproduciendo")]
)
def test_the_window_speaks_german_and_spanish(qtbot, qapp, tmp_path, speak, wanted, open_video, playing):
    assert speak(wanted) == wanted
    apply_theme(qapp)
    window = MainWindow(tmp_path, factory=FakeSession)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.open_source("clip.mp4")
    window.show()
    window.session.move(State.PLAYING)
    texts = {button.text().strip(): button for button in window.findChildren(QAbstractButton)}
    assert open_video in texts and playing in window.transport_bar.state.text()
    window.session.move(State.FAILED, "Received clip.mp4: no video.")
    assert window.picture_stack.message.title.text() == language.words_of(wanted)["This video cannot be played"]
    header = window.header
    window.resize(header.full_width + 20, 800)  # room for all words
    qtbot.waitUntil(lambda: header.teach.text().strip() == language.words_of(wanted)["Teach"])
    buttons = [button for button in header.findChildren(QAbstractButton) if button.isVisible()]
    qtbot.waitUntil(lambda: all(one.width() >= one.minimumSizeHint().width() or not one.text() for one in buttons))
    for button in buttons:
        assert header.rect().contains(QRect(button.mapTo(header, QPoint()), button.size()))
    window.resize(header.full_width - 20, 800)  # no room for them: icons, and nothing is cut off
    qtbot.waitUntil(lambda: header.teach.text() == "" and header.minimumSizeHint().width() <= window.width())
    box = QDialogButtonBox(QDialogButtonBox.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.Cancel).text().replace("&", "") == {"de": "Abbrechen", "es": "Cancelar"}[wanted]
    window.close()


def test_both_languages_know_the_same_words_and_all_that_the_window_asks_for():
    german, spanish = language.words_of("de"), language.words_of("es")
    assert german.keys() == spanish.keys() and len(german) > 90
    asked = set()
    for path in Path(app.window.__file__).parent.glob("*.py"):
        asked |= set(re.findall(r"\btr\(\s*[\"']([^\"']+)[\"']\s*\)", path.read_text(encoding="utf-8")))
    assert asked and asked <= german.keys(), asked - german.keys()
    assert language.words_of("../de") == {} and language.use_language("xx") == "en"


def test_labels_are_nobodys_to_translate(qtbot, speak):
    speak("de")
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.show_source("Demo clip of Record")
    assert bar.source.toolTip() == "Demo clip of Record"


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_icons_and_the_label_are_sharp_at_every_scale(qtbot, window, monkeypatch, scale):
    """What is drawn into pixmaps is drawn in the screen's own pixels."""
    made = []

    class Recorded(QPixmap):
        def __init__(self, *sides):
            super().__init__(*sides)
            made.append((self.width(), self.height()))

    for module in ("overlay", "timeline_bar"):
        monkeypatch.setattr(f"app.window.{module}.QPixmap", Recorded)
    monkeypatch.setattr(QWidget, "devicePixelRatioF", lambda _widget: scale)
    window.session.seekable = True
    window.session.show((0, 200, 0))
    window.session.move(State.PLAYING)
    window.session.predict("gun", 0.9)
    card, bar = window.picture_stack.card, window.transport_bar.bar
    for widget in (card, bar):
        picture(widget)
        assert (round(widget.width() * scale), round(widget.height() * scale)) in made


def _lab(colour: str, sees: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of ``#RRGGBB`` as somebody sees it."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    linear = np.clip(sees @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    scaled = xyz / np.array([0.9505, 1.0, 1.089])
    root = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


# Machado, Oliveira and Fernandes (2009), severity 1.
SEES = {
    "all": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


@pytest.mark.parametrize("eyes", SEES)
def test_nine_labels_of_ones_own_are_told_apart_by_everybody(eyes):
    labels = tuple(f"mine{number}" for number in range(9))
    colours = [*label_colours(labels).values(), OTHERS_COLOUR]
    assert len(set(colours)) == 10 and set(colours[:-1]) <= set(COLOURS)
    apart = {
        (one, two): np.linalg.norm(_lab(one, np.array(SEES[eyes])) - _lab(two, np.array(SEES[eyes])))
        for one, two in itertools.combinations(colours, 2)
    }
    assert min(apart.values()) > 15, min(apart, key=apart.get)  # 2.3 is just noticeable


def test_everything_is_reached_by_tab_and_the_focus_is_seen(window, qtbot):
    window.session.seekable = True
    window.session.move(State.PLAYING)
    window.activateWindow()
    reached = set()
    for _ in range(80):
        window.focusNextPrevChild(True)
        reached.add(QApplication.focusWidget())
    shown = [one for one in window.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    assert shown and all(one in reached for one in shown), [one.accessibleName() for one in shown if one not in reached]
    for button in shown[:6]:
        window.picture_stack.setFocus()
        before = picture(button)
        button.setFocus(Qt.TabFocusReason)
        assert (picture(button) != before).any(), button.accessibleName()


def test_whatever_takes_the_keyboard_has_a_name_for_screen_readers(window, qtbot):
    dialog = SettingsDialog(SettingsModel(), window)
    qtbot.addWidget(dialog)
    nameless = [
        type(one).__name__
        for top in (window, dialog)
        for one in top.findChildren(QWidget)
        if one.focusPolicy() & Qt.TabFocus
        and not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))
        and not one.inherits("QAbstractItemView")
        and one.parent() is not None
        and not one.parent().inherits("QAbstractSpinBox")
        and not one.parent().inherits("QComboBox")
        and not one.inherits("QTabBar")
    ]
    assert not nameless


def test_the_sheet_is_translated_wherever_it_can_be(qtbot, speak):
    speak("de")
    sheet = HelpSheet()
    qtbot.addWidget(sheet)
    words = language.words_of("de")
    known = [text for text in (*PARTS, *(row.what for row in SHORTCUTS)) if text in words]
    assert len(known) > 15
    assert {words[text] for text in known} <= {
        label.text() for label in sheet.findChildren(QWidget) if hasattr(label, "text")
    }
    assert count(picture(sheet), "#EEF1F7", 60) > 100
    assert any(row.title == "Language" for row in SCHEMA)
