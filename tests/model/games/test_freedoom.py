"""Labelled footage: reading, checking, drawing, and a real session recorded in the engine."""

from __future__ import annotations

import csv
import json
import shutil

import cv2
import numpy as np
import pytest

from model.datasets.check import check
from model.datasets.read import LabelledSegment, LabelledVideo, find_footage, read_labels
from model.errors import FootageError
from model.games.freedoom.chests import Chest, Crate
from model.games.freedoom.firearms import Firearm
from model.games.freedoom.record import SPLITS, _turned_hue, record
from model.games.freedoom.tools import TOOL_KINDS, Tool
from model.games.freedoom.wild import WildChest, WildCrate, WildTool
from model.games.sessions import labels_csv
from model.spec import ModelSpec
from model.video.timed_frames import frames_at
from tests.conftest import write_video

LABELS = ModelSpec("any").labels


def test_label_at_is_half_open_and_none_between():
    video = LabelledVideo(
        None, (LabelledSegment(1.0, 2.0, "gun"), LabelledSegment(2.0, 2.5, "chop"), LabelledSegment(3.0, 4.0, "others"))
    )
    expected = {0.99: None, 1.0: "gun", 1.999: "gun", 2.0: "chop", 2.5: None, 3.5: "others", 4.0: None}
    assert {time: video.label_at(time) for time in expected} == expected


def test_labels_csv_leaves_undecided_frames_out_and_is_read_back(tmp_path):
    ground_truth = ["gun"] * 7 + [None] * 3 + ["shooting"] * 10
    path = tmp_path / "a.csv"
    path.write_text(labels_csv(ground_truth, 10))
    assert read_labels(path, LABELS) == (LabelledSegment(0.0, 0.7, "gun"), LabelledSegment(1.0, 2.0, "shooting"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("start,end,label\n0,1,gun\n0.5,2,chop\n", "overlaps"),
        ("start,end,label\n0,1,sword\n", "'sword'"),
        ("start,end,label\n2,1,gun\n", "line 2"),
        ("start,end,label\nnan,1,gun\n", "line 2"),
        ("begin,end\n", "header"),
        ("", "header"),
    ],
)
def test_wrong_label_files_are_named(tmp_path, text, said):
    write_video(tmp_path / "a.mp4", seconds=2)
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(FootageError, match=said):
        find_footage(tmp_path, LABELS)
    assert any(said in problem for problem in check(tmp_path, LABELS).problems)


def test_class_folders_are_whole_clips_of_their_label(tmp_path):
    (tmp_path / "gun").mkdir()
    write_video(tmp_path / "gun" / "clip.mp4", seconds=1)
    (video,) = find_footage(tmp_path, LABELS)
    assert video.label_at(0.0) == video.label_at(0.9) == "gun"
    assert check(tmp_path, LABELS).rows == [("gun", 1, pytest.approx(1 / 60, abs=0.001))]


def test_check_counts_minutes_and_names_gaps_and_unreadable_videos(tmp_path, call):
    for number in (0, 1, 3):
        write_video(tmp_path / f"game_{number:03d}.mp4", seconds=2)
        (tmp_path / f"game_{number:03d}.csv").write_text("start,end,label\n0,1.5,gun\n1.5,2,shooting\n")
    (tmp_path / "broken.mp4").write_bytes(b"no video")
    (tmp_path / "broken.csv").write_text("start,end,label\n0,1,gun\n")
    (tmp_path / "lonely.csv").write_text("start,end,label\n0,1,gun\n")
    report = check(tmp_path, LABELS)
    assert report.videos == 4 and report.minutes == pytest.approx(0.1, abs=0.005)
    assert {row[0]: row[1] for row in report.rows} == {"gun": 4, "shooting": 3}
    problems = "\n".join(report.problems)
    assert "misses 2" in problems and "broken.mp4" in problems and "lonely.csv" in problems
    assert report.missing == ["chop", "others", "chests"]
    done = call("footage", "check", tmp_path)
    assert done.returncode == 1 and "broken.mp4" in done.stderr and "gun" in done.stdout


def test_a_missing_folder_is_wrong_use(tmp_path, call):
    done = call("footage", "check", tmp_path / "none")
    assert done.returncode == 2 and "none" in done.stderr and "Traceback" not in done.stderr


def test_splits_share_no_map_and_some_tools_are_kept_for_the_test():
    train, validation, test = (set(SPLITS[split]) for split in ("train", "validation", "test"))
    assert not train & validation and not train & test and not validation & test
    assert set(TOOL_KINDS["test"]) - set(TOOL_KINDS["train"])


@pytest.mark.parametrize("kind", sorted({kind for kinds in TOOL_KINDS.values() for kind in kinds}))
def test_every_tool_moves_when_swung(kind):
    tool = Tool(np.random.default_rng(3), "train", kind)
    pictures = [tool.picture(pose) for pose in range(len(tool.swing.poses))]
    assert all(picture.shape == (*Tool.CANVAS, 4) and picture[..., 3].any() for picture in pictures)
    assert all((pictures[0] != picture).any(2).sum() > 300 for picture in pictures[1:])  # pixels of the screen


