"""The command line as people and scripts meet it: files written, sentences on stderr, exit statuses."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.commands.inputs import find_videos, name_results
from app.recorded import corrections
from app.recorded.scan_store import own_key_of
from app.timeline.timeline import Segment
from model.engine.litert import ENCODER_FILES, HEAD_FILES
from model.spec import read_spec
from tests.conftest import ROOT, run_program, write_video


def one_sentence(done) -> str:
    """What the program said on stderr: exactly one line."""
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_classify_writes_both_files(tmp_path, video, model_folder, call):
    out = tmp_path / "out" / "deep"
    done = call("classify", video, "--out", out, "--model", model_folder)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert sorted(os.listdir(out)) == ["video.csv", "video.json"]
    with open(out / "video.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["start", "end", "label", "confidence"]
    assert float(rows[0]["start"]) == 0.0 and 1.9 < float(rows[-1]["end"]) < 2.2
    assert all(before["end"] == after["start"] for before, after in zip(rows, rows[1:], strict=False))
    data = json.loads((out / "video.json").read_text(encoding="utf-8"))
    assert list(data) == ["video", "model", "labels", "sample_fps", "unfamiliar", "differs", "predictions", "segments"]
    assert data["video"] == "video.mp4" and len(data["segments"]) == len(rows)
    for part, row in zip(data["segments"], rows, strict=True):
        assert (part["start"], part["end"], part["label"]) == (float(row["start"]), float(row["end"]), row["label"])
    for prediction in data["predictions"]:
        assert list(prediction) == ["time", "label", "confidence", "probabilities", "unfamiliarity"]
        assert list(prediction["probabilities"]) == data["labels"]
        assert sum(prediction["probabilities"].values()) == pytest.approx(1.0, abs=1e-4)
        assert prediction["confidence"] == max(prediction["probabilities"].values())


def test_what_a_person_corrected_is_used_unless_the_model_s_word_is_asked_for(tmp_path, video, model_folder, call):
    mine = Segment(0.5, 1.0, "chests", 1.0, by_user=True)
    assert corrections.save(own_key_of(video, read_spec(model_folder)), [mine])
    rows = {}
    for name, options in (("mine", ()), ("model", ("--uncorrected",))):
        done = call("classify", video, "--out", tmp_path / name, "--model", model_folder, *options)
        assert done.returncode == 0, done.stderr
        with open(tmp_path / name / "video.csv", newline="") as file:
            rows[name] = list(csv.DictReader(file))
    assert {"start": "0.500", "end": "1.000", "label": "chests", "confidence": "1.0000", "by": "hand"} in rows["mine"]
    assert all("by" not in row and row["start"] != "0.500" for row in rows["model"])
    out = tmp_path / "reel.mkv"
    done = call("highlights", video, "--labels", "chests", "--pad", "0", "--out", out, "--model", model_folder)
    assert done.returncode == 0 and " 0.50 to     1.00 s  chests" in done.stdout
    done = call("highlights", video, "--labels", "chests", "--uncorrected", "--out", out, "--model", model_folder)
    assert done.returncode == 2 and "nothing in it is labelled chests" in done.stderr


def test_a_video_without_a_verb_is_told_the_two_that_it_may_want(video, call):
    done = call(video)
    assert done.returncode == 2 and "live SOURCE` shows it" in one_sentence(done) and "classify VIDEO`" in done.stderr
    assert "--help" in one_sentence(call("watch")) and "--help" in one_sentence(call(video.with_name("none.mp4")))


def test_one_format_only_and_repeatable(tmp_path, video, model_folder, call):
    for out in ("a", "b"):
        done = call("classify", video, "--out", tmp_path / out, "--format", "JSON", "--model", model_folder)
        assert done.returncode == 0 and os.listdir(tmp_path / out) == ["video.json"]
    assert (tmp_path / "a/video.json").read_bytes() == (tmp_path / "b/video.json").read_bytes()


def test_side_by_side_says_the_same_in_the_same_order(tmp_path, video, model_folder):
    videos = [shutil.copy(video, tmp_path / f"{name}.mp4") for name in "cab"]
    (tmp_path / "bad.mp4").write_text("no video")
    videos.insert(1, tmp_path / "bad.mp4")
    told = {}
    for count in (1, 3):
        out = tmp_path / str(count)
        done = run_program("classify", *videos, "--out", out, "--at-once", count, "--model", model_folder)
        assert done.returncode == 1 and "bad.mp4" in one_sentence(done)
        told[count] = done.stdout.replace(str(out), "")
        assert sorted(os.listdir(out)) == [f"{name}.{kind}" for name in "abc" for kind in ("csv", "json")]
    assert told[1] == told[3] and [Path(line.split(": ")[0]).stem for line in told[1].splitlines()] == ["c", "a", "b"]
    for file in os.listdir(tmp_path / "1"):
        assert (tmp_path / "1" / file).read_bytes() == (tmp_path / "3" / file).read_bytes()


def test_bad_inputs_are_named_and_the_others_done(tmp_path, model_folder, call):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    write_video(folder / "good.mp4", 1.2)
    write_video(folder / "sub" / "good.mp4", 1.2)
    write_video(folder / "short.mp4", 0.1)
    (folder / "empty.mp4").touch()
    (folder / "notes.avi").write_text("no video")
    (folder / "readme.txt").write_text("not even tried")
    (tmp_path / "nothing").mkdir()
    missing = tmp_path / "missing.mp4"
    done = call("classify", folder, missing, tmp_path / "nothing", "--out", tmp_path / "out", "--model", model_folder)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 5
    for name in ("empty.mp4", "notes.avi", "short.mp4", "missing.mp4", "nothing"):
        assert sum(name in line for line in lines) == 1, done.stderr
    assert sorted(os.listdir(tmp_path / "out")) == ["good-2.csv", "good-2.json", "good.csv", "good.json"]
    assert len(done.stdout.splitlines()) == 2


def test_results_replace_results_and_nothing_else(tmp_path, video, model_folder, call):
    """Labels made by hand lie beside their video under the name of its results."""
    formats = "csv,json,srt,vtt,edl,llc,stats"
    options = ("--out", tmp_path, "--format", formats, "--model", model_folder)
    other = shutil.copy(video, tmp_path / "other.mp4")
    for _ in range(2):
        done = call("classify", video, *options)
        assert done.returncode == 0, done.stderr
    own = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(own) == 2 + 7
    for name in ("video.csv", "video.json", "video.srt", "video-llc.csv"):
        (tmp_path / name).write_text("start,end,label\n0,2,gun\n")
        done = call("classify", other, video, *options)
        assert done.returncode == 2 and name in one_sentence(done) and "--out" in done.stderr
        assert (tmp_path / name).read_text() == "start,end,label\n0,2,gun\n"
        assert not list(tmp_path.glob("other.csv")), "nothing is begun"
        (tmp_path / name).write_bytes(own[name])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "csv,xml"), "csv, json"),
        (("--device", "abacus"), "auto, cpu, gpu"),
        (("--model", "no_such_model"), "no_such_model"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_wrong_use_of_classify(tmp_path, video, model_folder, arguments, says, call):
    model = () if "--model" in arguments else ("--model", model_folder)
    done = call("classify", video, "--out", tmp_path / "out", *model, *arguments)
    assert done.returncode == 2 and says in one_sentence(done)
    assert not (tmp_path / "out").exists(), "nothing is made before the command is known to be right"


@pytest.mark.parametrize("address", ["rtsp://me:hidden@10.0.0.1/live", "http://localhost:1/x.mp4?token=hidden"])
def test_classify_says_of_an_address_who_takes_it_and_does_the_others(tmp_path, video, model_folder, address, call):
    done = call("classify", address, video, "--out", tmp_path / "out", "--model", model_folder, "--quiet")
    said = one_sentence(done)
    assert done.returncode == 1 and "address" in said and "live" in said and "hidden" not in said
    assert (tmp_path / "out" / "video.csv").exists()


def test_output_that_cannot_be_written(tmp_path, video, model_folder, call):
    (tmp_path / "file").write_text("in the way")
    done = call("classify", video, "--out", tmp_path / "file" / "out", "--model", model_folder)
    assert done.returncode == 2 and "--out" in one_sentence(done)


@pytest.mark.parametrize("damage", ["no folder", "no description", "bad description", "no head", "bad encoder"])
def test_models_that_cannot_be_used(tmp_path, video, model_folder, damage, call):
    folder = tmp_path / "model"
    if damage != "no folder":
        shutil.copytree(model_folder, folder)
        precision = read_spec(folder).precision
        head, encoder = folder / HEAD_FILES[precision], folder / ENCODER_FILES[precision]
    if damage == "no description":
        (folder / "model.json").unlink()
    if damage == "bad description":
        (folder / "model.json").write_text("{")
    if damage == "no head":
        head.unlink()
    if damage == "bad encoder":
        encoder.write_bytes(encoder.read_bytes()[:5000])
    done = call("classify", video, "--out", tmp_path / "out", "--model", folder)
    assert done.returncode == 2 and "model" in one_sentence(done)


@pytest.mark.parametrize("content", [None, b"", b"no video at all"])
def test_live_refuses_bad_files_before_any_window(tmp_path, content):
    path = tmp_path / "source.mp4"
    if content is not None:
        path.write_bytes(content)
    done = run_program("live", path)
    assert done.returncode == 2 and "source.mp4" in one_sentence(done)


@pytest.mark.parametrize(
    ("arguments", "precious"),
    [
        (("--record", "video.mp4"), "video.mp4"),
        (("--record", "video.mkv"), "video.jsonl"),
        (("--record", "link.mp4"), "link.mp4"),
        (("--record", "there.mkv"), "there.mkv"),
        (("--record", "there.mp4", "--record-what", "raw"), "there.raw.mp4"),
        (("--record", "new.mkv", "--record-what", "nothing"), ""),
        (("--record", "/dev/null/new.mkv"), ""),
        (("--record", "new.mkv", "--events", "new.jsonl"), ""),
        (("--events", "video.mp4"), "video.mp4"),
        (("--events", "new.jsonl", "--record", "video.mp4"), "video.mp4"),
        (("--events", "new.jsonl", "--screenshot", "photo.png"), "photo.png"),
        (("--events", "new.jsonl", "--report", "new.jsonl"), "--report is to be written there as well"),
        (("--events", "new.jsonl", "--on-label", "no-such-program"), "no-such-program"),
        (("--report", "notes.json"), "notes.json"),
        (("--screenshot", "video.mp4"), "video.mp4"),
        (("--screenshot", "photo.png"), "photo.png"),
        (("--screenshot", "new.txt"), "new.txt"),
        (("--record", ""), "--record"),
        (("--screenshot", "new.png", "--report", "new.png"), ""),
    ],
)
def test_live_says_before_any_window_what_it_cannot_write(tmp_path, video, model_folder, arguments, precious):
    if os.name != "nt":
        (tmp_path / "link.mp4").symlink_to(video)
    for name in ("video.jsonl", "there.mkv", "there.raw.mp4", "notes.json", "photo.png"):
        (tmp_path / name).write_text("mine")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    named = [
        argument if argument.startswith("--") or "." not in argument else tmp_path / argument for argument in arguments
    ]
    options = ("--model", model_folder, "--quit-after", "1")
    done = run_program("live", video, *named, *options, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2 and precious in one_sentence(done)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")
def test_events_that_a_full_disk_loses_are_said_and_the_status_is_1(video, model_folder):
    command = [sys.executable, ROOT / "run_app.py", "live", video, "--model", model_folder, "--events", "/dev/full"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    said = running.stderr.readline()
    running.send_signal(signal.SIGTERM)  # as when somebody closes the window
    rest = running.communicate(timeout=120)[1]
    assert "/dev/full" in said and "events are lost" in said and rest == ""
    assert running.returncode == 1


def test_live_without_a_display(video, model_folder):
    environment = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems always have one")
    done = run_program("live", video, "--model", model_folder, **environment)
    assert done.returncode == 2 and "no display" in one_sentence(done)


def test_interrupted_classify_leaves_nothing_half_written(tmp_path, model_folder):
    if os.name == "nt":
        pytest.skip("signals are another matter there")
    video = write_video(tmp_path / "long.mp4", 120)
    out = tmp_path / "out"
    command = [sys.executable, ROOT / "run_app.py", "classify", video, "--out", out, "--model", model_folder]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not out.exists() and running.poll() is None:
        time.sleep(0.01)
    time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 130 and said.strip() == "Interrupted."
    assert os.listdir(out) == []


def test_help_imports_nothing_heavy():
    heavy = "av cv2 numpy PyQt5 psutil mss matplotlib collections_extended h5py tensorflow keras ai_edge_litert"
    probe = (
        "import sys; from app.commands import main; code = main([*sys.argv[1:], '--help']); "
        f"heavy = set({heavy!r}.split()) & set(sys.modules); sys.exit(str(heavy) if heavy else code)"
    )
    for verb in ([], ["live"], ["classify"], ["train"]):
        done = subprocess.run([sys.executable, "-c", probe, *verb], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0 and "--help" in done.stdout, done.stderr


@pytest.mark.parametrize("verb", ["info", "models"])
def test_info_and_models(verb):
    done = run_program(verb)
    assert done.returncode == 0 and done.stderr == "" and done.stdout.strip()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("footage", "record", "x", "--split", "holiday"), "train, validation, test"),
        (("footage", "check", "/no/such/folder"), "/no/such/folder"),
        (("footage", "vary", "/tmp", "/tmp/x", "--size", "²x²"), "--size"),
        (("benchmark", "--plot", "picture.txt"), "--plot"),
        (("live", "video.mp4", "--quit-after", "nan"), "--quit-after"),
        (("live", "video.mp4", "--quit-after", "1e300"), "--quit-after"),
        (("train", "/no/such/folder", "--name", "a/b"), "--name"),
        (("train", "/no/such/folder", "--name", "x", "--arch", "abacus"), "--arch"),
        (("train", "/no/such/folder", "--name", "x", "--sample-fps", "fast"), "--sample-fps"),
        (("evaluate", "/no/such/folder"), "/no/such/folder"),
        (("evaluate", "/tmp", "--json", "/no/such/folder/x.json"), "--json"),
        (("juggle",), "juggle"),
    ],
)
def test_wrong_use_of_the_other_verbs(arguments, says, model_folder, call):
    model = ("--model", model_folder) if arguments[0] == "evaluate" else ()
    done = call(*arguments, *model)
    assert done.returncode == 2 and says in one_sentence(done)


@pytest.mark.skipif(os.name == "nt", reason="POSIX numbers open files")
@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)])
def test_without_standard_streams(tmp_path, video, model_folder, closed):
    """Nothing that is printed goes into a file that happens to have the missing stream's number."""

    def close() -> None:
        for number in closed:
            os.close(number)

    for arguments in (("models",), ("classify", video, "--out", tmp_path, "--model", model_folder)):
        command = [sys.executable, str(ROOT / "run_app.py"), *map(str, arguments)]
        assert subprocess.run(command, preexec_fn=close, timeout=120).returncode == 0
    assert json.loads((tmp_path / "video.json").read_text())["video"] == "video.mp4"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a device that is always full")
