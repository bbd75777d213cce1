"""One list of what is a video, for all who look into a folder."""

from __future__ import annotations

import pytest

from app.commands import main
from app.commands.inputs import find_videos
from model.datasets.check import check
from model.datasets.read import find_footage, list_videos
from tests.conftest import write_video

ENDINGS = (
    ".MTS .m2ts .3gp .vob .mxf .ogv .mts .M2T .mpg .ts .wmv .asf .flv .f4v .divx .m2v .gif .apng .MP4 .mkv".split()
)


def test_classify_training_and_the_check_see_the_same_videos(tmp_path):
    whole = write_video(tmp_path / "whole.mp4", 0.5).read_bytes()
    (tmp_path / "whole.mp4").unlink()
    for number, ending in enumerate(ENDINGS):
        (tmp_path / f"{number:03d}{ending}").write_bytes(whole)
        (tmp_path / f"{number:03d}.csv").write_text("start,end,label\n0,0.5,gun\n")
    for name in ("a.txt", "a.webp", ".hidden.mp4", "._a.mp4", "a.mp3"):
        (tmp_path / name).touch()
    (tmp_path / ".trash").mkdir()
    (tmp_path / ".trash" / "a.mp4").write_bytes(whole)
    named, wrong = find_videos([tmp_path])
    assert len(named) == len(ENDINGS) and wrong == []
    assert list_videos(tmp_path) == [video.path for video in find_footage(tmp_path, ("gun",))] == named
    report = check(tmp_path, ("gun",))
    assert report.videos == len(ENDINGS) and report.problems == []


def test_footage_of_some_labels_alone_is_no_mistake(tmp_path, capsys):
    write_video(tmp_path / "a.MTS.mp4", 0.5).rename(tmp_path / "a.MTS")
    (tmp_path / "a.csv").write_text("start,end,label\n0,0.5,gun\n")
    assert main(["footage", "check", str(tmp_path), "--labels", "gun,chests"]) == 0
    told = capsys.readouterr()
    assert "chests" in told.out and told.err == ""
    (tmp_path / "a.csv").write_text("start;end;label\n0;0,5;gun\n0,5;later;gun\n")
    assert main(["footage", "check", str(tmp_path)]) == 1
    assert "a.csv, line 3" in capsys.readouterr().err


def test_the_check_names_a_folder_that_is_named_like_a_video(tmp_path):
    write_video(tmp_path / "a.mp4", 0.5)
    (tmp_path / "a.csv").write_text("start,end,label\n0,0.5,gun\n")
    (tmp_path / "b.mov").mkdir()
    (problem,) = check(tmp_path, ("gun",)).problems
    assert "b.mov" in problem and "folder" in problem
    told = []
    assert len(find_footage(tmp_path, ("gun",), on_unreadable=told.append)) == 1 and told == [problem]


def test_the_window_s_dialog_offers_them_all():
    pytest.importorskip("PyQt5")
    from app.window.dialogs import video_filter

    kinds = video_filter()
    patterns = kinds[kinds.index("(") + 1 : kinds.index(")")].split()
    assert {f"*{ending}" for ending in ENDINGS} <= set(patterns)
