"""Teaching in the window: what a person marks, sees and gets, by keys and mouse."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt5.QtGui import QDropEvent, QKeyEvent, QMouseEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QInputDialog, QLabel, QMessageBox

import app.window  # noqa: F401
from app.live.session import State
from app.settings import DEMO_CLIP, load_settings
from app.teach.counts import Count
from app.teach.project import TeachingProject
from app.window import theme
from app.window.teaching.new_project import NewProjectDialog
from app.window.wording import for_people
from model.datasets.project_file import read_project
from model.datasets.read import read_labels
from model.registry import DEFAULT_MODEL, find_model
from model.teaching.tuning_plan import minutes_for
from tests.app.teach.reports import report
from tests.conftest import write_video

FAKE = Path(__file__).parents[1] / "app" / "teach" / "fake_process.py"


@pytest.fixture
def video(tmp_path):
    (tmp_path / "videos").mkdir()
    return write_video(tmp_path / "videos" / "one.mp4", 10.0, fps=10)


@pytest.fixture
def teach(window, video, tmp_path):
    """The panel is open on a project with reload, vault and others, and ``one.mp4`` plays; it lasts ten seconds."""
    window.open_source(str(video))
    window.session.seekable = True
    window.session.move(State.PLAYING)
    window.teach.project.take(
        TeachingProject.create(tmp_path / "game", "My game", ("reload", "vault"), **window.teach.project.told)
    )
    window.teach.toggle_panel()
    window.transport_bar.show_position(0.0, 10.0, False)
    yield window.teach
    theme.choose_colours({})


def on_disk(teach, name: str = "one") -> list[tuple[float, float, str]]:
    """The marks in a video's label file, once all is written."""
    assert teach.project.now.finish()
    path = teach.project.now.folder / f"{name}.csv"
    return [(part.start, part.end, part.label) for part in read_labels(path)] if path.exists() else []


def hold(window, key, start: float, end: float) -> None:
    window.session.position = start
    QTest.keyPress(window.picture_stack, key)
    window.session.position = end
    QTest.keyRelease(window.picture_stack, key)


# ---- the panel


def test_the_panels_beside_the_picture_take_turns(window, teach):
    assert teach.panel.isVisible() and not window.panel.isVisible()
    window.replay.document.source = window.player.source  # as after a scan
    window.replay.toggle_panel()
    assert window.replay.panel.isVisible() and not teach.panel.isVisible() and not teach.active
    QTest.keyClick(window.picture_stack, Qt.Key_T, Qt.ShiftModifier)
    assert teach.panel.isVisible() and not window.replay.panel.isVisible()
    window.header.teach.click()
    assert window.panel.isVisible() and not teach.panel.isVisible()
    window.toggle_panel()
    assert window.view.beside is None
    window.header.teach.click()
    window.resize(700, 500)  # too narrow for a side panel, but this one was asked for
    assert teach.panel.isVisible()


def test_a_new_project_is_made_or_the_dialog_says_why_not(window, qtbot, tmp_path):
    dialog = NewProjectDialog(window, tmp_path / "projects")
    qtbot.addWidget(dialog)
    dialog.name.setText("A/B: my game")
    dialog.labels.setText(" , others")
    dialog.accept()
    assert "no label" in dialog.wrong.text() and dialog.made is None and not (tmp_path / "projects").exists()
    dialog.labels.setText("reload; vault , reload")
    dialog.accept()
    assert dialog.made.folder == dialog.folder == tmp_path / "projects" / "A_B_ my game"
    assert read_project(dialog.made.folder).label_names == ("reload", "vault", "others")
    dialog.made.close()
    again = NewProjectDialog(window, tmp_path / "projects")
    qtbot.addWidget(again)
    again.name.setText("A/B: my game")
    again.labels.setText("reload")
    again.accept()
    assert "one already" in again.wrong.text()


