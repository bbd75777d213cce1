"""A project in a person's hands: what is marked, what is taken back, and what is on the disk afterwards."""

from __future__ import annotations

import os
import threading

import pytest

from app.errors import UserError
from app.saver import Saver
from app.teach.counts import Count, count
from app.teach.project import TeachingProject
from app.timeline.editing import EditableTimeline
from model.datasets.project_file import read_project
from model.datasets.read import find_footage
from model.errors import FootageError
from tests.conftest import write_video


@pytest.fixture
def videos(tmp_path):
    (tmp_path / "videos").mkdir()
    return [write_video(tmp_path / "videos" / f"{name}.mp4", seconds) for name, seconds in (("one", 2.0), ("two", 1.5))]


@pytest.fixture
def teaching(tmp_path):
    """A new project with the labels reload, vault and others; ``said``: its sentences of trouble."""
    said: list[str] = []
    made = TeachingProject.create(tmp_path / "game", "My game", ("reload", "vault"), on_trouble=said.append)
    made.said = said
    yield made
    made.close()


def shown(teaching) -> list[tuple[float, float, str]]:
    return [(part.start, part.end, part.label) for part in teaching.timeline.segments()]


def on_disk(teaching, name: str) -> list[str]:
    assert teaching.finish()
    return (teaching.folder / f"{name}.csv").read_text().splitlines()[1:]


def test_marks_are_written_and_read_again(teaching, videos):
    teaching.watch(videos[0])
    assert teaching.watched is None and not (teaching.folder / "one.csv").exists()
    teaching.mark(0.2, 0.9, "reload")
    teaching.mark(0.9, 1.4, "others")
    assert teaching.watched.name == "one"
    assert on_disk(teaching, "one") == ["0.200,0.900,reload", "0.900,1.400,others"]
    (video,) = find_footage(teaching.folder, ("reload", "others"))
    assert video.path == videos[0] and video.label_at(0.5) == "reload"
    teaching.close()
    again = TeachingProject.open(teaching.folder)
    again.watch(videos[0])
    assert shown(again) == [(0.2, 0.9, "reload"), (0.9, 1.4, "others")]
    again.close()


def test_a_mark_replaces_what_it_covers_and_joins_its_like():
    timeline = EditableTimeline()
    timeline.mark(0.0, 4.0, "a")
    timeline.mark(1.0, 2.0, "b")
    assert [(p.start, p.end, p.label) for p in timeline.segments()] == [(0, 1, "a"), (1, 2, "b"), (2, 4, "a")]
    marked = timeline.mark(2.0, 3.0, "b")
    assert [(p.start, p.end, p.label) for p in timeline.segments()] == [(0, 1, "a"), (1, 3, "b"), (3, 4, "a")]
    assert timeline.segment_at(1.5) == marked
    timeline.mark(0.5, 3.5, "a")
    assert [(p.start, p.end, p.label) for p in timeline.segments()] == [(0, 4, "a")]
    with pytest.raises(ValueError):
        timeline.mark(1.0, 1.0, "a")
    for _ in range(4):
        assert timeline.undo()
    assert timeline.segments() == []


def test_every_step_is_taken_back_in_whichever_video(teaching, videos):
    teaching.watch(videos[0])
    teaching.mark(0.0, 1.0, "reload")
    teaching.move(teaching.timeline.segments()[0].id, end=0.6)
    teaching.watch(videos[1])
    teaching.mark(0.0, 0.5, "vault")
    teaching.rename_label("vault", "climb")
    teaching.remove_label("reload")
    assert [label.name for label in teaching.labels] == ["climb", "others"]
    assert on_disk(teaching, "one") == [] and on_disk(teaching, "two") == ["0.000,0.500,climb"]
    states = []
    while teaching.undo():
        states.append(([label.name for label in teaching.labels], on_disk(teaching, "one"), on_disk(teaching, "two")))
    assert states == [
        (["reload", "climb", "others"], ["0.000,0.600,reload"], ["0.000,0.500,climb"]),
        (["reload", "vault", "others"], ["0.000,0.600,reload"], ["0.000,0.500,vault"]),
        (["reload", "vault", "others"], ["0.000,0.600,reload"], []),
        (["reload", "vault", "others"], ["0.000,1.000,reload"], []),
        (["reload", "vault", "others"], [], []),
    ]
    while teaching.redo():
        pass
    assert on_disk(teaching, "two") == ["0.000,0.500,climb"] and read_project(teaching.folder).label_names == (
        "climb",
        "others",
    )


