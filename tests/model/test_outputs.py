"""Where a run may write: never to what it reads, nor over what this program did not write, nor twice to one path."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from app.export import FORMATS
from app.recorded.result import Result
from app.timeline.timeline import Segment
from model import known_results
from model.errors import OutputError
from model.marks import video_marks, wrote_json, wrote_picture, wrote_video
from model.outputs import Outputs, check_folder, first_free
from model.registry import check_model_folder
from model.spec import ModelSpec
from tests.conftest import run_program, write_video

POSIX = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


def anything(_path) -> bool:
    return True


def test_an_input_is_no_output_by_any_of_its_names(tmp_path):
    video = tmp_path / "v.mp4"
    video.write_text("precious")
    names = [video, tmp_path / "sub" / ".." / "v.mp4"]
    (tmp_path / "sub").mkdir()
    if os.name != "nt":
        (tmp_path / "link.mp4").symlink_to(video)
        os.link(video, tmp_path / "hard.mp4")
        (tmp_path / "other").symlink_to(tmp_path)
        names += [tmp_path / "link.mp4", tmp_path / "hard.mp4", tmp_path / "other" / "v.mp4"]
    for name in names:
        with pytest.raises(OutputError, match="is read here"):
            Outputs([video]).claim(name, "--out", anything)
    Outputs([video, tmp_path / "gone.mp4"]).claim(tmp_path / "gone.mp4", "--out")


def test_one_path_is_claimed_once_however_it_is_spelled(tmp_path):
    outputs = Outputs()
    outputs.claim(tmp_path / "a.json", "--json")
    for name in ("a.json", "A.JSON", "./a.json"):
        with pytest.raises(OutputError, match="--json is to be written there as well"):
            outputs.claim(tmp_path / name, "--plot")
    outputs.claim(tmp_path / "b.json", "--plot")


@POSIX
def test_only_files_of_its_own_are_replaced(tmp_path):
    (tmp_path / "file").write_text("a person's")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    for name, says in (("file", "did not write"), ("folder", "a folder"), ("link", "a link"), ("pipe", "no regular")):
        wrote = anything if name != "file" else (lambda _path: False)
        with pytest.raises(OutputError, match=f"--json .*{name}.*{says}"):
            Outputs().claim(tmp_path / name, "--json", wrote)
    assert Outputs().claim(tmp_path / "file", "--json", anything) == tmp_path / "file"
    with pytest.raises(OutputError, match="name"):
        Outputs().claim(tmp_path / "a\0b", "--json")


def test_folders_are_tried(tmp_path):
    check_folder(tmp_path, "--json x")
    assert os.listdir(tmp_path) == []
    with pytest.raises(OutputError, match="--json x.*no such folder"):
        check_folder(tmp_path / "none", "--json x")


def test_numbers_where_names_are_taken(tmp_path):
    for name in ("a.b.png", "a.b-2.png"):
        assert first_free(tmp_path / "a.b.png").name == name
        (tmp_path / name).touch()
    assert first_free(tmp_path / "a.b.png").name == "a.b-3.png"


def result_of(*labels: str) -> Result:
    spec = ModelSpec("m", labels=tuple(dict.fromkeys((*labels, "x"))))
    parts = tuple(Segment(n * 1.5, (n + 1) * 1.5, label, 0.9 + n / 100) for n, label in enumerate(labels))
    from pathlib import Path

    return Result(Path("v.mp4"), spec, 9.0, (), (), parts)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_knows_its_own_files_and_no_others(tmp_path, name):
    result = result_of("open_chest", 'with "quotes", and a comma', "gun")
    paths = {kind: form.write(result, tmp_path / f"v{form.ending}") for kind, form in FORMATS.items()}
    assert [kind for kind, path in paths.items() if FORMATS[name].wrote(path)] == [name]
    foreign = {
        "labels": "start,end,label\n0,3,gun\n",
        "labels with confidence": "start,end,label,confidence\n0,3,gun,1\n3,4.5,chop,1\n",
        "labels from a spreadsheet": "start,end,label,confidence\r\n0.000,3.000,gun,1.0000\r\n",
        "no header": "0,3,gun\n",
        "cuts of LosslessCut": "0,3.5,gun\n3.5,7,chop\n",
        "subtitles": "1\n00:00:01,000 --> 00:00:02,000\nHello there.\n",
        "web subtitles": "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nHello there.\n",
        "cut list": "TITLE: film\nFCM: NON-DROP FRAME\n\n001  AX       V     C        00:00:00:00 00:00:01:00\n",
        "settings": '{"video": "v.mp4", "cuts": []}\n',
        "empty": "",
        "binary": b"\xff\xfe\0\0",
    }
    for kind, content in foreign.items():
        path = tmp_path / "foreign"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        assert not FORMATS[name].has_form(path) and not FORMATS[name].wrote(path), kind
    assert not FORMATS[name].wrote(tmp_path / "nothing")


@pytest.mark.parametrize("name", FORMATS)
def test_a_result_that_was_corrected_in_an_editor_is_no_longer_the_programs(tmp_path, name):
    form = FORMATS[name]
    path = form.write(result_of("open_chest", "gun", "open_chest"), tmp_path / f"v{form.ending}")
    content = path.read_text()
    path.write_text(content)  # saved again as it was
    assert form.wrote(path)
    word = next(word for word in ("open_chest", "Open chest", "gun") if word in content)
    corrected = content.replace(word, word[:-1] + "x")
    assert corrected != content
    path.write_text(corrected)
    assert form.has_form(path) and not form.wrote(path)
    with pytest.raises(OutputError, match="changed since"):
        Outputs().claim(path, "", form.wrote)
    path.write_text(content)
    form.write(result_of("gun"), tmp_path / f"w{form.ending}")
    assert form.wrote(path), "others that are written do not make it a stranger"


def test_a_result_that_is_not_known_here_may_have_been_corrected_elsewhere(tmp_path, monkeypatch):
    path = FORMATS["csv"].write(result_of("gun"), tmp_path / "v.csv")
    assert FORMATS["csv"].wrote(path)
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "another"))
    assert not FORMATS["csv"].wrote(path)
    (tmp_path / "file").touch()
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "file" / "below"))  # where nothing can be kept
    assert FORMATS["csv"].write(result_of("gun", "chop"), tmp_path / "w.csv").read_text().count("\n") == 3
    assert not FORMATS["csv"].wrote(tmp_path / "w.csv")


@pytest.mark.parametrize("damage", [b"", b"\xff\0" * 999, b"0" * 200_000, b"line\n" * 900])
def test_damaged_digests_are_no_more_than_missing_ones(tmp_path, monkeypatch, damage):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "own"))
    path = FORMATS["csv"].write(result_of("gun"), tmp_path / "v.csv")
    kept = [file for file in (tmp_path / "own" / "results").iterdir() if file.suffix == ".txt"]
    assert len(kept) == 1 and FORMATS["csv"].wrote(path)
    kept[0].write_bytes(damage)
    assert not FORMATS["csv"].wrote(path)
    FORMATS["csv"].write(result_of("gun"), path)
    assert FORMATS["csv"].wrote(path)


def test_what_is_kept_of_results_is_bounded_and_the_newest_stay(tmp_path, monkeypatch):
    monkeypatch.setenv("LAC_CONFIG_DIR", str(tmp_path / "own"))
    monkeypatch.setattr(known_results, "MOST_IN_FILE", 2)
    paths = [known_results.write_result(tmp_path / f"{number}.txt", str(number)) for number in range(900)]
    known = [path for path in paths if known_results.is_unchanged_result(path)]
    assert 256 < len(known) <= 512 and paths[-1] in known
    kept = list((tmp_path / "own" / "results").iterdir())
    assert len(kept) <= 257 and all(file.stat().st_size <= 130 for file in kept)


def test_threads_that_write_results_lose_none(tmp_path):
    def write(number: int):
        return known_results.write_result(tmp_path / f"{number}.txt", str(number))

    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(write, range(300)))
    assert all(map(known_results.is_unchanged_result, paths))


def test_classify_replaces_its_results_but_none_that_was_corrected(tmp_path, video, model_folder, call):
    words = ("classify", video, "--out", tmp_path / "out", "--model", model_folder, "--quiet", "--format", "csv,srt")
    assert call(*words).returncode == 0 and call(*words).returncode == 0
    table, subtitles = tmp_path / "out" / "video.csv", tmp_path / "out" / "video.srt"
    rows = table.read_text().splitlines()
    start, end, label, confidence = rows[1].split(",")
    table.write_text("\n".join([rows[0], f"{start},{end},chop_by_hand,{confidence}", *rows[2:]]) + "\n")
    before = {path.name: path.read_bytes() for path in (table, subtitles)}
    done = call(*words)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "video.csv" in done.stderr, done.stderr
    assert {path.name: path.read_bytes() for path in (table, subtitles)} == before


def test_json_is_known_by_its_first_keys(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"a": "x \\" , \\"b\\": 1", "b": [1, 2],\n "c": 3}')
    assert wrote_json(path, "a", "b", "c") and wrote_json(path, "a")
    assert not wrote_json(path, "b") and not wrote_json(path, "a", "c")
    path.write_bytes(b"[" * 100_000)
    assert not wrote_json(path, "a")


@pytest.mark.parametrize("suffix, form", [(".mp4", "mp4"), (".mkv", "matroska"), (".mov", "mov")])
def test_videos_carry_a_mark_of_their_kind(tmp_path, suffix, form):
    import av

    path = tmp_path / f"a{suffix}"
    with av.open(str(path), "w", format=form) as container:
        container.metadata.update(video_marks("highlight reel", suffix))
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(3):
            picture = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="bgr24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    assert wrote_video(path, "highlight reel") and not wrote_video(path, "recording")
    assert not wrote_video(write_video(tmp_path / "b.mp4", 0.2), "highlight reel")


def test_a_new_model_takes_the_place_of_nothing(tmp_path):
    new, empty, full = tmp_path / "new", tmp_path / "empty", tmp_path / "full"
    (empty / ".train").mkdir(parents=True)
    full.mkdir()
    (full / "CARD.md").write_text("notes of a person")
    check_model_folder(new)
    check_model_folder(empty)
    with pytest.raises(OutputError, match="CARD.md"):
        check_model_folder(full)
    check_model_folder(full, goes_on=True)
    for made_from in (full, full / "CARD.md"):
        with pytest.raises(OutputError, match="is made from"):
            check_model_folder(full, [made_from], goes_on=True)
    with pytest.raises(OutputError, match="no folder"):
        check_model_folder(full / "CARD.md")


@pytest.mark.parametrize("verb", ["train", "import", "train from itself"])
def test_no_model_is_trained_or_imported_over_another(tmp_path, verb):
    """Not over one that the program did not make here, nor one that it is made from."""
    out, data = tmp_path / "model", tmp_path / "footage"
    data.mkdir()
    out.mkdir()
    for name in ("model.json", "lrcn.weights.h5", "CARD.md"):
        (out / name).write_text("precious")
    if verb == "import":
        (tmp_path / "old.h5").write_bytes(b"old")
        options = ["import", tmp_path / "old.h5", "--arch", "custom", "--name", "mine", "--out", out]
    else:
        options = ["train", data, "--arch", "custom", "--name", "mine", "--out", out]
    if verb == "train from itself":
        (out / ".train").mkdir()
        options += ["--begin-with", out]
    before = {path.name for path in out.iterdir()}
    done = run_program(*options, timeout=120)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1, done.stderr
    assert ("is made from" if verb == "train from itself" else "holds a model already") in done.stderr
    assert {path.name for path in out.iterdir()} == before
    assert all(path.read_text() == "precious" for path in out.iterdir() if path.is_file())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("confusion_on_footage.png", b"\x89PNG of a person's own"),
        ("CARD.md", b"\xff\xfe"),
        ("evaluation.json", b"[1]"),
        ("evaluation.json", b"["),
    ],
)
def test_a_card_is_refused_before_the_evaluation(tmp_path, model_folder, name, content, call):
    data, model = tmp_path / "footage", tmp_path / "model"
    data.mkdir()
    shutil.copytree(model_folder, model)
    (model / name).write_bytes(content)
    done = call("evaluate", data, "--model", model, "--card")
    assert done.returncode == 2 and name in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr
    assert (model / name).read_bytes() == content


@pytest.mark.parametrize("option", ["evaluate --json", "benchmark --json", "benchmark --plot"])
def test_figures_take_the_place_of_figures_alone(tmp_path, video, model_folder, option, call):
    verb, flag = option.split()
    (tmp_path / "labels.csv").write_text("start,end,label\n0,3,gun\n")
    (tmp_path / "notes.json").write_text('{"model": "mine", "why": "notes"}')
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n of a person's own")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for name in ("labels.csv", "notes.json", "photo.png", "video.mp4"):
        what = [tmp_path] if verb == "evaluate" else ["--video", video]
        done = call(verb, *what, "--model", model_folder, flag, tmp_path / name)
        assert done.returncode == 2 and name in done.stderr and flag in done.stderr, done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_pictures_and_the_table_of_models_know_their_own(tmp_path):
    from model.evaluation.pictures import new_figure, save_figure
    from model.evaluation.table import write_table

    picture = save_figure(new_figure(2, 2), tmp_path / "a.png")
    assert wrote_picture(picture)
    new_figure(2, 2).savefig(tmp_path / "b.png")
    assert not wrote_picture(tmp_path / "b.png")
    assert write_table(tmp_path) == write_table(tmp_path)
    (tmp_path / "README.md").write_text("# My own models\n")
    with pytest.raises(OutputError, match="README.md"):
        write_table(tmp_path)