@pytest.mark.parametrize("verb", ["info", "models"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_standard_output_that_is_full(verb, unbuffered):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    if unbuffered:
        environment["PYTHONUNBUFFERED"] = unbuffered
    with open("/dev/full", "w") as full:
        command = [sys.executable, str(ROOT / "run_app.py"), verb]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120, env=environment)
    assert done.returncode == 1 and "No space left" in one_sentence(done)


def test_a_name_as_long_as_can_be_has_room_for_what_follows(tmp_path):
    names = ["é" * 125, "é" * 124 + "a", "x" * 251]
    jobs = name_results([Path(f"{name}.mp4") for name in names])
    assert len({job.stem for job in jobs}) == 3
    for job in jobs:
        (tmp_path / f"{job.stem}-stats.csv").touch()


def test_names_never_clash():
    names = ["a/x.mp4", "b/x.avi", "c/X.mkv", "d/x-2.mp4", "y.mp4"]
    stems = [job.stem for job in name_results([Path(name) for name in names])]
    assert stems == ["x", "x-3", "X-4", "x-2", "y"]
    assert len({stem.casefold() for stem in stems}) == len(stems)


def test_each_video_is_taken_once(tmp_path):
    (tmp_path / ".hidden").mkdir()
    for name in ("b.MP4", "a.mkv", "c.txt", ".hidden/d.mp4", ".e.mp4"):
        (tmp_path / name).touch()
    videos, failures = find_videos([tmp_path / "a.mkv", tmp_path, tmp_path / "c.txt"])
    assert [video.name for video in videos] == ["a.mkv", "b.MP4", "c.txt"] and failures == []


def test_models_shows_the_cards_figures(tmp_path, monkeypatch, capsys):
    from app.commands import main
    from model import registry as store
    from model.spec import ModelSpec

    folder = tmp_path / "mine"
    folder.mkdir()
    ModelSpec("mine").write(folder)
    card = "# mine\n\n## Test maps\n\n| | |\n|---|---|\n| Clip accuracy | 96.9\u00a0% of 320 clips |\n"
    (folder / "CARD.md").write_text(card, encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "model.json").write_text("{")
    monkeypatch.setattr(store, "WEIGHTS", tmp_path)
    assert main(["models"]) == 0
    shown = capsys.readouterr()
    assert "Test maps: 96.9 %" in shown.out and "mine" in shown.out and "unreadable" in shown.out
    assert "broken" in shown.err