def test_a_recent_project_is_opened_again_and_labelled_footage_becomes_one(window, teach, tmp_path, monkeypatch):
    folder = teach.project.now.folder
    teach.close_project()
    assert teach.panel.page is teach.panel.start and not teach.marker.bar.isVisible()
    teach.panel.start.recent_asked.emit(str(folder))
    assert teach.project.now.folder == folder and teach.panel.page is teach.panel.project
    footage = tmp_path / "footage"
    footage.mkdir()
    write_video(footage / "a.mp4", 1.0)
    (footage / "a.csv").write_text("start,end,label\n0,0.5,jump\n")
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: QMessageBox.Yes)
    teach.open(footage)
    assert [label.name for label in teach.project.now.labels] == ["jump", "others"]
    assert teach.project.now.counts["jump"].moments == 1
    teach.open(tmp_path / "videos")  # nothing is labelled there
    assert "o labelled video" in window.picture_stack.toast.text and teach.project.now.folder == footage


def test_the_example_is_copied_opened_and_played(window, teach, tmp_path, monkeypatch):
    teach.close_project()
    monkeypatch.setattr("app.window.teaching.teach.projects_folder", lambda: tmp_path / "projects")
    for name in ("Example", "Example-2"):
        teach.panel.start.example.click()
        assert teach.project.now.folder == tmp_path / "projects" / name
        assert window.source == str(tmp_path / "projects" / name / "house.mp4")
        window.session.move(State.PLAYING)
        assert teach.project.now.watched.name == "house" and len(teach.project.now.timeline) > 20
        counts = teach.project.now.counts
        assert set(counts) == {"chop", "chests", "others"} and all(one.videos == 2 for one in counts.values())
        teach.close_project()


# ---- marking


def test_a_digit_marks_as_long_as_it_is_held(window, teach):
    hold(window, Qt.Key_1, 2.0, 3.5)
    assert on_disk(teach) == [(2.0, 3.5, "reload")]
    row = teach.panel.project.labels.rows[0]
    assert row.missing.text() == "1 moment, wants 10" and row.count.text() == "1.5 s"
    bar = teach.marker.bar
    assert bar.isVisible()
    colour = teach.project.colours["reload"].lower()
    assert bar.grab().toImage().pixelColor(int(window.transport_bar.bar.x_of(2.7)), 12).name() == colour
    assert bar.grab().toImage().pixelColor(int(window.transport_bar.bar.x_of(5.0)), 12).name() == theme.SURFACE.lower()
    hold(window, Qt.Key_0, 5.0, 6.0)
    hold(window, Qt.Key_7, 7.0, 8.0)
    assert on_disk(teach) == [(2.0, 3.5, "reload"), (5.0, 6.0, "others")]
    assert "No label has the key 7" in window.picture_stack.toast.text


def test_a_key_that_repeats_itself_is_one_key(window, teach):
    window.session.position = 1.0
    QTest.keyPress(window.picture_stack, Qt.Key_1)
    for position in (1.5, 2.0):
        window.session.position = position
        for kind in (QEvent.KeyRelease, QEvent.KeyPress):
            event = QKeyEvent(kind, Qt.Key_1, Qt.NoModifier, "1", True)
            QApplication.sendEvent(window.picture_stack, event)
    assert on_disk(teach) == []
    window.session.position = 2.5
    QTest.keyRelease(window.picture_stack, Qt.Key_1)
    assert on_disk(teach) == [(1.0, 2.5, "reload")]


def test_a_held_key_ends_with_the_window_and_with_the_video(window, teach):
    window.session.position = 1.0
    QTest.keyPress(window.picture_stack, Qt.Key_1)
    window.session.position = 2.0
    window.isActiveWindow = lambda: False
    QApplication.sendEvent(window, QEvent(QEvent.ActivationChange))
    assert on_disk(teach) == [(1.0, 2.0, "reload")]
    window.session.position = 9.0
    QTest.keyPress(window.picture_stack, Qt.Key_2)
    window.session.position = 9.95
    window.session.move(State.ENDED)
    assert on_disk(teach)[-1] == (9.0, 9.95, "vault")