@pytest.mark.parametrize("kind", [Tool, WildTool])
def test_some_swings_leave_the_picture_some_are_slow_or_fast_and_some_hands_are_left(kind):
    tools = [kind(np.random.default_rng(seed), "test") for seed in range(120)]
    leaving = [tool.swing for tool in tools if tool.swing.leaves]
    assert 0.1 < len(leaving) / len(tools) < 0.7
    for swing in leaving:
        gone = [tics for pose, tics in swing.timeline if pose is None]
        assert sum(gone) <= 0.7 * 35  # a clip of 0.6 s shows some of the swing
        assert swing.timeline[0][0] is not None and swing.timeline[-1][0] is not None
    seconds = [sum(tics for _, tics in tool.swing.timeline) / 35 for tool in tools]
    assert min(seconds) < 0.35 and max(seconds) > 0.9
    # A hand at the right of the middle, or at its left.
    right = [tool.picture(0)[..., 3][:, 214:].sum() > tool.picture(0)[..., 3][:, :214].sum() for tool in tools[:40]]
    assert 8 < sum(right) < 38


def test_drawn_firearms_flash_kick_and_are_mostly_held_at_the_right():
    guns = [Firearm(np.random.default_rng(seed)) for seed in range(24)]
    right = 0
    for gun in guns:
        rest, flash, kicked, _ = (gun.picture(frame) for frame in range(4))
        assert all(
            picture.shape == rest.shape and set(np.unique(picture[..., 3])) == {0, 255} for picture in (rest, flash)
        )
        assert (rest != kicked).any(2).sum() > 100
        bright = lambda picture: np.count_nonzero((picture[..., :3].max(2) > 225) & (picture[..., 3] > 0))  # noqa: E731
        assert bright(flash) > bright(rest)
        columns = np.flatnonzero(rest[..., 3].any(0))
        right += columns.mean() > 214
    assert 12 <= right < 24
    assert len({gun.picture(0).tobytes() for gun in guns}) == len(guns)


def test_turned_colours_leave_grey_as_it_is():
    turned = np.array([[90, 90, 90], [0, 0, 200]], float) @ _turned_hue(2 * np.pi / 3).T
    assert (
        turned[0] == pytest.approx([90, 90, 90]) and turned[1].argmax() != 2 and turned[1].sum() == pytest.approx(200)
    )


def test_chests_open_and_no_two_are_alike():
    rng = np.random.default_rng(5)
    one, other, crate = Chest(rng, "train"), Chest(rng, "train"), Crate(rng)
    shut, wide = one.picture(0.0, 1), one.picture(1.0, 1)
    assert wide.shape[0] > shut.shape[0]  # the lid stands up
    assert shut.shape != other.picture(0.0, 1).shape or (shut != other.picture(0.0, 1)).any()
    assert set(np.unique(crate.picture(1)[..., 3])) == {0, 255}


@pytest.mark.parametrize("seed", range(12))
def test_wild_drawings_move_open_and_stay_in_the_picture(seed):
    rng = np.random.default_rng(seed)
    tool, chest, crate = WildTool(rng, "train"), WildChest(rng, "train"), WildCrate(rng)
    pictures = [tool.picture(pose) for pose in range(len(tool.swing.poses))]
    assert all(picture.shape == (*Tool.CANVAS, 4) for picture in pictures) and pictures[0][..., 3].any()
    assert any((pictures[0] != picture).any(2).sum() > 300 for picture in pictures[1:])
    shut, wide = chest.picture(0.0, 1), chest.picture(1.0, 1)
    assert wide.shape != shut.shape or (wide != shut).mean() > 0.05
    for direction in range(8):
        assert crate.picture(direction)[..., 3].any()


def test_wild_footage_is_for_training_alone(tmp_path, call):
    done = call("footage", "record", tmp_path, "--minutes", "0.1", "--split", "test", "--wild")
    assert done.returncode == 2 and "training" in done.stderr and not list(tmp_path.iterdir())


def test_wild_sessions_have_drawn_firearms_and_another_view(tmp_path):
    (video,) = record(tmp_path, 0.1, "train", seed=3, wild=True)
    how = json.loads(video.with_suffix(".json").read_text())
    assert how["fov"] != 90 and any("leaves the picture" in kind for kind in how["tools"])
    frames = [image for _, _, image in frames_at(video, np.arange(0.0, 6.0, 0.5))]
    assert len(frames) == 12 and frames[0].shape == (how["height"], how["width"], 3)


def test_an_unknown_split_is_wrong_use(tmp_path, call):
    done = call("footage", "record", tmp_path, "--minutes", "0.1", "--split", "all")
    assert done.returncode == 2 and "train, validation, test" in done.stderr


