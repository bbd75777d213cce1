"""The timeline in the window: with a real session, a real model and a real scan."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import av
import pytest
from PyQt5.QtWidgets import QDialog, QFileDialog, QLabel, QMessageBox

import app.window  # noqa: F401  (cv2 before Qt)
from app.live.session import State
from app.recorded import scan_store
from app.recorded.classify import classify_video
from app.recorded.scan_store import StoredScan
from app.settings import DEMO_CLIP
from app.timeline.editing import EditableTimeline
from app.timeline.timeline import Segment
from app.window.reel import ReelDialog
from app.window.theme import label_colours
from app.window.timeline_bar import TimelineBar
from model.engine import open_engine
from model.registry import DEFAULT_MODEL, find_model
from tests.conftest import write_video

LABELS = ("chop", "others", "gun", "chests", "shooting")


def scanned(qtbot, real, video: Path) -> None:
    real.open_source(str(video))
    qtbot.waitUntil(lambda: real.replay.document.scan.complete)
    qtbot.waitUntil(lambda: real.transport_bar.bar.complete and len(real.replay.document.timeline) > 3)


@pytest.fixture(scope="module")
def found(start_of_demo):
    """What ``classify`` finds in the clip."""
    return classify_video(start_of_demo, open_engine(find_model(DEFAULT_MODEL)))


def test_a_still_picture_that_no_scan_has_reached_is_classified(qtbot, real, found, monkeypatch):
    monkeypatch.setattr("app.timeline.document.TimelineDocument._on_news", lambda *_: None)  # a scan that finds nothing
    card, said = real.picture_stack.card, []
    real.open_source(str(found.video))
    qtbot.waitUntil(lambda: real.player.state is State.PLAYING and card.label != "")
    real.player.toggle_pause()
    qtbot.waitUntil(lambda: real.player.state is State.PAUSED)
    real.player.decided.connect(said.append)
    show, shown = card.show_decision, []
    monkeypatch.setattr(
        card, "show_decision", lambda label, *rest, **more: (shown.append(label), show(label, *rest, **more))
    )
    for time in (8.0, 3.0, 6.0):
        expected = next(one.probabilities for one in found.predictions if one.time > time - 0.1)
        shown.clear()
        real.player.seek(time)
        qtbot.waitUntil(lambda: "" in shown and shown[-1] != "")  # a dash until it is known
        assert set(shown[shown.index("") + 1 :]) == {LABELS[expected.argmax()]}
        assert abs(real.player.position - time) < 0.1 and real.player.state is State.PAUSED
    assert not said, "nothing has happened: hooks and triggers hear of none of it"


@pytest.fixture
def known(real, found) -> Path:
    """A clip whose timeline the window has kept from an earlier run, so that it need not scan it."""
    key = scan_store.key_of(found.video, find_model(DEFAULT_MODEL))
    assert scan_store.save(key, StoredScan(found.duration, found.duration, True, segments=found.segments))
    return found.video


def test_a_model_that_is_chosen_after_the_end_scans_the_video_anew(qtbot, real, known):
    scanned(qtbot, real, known)
    real.player.seek(real.session.duration - 0.5)
    qtbot.waitUntil(lambda: real.player.state is State.ENDED)
    other = find_model("b5_lstm_64")
    real.models.use(other)
    key = scan_store.key_of(known, other)
    qtbot.waitUntil(lambda: real.replay.document.scan.complete and scan_store.load(key) is not None)
    real.player.toggle_pause()
    assert real.panel.figures.values["model"].toolTip() == "b5_lstm_64"
    assert real.replay.document.scan.segments == scan_store.load(key).segments


def test_scan_seek_correct_export_and_find_again(qtbot, real, found, tmp_path, monkeypatch):
    clip = found.video
    scanned(qtbot, real, clip)
    replay, player = real.replay, real.player
    assert tuple(replay.document.timeline.segments()) == found.segments  # the window's timeline is that of classify
    assert real.transport_bar.bar.isVisible()

    if player.state is State.PLAYING:
        player.toggle_pause()  # so that it stays where it is sought
    player.seek(7.0)
    qtbot.waitUntil(lambda: abs(player.session.position - 7.0) < 1.0, timeout=60_000)
    player.step(1)
    qtbot.waitUntil(lambda: player.state is State.PAUSED)
    player.seek(5.0)  # where the picture has not been, so that what is seen there is the answer
    qtbot.waitUntil(lambda: abs(player.session.position - 5.0) < 1 / 35)
    for frames in (1, -1):
        before = player.session.position
        player.step(frames)
        qtbot.waitUntil(lambda before=before: player.session.position != before)
        assert player.session.position - before == pytest.approx(frames / 35, abs=0.002)

    replay.toggle_panel()
    third = replay.document.timeline.segments()[2]
    replay.jump_to(third.id)
    qtbot.waitUntil(lambda: abs(player.session.position - third.start) < 1 / 35 + 0.001)
    replay.panel.table.choose([third.id])
    replay.edit("relabel", "chests")
    assert replay.document.timeline.segment(third.id).label == "chests"
    assert replay.document.write(tmp_path / "out", "csv")
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert rows[2]["label"] == "chests" and len(rows) == len(replay.document.timeline)

    real.open_source("nothing.mp4")
    qtbot.waitUntil(lambda: player.state is State.FAILED)
    monkeypatch.setattr(subprocess, "Popen", None)  # its timeline is known: no process scans it
    real.open_source(str(clip))
    qtbot.waitUntil(lambda: len(replay.document.timeline) == len(rows))
    assert [part.label for part in replay.document.timeline.segments()][2] == "chests"  # mine, and kept
    assert replay.document.timeline.segments()[2].by_user


@pytest.fixture
def asked(monkeypatch):
    """What the file dialog proposed, what is typed into it, and the question before a file is replaced."""
    said = {"typed": "", "kind": "", "begin": [], "questions": [], "answer": QMessageBox.Yes}

    def typed(_parent, _title, begin, kinds, **_options):
        said["begin"].append(Path(begin))
        kind = next((kind for kind in kinds.split(";;") if said["kind"] in kind), "")
        return (str(said["typed"]), kind) if said["typed"] else ("", "")

    def question(_parent, _title, text, *_buttons):
        said["questions"].append(text)
        return said["answer"]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", typed)
    monkeypatch.setattr(QMessageBox, "question", question)
    return said


def test_what_is_exported_takes_the_place_of_nothing_but_an_earlier_export(qtbot, real, known, tmp_path, asked):
    video, labels = tmp_path / "v.mp4", tmp_path / "v.csv"
    video.write_bytes(known.read_bytes())
    labels.write_text("start,end,label\n0,3,gun\n")
    scanned(qtbot, real, video)
    replay, toast = real.replay, real.picture_stack.toast

    def export(typed: str, kind: str) -> str:
        asked["typed"], asked["kind"] = tmp_path / typed, kind
        replay.outputs.export()
        return toast.text

    assert "Written: out.srt" in export("out.srt", "Table")  # the ending decides
    assert (tmp_path / "out.srt").read_text().startswith("1\n00:00:")
    assert "Written: clip 1.5.vtt" in export("clip 1.5", "WebVTT")  # no ending of ours: the kind's is added
    assert "Written: out-llc.csv" in export("out.csv", "LosslessCut")
    assert asked["begin"][0].with_suffix(".csv") != labels and asked["begin"][0].name.startswith("v ")
    assert not asked["questions"]

    mine = {path: path.read_bytes() for path in (video, labels)}
    for name in ("v.csv", "v", "v.mp4.csv", "out.srt"):
        (tmp_path / "v.mp4.csv").write_text("start,end,label,notes\n")
        (tmp_path / "out.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nHello.\n")
        written = export(name, "Table")
        assert "did not write" in written, name
    assert {path: path.read_bytes() for path in mine} == mine and not asked["questions"]
    assert not replay.document.write(labels, "csv") and not replay.document.write(tmp_path / "v", "csv")
    assert labels.read_bytes() == mine[labels]

    assert "Written: mine.csv" in export("mine", "Table")
    before = (tmp_path / "mine.csv").stat().st_mtime_ns
    asked["answer"] = QMessageBox.No
    export("mine", "Table")
    assert asked["questions"] == ["mine.csv is there already, by this program. Replace it?"]  # the name that is written
    assert (tmp_path / "mine.csv").stat().st_mtime_ns == before
    asked["answer"] = QMessageBox.Yes
    export("mine", "Table")
    assert (tmp_path / "mine.csv").stat().st_mtime_ns > before


def test_a_reel_of_the_window_takes_nobodys_place(qtbot, real, tmp_path, asked, monkeypatch):
    video = tmp_path / "v.mp4"
    video.write_bytes(DEMO_CLIP.read_bytes())
    (tmp_path / "holiday.mp4").write_bytes(b"precious")
    before = {path: path.read_bytes() for path in tmp_path.glob("*.mp4")}
    said = []
    real.replay.reel.said.connect(said.append)
    real.replay.reel.wrote.connect(lambda text, _path: said.append(text))
    monkeypatch.setattr(ReelDialog, "exec_", lambda self: QDialog.Accepted)
    segments = [Segment(0.0, 1.0, "chests", 0.9)]
    for typed, name in (("v.mp4", "v.mp4"), ("holiday", "holiday.mp4")):
        asked["typed"] = tmp_path / typed
        real.replay.reel.ask(video, LABELS, segments, 28.0)
        assert name in said[-1]
    assert {path: path.read_bytes() for path in tmp_path.glob("*.mp4")} == before
    asked["typed"] = tmp_path / "new 1.5"
    real.replay.reel.ask(video, LABELS, segments, 28.0)
    qtbot.waitUntil(lambda: "Reel written: new 1.5.mp4" in said[-1])


def test_a_reel_of_all_files_that_play_one_after_another(qtbot, real, known, tmp_path, asked, monkeypatch):
    """The demo's first seconds, and a second file whose timeline is known: what each has of the ticked labels is in it."""
    other = write_video(tmp_path / "other.mp4", 3.0)
    key = scan_store.key_of(other, find_model(DEFAULT_MODEL))
    assert scan_store.save(key, StoredScan(3.0, 3.0, True, segments=(Segment(1.0, 2.0, "gun", 0.9),)))
    real.playlist.open([str(known), str(other)])
    qtbot.waitUntil(lambda: real.replay.document.scan.complete)
    made, files = [], []
    real.replay.reel.wrote.connect(lambda text, path: made.append((text, path)))

    def answer(dialog) -> int:
        files.append(dialog.whole.text())
        for label, box in dialog.boxes.items():
            box.setChecked(label == "gun")
        dialog.pad.setValue(0.0)
        assert dialog.whole.isChecked() and not dialog.copy.isEnabled()
        return QDialog.Accepted

    monkeypatch.setattr(ReelDialog, "exec_", answer)
    asked["typed"] = tmp_path / "both.mp4"
    here = [part for part in real.replay.document.timeline.segments() if part.label == "gun"]
    real.replay.panel.highlights_asked.emit()
    qtbot.waitUntil(lambda: len(made) == 1)
    assert "2 files" in files[0] and f"{len(here) + 1} moments" in made[0][0]
    with av.open(made[0][1]) as container:
        seconds = float(container.duration / av.time_base)
    assert seconds == pytest.approx(sum(part.duration for part in here) + 1.0, abs=0.3)