def test_start_and_end_and_then_a_digit(window, teach):
    window.session.position = 4.0
    QTest.keyClick(window.picture_stack, Qt.Key_I)
    window.session.position = 6.0
    QTest.keyClick(window.picture_stack, Qt.Key_O)
    assert teach.marker.bar.pending[:2] == (4.0, 6.0) and not window.picture_stack.statistics.isVisible()
    QTest.keyClick(window.picture_stack, Qt.Key_2)
    assert on_disk(teach) == [(4.0, 6.0, "vault")] and teach.marker.bar.pending is None
    QTest.keyClick(window.picture_stack, Qt.Key_I)
    QTest.keyClick(window.picture_stack, Qt.Key_Escape)
    assert teach.marker.bar.pending is None
    teach.toggle_panel()
    QTest.keyClick(window.picture_stack, Qt.Key_I)  # the panel is closed: what the key does else
    assert window.picture_stack.statistics.isVisible()


def test_a_mark_is_dragged_chosen_relabelled_deleted_and_all_is_taken_back(window, teach):
    hold(window, Qt.Key_1, 2.0, 4.0)
    bar, x_of = teach.marker.bar, window.transport_bar.bar.x_of
    QTest.mousePress(bar, Qt.LeftButton, pos=QPoint(round(x_of(4.0)), 12))
    for time in (5.5, 6.0):
        assert on_disk(teach) == [(2.0, 4.0, "reload")]
        place = QPoint(round(x_of(time)), 12)
        moved = QMouseEvent(QEvent.MouseMove, place, bar.mapToGlobal(place), Qt.NoButton, Qt.LeftButton, Qt.NoModifier)
        QApplication.sendEvent(bar, moved)
    QTest.mouseRelease(bar, Qt.LeftButton, pos=QPoint(round(x_of(6.0)), 12))
    ((start, end, label),) = on_disk(teach)
    assert (start, label) == (2.0, "reload") and end == pytest.approx(6.0, abs=10 / bar.width())
    window.session.move(State.PAUSED)
    QTest.mouseClick(bar, Qt.LeftButton, pos=QPoint(round(x_of(3.0)), 12))
    QTest.keyClick(window.picture_stack, Qt.Key_2)
    assert on_disk(teach)[0][2] == "vault"
    QTest.keyClick(window.picture_stack, Qt.Key_Delete)
    assert on_disk(teach) == []
    for expected in ([(2.0, end, "vault")], [(2.0, end, "reload")], [(2.0, 4.0, "reload")], []):
        QTest.keyClick(window.picture_stack, Qt.Key_Z, Qt.ControlModifier)
        assert on_disk(teach) == expected
    QTest.keyClick(window.picture_stack, Qt.Key_Z, Qt.ControlModifier)
    assert "Nothing to undo" in window.picture_stack.toast.text


def test_labels_are_renamed_merged_and_removed_in_every_file(window, teach, video, tmp_path, monkeypatch):
    hold(window, Qt.Key_1, 1.0, 2.0)
    window.open_source(str(write_video(tmp_path / "videos" / "two.mp4", 2.0)))
    window.session.move(State.PLAYING)
    hold(window, Qt.Key_1, 0.2, 1.0)
    labels = teach.panel.project.labels
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_options: ("swap mags", True))
    labels.rename_asked.emit("reload")
    assert on_disk(teach) == [(1.0, 2.0, "swap mags")] and on_disk(teach, "two") == [(0.2, 1.0, "swap mags")]
    assert read_project(teach.project.now.folder).label_names == ("swap mags", "vault", "others")
    labels.merge_asked.emit("swap mags", "vault")
    assert on_disk(teach, "two") == [(0.2, 1.0, "vault")] and len(labels.rows) == 2
    labels.remove_asked.emit("vault")
    assert on_disk(teach) == [] == on_disk(teach, "two")
    QTest.keyClick(window.picture_stack, Qt.Key_Z, Qt.ControlModifier)
    assert on_disk(teach) == [(1.0, 2.0, "vault")]
    labels.remove_asked.emit("others")
    assert "stays as it is" in window.picture_stack.toast.text
    menu = labels.menu("others")
    assert [action.text() for action in menu.actions() if not action.isEnabled()] == ["Rename…", "Merge into", "Remove"]


