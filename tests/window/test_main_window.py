"""The window as a person meets it: label, bars, messages, pause, keys."""

from __future__ import annotations

import json
import threading

import pytest
from PyQt5.QtCore import QMimeData, QPoint, QRect, Qt, QUrl
from PyQt5.QtGui import QDropEvent, QFont, QFontMetrics

from app.live.session import State
from app.settings import DEMO_CLIP, load_settings
from app.shortcuts import SHORTCUTS
from app.window import theme
from app.window.actions import actions_of
from app.window.buttons import Button
from app.window.plain import Label
from app.window.theme import LABEL_COLOURS
from model.outputs import Outputs
from tests.window.pixels import count, picture


def play(window, qtbot):
    """Let the fake session play a grey picture."""
    window.session.show()
    window.session.move(State.PLAYING)
    qtbot.waitUntil(lambda: window.picture_stack.frames_painted > 0)


def test_the_label_and_its_colour_are_on_the_picture(window, qtbot):
    play(window, qtbot)
    assert count(picture(window.picture_stack), LABEL_COLOURS["shooting"]) == 0
    window.session.predict("shooting", 0.87)
    card = window.picture_stack.card
    assert (card.label, card.percent) == ("shooting", 87)
    assert window.picture_stack.picture.contains(card.geometry())
    assert count(picture(window.picture_stack), LABEL_COLOURS["shooting"]) > 300
    assert "Shooting" in card.accessibleName() and "87" in card.accessibleDescription()
    assert window.measurement.labels_seen == ["shooting"] and window.measurement.first_label_s > 0


def test_a_line_tells_of_an_unfamiliar_picture_and_opens_teach(window, qtbot):
    play(window, qtbot)
    line = window.picture_stack.unfamiliar
    window.session.predict("gun", 0.9)
    assert not line.isVisible()
    window.session.predict("chop", 0.9, familiar=False)
    assert line.isVisible() and line.text() == "Unfamiliar picture: teach it?"
    assert window.picture_stack.picture.contains(line.geometry())
    assert not line.geometry().intersects(window.picture_stack.card.geometry())
    window.resize(420, 400)
    qtbot.waitUntil(lambda: window.picture_stack.width() < 430)
    assert not line.geometry().intersects(window.picture_stack.card.geometry())
    qtbot.mouseClick(line, Qt.LeftButton)
    assert window.teach.panel.isVisible()
    window.session.predict("gun", 0.9, familiar=False)
    assert not line.isVisible(), "who teaches already needs no line"
    window.teach.toggle_panel()
    window.session.predict("chests", 0.9, familiar=False)
    window.session.predict("gun", 0.9)
    assert not line.isVisible()


def test_a_line_tells_how_the_pictures_differ_from_those_that_were_learned_from(window, qtbot):
    play(window, qtbot)
    line, picture_stack = window.picture_stack.differs, window.picture_stack
    window.session.predict("chop", 0.9, familiar=False)
    assert not line.isVisible()
    window.session.differs = ("640 × 480 pixels, not 1280 × 720", "15 pictures a second, not 60", "darker")
    qtbot.waitUntil(line.isVisible)
    assert (
        line.text
        == "Unlike what it learned from: 640 × 480 pixels, not 1280 × 720; 15 pictures a second, not 60; darker"
    )
    for size in ((1280, 800), (420, 400)):
        window.resize(*size)
        qtbot.waitUntil(lambda width=size[0]: window.picture_stack.width() <= width + 10)
        picture_stack.place()
        assert picture_stack.rect().contains(line.geometry())
        assert not any(
            line.geometry().intersects(one.geometry()) for one in (picture_stack.card, picture_stack.unfamiliar)
        )
    window.session.differs = ()
    qtbot.waitUntil(lambda: not line.isVisible())


def test_the_bars_show_all_probabilities(window, qtbot):
    play(window, qtbot)
    window.session.predict("gun", 0.6)
    bars = window.panel.bars
    assert bars.labels == window.session.spec.labels and bars.current == "gun"
    assert bars.targets == pytest.approx((0.1, 0.1, 0.6, 0.1, 0.1), abs=1e-6)
    assert window.panel.history.runs[-1][2] == "gun"