def test_labels_are_merged_recoloured_and_kept_apart(teaching, videos):
    teaching.watch(videos[0])
    teaching.mark(0.0, 0.5, "reload")
    teaching.mark(1.0, 1.5, "vault")
    teaching.merge_label("vault", "reload")
    assert on_disk(teaching, "one") == ["0.000,0.500,reload", "1.000,1.500,reload"]
    teaching.recolour_label("reload", "#123456")
    assert teaching.finish() and read_project(teaching.folder).labels[0].colour == "#123456"
    teaching.add_label(" jump ")
    assert (
        teaching.label_of_key("2") == "jump"
        and teaching.label_of_key("0") == "others"
        and not teaching.label_of_key("7")
    )
    for refused in (
        lambda: teaching.add_label("jump"),
        lambda: teaching.add_label("  "),
        lambda: teaching.rename_label("jump", "reload"),
        lambda: teaching.rename_label("others", "nothing"),
        lambda: teaching.remove_label("others"),
        lambda: teaching.merge_label("others", "jump"),
        lambda: teaching.merge_label("jump", "unknown"),
    ):
        with pytest.raises(UserError):
            refused()
    assert [label.name for label in teaching.labels] == ["reload", "jump", "others"]


def test_counts_say_what_is_missing(teaching, videos):
    assert count(("a",), {})["a"].wanted == "nothing marked yet, wants 10 moments"
    assert Count(4, 8.0, 1).wanted == "4 moments, wants 10; all from one video"
    assert Count(1, 8.0, 1).wanted == "1 moment, wants 10"
    assert Count(12, 8.0, 1).wanted == "all from one video" and Count(12, 8.0, 2).wanted == ""
    for video in videos:
        teaching.watch(video)
        teaching.mark(0.0, 0.5, "reload")
    assert teaching.counts["reload"] == Count(2, 1.0, 2) and teaching.counts["others"] == Count()


def test_a_clip_of_a_live_source_is_a_video_of_the_project(teaching):
    for number in range(2):
        path = teaching.clip_path("reload")
        path.parent.mkdir(exist_ok=True)
        write_video(path, 0.5 + number / 10)
        teaching.add_clip(path, "reload", 0.5)
    assert [(video.name, video.path) for video in read_after(teaching).videos] == [
        ("reload", "clips/reload.mp4"),
        ("reload-2", "clips/reload-2.mp4"),
    ]
    assert on_disk(teaching, "reload-2") == ["0.000,0.500,reload"]
    assert teaching.undo() and on_disk(teaching, "reload-2") == []


def read_after(teaching):
    assert teaching.finish()
    return read_project(teaching.folder)


def test_answers_are_marks_in_any_video_and_one_step(teaching, videos):
    for video in videos:
        teaching.watch(video)
        teaching.mark(0.0, 0.2, "others")
    teaching.mark_in([("one", 0.5, 1.0, "reload"), ("two", 0.6, 0.9, "vault"), ("unknown", 0.0, 1.0, "vault")])
    assert shown(teaching) == [(0.0, 0.2, "others"), (0.6, 0.9, "vault")]
    assert on_disk(teaching, "one") == ["0.000,0.200,others", "0.500,1.000,reload"]
    teaching.undo()
    assert on_disk(teaching, "one") == ["0.000,0.200,others"] == on_disk(teaching, "two")


def test_a_video_that_moved_is_the_same_one(teaching, videos):
    teaching.watch(videos[0])
    teaching.mark(0.0, 0.5, "reload")
    moved = videos[0].rename(videos[0].with_name("moved.mp4"))
    teaching.watch(moved)
    assert shown(teaching) == [(0.0, 0.5, "reload")] and teaching.watched.path == str(moved)
    teaching.watch(None)
    assert shown(teaching) == [] and not teaching.can_mark
    with pytest.raises(UserError):
        teaching.mark(0.0, 1.0, "reload")


def test_a_label_file_that_cannot_be_read_is_left_as_it_is(teaching, videos):
    teaching.watch(videos[0])
    teaching.mark(0.0, 0.5, "reload")
    teaching.close()
    path = teaching.folder / "one.csv"
    path.write_text("start,end,label\nnonsense\n")
    again = TeachingProject.open(teaching.folder)
    again.watch(videos[0])
    with pytest.raises(UserError, match="line 2"):
        again.mark(0.0, 1.0, "reload")
    again.mark_in([("one", 0.0, 1.0, "reload")])
    again.close()
    assert path.read_text() == "start,end,label\nnonsense\n"