def test_a_label_file_beside_the_video_is_offered(window, teach, video):
    button = teach.panel.project.take
    assert not button.isVisible()
    video.with_suffix(".csv").write_text("start,end,label\n1,2,dance\n")
    window.open_source(str(video))
    window.session.move(State.PLAYING)
    assert button.isVisible() and "one.csv" in button.text()
    button.click()
    assert on_disk(teach) == [(1.0, 2.0, "dance")] and not button.isVisible()


def test_a_project_is_opened_by_dropping_it(window, teach, tmp_path):
    folder = teach.project.now.folder
    teach.close_project()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    source = window.source
    window.opening.eventFilter(window, QDropEvent(QPointF(50, 50), Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier))
    assert teach.project.now.folder == folder and window.source == source and teach.panel.isVisible()


def test_a_label_is_typed_and_its_digits_mark_nothing(window, teach):
    edit = teach.panel.project.new_label
    edit.setFocus()
    QTest.keyClicks(edit, "heal 2")
    QTest.keyClick(edit, Qt.Key_Return)
    assert [label.name for label in teach.project.now.labels] == ["reload", "vault", "heal 2", "others"]
    assert on_disk(teach) == [] and edit.text() == "" and window.picture_stack.hasFocus()
    edit.setText("reload")
    edit.returnPressed.emit()
    assert "one already" in window.picture_stack.toast.text


def test_the_projects_colours_are_the_windows(window, teach):
    teach.project.now.add_label("gun")
    window.session.predict("gun", 0.9)
    QApplication.processEvents()
    teach.project.now.recolour_label("gun", "#112233")
    assert theme.label_colours(("gun", "chop"))["gun"] == "#112233"
    bar = window.picture_stack.card.grab().toImage().pixelColor(14, 44)
    assert bar.name() == "#112233", "what is said already, too, though nothing new is said"
    teach.project.now.recolour_label("gun", "#E69F00")  # chop's own
    colours = theme.label_colours(("chop", "others", "gun", "chests", "shooting"))
    assert colours["gun"] == "#E69F00" and len(set(colours.values())) == 5
    window.session.predict("gun", 0.9)
    QApplication.processEvents()
    teach.close_project()
    assert theme.label_colours(("gun",))["gun"] != "#112233"


def test_a_digit_on_a_live_source_saves_what_just_happened(window, teach, qtbot):
    window.open_source("0")
    window.session.live = True
    window.session.move(State.PLAYING)
    for index in range(60):  # four seconds
        window.session.show((index, 90, 200), index)
        frame = window.session.frame
        window.session.watcher(type(frame)(index, index / 15, frame.image, index / 15))
        qtbot.wait(2)
    QTest.keyClick(window.picture_stack, Qt.Key_2)
    qtbot.waitUntil(lambda: "Saved" in window.picture_stack.toast.text, timeout=20_000)
    project = read_project_of(teach)
    assert [video.path for video in project.videos] == ["clips/vault.mp4"]
    ((start, end, label),) = on_disk(teach, "vault")
    assert (start, label) == (0.0, "vault") and end == pytest.approx(2.0, abs=0.2)
    assert teach.panel.project.labels.rows[1].missing.text() == "1 moment, wants 10"
    assert not teach.marker.bar.isVisible() and "last 2 seconds" in teach.panel.project.hint.text()


def read_project_of(teach):
    assert teach.project.now.finish()
    return read_project(teach.project.now.folder)


# ---- teaching


@pytest.fixture
def taught(teach, tmp_path, qtbot):
    """``taught(*lines)`` teaches by what a process says; waits for its end unless the last line is ``wait``."""
    (tmp_path / "model").mkdir()

    def run(*lines):
        script = tmp_path / "script"
        script.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines))
        teach.lessons.command = (sys.executable, str(FAKE), str(script))
        teach.panel.project.teach.click()
        if lines[-1] != "wait":
            qtbot.waitUntil(lambda: not teach.lessons.running, timeout=20_000)

    return run