def test_label_and_bars_always_show_the_same_decision(window, qtbot):
    play(window, qtbot)
    bars, card = window.panel.bars, window.picture_stack.card
    for label, confidence in (("gun", 0.6), ("gun", 0.9), ("chop", 0.5), ("chop", 0.7)):
        window.session.predict(label, confidence)
        row = bars.labels.index(label)
        assert bars.current == card.label == label and window.panel.history.runs[-1][2] == label
        assert bars.percents[row] == card.percent and max(bars.shown) == bars.shown[row]
    qtbot.waitUntil(lambda: card.percent == 70)
    assert bars.percents[row] == 70


def test_predictions_from_another_thread_arrive(window, qtbot):
    play(window, qtbot)
    threading.Thread(target=window.session.predict, args=("chop", 0.9)).start()
    qtbot.waitUntil(lambda: window.picture_stack.card.label == "chop")


def test_warming_up_until_the_first_prediction_and_after_a_jump(window, qtbot):
    play(window, qtbot)
    window.session.warm = (3, 7)
    qtbot.waitUntil(lambda: window.picture_stack.chip.text == "Warming up 3/7")
    window.session.predict("others", 0.5)
    qtbot.waitUntil(lambda: not window.picture_stack.chip.isVisible())
    window.session.warm = (1, 7)
    qtbot.waitUntil(lambda: window.picture_stack.chip.text == "Warming up 1/7")
    assert not window.picture_stack.card.isVisible()
    assert window.panel.bars.current == "" and not any(window.panel.bars.targets)


def test_a_failure_is_a_plain_message_with_what_to_do(window, qtbot):
    window.open_source("0")
    window.session.move(State.FAILED, "Received camera 0: no such camera.")
    message = window.picture_stack.message
    assert message.isVisible() and message.text.text() == "No such camera."
    shown = [button.text() for button in message.buttons if button.isVisible()]
    assert shown == ["Open video…", "Use camera", "Play the demo"]
    assert window.picture_stack.rect().contains(message.geometry())
    for widget in (*(b for b in message.buttons if b.isVisible()), message.text):
        assert widget.height() >= widget.sizeHint().height() or widget is message.text
        assert message.rect().contains(widget.geometry())
    qtbot.mouseClick(message.buttons[2], Qt.LeftButton)
    assert window.source == str(DEMO_CLIP) and window.session.loop
    assert not message.isVisible()


def test_a_failed_video_can_be_tried_again(window, qtbot):
    window.session.move(State.FAILED, "Received clip.mp4: no video.")
    failed = window.session
    qtbot.mouseClick(window.picture_stack.message.buttons[3], Qt.LeftButton)
    assert window.session is not failed and window.source == "clip.mp4"
    qtbot.waitUntil(lambda: "stop" in failed.calls)


def test_nothing_of_a_dropped_session_arrives(window, qtbot):
    old = window.session
    window.open_source("other.mp4")
    old.move(State.FAILED, "too late")
    old.predict("gun", 0.9)
    assert not window.picture_stack.message.isVisible() and window.picture_stack.card.label == ""


@pytest.mark.parametrize("how", ["space", "button"])
def test_pause_and_on(window, qtbot, how):
    def press():
        if how == "space":
            window.shortcuts["pause"][0].activated.emit()
        else:
            qtbot.mouseClick(window.transport_bar.button, Qt.LeftButton)

    play(window, qtbot)
    press()
    assert window.session.calls[-1] == "pause"
    assert window.picture_stack.chip.text == "PAUSED" and "Paused" in window.transport_bar.state.text()
    press()
    assert window.session.calls[-1] == "resume" and window.picture_stack.chip.text != "PAUSED"


