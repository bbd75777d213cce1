"""Adding real videos: what is kept is what ``classify`` says, each video once, and nothing half."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from app.commands.library.add import left
from app.library import look
from app.library.adding import note_moves
from app.library.index import reading
from app.library.parquet_file import AnswersFile
from app.library.place import Place
from app.library.watching import Rest
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def own_priority(monkeypatch):
    """The tests' own process keeps its priority."""
    monkeypatch.setattr("app.library.priority.lower_priority", lambda: None)


@pytest.fixture(scope="module")
def added(start_of_demo, tmp_path_factory) -> tuple[Path, Path]:
    """A folder with a video, and a library to which it was added."""
    from app.commands import main

    recordings, library = tmp_path_factory.mktemp("recordings"), tmp_path_factory.mktemp("library")
    shutil.copy(start_of_demo, recordings / "match.mp4")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.library.priority.lower_priority", lambda: None)
        assert main(["library", "add", str(recordings), "--library", str(library), "--quiet"]) == 0
    return recordings, library


@pytest.fixture
def own_copy(added, tmp_path) -> tuple[Path, Path]:
    """Copies of both, for what changes them."""
    recordings = Path(shutil.copytree(added[0], tmp_path / "recordings"))
    library = Path(shutil.copytree(added[1], tmp_path / "library"))
    (file,) = Place(library).videos.glob("*.parquet")
    note_moves(Place(library), {file.stem: str(recordings / "match.mp4")})
    return recordings, library


def test_what_is_kept_is_what_classify_says(added, call, tmp_path):
    recordings, library = added
    assert call("classify", recordings, "--out", tmp_path, "--quiet").returncode == 0
    said = json.loads((tmp_path / "match.json").read_text())
    found = json.loads(call("library", "find", "--json", "--library", library).stdout)
    assert [(hit["start"], hit["end"], hit["label"], hit["confidence"]) for hit in found] == [
        (part["start"], part["end"], part["label"], part["confidence"]) for part in said["segments"]
    ]
    (file,) = Place(library).videos.glob("*.parquet")
    with AnswersFile(file) as kept:
        times, probabilities = kept.predictions()
        assert len(kept.seconds().numbers) == 14 and len(kept.thumbnails()) >= 4
        assert sum(len(part.times) for part in kept.embeddings()) == len(times) + 6
        assert kept.about.path == str(recordings / "match.mp4")
    for time, row, prediction in zip(times, probabilities, said["predictions"], strict=True):
        assert prediction["time"] == round(time, 3)
        assert list(prediction["probabilities"].values()) == [round(float(value), 6) for value in row]
    assert file.stat().st_size / kept.about.duration * 3600 < 8e6 * 60 / 10  # a basis for ten seconds weighs most


def test_a_thumbnail_shows_its_moment(added):
    import cv2
    import numpy as np

    from model.video.video_file import VideoFile

    recordings, library = added
    (file,) = Place(library).videos.glob("*.parquet")
    with AnswersFile(file) as kept, VideoFile(recordings / "match.mp4") as video:
        for time, picture in kept.thumbnails():
            shown = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
            frame = video.to_bgr(video.seek(time - 1e-3)[2])
            expected = cv2.resize(frame, shown.shape[1::-1], interpolation=cv2.INTER_AREA)
            assert shown.shape[1] <= 160 and np.abs(shown.astype(int) - expected).mean() < 8


def test_moved_videos_are_recognised_and_nothing_is_classified_twice(own_copy, call, monkeypatch):
    recordings, library = own_copy
    monkeypatch.setattr("app.library.keeping.look_at", lambda *_: pytest.fail("it was classified again"))
    (recordings / "deeper").mkdir()
    os.rename(recordings / "match.mp4", recordings / "deeper" / "other name.mp4")
    assert "0 to classify, 1 known already, 1 moved." in call("library", "add", recordings, "--library", library).stdout
    assert call("library", "add", recordings, "--library", library).stdout.startswith("0 to classify, 1 known already.")
    shutil.copy(recordings / "deeper" / "other name.mp4", recordings / "copy.mp4")
    assert "1 the same as others" in call("library", "add", recordings, "--library", library).stdout
    found = json.loads(call("library", "find", "--json", "--library", library).stdout)
    assert {hit["video"] for hit in found} == {str(recordings / "deeper" / "other name.mp4")}
    assert (
        call("library", "check", "--repair", "--library", library).returncode == 0
    )  # and that is known after a repair
    assert json.loads(call("library", "find", "--json", "--library", library).stdout) == found