def test_teaching_says_how_far_it_is_and_can_be_cancelled(window, teach, taught, qtbot):
    hold(window, Qt.Key_1, 2.0, 3.0)
    taught({"stage": "encoding", "done": 0.5, "left": 41.0, "text": "Looking at one"}, "wait")
    run = teach.panel.project.run
    qtbot.waitUntil(lambda: run.text.text() == "Looking at one", timeout=20_000)
    assert run.left.text() == "about 40 seconds left" and run.bar.share == 0.5 and run.isVisible()
    assert (teach.project.now.folder / "one.csv").exists()  # what is marked was written before it began
    run.cancel.click()
    qtbot.waitUntil(lambda: not teach.lessons.running, timeout=20_000)
    assert not run.isVisible() and teach.panel.project.teach.isVisible()
    taught({"error": "Received a project with one label: mark more."})
    assert run.text.text() == "Received a project with one label: mark more." and run.cancel.text() == "Close"
    run.cancel.click()
    assert not run.isVisible() and teach.panel.project.teach.isVisible()


def test_tuning_the_cnn_is_a_tick_that_says_how_long_it_takes(window, teach, taught, qtbot, tmp_path):
    tick = teach.panel.project.tune
    assert tick.isVisible() and not tick.isChecked()
    assert tick.text() == "Also tune the CNN: about 1 minute more"
    teach.panel.show_project("My game", teach.project.now.labels, {"reload": Count(100, 900.0, 9)})
    assert tick.text() == f"Also tune the CNN: about {minutes_for(900)} minutes more"
    assert minutes_for(900) > 2
    tick.click()
    word = {"stage": "encoding", "done": 0.5, "left": 41.0, "text": "asked: OPTIONS"}
    taught(word, "wait")
    run = teach.panel.project.run
    qtbot.waitUntil(lambda: run.text.text() == "asked: --fine-tune")
    assert not tick.isVisible()
    # Whoever has enough while the CNN is tuned has the model that was whole by then.
    model = teach.project.now.folder / "models" / "mygame-1"
    shutil.copytree(find_model(DEFAULT_MODEL), model)
    (model / "report.json").write_text(json.dumps(report(model)))
    run.cancel.click()
    qtbot.waitUntil(lambda: not teach.lessons.running)
    assert teach.panel.page is teach.panel.report and teach.lessons.report.folder == model


def test_the_first_model_of_a_project_is_said_to_be_that(window, teach, taught, tmp_path):
    tuned = {"kept": True, "reason": "", "without": 0.81, "with": 0.9}
    taught({"report": report(tmp_path / "model", before=None, first=True, fine_tuning=tuned)})
    texts = " ".join(label.text() for label in teach.panel.report.findChildren(QLabel))
    assert "Right in 90 % of the moments that it did not learn from. The first model of this project." in texts
    assert "The CNN is tuned to your videos: with it 90 % of held-out time, without 81 %." in texts


def test_the_report_is_shown_and_a_better_model_is_offered_not_taken(window, teach, taught, tmp_path, monkeypatch):
    hold(window, Qt.Key_1, 2.0, 3.0)
    used = []
    monkeypatch.setattr(teach.lessons._models, "use", used.append)
    taught({"report": report(tmp_path / "model")})
    page = teach.panel.report
    assert teach.panel.page is page and used == []
    texts = [label.text() for label in page.findChildren(theme_label())]
    assert "Better" in texts and any("Right in 90 %" in text and "lrcn: 60 %" in text for text in texts)
    assert any("vault: only from one video." in text for text in texts)
    assert any("Reload for Others: 10 of 50" in text for text in texts)
    assert len(page.mistakes) == 1 and page.use.text() == "Use it"
    page.use.click()
    assert used == [tmp_path / "model"]
    taught({"report": report(tmp_path / "model", better=False)})
    texts = [label.text() for label in page.findChildren(theme_label())]
    assert any("Not better" in text for text in texts) and page.use.text() == "Use it all the same"
    page.back.click()
    assert teach.panel.page is teach.panel.project and teach.panel.project.report.isVisible()
    teach.panel.project.report.click()
    assert teach.panel.page is page