def test_what_is_decided_elsewhere_says_nothing_of_a_still_picture(window, qtbot):
    session, card = window.session, window.picture_stack.card
    session.move(State.PLAYING)
    session.predict("gun", 0.9, time=1.0)
    session.move(State.PAUSED)
    session.position = 5.0
    qtbot.waitUntil(lambda: card.label == "")
    session.predict("gun", 0.9, time=1.0)  # it was on its way
    qtbot.waitUntil(lambda: "classify 5.0" in session.calls)
    assert card.label == ""
    session.predict("chop", 0.8, time=4.95)
    assert card.label == "chop"
    qtbot.wait(150)
    assert card.label == "chop" and session.calls.count("classify 5.0") == 1, "it is asked once"
    session.position = 1.0
    qtbot.waitUntil(lambda: card.label == "")
    assert session.calls[-1] == "classify 1.0"


@pytest.mark.parametrize("trouble", [State.STALLED, State.RECONNECTING])
def test_a_lost_source_is_dimmed_says_for_how_long_and_shows_no_label(window, qtbot, tmp_path, trouble):
    now = [100.0]
    window.player.clock = lambda: now[0]
    events = tmp_path / "events.jsonl"
    window.record_control.recordings.open_events(str(events), Outputs())
    window.open_source("0")
    window.session.live = True
    play(window, qtbot)
    window.session.show((200, 200, 200), index=1)
    window.session.predict("gun", 0.9)
    qtbot.waitUntil(lambda: window.picture_stack.frames_painted > 1)
    bright = picture(window.picture_stack).mean()
    window.session.move(trouble, "The source has gone silent.")
    now[0] += 75
    qtbot.waitUntil(lambda: "1:15" in window.picture_stack.chip.text)
    assert not window.picture_stack.card.isVisible() and not any(window.panel.bars.targets)
    qtbot.waitUntil(lambda: picture(window.picture_stack).mean() < 0.6 * bright)
    window.session.predict("gun", 0.9)  # of frames that came before
    assert not window.picture_stack.card.isVisible()
    window.session.move(State.PLAYING)
    window.session.predict("chop", 0.9)
    assert window.picture_stack.card.label == "chop" and picture(window.picture_stack).mean() > 0.8 * bright
    window.record_control.recordings.close()
    told = [json.loads(line) for line in events.read_text().splitlines()]
    assert [(one["event"], one["label"]) for one in told] == [("begin", "gun"), ("lost", ""), ("begin", "chop")]


def test_an_ended_video_plays_again(window, qtbot):
    play(window, qtbot)
    window.session.move(State.ENDED)
    ended = window.session
    qtbot.mouseClick(window.transport_bar.button, Qt.LeftButton)
    assert window.session is not ended and window.session.calls == ["start"]


def test_the_same_frame_is_painted_once(window, qtbot):
    play(window, qtbot)
    painted = window.picture_stack.frames_painted
    qtbot.wait(120)
    assert window.picture_stack.frames_painted == painted
    window.session.show((0, 0, 255), index=1)
    qtbot.waitUntil(lambda: window.picture_stack.frames_painted == painted + 1)
    assert count(picture(window.picture_stack), "#FF0000") > 100_000


def test_a_small_window_keeps_everything_inside(window, qtbot):
    play(window, qtbot)
    window.session.predict("chests", 1.0)
    window.resize(480, 360)
    qtbot.waitUntil(lambda: window.picture_stack.width() == 480)
    assert window.header.minimumSizeHint().width() <= 480
    assert not window.panel.isVisible()
    assert window.picture_stack.rect().contains(window.picture_stack.card.geometry())
    window.toggle_panel()
    assert window.panel.isVisible()


def test_a_dropped_file_is_opened(window):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/videos/dropped.mp4")])
    window.opening.eventFilter(window, QDropEvent(QPoint(5, 5), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier))
    assert window.source.endswith("dropped.mp4")


def test_what_played_is_remembered_and_the_demo_leaves_it_so(window, qtbot):
    window.open_demo()
    window.session.move(State.PLAYING)
    assert load_settings().last_source == ""
    window.open_source("clip.mp4")
    play(window, qtbot)
    assert load_settings().last_source.endswith("clip.mp4")
    window.open_demo()
    window.session.move(State.PLAYING)
    assert load_settings().last_source.endswith("clip.mp4")


def test_closing_stops_the_session(window, qtbot):
    session = window.session
    window.close()
    assert session.calls[-1] == "stop"
    assert load_settings().window_geometry