def test_what_somebody_else_wrote_meanwhile_is_kept(teaching, videos):
    teaching.watch(videos[0])
    teaching.mark(0.0, 0.5, "reload")
    teaching.finish()
    path = teaching.folder / "one.csv"
    path.write_text("start,end,label\n1,2,a spreadsheet's\n")
    teaching.mark(1.0, 1.5, "vault")
    assert on_disk(teaching, "one") == ["0.000,0.500,reload", "1.000,1.500,vault"]
    assert "spreadsheet" in (teaching.folder / "one changed elsewhere.csv").read_text()
    assert "changed elsewhere" in teaching.said[0]


def test_labels_that_stand_in_label_files_belong_to_the_project(teaching, videos):
    teaching.watch(videos[0])
    teaching.mark(0.0, 0.5, "reload")
    teaching.close()
    (teaching.folder / "one.csv").write_text("start;end;label\n0;0,5;dance\n")
    again = TeachingProject.open(teaching.folder)
    assert [label.name for label in again.labels] == ["reload", "vault", "dance", "others"]
    again.close()


def test_one_window_at_a_time(teaching):
    with pytest.raises(UserError, match="another window"):
        TeachingProject.open(teaching.folder)
    teaching.close()
    TeachingProject.open(teaching.folder).close()
    with pytest.raises(UserError, match="one already"):
        TeachingProject.create(teaching.folder, "Again", ())


def test_what_cannot_be_written_is_said_and_written_later(teaching, videos, monkeypatch):
    teaching.watch(videos[0])
    teaching.finish()
    monkeypatch.setattr("app.teach.project_files.write_marks", _full)
    teaching.mark(0.0, 0.5, "reload")
    assert not teaching.finish() and "No space" in teaching.said[-1]
    monkeypatch.undo()
    teaching.mark(1.0, 1.5, "reload")
    assert on_disk(teaching, "one") == ["0.000,0.500,reload", "1.000,1.500,reload"]


def _full(*_args):
    raise OSError(28, os.strerror(28))


def test_the_saver_writes_soon_and_only_the_newest():
    written, done = [], threading.Event()
    saver = Saver(lambda error: None, delay=0.01)
    saver.later("a", lambda: written.append("last") or done.set())
    assert done.wait(10)  # without being told to
    held = Saver(lambda error: None, delay=60)
    held.later("a", lambda: written.append("old"))
    held.later("b", lambda: written.append("b"))
    held.later("a", lambda: written.append("new"))
    assert held.close() and written == ["last", "new", "b"]
    saver.close()


def test_a_mark_never_has_the_id_of_one_that_is_gone(teaching, videos):
    teaching.watch(videos[0])
    for start in (0.0, 0.5, 1.0):
        teaching.mark(start, start + 0.2, "reload")
    first, second, third = (part.id for part in teaching.timeline.segments())
    teaching.delete(second)
    ids = {part.id for part in teaching.timeline.segments()}
    assert len(ids) == 2 and not ids & {first, second, third}
    with pytest.raises(KeyError):
        teaching.delete(second)
    assert len(teaching.timeline) == 2


def test_labels_that_lie_beside_a_video_can_be_taken_over(teaching, videos):
    teaching.watch(videos[0])
    assert teaching.labels_beside is None
    beside = videos[0].with_suffix(".csv")
    beside.write_text("start;end;label\n0;0,5;dance\n0,5;1;vault\n")
    assert teaching.labels_beside == beside
    teaching.take_labels_beside()
    assert shown(teaching) == [(0.0, 0.5, "dance"), (0.5, 1.0, "vault")] and teaching.labels_beside is None
    assert on_disk(teaching, "one") == ["0.000,0.500,dance", "0.500,1.000,vault"]
    assert read_after(teaching).label_names == ("reload", "vault", "dance", "others")
    assert beside.read_text().startswith("start;end")
    assert teaching.undo() and shown(teaching) == [] and "dance" not in read_after(teaching).label_names
    beside.write_text("start,end,label\nnonsense\n")
    with pytest.raises(FootageError, match="line 2"):
        teaching.take_labels_beside()
    assert shown(teaching) == []
