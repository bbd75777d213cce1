"""Networks are data: only what is the right file runs, and what is unknown runs elsewhere first."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest

from app.live.session import Session, State
from model.engine import open_engine, provenance
from model.engine.litert_network import LiteRTNetwork
from model.engine.provenance import is_known, remember, write_network, write_sums
from model.errors import ModelError
from model.registry import WEIGHTS, list_models
from model.spec import ModelSpec, digests_in, read_digests, read_spec
from tests.conftest import run_program
from tests.model.broken_networks import give_nan, lose_input, put_in_place, rebuilt

NETWORKS = ("encoder_int8.tflite", "head_int8.tflite", "hindsight.tflite")
GREY = np.full((120, 160, 3), 127, np.uint8)


@pytest.fixture
def folder(tmp_path):
    """A copy of a shipped model that runs in int8 and has an offline head."""
    return shutil.copytree(WEIGHTS / "b5_lstm_64", tmp_path / "model")


@pytest.fixture
def trials(monkeypatch):
    """The networks that were tried in a process of their own."""
    tried, whole = [], subprocess.run

    def run(command, **more):
        if "model.engine.trial" in command:
            tried.append(more["input"])
        return whole(command, **more)

    monkeypatch.setattr(subprocess, "run", run)
    return tried


def rename(network):
    """Another file that works the same."""
    network.description = "from elsewhere"


def whole(folder):
    """Everything that the program runs of the model in ``folder``, once; returns the probabilities."""
    engine = open_engine(folder, threads=1)
    states = engine.begin()
    for _ in range(engine.spec.clip_length):
        probabilities = engine.advance(engine.encode(GREY), states)
    back = engine.offline_head()
    if back is not None:
        back.push(0.0, engine.encode(GREY))
        assert all(np.isfinite(row).all() for _, row in back.end())
    return probabilities


def test_every_shipped_network_is_known_and_told_of(trials):
    assert len(list_models()) >= 5
    for shipped in list_models():
        found = digests_in(shipped)
        assert read_digests(shipped) == found, f"write {shipped}/model.json anew"
        assert all(is_known(digest) for digest in found.values()), (
            "write weights/SHA256SUMS anew: run_app.py models --table"
        )
    assert whole(WEIGHTS / "b5_lstm_64").sum() == pytest.approx(1)
    assert not trials  # and none is tried: the first start is as quick as any


def test_the_sums_are_those_of_what_is_known(folder, tmp_path):
    path = folder / "head_int8.tflite"
    put_in_place(path, rebuilt(path.read_bytes(), rename), listed=False)
    known = {f"{digest}  model/{name}" for name, digest in digests_in(folder).items() if name != path.name}
    assert set(write_sums(tmp_path).read_text().splitlines()) == known
    whole(folder)
    assert len(write_sums(tmp_path).read_text().splitlines()) == len(known) + 1


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("place", [0.02, 0.5, 0.98])
def test_one_changed_byte_is_a_sentence(folder, trials, name, place):
    content = bytearray((folder / name).read_bytes())
    content[int(place * len(content))] ^= 0x10
    (folder / name).write_bytes(content)
    with pytest.raises(
        ModelError, match=rf"{name}: it is not the file that model.json beside it tells of.*copy the model"
    ):
        whole(folder)
    assert not trials


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_that_ends_its_process_is_a_sentence_here(folder, name, listed):
    put_in_place(folder / name, rebuilt((folder / name).read_bytes(), lose_input), listed=listed)
    for _ in range(2):  # it is not taken for a good one by and by, either
        with pytest.raises(ModelError, match=rf"{name}: it is no working LiteRT file \(.+\)"):
            whole(folder)


@pytest.mark.parametrize("name", NETWORKS)
def test_numbers_that_are_none_are_a_sentence_and_no_result(folder, name):
    put_in_place(folder / name, rebuilt((folder / name).read_bytes(), give_nan), listed=True)
    with pytest.raises(ModelError, match=rf"{name}.*no numbers"):
        whole(folder)
    remember(read_digests(folder)[name])  # and where the trial did not meet them, so does the run
    with pytest.raises(ModelError, match=rf"{name}.*no numbers"):
        whole(folder)


def test_a_network_from_elsewhere_is_tried_once(folder, trials):
    expected = whole(folder)
    for name in NETWORKS:
        put_in_place(folder / name, rebuilt((folder / name).read_bytes(), rename), listed=False)
    assert np.array_equal(whole(folder), expected) and len(trials) == 3
    assert np.array_equal(whole(folder), expected) and len(trials) == 3
    moved = folder.rename(folder.with_name("elsewhere"))  # known by what is in it, wherever it lies
    assert np.array_equal(whole(moved), expected) and len(trials) == 3


def test_a_network_that_was_converted_here_is_not_tried(folder, trials):
    content = rebuilt((folder / "encoder_int8.tflite").read_bytes(), rename)
    write_network(folder / "encoder_int8.tflite", content)
    whole(folder)
    read_spec(folder).write(folder)
    whole(folder)
    assert not trials and read_digests(folder) == digests_in(folder)


def test_what_takes_too_long_or_cannot_be_read_is_a_sentence(folder, monkeypatch):
    path = folder / "encoder_int8.tflite"
    put_in_place(path, rebuilt(path.read_bytes(), rename), listed=False)
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "TRIAL_SECONDS", 0.001)
        with pytest.raises(ModelError, match="did not answer"):
            LiteRTNetwork(path)
    with monkeypatch.context() as patch:
        patch.setattr(provenance, "MOST_BYTES", 1000)
        with pytest.raises(ModelError, match="larger than 1,000 bytes"):
            LiteRTNetwork(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ModelError, match="cannot be read"):
        LiteRTNetwork(path)


@pytest.mark.parametrize(("changes", "file"), [
    ({"clip_length": 8}, "head"), ({"clip_length": 6}, "head"), ({"clip_length": 1}, "head"), ({"lstm_units": 63}, "head"),
    ({"labels": ("a", "b")}, "head"), ({"image_size": (192, 192)}, "encoder"),
])  # fmt: skip
def test_a_description_that_does_not_fit_its_networks_is_refused(folder, changes, file):
    read_spec(folder).with_(**changes).write(folder)
    with pytest.raises(ModelError, match=rf"{file}_int8\.tflite .*shape"):
        whole(folder)


def test_networks_in_each_other_s_place_are_refused(folder):
    contents = {name: (folder / name).read_bytes() for name in NETWORKS}
    for name in NETWORKS:
        for other in NETWORKS:
            if other != name:
                (folder / name).write_bytes(contents[other])
                read_spec(folder).write(folder)
                with pytest.raises(ModelError, match=name):
                    whole(folder)
        (folder / name).write_bytes(contents[name])


def test_a_head_whose_state_is_not_among_its_outputs_is_refused(folder):
    """What is only within a network has no memory that could be read."""

    def hide(network):
        graph = network.subgraphs[0]
        graph.outputs = np.array([graph.outputs[0]] * len(graph.outputs), np.int32)

    put_in_place(folder / NETWORKS[1], rebuilt((folder / NETWORKS[1]).read_bytes(), hide), listed=True)
    with pytest.raises(ModelError, match=NETWORKS[1]):
        whole(folder)


def test_the_trial_takes_a_damaged_network_s_place(folder):
    """In bounded memory, too: a shape that claims terabytes ends the trial, not this process."""

    def claim(network):
        for tensor in network.subgraphs[0].tensors:
            if tensor.shape is not None and len(tensor.shape) == 4:
                tensor.shape = np.array([1, 60_000, 60_000, 64], np.int32)

    content = rebuilt((folder / "encoder_int8.tflite").read_bytes(), claim)
    done = subprocess.run([sys.executable, "-m", "model.engine.trial"], input=content, capture_output=True, timeout=120)
    assert done.stdout != b"works"


@pytest.mark.parametrize("change", [lose_input, give_nan])
def test_the_program_says_so_and_goes_on(folder, video, tmp_path, change):
    name = "encoder_int8.tflite" if change is lose_input else "head_int8.tflite"
    put_in_place(folder / name, rebuilt((folder / name).read_bytes(), change), listed=True)
    settings = {"LAC_CONFIG_DIR": str(tmp_path / "settings"), "QT_QPA_PLATFORM": "offscreen"}
    done = run_program("classify", video, "--model", folder, "--out", tmp_path / "out", "--quiet", **settings)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and name in done.stderr
    seen = run_program("live", video, "--model", folder, "--quit-after", "2", **settings)
    assert seen.returncode == 0 and "Traceback" not in seen.stderr
    assert run_program("models", **settings).returncode == run_program("info", **settings).returncode == 0


def test_a_session_fails_with_the_sentence(folder, video):
    put_in_place(folder / NETWORKS[0], rebuilt((folder / NETWORKS[0]).read_bytes(), lose_input), listed=False)
    failed, said = threading.Event(), []

    def on_state(state, message):
        if state is State.FAILED:
            said.append(message)
            failed.set()

    session = Session(str(video), folder, loop=True, on_state=on_state)
    session.start()
    try:
        assert failed.wait(120) and NETWORKS[0] in said[0]
    finally:
        session.stop()


def test_a_damaged_folder_is_one_line_of_the_list(tmp_path, monkeypatch, capsys):
    from app.commands import main
    from model import registry

    monkeypatch.setattr(registry, "WEIGHTS", tmp_path)
    for name in ("good", "deep", "wrong", "card"):
        (tmp_path / name).mkdir()
        ModelSpec(name).write(tmp_path / name)
    (tmp_path / "deep" / "model.json").write_text("[" * 100_000)
    (tmp_path / "wrong" / "model.json").write_text('{"name": 3}')
    (tmp_path / "card" / "CARD.md").write_bytes(b"## On test\n| Clip accuracy | \xff\xfe |\n")
    (tmp_path / "folder" / "model.json").mkdir(parents=True)
    for verb in ("models", "info"):
        assert main([verb]) == 0
        said = capsys.readouterr()
        assert all(name in said.out for name in ("good", "deep", "wrong", "card", "folder"))
        assert "Traceback" not in said.err
