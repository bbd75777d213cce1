"""Highlight reels: which moments, and files that other programs can read."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import pytest

from app.commands import main
from app.errors import UserError
from app.recorded import scan_store
from app.recorded.classify import classify_video
from app.recorded.highlights import Part, choose, cut
from app.recorded.scan_store import StoredScan
from app.settings import DEMO_CLIP
from app.timeline.timeline import Segment
from model.engine import open_engine
from model.errors import OutputError
from model.registry import DEFAULT_MODEL, find_model
from model.spec import read_spec
from tests.conftest import decode_strictly


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> Path:
    """Ten seconds: the grey level says the second, the sound is a tone in the even seconds."""
    path = tmp_path_factory.mktemp("video") / "video.mp4"
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("libx264", rate=30, options={"g": "45", "bf": "2"})
        pictures.width, pictures.height, pictures.pix_fmt = 160, 90, "yuv420p"
        sounds = container.add_stream("aac", rate=48_000)
        sounds.layout = "mono"
        for number in range(300):
            image = np.full((90, 160, 3), 20 + 20 * (number // 30), np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(pictures.encode(None))
        for number in range(480):
            at = number * 1000 + np.arange(1000)
            tone = np.sin(at * 2 * np.pi * 440 / 48_000) * 0.5 * ((at // 48_000) % 2 == 0)
            frame = av.AudioFrame.from_ndarray(tone.astype(np.float32)[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, number * 1000
            container.mux(sounds.encode(frame))
        container.mux(sounds.encode(None))
    return path


def seconds_seen(path: Path) -> list[int]:
    """Which second of the video each frame of the reel shows."""
    with av.open(str(path)) as container:
        return [round((frame.to_ndarray(format="gray").mean() - 20) / 20) for frame in container.decode(video=0)]


def loudness(path: Path) -> list[float]:
    """Of each quarter of a second of sound."""
    with av.open(str(path)) as container:
        sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)])
    return [float(np.abs(sound[at : at + 12_000]).mean()) for at in range(0, len(sound) - 12_000, 12_000)]


def test_an_exact_reel_has_the_very_frames_and_their_sound(video, tmp_path):
    out = tmp_path / "reel.mp4"
    assert cut(video, [Part(2.0, 4.0, "gun"), Part(7.0, 8.0, "gun")], out) == pytest.approx(3.0)
    assert seconds_seen(out) == [2] * 30 + [3] * 30 + [7] * 30
    loud = [level > 0.1 for level in loudness(out)]
    # quarter seconds: a tone in second 2, none in 3, none in 7; the encoder smears one of them at the edges
    assert sum(loud[:4]) >= 3 and not any(loud[5:11])
    decode_strictly(out)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
def test_a_copied_reel_begins_at_keyframes(video, tmp_path, suffix):
    out = tmp_path / f"reel{suffix}"
    seconds = cut(video, [Part(2.0, 4.0, "gun"), Part(7.0, 8.0, "gun")], out, copy=True)
    seen = seconds_seen(out)
    assert seen[0] == 1  # the keyframe at 1.5 s
    assert seen.count(2) == 30 and seen.count(3) == 30 and seen.count(7) >= 28
    assert seconds == pytest.approx(4.5, abs=0.15)
    decode_strictly(out)


def test_the_most_confident_come_first_and_time_is_kept_to():
    segments = [
        Segment(0.0, 4.0, "gun", 0.6),
        Segment(4.0, 6.0, "others", 0.99),
        Segment(10.0, 14.0, "gun", 0.9),
        Segment(20.0, 24.0, "shooting", 0.8),
    ]
    assert choose(segments, ["gun"], pad=1.0) == [Part(0.0, 5.0, "gun"), Part(9.0, 15.0, "gun")]
    assert choose(segments, ["gun", "shooting"], pad=0.0, most=10.0) == [
        Part(0.0, 2.0, "gun"),
        Part(10.0, 14.0, "gun"),
        Part(20.0, 24.0, "shooting"),
    ]
    assert choose(segments, ["gun", "others"], pad=1.0, duration=14.5) == [
        Part(0.0, 7.0, "gun + others"),
        Part(9.0, 14.5, "gun"),
    ]
    assert choose(segments, ["chests"]) == []


@pytest.mark.parametrize("name", ["itself", "link", "hard link", "a stranger's"])
def test_a_reel_takes_the_place_of_earlier_reels_alone(video, tmp_path, name):
    source, out = tmp_path / "v.mp4", tmp_path / "reel.mp4"
    source.write_bytes(video.read_bytes())
    before = source.read_bytes()
    if name == "itself":
        out = source
    elif name == "link":
        out.symlink_to(source)
    elif name == "hard link":
        out.hardlink_to(source)
    else:
        out.write_bytes(before)
    with pytest.raises(OutputError, match=out.name):
        cut(source, [Part(1.0, 2.0, "gun")], out)
    assert source.read_bytes() == out.read_bytes() == before
    for suffix in (".mp4", ".mkv", ".mov"):
        for second in (1, 2):
            cut(source, [Part(second, second + 1.0, "gun")], tmp_path / f"new{suffix}")
            assert set(seconds_seen(tmp_path / f"new{suffix}")) == {second}


def test_nothing_is_left_of_a_reel_that_fails(tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    with pytest.raises(UserError, match="no video that can be read"):
        cut(broken, [Part(0.0, 1.0, "gun")], tmp_path / "reel.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.mp4"]


def test_the_command(start_of_demo, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "settings"))
    out = tmp_path / "reel.mkv"
    reel = ["highlights", str(start_of_demo), "--out", str(out), "-q"]
    segments = classify_video(start_of_demo, open_engine(find_model(DEFAULT_MODEL))).segments
    moments = choose(segments, ("gun", "chests"), pad=0.0)
    assert main([*reel, "--labels", "gun,chests", "--pad", "0", "--each"]) == 0
    said = capsys.readouterr().out
    each = sorted(path.name for path in tmp_path.glob("reel-*"))
    assert f"{len(each)} moments" in said and "encoded anew" in said
    assert each == [f"reel-{number:03}-{moment.label}.mkv" for number, moment in enumerate(moments, 1)]
    assert len(seconds_seen(out)) > 100
    assert main([*reel, "--labels", "dancing"]) == 2
    assert "chop, others, gun, chests, shooting" in capsys.readouterr().err
    assert main([*reel, "--labels", "gun", "--out", str(tmp_path / "reel.txt")]) == 2
    assert ".mkv" in capsys.readouterr().err


def test_no_part_of_a_reel_takes_the_place_of_its_source_or_a_stranger(tmp_path, capsys):
    """Each moment goes to a file of its own beside the reel: a video may well be called as one."""
    known = ["highlights", str(DEMO_CLIP), "--labels", "shooting", "--out", str(tmp_path / "first.mp4"), "-q", "--copy"]
    assert main(known) == 0  # from here on its timeline is known
    source = tmp_path / "reel-001-shooting.mp4"
    source.write_bytes(DEMO_CLIP.read_bytes())
    (tmp_path / "reel-002-shooting.mkv").write_bytes(b"precious")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for suffix, name in ((".mp4", "reel-001"), (".mkv", "reel-002")):
        options = [
            "--labels",
            "shooting",
            "--pad",
            "0",
            "--each",
            "--copy",
            "--out",
            str(tmp_path / f"reel{suffix}"),
            "-q",
        ]
        assert main(["highlights", str(source), *options]) == 2
        assert name in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert main(known) == 0  # its own reel


LABELS = ("../../up/a", "/etc/b", "CON", "c\0d", "x" * 200, "..", "e:f", "\x1b[2J")


def test_each_moment_has_a_file_in_the_reel_s_folder_whatever_its_label(video, tmp_path, model_folder, capsys):
    model = tmp_path / "models" / "evil"
    model.mkdir(parents=True)
    read_spec(model_folder).with_(labels=LABELS).write(model)
    segments = tuple(Segment(number, number + 0.5, label, 0.9) for number, label in enumerate(LABELS))
    scan_store.save(scan_store.key_of(video, model), StoredScan(10.0, 10.0, True, "", segments))
    folder = tmp_path / "out"
    folder.mkdir()
    before = {path for path in tmp_path.rglob("*") if folder not in path.parents}
    arguments = ["--labels", ",".join(LABELS), "--pad", "0", "--each", "--copy", "-q", "--model", str(model)]
    assert main(["highlights", str(video), *arguments, "-o", str(folder / f"{'r' * 200}.mp4")]) == 0
    written = sorted(path.name for path in folder.iterdir())
    assert len(written) == 1 + len(LABELS) and all(len(name.encode()) <= 255 for name in written)
    assert {path for path in tmp_path.rglob("*") if folder not in path.parents} == before
    told = capsys.readouterr().out
    assert "\x1b" not in told and "\0" not in told and r"\x1b[2J" in told


@pytest.mark.parametrize("name", ["../up", "a/b", "CON", "a\0b", "-m", "x" * 300, "\x1b[2J", ".", "a\u202eb"])
def test_a_model_s_name_is_a_folder_s(name, tmp_path, capsys):
    assert main(["train", str(tmp_path), f"--name={name}"]) == 2
    assert "expected a plain name" in capsys.readouterr().err


@pytest.mark.parametrize("copy", [False, True])
def test_a_moment_past_the_end_is_cut_short_or_one_sentence(video, tmp_path, copy):
    out = tmp_path / "reel.mkv"
    assert cut(video, [Part(9.0, 60.0, "gun")], out, copy) == pytest.approx(1.0, abs=0.1)
    with pytest.raises(UserError, match="no frame") as told:
        cut(video, [Part(30.0, 31.0, "gun"), Part(40.0, 41.0, "gun")], tmp_path / "none.mkv", copy)
    assert str(told.value).count("Received") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["reel.mkv"]
    assert cut(video, [Part(2.0, 3.0, "gun"), Part(30.0, 31.0, "gun")], tmp_path / "both.mkv", copy) < 1.6


NAMES = [
    "%d",
    "a\nb",
    "http:x",
    "pipe:1",
    "concat:a|b",
    "-y",
    "é 世",
    "[0]*?",
    "'\"",
    "x" * 251,
    "n\udcff",
    "a.b%03d.c",
]


@pytest.mark.skipif(os.name == "nt", reason="Windows allows few of these characters")
@pytest.mark.parametrize("name", NAMES)
def test_a_reel_and_its_video_may_have_any_name(video, tmp_path, name):
    source, reel = tmp_path / "in" / f"{name}.mp4", tmp_path / f"{name}.mkv"
    source.parent.mkdir()
    source.write_bytes(video.read_bytes())
    cut(source, [Part(2.0, 2.5, "gun")], reel, copy=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in", reel.name])
    with pytest.raises(OutputError):
        cut(source, [Part(2.0, 2.5, "gun")], tmp_path / f"{'x' * 300}.mp4")


def test_what_does_not_fit_a_container_is_one_sentence(video, tmp_path):
    from tests.corpus.recipes import make

    for name in ("wmv", "webm"):
        try:
            cut(make(name, tmp_path), [Part(1.0, 2.0, "gun")], tmp_path / "reel.mp4", copy=True)
        except UserError as error:
            assert "--copy" in str(error) and not (tmp_path / "reel.mp4").exists()
        else:
            decode_strictly(tmp_path / "reel.mp4")
            (tmp_path / "reel.mp4").unlink()