def test_a_model_that_is_taken_when_the_video_has_ended_is_said_to_be_in_use(window, teach, taught, tmp_path):
    shutil.copytree(find_model(DEFAULT_MODEL), tmp_path / "model", dirs_exist_ok=True)
    taught({"report": report(tmp_path / "model")})
    window.session.move(State.ENDED)
    teach.panel.report.use.click()
    assert teach.panel.report.use.text() == "In use" and window.player.model == tmp_path / "model"
    assert load_settings().model == str(tmp_path / "model"), "it is taken the next time, too"


def test_a_model_that_is_no_better_and_no_worse_is_said_to_be_as_good(window, teach, taught, tmp_path):
    data = report(tmp_path / "model")
    taught({"report": data | {"before": data["before"] | {"accuracy": data["held_out"]["accuracy"]}}})
    texts = [label.text() for label in teach.panel.report.findChildren(theme_label())]
    assert "As good as before" in texts and "Better" not in texts


def theme_label():
    from app.window.plain import Label

    return Label


def test_a_mistake_that_is_clicked_is_shown(window, teach, taught, tmp_path):
    hold(window, Qt.Key_1, 2.0, 3.0)
    taught({"report": report(tmp_path / "model")})
    QTest.mouseClick(teach.panel.report.mistakes[0], Qt.LeftButton)
    assert "seek 0.5" in window.session.calls
    window.open_source("0")
    QTest.mouseClick(teach.panel.report.mistakes[0], Qt.LeftButton)
    assert window.source.endswith("one.mp4")


def test_check_these_is_answered_by_digits_clicks_and_enter(window, teach, taught, tmp_path, qtbot):
    hold(window, Qt.Key_1, 8.0, 9.0)
    said = [
        {"video": "one", "start": float(n), "end": n + 0.7, "label": ("reload", "others")[n % 2], "confidence": 0.5}
        for n in range(14)
    ]
    taught({"report": report(tmp_path / "model", check=said)})
    teach.panel.report.check.click()
    page = teach.panel.check
    assert teach.panel.page is page and len(page.cards) == 12
    qtbot.waitUntil(lambda: page.cards[5].picture.pictures > 1, timeout=30_000)
    QApplication.sendEvent(page.cards[5].picture, QEvent(QEvent.Enter))
    first = page.cards[5].picture.showing
    qtbot.waitUntil(lambda: page.cards[5].picture.showing not in (0, first))  # it plays
    QApplication.sendEvent(page.cards[5].picture, QEvent(QEvent.Leave))
    assert page.cards[5].picture.showing == 0
    QTest.keyClick(window.picture_stack, Qt.Key_2)  # the first: vault
    QTest.keyClick(window.picture_stack, Qt.Key_1)  # the second: reload
    QTest.mouseClick(page.cards[2].picture, Qt.LeftButton)  # the third: the label after reload
    for _ in range(1):
        QTest.mouseClick(page.cards[3].picture, Qt.LeftButton)  # the fourth: left out
    assert on_disk(teach) == [(8.0, 9.0, "reload")]  # nothing is marked before it is confirmed
    QTest.keyClick(window.picture_stack, Qt.Key_Return)
    marks = on_disk(teach)
    assert marks[:3] == [(0.0, 0.7, "vault"), (1.0, 1.7, "reload"), (2.0, 2.7, "vault")]
    assert not any(3.0 <= start < 4.0 for start, _, _ in marks) and (4.0, 4.7, "reload") in marks
    assert "11 moments marked" in page.text.text() and page.teach.isVisible() and not page.confirm.isVisible()
    QTest.keyClick(window.picture_stack, Qt.Key_Return)
    QTest.keyClick(window.picture_stack, Qt.Key_Z, Qt.ControlModifier)
    assert on_disk(teach) == [(8.0, 9.0, "reload")]
    page.teach.click()
    assert teach.panel.page is teach.panel.project


