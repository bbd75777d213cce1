"""Single widgets: bars, history, transport, theme, help."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtCore import QRect, Qt

from app.frames import Decision, Frame
from app.live.session import State
from app.settings import load_settings
from app.settings_model import SettingsModel
from app.shortcuts import SHORTCUTS
from app.window import theme
from app.window.bars import ProbabilityBars
from app.window.help_sheet import HelpSheet
from app.window.history import SECONDS, HistoryStrip
from app.window.label_pacing import LabelPacing
from app.window.overlay import LabelCard
from app.window.picture_stack import PictureStack
from app.window.plain import Label
from app.window.side_panel import SidePanel
from app.window.sound_control import SoundButtons, SoundControl
from app.window.transport_bar import TransportBar, clock
from app.window.video_view import VideoView, fitted
from app.window.wording import for_people, parse_clock
from tests.window.pixels import count, picture

LABELS = ("chop", "others", "gun", "chests", "shooting")


@pytest.fixture
def bars(qtbot):
    widget = ProbabilityBars()
    qtbot.addWidget(widget)
    widget.set_labels(LABELS, theme.label_colours(LABELS))
    widget.resize(300, widget.sizeHint().height())
    widget.show()
    return widget


def test_bars_are_as_long_as_their_probabilities_and_in_order(bars):
    bars.show_probabilities(np.array([0.5, 0.25, 0.15, 0.1, 0.0]), "chop")
    bars.finish()
    pixels = picture(bars)
    lengths = []
    for row, label in enumerate(LABELS):
        area = bars.row_rect(row)
        band = pixels[round(area.top()) : round(area.bottom())]
        lengths.append(count(band, theme.LABEL_COLOURS[label]) / 8)  # a bar is 8 pixels high
    assert lengths == pytest.approx([138, 69, 41, 28, 0], abs=4)


def test_bars_move_there_smoothly(bars, qtbot):
    bars.show_probabilities(np.array([0.4, 0.3, 0.3, 0, 0]), "chop")
    bars.show_probabilities(np.array([1.0, 0, 0, 0, 0]), "chop")
    assert bars.shown[0] < 1.0
    qtbot.waitUntil(lambda: bars.shown == bars.targets)


def test_bars_refuse_another_number_of_labels(bars):
    with pytest.raises(ValueError, match="Received 2 probabilities for 5 labels"):
        bars.show_probabilities(np.array([0.5, 0.5]), "chop")


def test_the_longest_bar_is_the_emphasised_one_on_the_way_too(bars, qtbot):
    bars.show_probabilities(np.array([0.9, 0.1, 0, 0, 0]), "chop")
    bars.show_probabilities(np.array([0.45, 0.55, 0, 0, 0]), "others")
    assert max(bars.shown) == bars.shown[LABELS.index(bars.current)]


def test_figures_rest_but_a_new_label_shows_at_once(qtbot):
    pacing, shown = LabelPacing(), []
    pacing.shown.connect(lambda decision: shown.append((decision.label, decision.confidence)))

    def take(label, confidence):
        pacing.take(Decision(label, confidence, 0.0, np.zeros(5)))

    take("chop", 0.5)
    take("chop", 0.9)
    assert shown == [("chop", 0.5)]
    take("gun", 0.7)
    assert shown[1:] == [("gun", 0.7)]
    take("gun", 0.75)
    take("gun", 0.8)
    qtbot.waitUntil(lambda: shown[2:] == [("gun", 0.8)])
    take("gun", 0.9)
    pacing.reset()
    qtbot.wait(300)
    assert len(shown) == 3


def test_history_joins_neighbours_and_forgets_what_is_old(qtbot):
    strip = HistoryStrip()
    qtbot.addWidget(strip)
    strip.set_colours(theme.LABEL_COLOURS)
    for tenth in range(1500):
        strip.add(tenth / 10, "chop" if tenth < 1000 else "gun")
    (chop, gun) = strip.runs
    assert chop[2] == "chop" and gun == (pytest.approx(100), pytest.approx(149.9), "gun")
    strip.add(149.9 + SECONDS + 1, "chests")
    assert [label for _, _, label in strip.runs] == ["chests"]
    strip.resize(240, 22)
    strip.add(149.9 + SECONDS + 1.9, "chests")
    assert count(picture(strip), theme.LABEL_COLOURS["chests"]) > 20


def test_colours_are_the_label_s_own_and_user_labels_take_turns():
    colours = theme.label_colours(("gun", "dance", "swim", "run", "climb"))
    assert colours["gun"] == "#56B4E9" and len(set(colours.values())) == 5
    assert theme.title_of("open_chest") == "Open chest"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (75.9, "1:15"), (3723, "1:02:03"), (-1, "0:00")])
def test_clock(seconds, text):
    assert clock(seconds) == text


def test_transport_says_state_and_position(qtbot):
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.show_state(State.PLAYING, live=True)
    assert "Live" in bar.state.text()
    bar.show_position(5.0, 20.0, live=False)
    assert bar.time.text() == "0:05 / 0:20" and bar.bar.position == 5.0 and bar.bar.duration == 20.0
    bar.show_position(5.0, None, live=True)
    assert bar.time.text() == "0:05"
    bar.show_position(5.256, 20.0, live=False, frame=131)
    assert bar.time.text() == "0:05.26 (frame 131) / 0:20"


def test_fit_keeps_the_shape():
    assert fitted(1280, 720, QRect(0, 0, 640, 640)) == QRect(0, 140, 640, 360)
    assert fitted(100, 400, QRect(0, 0, 800, 400)) == QRect(350, 0, 100, 400)
    assert fitted(10_000, 1, QRect(0, 0, 100, 100)).height() == 1


@pytest.mark.parametrize("size", [(33, 17), (720, 1280), (1, 400)])
def test_frames_of_any_size_are_shown(qtbot, size):
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(321, 243)
    view.show()
    view.show_frame(Frame(0, 0.0, np.full((*size, 3), (0, 255, 0), np.uint8), 0.0))
    assert count(picture(view), "#00FF00") > 100


def test_a_picture_that_stands_still_is_painted_once(qtbot):
    class Counted(VideoView):
        painted = 0

        def paintEvent(self, event):
            super().paintEvent(event)
            self.painted += 1

    view, image = Counted(), np.full((90, 160, 3), (0, 255, 0), np.uint8)
    qtbot.addWidget(view)
    view.resize(320, 240)
    view.show()
    view.show_frame(Frame(0, 0.0, image, 0.0))
    qtbot.waitUntil(lambda: view.frames_painted == 1)
    painted = view.painted
    for number in range(1, 5):
        assert view.show_frame(Frame(number, number / 10, image, number / 10))
        qtbot.wait(5)
    assert view.painted == painted and view.frames_painted == 5, "it is on the screen all the time"
    view.show_frame(Frame(5, 0.5, np.full_like(image, (0, 0, 255)), 0.5))
    qtbot.waitUntil(lambda: view.painted > painted)
    assert count(picture(view), "#FF0000") > 100


def test_a_chip_that_has_gone_moves_nothing(qtbot):
    class Counted(PictureStack):
        placed = 0

        def place(self):
            super().place()
            self.placed += 1

    stack = Counted([], lambda label: None)
    qtbot.addWidget(stack)
    stack.show_chip("Warming up 7/7", 1.0)
    stack.show_chip("")
    placed = stack.placed
    for _ in range(5):
        stack.show_chip("")
    assert stack.placed == placed


@pytest.mark.parametrize("labels", [("chests", "chop", "others"), ("a", "reload")])
def test_a_label_that_is_doubted_is_not_cut_off(qtbot, labels):
    card = LabelCard()
    qtbot.addWidget(card)
    card.set_labels(labels)

    def name_ends_at(sure: bool) -> int:
        """The last column in which the name is painted: above the bar, left of the figure."""
        card.show_decision(max(labels, key=len), 0.21, theme.MUTED, sure)
        lines = picture(card)[16:52, 26:].astype(int)
        bright = (lines.max(axis=2) > 110).any(axis=0)
        gap = next(n for n in range(40, len(bright)) if not bright[n : n + 22].any())
        return 26 + gap

    assert name_ends_at(sure=False) > name_ends_at(sure=True) + 3, "the name whole, and the question mark behind it"


def test_help_names_every_key(qtbot):
    sheet = HelpSheet()
    qtbot.addWidget(sheet)
    sheet.toggle()
    assert sheet.isVisible() and "Space" in sheet.accessibleName()
    shown = {label.text() for label in sheet.findChildren(Label)}
    assert all(row.caps in shown and row.what in shown for row in SHORTCUTS)
    sheet.toggle()
    assert not sheet.isVisible()


@pytest.mark.parametrize(
    ("name", "whole"), [("mobilenet_lstm_256", True), ("a_model_of_somebody_who_likes_names", False)]
)
def test_a_models_name_is_not_cut_off(qtbot, qapp, name, whole):
    theme.apply_theme(qapp)
    panel = SidePanel()
    qtbot.addWidget(panel)
    panel.resize(panel.width(), 700)
    panel.show()
    panel.figures.show_model(name)
    value = panel.figures.values["model"]
    panel.grab()  # laid out
    assert (value.text() == name) is whole and value.toolTip() == name
    assert value.fontMetrics().horizontalAdvance(value.text()) <= value.width()
    assert value.mapTo(panel, value.rect().bottomRight()).x() < panel.width()


class Recording:
    """A ``Sound`` whose file is heard, or has no device."""

    def __init__(self):
        self.audible, self.volume, self.muted, self.trouble, self.closed = True, 1.0, False, "", False

    def close(self):
        self.closed = True


def test_the_speaker_mutes_and_says_where_there_is_no_device(qtbot, own_settings):
    sound, buttons, settings = Recording(), SoundButtons(), SettingsModel()
    qtbot.addWidget(buttons)
    control = SoundControl(sound, buttons, settings, buttons)
    assert not buttons.isHidden() and buttons.button.accessibleName() == "Mute"
    heard = buttons.button.icon().pixmap(18, 18).toImage()
    qtbot.mouseClick(buttons.button, Qt.LeftButton)
    assert sound.muted and buttons.button.accessibleName() == "Be heard again" and load_settings().sound == "off"
    assert buttons.button.icon().pixmap(18, 18).toImage() != heard
    buttons.slider.setValue(40)
    assert sound.volume == 0.4 and not sound.muted  # who asks for a volume wants to hear it
    control.louder(1)
    assert sound.volume == 0.5 and buttons.slider.value() == 50
    sound.trouble = "No sound: there is no sound device"
    control.look()
    assert not buttons.button.isEnabled() and "no sound device" in buttons.button.toolTip()
    sound.audible = False
    control.look()
    assert buttons.isHidden()
    control.close()
    assert sound.closed and (load_settings().volume, load_settings().sound) == (0.5, "on")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Received camera 0: there is no such camera; connect it.", "There is no such camera; connect it."),
        ("Received rtsp://cam/1: nothing answered.", "Nothing answered."),
        ("Received no picture from camera 0: expected one; open it again.",
         "No picture from camera 0: expected one; open it again."),
        ("Saved clip.mp4", "Saved clip.mp4"),
    ],
)  # fmt: skip
def test_errors_are_said_without_what_everybody_sees(sentence, said):
    assert for_people(sentence) == said


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("75", 75.0), ("1:15", 75.0), ("1:15.25", 75.25), ("1:02:03", 3723.0), (" 0:07,5 ", 7.5), ("90:00", 5400.0),
     ("1:75", None), ("", None), ("soon", None), ("-3", None), ("1:2:3:4", None), ("1:60:00", None)],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text, seconds):
    assert parse_clock(text) == seconds
