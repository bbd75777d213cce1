"""The window in other languages, at other scales, by eyes of every kind, and by the keyboard alone."""

from __future__ import annotations

import ast
import itertools
import os
import re
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, QRect, Qt
from PyQt5.QtGui import QPixmap
from PyQt5.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QMenu,
    QTableView,
    QWidget,
)

import app.window
from app.export import FORMATS
from app.integrations.rule_list import RuleList
from app.integrations.rules import ACTIONS, FIELDS
from app.live.session import State
from app.recording.saved_clips import SavedClips
from app.settings import PACES, SCHEMA
from app.settings_model import SettingsModel
from app.shortcuts import PARTS, SHORTCUTS
from app.window import language
from app.window.help_sheet import HelpSheet
from app.window.main_window import MainWindow
from app.window.reel import ReelDialog
from app.window.region import RegionSelector
from app.window.settings_dialog import SettingsDialog
from app.window.source_menu import SourceMenu
from app.window.theme import apply_theme, label_colours, title_of
from app.window.transport_bar import TransportBar
from app.window.triggers_dialog import TriggersDialog
from model.datasets.project import COLOURS, OTHERS_COLOUR
from tests.fake_session import FakeSession
from tests.window.pixels import count, picture

NAMES = {"fake"}  # on the window, of things and not of its words


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


def asked_for() -> set[str]:
    """The texts that the window's code asks to be translated, as far as they stand in the very call."""
    found = set()
    for path in Path(app.window.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr":
                text = node.args[0]
                both = (text.body, text.orelse) if isinstance(text, ast.IfExp) else (text,)
                found |= {one.value for one in both if isinstance(one, ast.Constant)}
    return found


def test_both_languages_know_the_same_words_and_all_that_the_window_asks_for():
    german, spanish = language.words_of("de"), language.words_of("es")
    assert german.keys() == spanish.keys()
    asked = asked_for()
    for row in (*SCHEMA, *FIELDS):
        codes = row.name == "language"
        asked |= {row.title, row.help, *(() if codes else row.choices)} if row.title else set()
    asked |= {row.what for row in SHORTCUTS} | {*PARTS, *PACES, *ACTIONS.values()}
    asked |= {form.title for form in FORMATS.values()}
    assert len(asked) > 300 and asked <= german.keys(), asked - german.keys()
    for words in (german, spanish):  # what a value is put into keeps its places
        places = {text: set(re.findall(r"{(\w+)}", text)) for text in words}
        assert not [text for text, names in places.items() if set(re.findall(r"{(\w+)}", words[text])) != names]
    assert language.words_of("../de") == {} and language.use_language("xx") == "en"


def words_on(*tops: QWidget) -> set[str]:
    """Every text on these widgets and what lies in them, tool tips and the names for screen readers too."""
    found: set[str] = set()
    for one in [*tops, *(one for top in tops for one in top.findChildren(QWidget))]:
        found |= {one.toolTip(), one.accessibleName(), one.accessibleDescription()}
        for name in ("text", "placeholderText", "prefix", "suffix", "specialValueText", "title"):
            if callable(getattr(one, name, None)):
                found.add(getattr(one, name)().strip())
        if isinstance(one, QComboBox):
            found |= {one.itemText(number) for number in range(one.count())}
        if isinstance(one, QMenu):
            found |= {action.text() for action in one.actions()}
        if isinstance(one, QTableView):
            model = one.model()
            found |= {str(model.headerData(column, Qt.Horizontal) or "") for column in range(model.columnCount())}
    return {text.replace("&", "") for text in found if re.search(r"[^\W\d_]{3}", text)}


def whole_window(qtbot, folder: Path, monkeypatch) -> set[str]:
    """The words of a window with all its panels and dialogs."""
    monkeypatch.setattr("app.window.source_menu.list_cameras", lambda: [])
    window = MainWindow(folder, factory=FakeSession)
    qtbot.addWidget(window)
    window.open_source("clip.mp4")
    window.session.seekable = True
    window.session.move(State.PLAYING)
    window.session.predict("gun", 0.9)
    window.view.toggle_statistics()
    labels = FakeSession.model.labels
    rules, saved = RuleList([], lambda rules: {}), SavedClips()
    rules.add()
    tops = [
        window,
        window.view.compact,
        SettingsDialog(SettingsModel(), window, on_triggers=lambda: None),
        TriggersDialog(rules, saved, labels, lambda: "", lambda number: None, None, window),
        ReelDialog(labels, window),
        SourceMenu(lambda source: None, lambda: None, window, ["clip.mp4"]),
        window.state.tray_menu(),
        RegionSelector([]),
    ]
    for top in tops[1:]:
        qtbot.addWidget(top)
    said = words_on(*tops)
    window.close()
    return said


def test_no_word_of_the_window_is_left_in_english(qtbot, qapp, tmp_path, speak, monkeypatch):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path))
    apply_theme(qapp)
    english = whole_window(qtbot, tmp_path, monkeypatch)
    assert len(english) > 150
    for wanted in ("de", "es"):
        assert speak(wanted) == wanted
        same = {text for text, said in language.words_of(wanted).items() if text == said}
        same |= {title_of(label) for label in FakeSession.model.labels} | {"Live Action Classifier", "clip.mp4", *NAMES}
        same |= {row.caps for row in SHORTCUTS}
        left = whole_window(qtbot, tmp_path, monkeypatch) & english - same
        assert sorted(text for text in left if os.sep not in text) == [], "and what is no path"
        speak("en")


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