def test_a_recorded_session_is_video_beside_its_truth(tmp_path):
    (video,) = record(tmp_path, 0.1, "validation", seed=5)
    assert video.name == "validation_0005_000.mp4"
    how = json.loads(video.with_suffix(".json").read_text())
    assert how["map"] in {f"MAP{number}" for number in SPLITS["validation"]}
    capture = cv2.VideoCapture(str(video))
    frames = 0
    while capture.grab():
        frames += 1
    assert frames == round(6 * 35)
    assert (capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (
        how["width"],
        how["height"],
    )
    rows = list(csv.DictReader(video.with_suffix(".csv").read_text().splitlines()))
    assert rows and {row["label"] for row in rows} <= set(LABELS)
    assert all(float(a["end"]) <= float(b["start"]) for a, b in zip(rows, rows[1:]))
    assert sum(float(row["end"]) - float(row["start"]) for row in rows) > 2
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".json", ".mp4"]


@pytest.mark.parametrize("name", ["test_0007_000.mp4", "test_0007_000.csv", "test_0007_000.json"])
def test_a_recording_takes_the_place_of_nothing(tmp_path, name, call):
    (tmp_path / name).write_text("start,end,label\n0,3,gun\n")
    done = call("footage", "record", tmp_path, "--minutes", "0.1", "--split", "test", "--seed", "7")
    assert done.returncode == 2 and name in done.stderr and "another folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "start,end,label\n0,3,gun\n"


def test_varied_copies_take_the_place_of_nothing(tmp_path, call):
    data, out = tmp_path / "data", tmp_path / "out"
    for folder in ("a", "b"):
        (data / folder).mkdir(parents=True)
    labels = {}
    for number, folder in enumerate(("a", "b")):
        write_video(data / folder / "one.mp4", 0.2 + 0.2 * number)
        labels[folder] = f"start,end,label\n0.0,0.{1 + number},gun\n"
        (data / folder / "one.csv").write_text(labels[folder])

    def vary(to):
        return call("footage", "vary", data, to)

    for _ in range(2):  # its own copies are kept
        assert vary(out).returncode == 0
        assert sorted(path.name for path in out.iterdir()) == ["one-2.csv", "one-2.mp4", "one.csv", "one.mp4"]
        assert [(out / f"{stem}.csv").read_text() for stem in ("one", "one-2")] == [labels["a"], labels["b"]]
    lengths = [cv2.VideoCapture(str(out / f"{stem}.mp4")).get(cv2.CAP_PROP_FRAME_COUNT) for stem in ("one", "one-2")]
    assert lengths == [6, 12]
    before = (out / "one.mp4").stat().st_mtime_ns

    (out / "one-2.csv").write_text("start,end,label\n0.0,0.05,chop\n")  # somebody has worked on it
    done = vary(out)
    assert done.returncode == 2 and "one-2.csv" in done.stderr
    assert (out / "one-2.csv").read_text().endswith("chop\n") and (out / "one.mp4").stat().st_mtime_ns == before

    foreign = tmp_path / "foreign"
    foreign.mkdir()
    shutil.copy(data / "a" / "one.mp4", foreign / "one.mp4")
    done = vary(foreign)
    assert done.returncode == 2 and "one.mp4" in done.stderr
    assert [path.name for path in foreign.iterdir()] == ["one.mp4"]

    done = vary(data / "a")  # among what is copied
    assert done.returncode == 2 and "is read here" in done.stderr
    assert sorted(path.name for path in (data / "a").iterdir()) == ["one.csv", "one.mp4"]
    (tmp_path / "file").write_text("in the way")
    assert vary(tmp_path / "file").returncode == 2 and (tmp_path / "file").read_text() == "in the way"


def test_varied_copies_keep_times_and_labels(tmp_path):
    av = pytest.importorskip("av")
    from model.datasets.vary import Variation, vary_footage

    data = tmp_path / "data"
    data.mkdir()
    with av.open(str(data / "one.mp4"), "w") as target:
        stream = target.add_stream("libx264", rate=20)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(10):
            target.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((48, 64, 3), 100, np.uint8), format="bgr24")))
        target.mux(stream.encode())
    (data / "one.csv").write_text("start,end,label\n0.0,0.5,gun\n")
    (copy,) = vary_footage(data, tmp_path / "out", Variation((96, 64), 30, 0.7))
    with av.open(str(copy)) as video:
        frames = list(video.decode(video=0))
    assert [round(frame.time, 3) for frame in frames] == [round(k / 20, 3) for k in range(10)]
    image = frames[5].to_ndarray(format="bgr24")
    assert image.shape == (64, 96, 3)
    assert abs(float(image.mean()) - 255 * (100 / 255) ** (1 / 0.7)) < 8
    assert copy.with_suffix(".csv").read_text() == (data / "one.csv").read_text()
    with pytest.raises(FootageError, match="where the footage lies"):
        vary_footage(data, data, Variation())
    with pytest.raises(FootageError, match="even numbers"):
        Variation((321, 200))
