"""A name is text in the window: no bold, no pictures, no keys, wherever it is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QTextDocument
from PyQt5.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QToolTip, QWidget

from app.live.session import State
from app.recorded.scan_store import StoredScan
from app.remembered import remember_source
from app.runtime_env import cv2
from app.timeline.timeline import Segment
from app.window import model_menu, segment_panel, source_menu, theme
from app.window.dialogs import choose_file
from app.window.reel import ReelDialog
from app.window.source_menu import SourceMenu
from model.spec import ModelSpec
from tests.fake_session import FakeSession

MAGENTA = (255, 0, 255)
EVIL = "<img src=evil.png><b>A&B<u>"
LABELS = (EVIL, "<h1>big", "a & b", "x" * 200, "&lt;i&gt;")


@pytest.fixture(autouse=True)
def a_picture_to_load(tmp_path, monkeypatch):
    """Where EVIL finds its picture; whatever shows it has a magenta square."""
    cv2.imwrite(str(tmp_path / "evil.png"), np.full((40, 40, 3), MAGENTA[::-1], np.uint8))
    monkeypatch.chdir(tmp_path)


def seen(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(4)  # 32 bits a pixel
    pixels = np.frombuffer(image.constBits().asstring(image.byteCount()), np.uint8)
    return pixels.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), 2::-1]


def plain(text: str) -> str:
    """What a tool tip of this text shows."""
    document = QTextDocument()
    document.setHtml(text) if Qt.mightBeRichText(text) else document.setPlainText(text)
    return document.toPlainText()


def check(widget: QWidget) -> None:
    """Nothing of the widget, nor of what is in it, takes a name for markup."""
    assert not (seen(widget) == MAGENTA).all(axis=2).any()
    for part in [widget, *widget.findChildren(QWidget)]:
        assert "\ufffc" not in plain(part.toolTip()), "a picture"
        assert "<" not in part.toolTip() or "<" in plain(part.toolTip())
        if isinstance(part, QLabel) and "<img" in part.text():
            assert part.textFormat() == Qt.PlainText


@pytest.fixture
def evil(window, monkeypatch):
    """The window on a file, with a model and labels, of such names."""
    monkeypatch.setattr(FakeSession, "model", ModelSpec(name=EVIL, labels=LABELS))
    window.open_source(f"/nowhere/{EVIL}.mp4")
    window.session.show()
    window.session.move(State.PLAYING)
    for label in LABELS:
        window.session.predict(label, 0.9)
    return window


def test_the_window_shows_names_as_they_are(evil, qtbot):
    evil.view.toggle_statistics()
    evil.replay.panel.begin(LABELS, theme.label_colours(LABELS))
    evil.replay.panel.show_segments([Segment(0.0, 1.0, label, 0.9) for label in LABELS], True, True)
    evil.replay.panel.show()
    evil.picture_stack.show_toast(EVIL)
    qtbot.wait(50)
    check(evil)
    assert evil.transport_bar.source.toolTip() and plain(evil.transport_bar.source.toolTip()) == f"{EVIL}.mp4"
    assert plain(evil.panel.figures.values["model"].toolTip()) == EVIL
    assert evil.picture_stack.statistics.values["Model"].text() == EVIL
    assert evil.width() == 1280 and evil.picture_stack.card.width() < 700 and evil.replay.panel.label.width() < 372
    evil.session.move(State.FAILED, f"Nothing in {EVIL}.\n<i>Line")
    check(evil)
    assert EVIL in evil.picture_stack.message.text.text()


def test_an_error_of_the_scan_is_text_in_its_tool_tip(evil):
    evil.replay.document.scan = StoredScan(error=f"Received {EVIL}: damaged.")
    evil.replay.document.scanned.emit()
    assert plain(evil.transport_bar.scan.toolTip()) == f"Received {EVIL}: damaged."


def test_a_tool_tip_on_the_screen_is_text(evil, qtbot):
    QToolTip.showText(QPoint(10, 10), evil.transport_bar.source.toolTip(), evil)
    tips = [one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel") and one.isVisible()]
    assert tips and not (seen(tips[0]) == MAGENTA).all(axis=2).any()
    QToolTip.hideText()


def entries(menu: QMenu) -> dict[str, str]:
    """What the menu's entries show, and their tool tips."""
    return {
        action.text().replace("&&", "\0").replace("&", "").replace("\0", "&"): plain(action.toolTip())
        for action in menu.actions()
        if not action.isSeparator()
    }


def test_menus_show_names_as_they_are(evil, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(segment_panel.QMenu, "exec_", lambda menu, where: opened.append(menu))
    folder = tmp_path / "model"
    folder.mkdir()
    ModelSpec(name=EVIL, labels=("<b>x", "y&z\tw")).write(folder)
    monkeypatch.setattr(model_menu, "known_models", lambda: [folder])
    monkeypatch.setattr(source_menu, "list_cameras", lambda: [(0, EVIL), (1, "Tab\tand\nline")])
    remember_source(f"/nowhere/{EVIL}.mp4")
    models, sources = evil.models.menu(), SourceMenu(lambda source: None, lambda: None, evil)
    labels = evil.replay.panel
    labels.begin(LABELS, theme.label_colours(LABELS))
    labels.relabel.setEnabled(True)
    labels.relabel.click()
    for menu in (models, sources, *opened):
        check(menu)
    shown = entries(models)
    assert next(text for text in shown if EVIL in text) and r"<b>x, Y&z w" in shown[next(iter(shown))]
    shown = entries(sources)
    assert shown[f"{EVIL} (0)"] == f"{EVIL} (0)" and f"{EVIL}.mp4" in shown and "Tab and line (1)" in shown
    assert shown[f"{EVIL}.mp4"].endswith(f"{EVIL}.mp4")
    assert {EVIL, "A & b"} <= {(text[:1].upper() + text[1:]).split("\t")[0] for text in entries(*opened)}


def test_dialogs_show_names_as_they_are(evil, qtbot, monkeypatch, tmp_path):
    dialog = ReelDialog(LABELS, evil)
    qtbot.addWidget(dialog)
    dialog.show()
    check(dialog)
    assert dialog.boxes["a & b"].text() == "A && b" and dialog.width() < 1280
    asked = []
    monkeypatch.setattr(QMessageBox, "question", lambda parent, title, text, buttons: asked.append(text))
    path = tmp_path / f"{EVIL}.txt"
    path.write_text("x")
    monkeypatch.setattr("app.window.dialogs.QFileDialog.getSaveFileName", lambda *a, **k: (str(path), "any"))
    choose_file(evil, "Save", Path("x"), ("any",), lambda typed, kind: (typed, lambda there: True), ())
    assert plain(asked[0]) == f"{EVIL}.txt is there already, by this program. Replace it?"