def test_a_video_that_cannot_be_read_is_named_and_the_others_are_done(own_copy, call):
    recordings, library = own_copy
    (recordings / "damaged.mp4").write_bytes(b"no video at all" * 100)
    (recordings / "empty.mp4").touch()
    done = call("library", "add", recordings, "--library", library)
    assert done.returncode == 1 and done.stderr.count("\n") == 2
    assert "damaged.mp4" in done.stderr and "empty.mp4" in done.stderr


def test_another_model_answers_from_what_is_kept_where_its_cnn_is_the_same(own_copy, call, monkeypatch, tmp_path):
    recordings, library = own_copy[0], tmp_path / "first"
    first, second = "b5_lstm_256", "b5_lstm_64"
    assert call("library", "add", recordings, "--model", first, "--library", library, "--quiet").returncode == 0
    assert call("classify", recordings, "--out", tmp_path, "--model", second, "--quiet").returncode == 0
    said = json.loads((tmp_path / "match.json").read_text())["segments"]
    monkeypatch.setattr(look, "classify_video", lambda *_, **__: pytest.fail("the video was read again"))
    done = call("library", "add", "--model", second, "--library", library)
    assert done.returncode == 0 and "from kept embeddings" in done.stdout
    found = json.loads(call("library", "find", "--json", "--library", library).stdout)
    same = sum(
        max(0.0, min(a["end"], b["end"]) - max(a["start"], b["start"]))
        for a in said for b in found if a["label"] == b["label"]
    )  # fmt: skip
    assert same / said[-1]["end"] > 0.97
    with reading(Place(library)) as index:
        assert index.ask("SELECT model FROM videos")["model"].tolist() == [second]
    done = call("library", "add", recordings, "--library", library)
    assert "1 were answered by another model and stay so" in done.stdout


def test_moments_alike_of_a_video_that_is_not_in_it(own_copy, call, start_of_demo, tmp_path):
    from tests.conftest import copy_packets

    _, library = own_copy
    other = copy_packets(start_of_demo, tmp_path / "cut.mp4", seconds=4.0)
    data = json.loads(call("library", "like", f"{other}@2.2", "--json", "--most", "3", "--library", library).stdout)
    assert data[0]["time"] == 2.5 and data[0]["similarity"] > 0.99 and data[1]["similarity"] < data[0]["similarity"]
    done = call("library", "like", f"{other}@900", "--library", library)
    assert done.returncode == 2 and "expected a time within" in done.stderr


def test_check_names_what_is_wrong_and_repair_puts_it_right(own_copy, call):
    recordings, library = own_copy
    call("library", "add", recordings, "--library", library)
    assert call("library", "check", "--library", library).returncode == 0
    place = Place(library)
    (file,) = place.videos.glob("*.parquet")
    half = place.file_of("0" * 32)
    half.write_bytes(file.read_bytes()[:1000])
    os.unlink(place.index)
    done = call("library", "check", "--library", library)
    assert done.returncode == 1 and str(half) in done.stderr and "its index is missing" in done.stderr
    done = call("library", "check", "--repair", "--library", library)
    assert done.returncode == 1 and half.with_suffix(".damaged").exists() and not half.exists()
    assert call("library", "check", "--library", library).returncode == 0
    os.unlink(recordings / "match.mp4")
    done = call("library", "check", "--library", library)
    assert done.returncode == 1 and "match.mp4 is not there any more" in done.stderr
    assert call("library", "find", "--library", library).returncode == 0  # what was found in it stays


