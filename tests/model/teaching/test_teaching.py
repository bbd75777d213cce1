"""A whole teaching, from videos with labels to a model that live and batch run like any other."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from app.recorded.classify import classify_video
from app.teach.report import wrote_report
from app.teach.run import teach_folder
from model.datasets.project import CACHE, Project
from model.datasets.project_file import write_marks, write_project
from model.datasets.read import find_footage
from model.engine import open_engine
from model.errors import FootageError, ModelError, OutputError
from model.evaluation.ground_truth import UNDECIDED, true_labels
from model.spec import read_spec
from model.teaching.encoder import GENERAL, encoder_identity, open_encoder, read_encoder
from model.teaching.footage import open_footage
from model.teaching.pictures import read_picture_kind
from model.video.identity import content_of
from model.video.video_file import VideoFile
from tests.conftest import ROOT, run_program
from tests.model.teaching.conftest import LABELS, write_game

pytestmark = pytest.mark.timeout(600)


def test_the_report_tells_of_held_out_time(taught):
    folder, report = taught
    assert report["labels"] == list(LABELS) and report["better"] and report["before"] is None and not report["first"]
    assert report["held_out"]["clips"] > 5 and report["held_out"]["accuracy"] > 0.9
    assert report["counts"]["moving"] == {"moments": 8, "seconds": 16.0, "videos": 2}
    assert np.array(report["held_out"]["confusion"]).sum() == report["held_out"]["clips"]
    flattering = report["warnings"][-1]  # two videos, of which none could be held out whole
    assert "other moments of the same videos" in flattering and flattering in (folder / "CARD.md").read_text()
    assert json.loads((folder / "report.json").read_text()) == report
    assert "held-out" in (folder / "CARD.md").read_text()


def test_it_runs_like_any_other_model_on_a_match_it_has_not_seen(taught, tmp_path):
    video = write_game(tmp_path, "new", 6, seed=5)
    result = classify_video(video, open_engine(taught[0]))
    (labelled,) = find_footage(tmp_path, LABELS)
    times = np.array([moment.time for moment in result.moments])
    truth = true_labels(labelled, LABELS, times)
    said = np.array([moment.probabilities.argmax() for moment in result.moments])
    assert (said == truth)[truth != UNDECIDED].mean() > 0.85
    assert {segment.label for segment in result.segments} == set(LABELS)


def test_marks_behind_the_videos_end_are_told_and_count_for_nothing(tmp_path):
    video, told = write_game(tmp_path, "v", 2), []
    video.with_suffix(".csv").write_text("start,end,label\n0,2,moving\n3,9,others\n500,505,standing\n")
    (one,) = open_footage(find_footage(tmp_path, LABELS), told.append)
    assert [(s.start, pytest.approx(s.end, abs=0.1), s.label) for s in one.video.segments] == [
        (0.0, 2.0, "moving"), (3.0, 4.0, "others"),
    ]  # fmt: skip
    assert len(told) == 1 and "v.csv with 1 of 3 marks behind the video's end at 4.0 s" in told[0]
    video.with_suffix(".csv").write_text("start,end,label\n0,2,moving\n500,505,standing\n")
    with pytest.raises(FootageError, match="only moving is marked"):
        teach_folder(tmp_path, "mine", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="session")
def short(tmp_path_factory) -> Path:
    """Six seconds of the game."""
    return write_game(tmp_path_factory.mktemp("short"), "short", 3)


@pytest.mark.parametrize("cores", [1, 2])
def test_pictures_unlike_those_that_were_learned_from_are_told(taught, short, tmp_path, cores):
    learned_from = read_picture_kind(taught[0])
    assert learned_from.sizes == ((320, 180),) and learned_from.rates == (20.0,)
    engine = open_engine(taught[0], threads=1)
    same = classify_video(short, engine, cores=cores, learned_from=learned_from)
    assert same.differs == ()
    other = write_game(tmp_path, "other", 2, size=(240, 180), fps=10, light=0.5)
    found = classify_video(other, engine, cores=cores, learned_from=learned_from).differs
    assert found == ("240 × 180 pixels, not 320 × 180", "10 pictures a second, not 20", "darker")


def test_parts_side_by_side_say_what_one_after_another_says(taught, short):
    alone, beside = (classify_video(short, open_engine(taught[0], threads=1), cores=cores) for cores in (1, 2))
    assert [p.probabilities.tobytes() for p in alone.predictions] == [
        p.probabilities.tobytes() for p in beside.predictions
    ]


def test_encodings_are_kept_and_what_is_new_alone_is_encoded(game, tmp_path, monkeypatch):
    encoded = []
    monkeypatch.setattr("model.teaching.footage.EXPLORED", 0)
    monkeypatch.setattr(
        "model.teaching.footage.encode_ticks",
        lambda video, ticks, *rest, real=__import__("model.teaching.embeddings", fromlist=["x"]).encode_ticks: (
            encoded.append(len(ticks)),
            real(video, ticks, *rest),
        )[1],
    )
    folder = shutil.copytree(game, tmp_path / "game")
    for path in folder.glob("*.csv"):
        path.write_text("\n".join(path.read_text().splitlines()[:5]) + "\n")
    teach_folder(folder, "first", tmp_path / "first")
    first = sum(encoded)
    teach_folder(folder, "again", tmp_path / "again")
    assert first > 200 and sum(encoded) == first
    for path in game.glob("*.csv"):
        (folder / path.name).write_text("\n".join(path.read_text().splitlines()[:9]) + "\n")
    teach_folder(folder, "more", tmp_path / "more")
    assert 100 < sum(encoded) - first < 1.1 * first


def test_frames_are_those_that_classifying_sees(game):
    """Jumping to marks in a long video gives the features of reading it through."""
    from model.teaching.embeddings import encode_ticks

    spec = read_encoder(GENERAL, "x", LABELS)
    encode, video = open_encoder(GENERAL, spec), next(game.glob("*.mp4"))
    with VideoFile(video) as file:
        whole = encode_ticks(file, np.arange(0, 400), encode, spec)
    ticks = np.r_[40:45, 200:204, 390:395]
    with VideoFile(video) as file:
        parts = encode_ticks(file, ticks, encode, spec)
    assert np.array_equal(parts.ticks, ticks)
    assert np.array_equal(parts.features, whole.features[ticks]) and np.array_equal(parts.times, whole.times[ticks])


def project_of(game: Path, folder: Path, rows: int) -> Project:
    project = Project(folder, "My game")
    for label in LABELS:
        project = project.with_label(label)
    folder.mkdir(exist_ok=True)
    for path in sorted(game.glob("*.mp4")):
        project, video = project.with_video(path, content_of(path))
        labelled = next(one for one in find_footage(game, LABELS) if one.path == path)
        write_marks(project, video, list(labelled.segments[:rows]))
    write_project(project)
    return project


def test_a_project_is_taught_again_and_compared_with_the_last_time(game, encoded, tmp_path):
    project = project_of(game, tmp_path / "project", 4)
    shutil.copytree(encoded, project.folder / CACHE)
    first = teach_folder(project.folder)
    assert (
        Path(first["folder"]) == project.folder / "models" / "My game-1" and first["before"] is None and first["first"]
    )
    project_of(game, tmp_path / "project", 12)
    second = teach_folder(project.folder)
    assert Path(second["folder"]).name == "My game-2" and not second["first"]
    assert second["before"]["model"] == "My game-1" and second["before"]["clips"] == second["held_out"]["clips"]
    assert second["better"] is (second["held_out"]["balanced_accuracy"] >= second["before"]["balanced_accuracy"])
    assert (project.folder / "models" / "My game-1" / "model.json").is_file()  # earlier versions stay


def test_unmarked_moments_that_are_doubtful_are_asked_about(game, encoded, tmp_path):
    project = project_of(game, tmp_path / "project", 6)
    shutil.copytree(encoded, project.folder / CACHE)
    report = teach_folder(project.folder)
    marked = {video.name: 12.0 for video in project.videos}
    for one in report["check"]:
        assert one["start"] >= marked[one["video"]] - 1 and one["label"] in LABELS and one["confidence"] < 0.97
    explored = [one.explored for one in open_footage(find_footage(project.folder, LABELS), print)]
    assert explored == [one.explored for one in open_footage(find_footage(project.folder, LABELS), print)]
    assert all(moment >= 12.5 for times in explored for moment in times)


def test_the_command_writes_a_model_and_its_report(game, encoded, tmp_path):
    done = run_program(
        "teach",
        str(game),
        "--out",
        str(tmp_path / "m"),
        "--json",
        str(tmp_path / "r.json"),
        "--labels",
        "moving,others",
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["labels"] == ["moving", "others"] and str(tmp_path / "m") in done.stdout
    assert read_spec(tmp_path / "m").labels == ("moving", "others")
    assert wrote_report(tmp_path / "r.json")  # so the next teaching may replace it
    done = run_program(
        "classify", str(next(game.glob("*.mp4"))), "--model", str(tmp_path / "m"), "--out", str(tmp_path)
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--labels", "flying"], "nothing is marked with it"),
        (["--labels", "moving"], "at least two labels"),
        (["--name", "a/b"], "expected a plain name"),
        (["--out", "{game}"], "choose another name or an empty folder"),
        (["--json", "{game}/match_0.csv"], "did not write"),
    ],
)
def test_wrong_use_is_one_sentence_and_harms_nothing(game, tmp_path, options, sentence):
    before = {path.name: path.read_bytes() for path in game.iterdir()}
    options = [option.format(game=game) for option in options]
    done = run_program(
        "teach",
        str(game),
        *({"--out": str(tmp_path / "m")} if "--out" not in options else {}),
        *([str(tmp_path / "m")] if "--out" not in options else []),
        *options,
    )
    assert done.returncode == 2 and sentence in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert {path.name: path.read_bytes() for path in game.iterdir()} == before
    assert not (tmp_path / "m").exists()


def test_a_video_that_cannot_be_read_is_named_and_the_others_teach(game, encoded, tmp_path):
    folder = shutil.copytree(game, tmp_path / "game")
    (folder / "broken.mp4").write_bytes(b"no video")
    (folder / "broken.csv").write_text("start,end,label\n0,1,moving\n")
    done = run_program("teach", str(folder), "--out", str(tmp_path / "m"))
    assert done.returncode == 1 and "broken.mp4" in done.stderr and (tmp_path / "m" / "model.json").is_file()


def test_a_folder_of_the_model_is_whole_or_not_there(game, encoded, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "model.teaching.teaching.write_card", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(OutputError, match="No space left"):
        teach_folder(game, "x", tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_a_taught_model_that_was_tampered_with_is_refused(taught, tmp_path):
    folder = shutil.copytree(taught[0], tmp_path / "m")
    content = bytearray((folder / "taught.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "taught.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"taught\.npz"):
        open_engine(folder)


def test_too_little_is_a_sentence(tmp_path):
    write_game(tmp_path, "one", 1)
    with pytest.raises(FootageError, match="only moving is marked"):
        teach_folder(tmp_path, "x", tmp_path / "m")


def test_of_much_marked_time_each_mark_is_shortened_alike(game, monkeypatch):
    monkeypatch.setattr("model.teaching.footage.MOST_SECONDS", 8.0)
    footage = open_footage(find_footage(game, LABELS), print)
    lengths = [end - start for one in footage for start, end in one.spans]
    assert lengths == pytest.approx([1.0] * 24)  # of 16 s each, 8 are learned from


def test_it_needs_no_tensorflow(game, encoded, tmp_path):
    script = (
        "import sys; from pathlib import Path; from app.teach.run import teach_folder;"
        f"teach_folder(Path({str(game)!r}), 'x', Path({str(tmp_path / 'm')!r}));"
        "assert not {'tensorflow', 'keras'} & set(sys.modules), 'heavy'"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def test_features_of_another_encoder_are_told_apart(tmp_path):
    spec = read_encoder(GENERAL, "x", LABELS)
    other = shutil.copytree(GENERAL, tmp_path / "other")
    path = other / "encoder_int8.tflite"
    path.write_bytes(path.read_bytes() + b"\0")
    assert encoder_identity(other, spec) != encoder_identity(GENERAL, spec)