def test_clicks_on_the_bar_seek(qtbot):
    bar = TimelineBar()
    qtbot.addWidget(bar)
    bar.resize(400, bar.height())
    bar.begin(label_colours(LABELS))
    bar.show_duration(100.0)
    timeline = EditableTimeline([Segment(0.0, 50.0, "gun", 1.0), Segment(50.0, 100.0, "chests", 0.0)])
    bar.show_segments(timeline.segments(), 100.0, True)
    asked, segment_clicked = [], []
    bar.seek_asked.connect(asked.append)
    bar.segment_clicked.connect(segment_clicked.append)
    from PyQt5.QtCore import QPoint, Qt

    qtbot.mouseClick(bar, Qt.LeftButton, pos=QPoint(300, 20))
    assert asked == [pytest.approx(75.0, abs=0.3)] and segment_clicked == [timeline.segments()[1].id]
    picture = bar.grab().toImage()
    assert picture.pixelColor(100, 12).name().lower() == label_colours(LABELS)["gun"].lower()  # sure: all of the height
    assert picture.pixelColor(300, 12).name() != picture.pixelColor(300, 33).name()  # unsure: low
    assert picture.pixelColor(300, 33).name().lower() == label_colours(LABELS)["chests"].lower()
    bar.zoom(0.1, 75.0)
    assert bar.shown == (pytest.approx(67.5), pytest.approx(77.5))


def test_ten_thousand_segments_are_listed_and_filtered(qtbot, real, known):
    scanned(qtbot, real, known)
    many = [Segment(i * 0.36, (i + 1) * 0.36, LABELS[i % 5], 0.5 + (i % 50) / 100) for i in range(10_000)]
    replay = real.replay
    replay.document.timeline = EditableTimeline(many)
    replay.panel.begin(LABELS, label_colours(LABELS))
    replay.panel.show()
    replay.panel.show_segments(replay.document.timeline.segments(), False, False)
    bar = real.transport_bar.bar
    bar.duration = 0.0
    bar.show_duration(3600.0)
    bar.show_segments(replay.document.timeline.segments(), 3600.0, True)
    real.grab()
    replay.panel.label.setCurrentIndex(1 + LABELS.index("chests"))
    assert len(replay.panel.table.segments.rows) == 2000
    assert "2000 of 10000" in [label.text() for label in replay.panel.findChildren(QLabel)]