def test_a_file_that_is_still_being_written_is_left_until_it_rests():
    rest, path = Rest(10.0), Path("a.mp4")
    wall = 1_700_000_000.0

    def look(now: float, size: int, changed: float) -> list[Path]:
        return rest.look([(path, (size, int(changed * 1e9)))], now, wall + now)

    assert look(0, 100, wall) == [] and rest.waiting == 1
    assert look(5, 200, wall + 5) == [] and look(14, 200, wall + 5) == []
    assert look(15, 200, wall + 5) == [path] and rest.waiting == 0
    assert look(30, 200, wall + 5) == []  # once
    assert look(31, 300, wall + 31) == [] and look(41, 300, wall + 31) == [path]  # it went on after all
    assert rest.look([], 42, wall + 42) == [] and look(43, 300, wall + 31) == [path]  # it was away
    assert Rest(10.0).look([(path, (5, int((wall - 60) * 1e9)))], 0.0, wall) == [path]  # it lies there since long
    assert Rest(10.0).look([(path, (0, int((wall - 60) * 1e9)))], 0.0, wall) == []  # nothing is in it yet


def test_a_watched_folder_takes_what_rests(own_copy, call, monkeypatch):
    recordings, library = own_copy
    monkeypatch.setattr("app.library.keeping.look_at", lambda *_: pytest.fail("it was classified again"))

    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.commands.library.watch.time.sleep", stop)
    old = 1_600_000_000
    os.utime(recordings / "match.mp4", (old, old))
    (recordings / "growing.mp4").write_bytes(b"x")  # just now
    done = call("library", "watch", recordings, "--library", library)
    assert done.returncode == 130 and "1 known already" in done.stdout and "growing" not in done.stdout + done.stderr
    done = call("library", "watch", recordings / "no such", "--library", library)
    assert done.returncode == 2 and "no such folder to watch" in done.stderr


def test_moments_of_several_videos_in_one_reel(own_copy, call, tmp_path):
    import av

    from app.recorded.highlights import Part
    from app.recorded.joined_cut import join_parts
    from tests.conftest import decode_strictly, write_video

    recordings, library = own_copy
    reel = tmp_path / "reel.mp4"
    done = call(
        "library", "reel", "--label", "gun,shooting", "--pad", "0.2", "--out", reel, "--library", library, "--quiet"
    )
    assert done.returncode == 0, done.stderr
    decode_strictly(reel)
    tall = write_video(tmp_path / "tall.mp4", 2.0, size=(120, 160))
    unread, lost = tmp_path / "none.mp4", []
    chosen = [
        (recordings / "match.mp4", [Part(1.0, 2.0, "gun")]),
        (unread, [Part(0, 1, "a")]),
        (tall, [Part(0.5, 1.5, "a")]),
    ]
    seconds = join_parts(chosen, reel, on_unreadable=lost.append)
    assert seconds == pytest.approx(2.0, abs=0.1) and len(lost) == 1 and "none.mp4" in lost[0]
    decode_strictly(reel)
    with av.open(str(reel)) as container:
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    assert len({frame.shape for frame in frames}) == 1
    last = frames[-1]
    assert last[:, :10].max() < 30 and last[:, -10:].max() < 30 and last[:, last.shape[1] // 2].max() > 60  # with bars
    (tmp_path / "mine.mp4").write_bytes(b"mine")
    done = call("library", "reel", "--out", tmp_path / "mine.mp4", "--library", library, "--quiet")
    assert done.returncode == 2 and (tmp_path / "mine.mp4").read_bytes() == b"mine"


def test_a_place_that_cannot_be_written_to_is_named(call, own_copy, tmp_path, monkeypatch):
    recordings, library = own_copy
    (tmp_path / "file").write_text("a file")
    done = call("library", "add", recordings, "--library", tmp_path / "file" / "library")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "name a folder you may write to" in done.stderr
    shutil.copy(ROOT / "app" / "assets" / "demo.mp4", recordings / "new.mp4")

    def answers(*_):
        from tests.app.library.made import made_answers

        return made_answers(1)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.library.keeping.look_at", answers)
    monkeypatch.setattr("app.library.parquet_file.Connection.write_parquet", full)
    done = call("library", "add", recordings, "--library", library)
    assert (
        done.returncode == 1
        and "No space left on device" in done.stderr
        and "what was added before is whole" in done.stderr
    )
    assert done.stderr.count("\n") == 1 and not list(Place(library).videos.glob(".lac-*"))
    assert call("library", "find", "--library", library).returncode == 0


def test_time_left():
    assert left(0.0, 100.0, 5.0) == "" and left(100.0, 100.0, 5.0) == ""
    assert left(25.0, 100.0, 10.0) == "; about 30 s left" and left(1.0, 100.0, 10.0) == "; about 16 min left"
