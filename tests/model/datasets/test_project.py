"""A teaching project on disk: written, read, found again, and refused where it cannot be."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.commands import main
from model.datasets import locate as locating
from model.datasets.check import check
from model.datasets.label_file import LabelledSegment
from model.datasets.locate import locate
from model.datasets.project import OTHERS, Project, ProjectVideo, is_project, video_path
from model.datasets.project_file import read_project, write_marks, write_project
from model.datasets.project_from_folder import project_from_folder
from model.datasets.read import find_footage, labels_in
from model.errors import FootageError
from model.training.config import TrainingConfig
from model.video.identity import content_of
from tests.conftest import write_video


@pytest.fixture
def project(tmp_path) -> Project:
    """Of one video beside its folder, marked with a label of its own and with others."""
    (tmp_path / "videos").mkdir()
    video = write_video(tmp_path / "videos" / "match.mp4", 1.0)
    project = Project(tmp_path / "game", "My game").with_label("reload")
    project, own = project.with_video(video, content_of(video))
    write_project(project)
    write_marks(project, own, [LabelledSegment(0.5, 0.9, OTHERS), LabelledSegment(0.0, 0.5, "reload")])
    return project


def test_it_is_read_as_it_was_written(project):
    assert is_project(project.folder) and not is_project(project.folder.parent)
    assert read_project(project.folder) == project
    assert [(label.name, label.key) for label in project.labels] == [("reload", "1"), (OTHERS, "0")]
    data = json.loads((project.folder / "project.json").read_text())
    assert data["format"] == 1 and data["videos"][0]["name"] == "match"
    assert (project.folder / "match.csv").read_text() == "start,end,label\n0.000,0.500,reload\n0.500,0.900,others\n"


def test_training_evaluation_and_the_check_understand_it(project, capfd):
    (video,) = find_footage(project.folder, project.label_names)
    assert video.path.name == "match.mp4" and video.label_at(0.2) == "reload"
    assert labels_in(project.folder) == ("reload", OTHERS)
    assert TrainingConfig(data=project.folder, name="mine").spec().labels == ("reload", OTHERS)
    assert check(project.folder, project.label_names).problems == []
    assert main(["footage", "check", str(project.folder)]) == 0
    assert "reload" in capfd.readouterr().out


def test_a_video_that_was_moved_or_renamed_is_found_by_what_is_in_it(project, tmp_path):
    (own,) = project.videos
    old = video_path(project, own)
    (old.parent / "another.mp4").write_bytes(b"x" * 100)
    for new in (project.folder / "moved.mp4", tmp_path / "beside.mp4", old.parent / "renamed.MP4"):
        old = old.rename(new)
        assert locate(project, own) == new
    old.write_bytes(old.read_bytes() + b"more")  # another video, by the same name
    assert locate(project, own) is None
    said: list[str] = []
    with pytest.raises(FootageError, match="no labelled video"):
        find_footage(project.folder, ("reload",), on_unreadable=said.append)
    assert "match" in said[0] and "put it back" in said[0]
    with pytest.raises(FootageError, match="not found any more"):
        find_footage(project.folder, ("reload",))


def test_the_search_for_a_video_is_bounded(project, monkeypatch):
    (own,) = project.videos
    path = video_path(project, own)
    path.rename(path.with_name("z.mp4"))
    for number in range(5):
        (path.parent / f"{number}.mp4").write_bytes(b"%d" % number)
    monkeypatch.setattr(locating, "MOST_LOOKED_INTO", 3)
    assert locate(project, own) is None
    monkeypatch.setattr(locating, "MOST_LOOKED_INTO", 6)
    assert locate(project, own) == path.with_name("z.mp4")


def test_a_whole_folder_may_move_with_the_videos_in_it(tmp_path):
    (tmp_path / "a").mkdir()
    video = write_video(tmp_path / "a" / "clip.mp4", 0.5)
    project, own = Project(tmp_path / "a", "A").with_video(video, content_of(video))
    assert own.path == "clip.mp4"
    write_project(project)
    (tmp_path / "a").rename(tmp_path / "b")
    moved = read_project(tmp_path / "b")
    assert locate(moved, moved.videos[0]) == tmp_path / "b" / "clip.mp4"


def test_the_same_video_is_taken_once_and_names_stay_apart(tmp_path):
    project = Project(tmp_path, "P")
    (tmp_path / "match-2.csv").write_text("a person's")
    for folder, content in (("x", "0" * 32), ("y", "1" * 32), ("z", "0" * 32)):
        project, video = project.with_video(Path("/videos") / folder / "Match.mp4", content)
    assert [(one.name, one.path) for one in project.videos] == [
        ("Match", str(Path("/videos/z/Match.mp4"))),
        ("Match-2" if not (tmp_path / "Match-2.csv").exists() else "Match-3", str(Path("/videos/y/Match.mp4"))),
    ]
    assert video.name == "Match"


def test_labels_have_colours_and_keys_of_their_own_and_others_stays_last(tmp_path):
    project = Project(tmp_path, "P")
    for number in range(12):
        project = project.with_label(f"label {number}")
    assert [label.key for label in project.labels] == [*"123456789", "", "", "", "0"]
    assert project.labels[-1].name == OTHERS and project.with_label("label 3") == project
    assert len({label.colour for label in project.labels[:10]}) == 10


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.update(format=2), "format"),
        (lambda data: data.update(name=""), "a name"),
        (lambda data: data.update(labels="reload"), "labels as a list"),
        (lambda data: data.update(labels=[{}] * 1001), "labels as a list"),
        (lambda data: data["labels"].append({"name": "x" * 201, "colour": "#000000", "key": ""}), "label"),
        (lambda data: data["labels"].append({"name": "x", "colour": "red;}", "key": ""}), "colour"),
        (lambda data: data["labels"].append({"name": "x", "colour": "#000000", "key": "Ctrl+Q"}), "key"),
        (lambda data: data["labels"].append(dict(data["labels"][0], key="")), "two equal labels"),
        (lambda data: data["labels"].append({"name": "x", "colour": "#000000", "key": "1"}), "two equal keys"),
        (lambda data: data["videos"][0].update(name="../../out"), "name"),
        (lambda data: data["videos"][0].update(name=""), "name"),
        (lambda data: data["videos"][0].update(path="../../etc/passwd"), "path"),
        (lambda data: data["videos"][0].update(path="clips/../../x.mp4"), "path"),
        (lambda data: data["videos"][0].update(path="a\0b"), "path"),
        (lambda data: data["videos"][0].update(path=5), "path"),
        (lambda data: data["videos"][0].update(content="../x"), "content"),
        (lambda data: data["videos"].append(dict(data["videos"][0], name="MATCH")), "two equal names"),
    ],
)
def test_what_cannot_be_is_one_sentence(project, change, said, capfd):
    path = project.folder / "project.json"
    data = json.loads(path.read_text())
    change(data)
    path.write_text(json.dumps(data))
    with pytest.raises(FootageError, match=said):
        read_project(project.folder)
    assert main(["footage", "check", str(project.folder)]) == 2
    assert capfd.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_a_damaged_file_is_one_sentence(project, content):
    (project.folder / "project.json").write_bytes(content)
    with pytest.raises(FootageError, match="no valid teaching project"):
        read_project(project.folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_in_a_videos_place_is_not_waited_for(project, tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    assert locate(project, ProjectVideo("x", str(tmp_path / "pipe.mp4"), "0" * 32)) is None


def test_others_is_always_among_the_labels(project):
    path = project.folder / "project.json"
    path.write_text(json.dumps({"format": 1, "name": "P", "labels": [], "videos": []}))
    assert read_project(project.folder).label_names == (OTHERS,)


def test_it_is_made_of_label_files_and_of_class_folders(tmp_path):
    footage = tmp_path / "footage"
    (footage / "jump").mkdir(parents=True)
    write_video(footage / "jump" / "one.mp4", 1.0)
    made = project_from_folder(footage, tmp_path / "classes", "Classes")
    assert made.label_names == ("jump", OTHERS)
    assert (tmp_path / "classes" / "one.csv").read_text() == "start,end,label\n0.000,1.000,jump\n"
    write_video(footage / "two.mp4", 0.7)
    (footage / "two.csv").write_text("start;end;label\n0;0,5;run\n")
    assert labels_in(footage) == ("run",)
    made = project_from_folder(footage, tmp_path / "tables", "Tables")
    assert made.label_names == ("run", OTHERS) and [video.name for video in made.videos] == ["two"]
    with pytest.raises(FootageError, match="one already"):
        project_from_folder(footage, tmp_path / "tables", "Again")
    inside = project_from_folder(footage, footage, "Inside")  # the label file that is there is the project's
    assert [video.path for video in inside.videos] == ["two.mp4"]
    assert (footage / "two.csv").read_text() == "start;end;label\n0;0,5;run\n"
    assert labels_in(footage) == ("run",)


def test_the_check_learns_labels_from_the_footage_or_takes_those_it_is_told(tmp_path, capfd):
    write_video(tmp_path / "a.mp4", 1.0)
    (tmp_path / "a.csv").write_text("start,end,label\n0,0.5,reload\n0.5,1,vault\n")
    assert main(["footage", "check", str(tmp_path)]) == 0
    assert "vault" in capfd.readouterr().out
    assert main(["footage", "check", str(tmp_path), "--labels", "reload,jump"]) == 1
    told = capfd.readouterr()
    assert "'vault'" in told.err and "jump" in told.out