def test_what_is_asked_about_is_in_sight_in_a_low_window_too(window, teach, taught, tmp_path, qtbot):
    window.resize(800, 480)
    said = [
        {"video": "one", "start": n / 2, "end": n / 2 + 0.4, "label": "reload", "confidence": 0.5} for n in range(12)
    ]
    taught({"report": report(tmp_path / "model", check=said)})
    teach.panel.report.check.click()
    page = teach.panel.check
    qtbot.waitUntil(lambda: not page.cards[0].visibleRegion().isEmpty())
    assert page.cards[11].visibleRegion().isEmpty()
    for card in page.cards[1:]:
        QTest.keyClick(window.picture_stack, Qt.Key_2)
        assert card.visibleRegion().boundingRect().height() >= card.height()


def test_another_project_has_another_report(window, teach, taught, tmp_path):
    hold(window, Qt.Key_1, 2.0, 3.0)
    taught({"report": report(tmp_path / "model")})
    teach.project.take(TeachingProject.create(tmp_path / "second", "2", ("jump",), **teach.project.told))
    assert teach.lessons.report is None and not teach.panel.project.report.isVisible()


# ---- with a real session


@pytest.fixture
def offered(qtbot, real, tmp_path):
    """``offered(video)`` plays it and has a second model of a project offered; returns both models' folders."""

    def offer(video: Path) -> list[Path]:
        teach = real.teach
        real.open_source(str(video))
        qtbot.waitUntil(lambda: real.player.state is State.PLAYING, timeout=60_000)
        teach.project.take(TeachingProject.create(tmp_path / "game", "Game", ("gun",), **teach.project.told))
        teach.toggle_panel()
        models = [tmp_path / "game" / "models" / name for name in ("game-1", "game-2")]
        for folder in models:
            shutil.copytree(find_model(DEFAULT_MODEL), folder)
        script = tmp_path / "script"
        script.write_text(json.dumps({"report": report(models[1])}))
        teach.lessons.command = (sys.executable, str(FAKE), str(script))
        teach.lessons.teach()
        qtbot.waitUntil(lambda: teach.lessons.report is not None, timeout=60_000)
        return models

    return offer


def test_the_new_model_is_compared_on_the_video_that_is_watched(qtbot, real, offered, video):
    offered(video)
    real.player.toggle_pause()
    real.player.seek(1.0)
    compare, chip, bar = real.teach.panel.report.compare, real.picture_stack.compared, real.teach.marker.bar
    before = bar.height()
    compare.click()
    qtbot.waitUntil(lambda: "%" in chip.text, timeout=120_000)
    assert chip.text.startswith("New model: ") and chip.isVisible()
    assert compare.text() == "End comparison" and bar.height() > before
    real.player.open(real.player.source)  # once more, as from its end
    assert real.teach.comparison.running and compare.text() == "End comparison"
    compare.click()
    assert not chip.isVisible() and bar.height() == before and compare.text() == "Compare here"


def test_a_new_model_that_cannot_be_read_is_not_compared_but_told_of(qtbot, real, offered, video):
    models = offered(video)
    (models[1] / "model.json").write_text("{}")
    told: list[str] = []
    real.teach.comparison.said.connect(told.append)
    real.teach.panel.report.compare.click()
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert "model.json" in told[0] and real.picture_stack.toast.text == for_people(told[0])
    assert real.teach.panel.report.compare.text() == "Compare here" and not real.picture_stack.compared.isVisible()


def test_the_new_model_takes_over_while_the_video_goes_on_and_an_earlier_one_comes_back(qtbot, real, offered):
    models, teach, states = offered(DEMO_CLIP), real.teach, []
    real.player.state_changed.connect(lambda state, _message: states.append(state))
    teach.panel.report.use.click()
    qtbot.waitUntil(lambda: real.player.model == models[1], timeout=100_000)
    assert states == [] and real.player.state is State.PLAYING
    assert teach.panel.report.use.text() == "In use" and not teach.panel.report.use.isEnabled()
    entries = [action for action in teach.menu().actions() if action.isCheckable()]
    assert [action.isChecked() for action in entries].count(True) == 1 and len(entries) == 2
    next(action for action in entries if not action.isChecked()).trigger()
    qtbot.waitUntil(lambda: real.player.model == models[0], timeout=100_000)
    assert teach.panel.report.use.text() == "Use it"