def test_buttons_have_names_for_screen_readers(window):
    from app.window.buttons import Button

    assert all(button.accessibleName() for button in window.findChildren(Button))


def test_what_happens_to_the_engine_is_said(window, qtbot):
    window.session.notice("The GPU's process was lost; the CPU classifies until it is back.")
    qtbot.waitUntil(lambda: window.picture_stack.toast.isVisible())
    assert "the CPU classifies" in window.picture_stack.toast.text


def test_every_key_of_the_table_does_something(window):
    actions = {name for row in SHORTCUTS for name in row.actions}
    assert set(actions_of(window)) == actions == set(window.shortcuts)
    keys = [shortcut.key().toString() for shortcuts in window.shortcuts.values() for shortcut in shortcuts]
    assert all(keys) and len(set(keys)) == len(keys)
    window.shortcuts["camera"][0].activated.emit()
    assert window.source == "0"


@pytest.mark.parametrize("size", [(480, 360), (800, 480), (1280, 800)])
def test_the_sheet_of_keys_keeps_inside_the_picture(window, qtbot, size):
    play(window, qtbot)
    window.resize(*size)
    qtbot.waitUntil(lambda: window.picture_stack.width() >= min(480, size[0]))
    window.picture_stack.help.toggle()
    window.picture_stack.place()
    sheet = window.picture_stack.help
    assert window.picture_stack.rect().contains(sheet.geometry())
    shown = [label for label in sheet.findChildren(Label) if label.text() in {row.what for row in SHORTCUTS}]
    assert len(shown) == len(SHORTCUTS)
    for label in shown:  # to the side nothing is cut off: what has no room below is scrolled to
        right = label.mapTo(sheet, label.rect().bottomRight()).x()
        assert 0 < right < sheet.width() and label.height() >= label.heightForWidth(label.width())
    assert sheet.rect().contains(sheet.close_button.geometry())


@pytest.mark.parametrize("size", [(800, 480), (1366, 728), (800, 500)])
def test_the_list_of_segments_is_whole_at_every_size(window, qtbot, size):
    window.session.seekable = True
    play(window, qtbot)
    window.resize(*size)
    window.replay.panel.show_comparison("labels.csv", 0.8, 0.7)
    window.replay.toggle_panel()
    panel = window.replay.panel
    qtbot.waitUntil(lambda: window.height() == size[1] and panel.isVisible() and panel.height() > 100)
    qtbot.waitUntil(lambda: panel.table.viewport().height() >= 2 * 26)  # two rows at least
    for button in panel.findChildren(Button):
        if button.isVisible():
            assert button.height() >= button.minimumSizeHint().height(), button.text()
            assert panel.rect().contains(QRect(button.mapTo(panel, QPoint()), button.size())), button.text()
    bar = window.transport_bar
    assert window.rect().contains(QRect(bar.mapTo(window, QPoint()), bar.size()))
    assert bar.rect().contains(QRect(bar.segments.mapTo(bar, QPoint()), bar.segments.size()))


def test_a_message_is_whole_when_the_view_gets_narrower(window, qtbot):
    window.session.move(State.FAILED, "Received clip.mp4: " + "this is long and says what to do about it " * 3)
    window.resize(800, 600)
    text = window.picture_stack.message.text
    qtbot.waitUntil(lambda: window.picture_stack.width() <= 800 and text.width() < 520)
    assert (
        text.height()
        >= text.fontMetrics().boundingRect(QRect(0, 0, text.width(), 9999), Qt.TextWordWrap, text.text()).height()
    )


def test_a_toast_breaks_between_words(window, qtbot):
    window.resize(480, 400)
    qtbot.waitUntil(lambda: window.picture_stack.width() == 480)
    toast = window.picture_stack.toast
    window.picture_stack.show_toast("The program watches itself: move it aside, or have the label alone", "Label alone")
    metrics = QFontMetrics(theme.font(13, QFont.DemiBold))
    room = toast.width() - 34 - toast.button.sizeHint().width()
    wrapped = metrics.boundingRect(QRect(0, 0, room, 4000), Qt.TextWordWrap, toast.text)
    assert toast.height() >= wrapped.height() + 14 and window.picture_stack.rect().contains(toast.geometry())
