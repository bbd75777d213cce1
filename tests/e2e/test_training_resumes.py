"""The real ``train`` command: killed in the middle of a stage and started again, and for the LSTM alone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.conftest import ROOT, write_video

EPOCHS = 4


def command(data: Path, out: Path, whole: int = EPOCHS) -> list[str]:
    options = (
        f"--name small --arch custom --labels left,right --image-size 48 --sample-fps 10 --epochs 1 --views 1 "
        f"--whole-epochs {whole} --whole-views 2 --head-epochs 3 --passes 1 --hindsight-epochs 2 --seed 3 --quiet"
    )
    return [sys.executable, str(ROOT / "run_app.py"), "train", str(data), "--out", str(out), *options.split()]


def kernels(file: Path) -> dict[str, np.ndarray]:
    """Every array of more than one dimension in a weights file, by its place in it."""
    names: list[str] = []
    with h5py.File(file) as weights:
        weights.visit(names.append)
        return {name: weights[name][()].astype(np.float32) for name in names if getattr(weights[name], "ndim", 0) > 1}


def train(words: list[str]) -> str:
    """Run to the end; what it printed."""
    return subprocess.run(words, check=True, timeout=400, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="module")
def clips(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("footage") / "clips"
    for number, label in enumerate(("left", "right") * 5):
        (folder / label).mkdir(parents=True, exist_ok=True)
        width = 120 + 8 * number
        write_video(folder / label / f"{number}.mp4", 3.0, size=(width, 90 if label == "left" else width))
    return folder


@pytest.fixture(scope="module")
def trained(clips, tmp_path_factory) -> Path:
    """The model of a training that nothing stopped."""
    out = tmp_path_factory.mktemp("trained") / "whole"
    train(command(clips, out))
    return out


@pytest.mark.timeout(900)
@pytest.mark.slow
def test_a_training_that_was_killed_ends_with_the_weights_of_one_that_was_not(clips, trained, tmp_path):
    stopped = tmp_path / "stopped"
    process = subprocess.Popen(command(clips, stopped), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    state = stopped / ".train" / "sequences.state.json"
    while not state.is_file() and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    assert process.wait(120) != 0
    assert 1 <= len(json.loads(state.read_text())["epochs"]) < EPOCHS
    assert not (stopped / "model.json").exists()  # no half-made model is left where a model is looked for

    train(command(clips, stopped))
    record = json.loads((stopped / "training.json").read_text(encoding="utf-8"))
    assert len(record["stages"]["The whole LRCN on sequences"]) == EPOCHS
    assert not state.exists()  # what is done fills no disk
    networks = ("encoder.tflite", "head.tflite", "hindsight.tflite")
    for name in ("lrcn.weights.h5", "hindsight.weights.h5", *networks, "model.json"):
        assert (stopped / name).read_bytes() == (trained / name).read_bytes(), name


@pytest.mark.timeout(900)
@pytest.mark.slow
def test_the_lstm_alone_is_recorded_as_well_and_gets_another_offline_head(clips, tmp_path):
    out = tmp_path / "head"
    train(command(clips, out, whole=0))
    stages = json.loads((out / "training.json").read_text(encoding="utf-8"))["stages"]
    frames, head = stages["The CNN on single frames"], stages["The LSTM on what the CNN makes of every video"]
    assert len(frames) == 1 and [epoch["epoch"] for epoch in head] == [1, 2, 3]
    assert all(0 <= epoch["val_accuracy"] <= 1 and epoch["loss"] > 0 < epoch["val_loss"] for epoch in head)
    assert "Training: The LSTM on what the CNN makes of every video" in (out / "CARD.md").read_text(encoding="utf-8")
    assert (out / "board.png").read_bytes().startswith(b"\x89PNG")
    # Another offline head: what the model says live stays as it is.
    kept = {name: (out / name).read_bytes() for name in ("lrcn.weights.h5", "head.tflite", "encoder.tflite")}
    before = (out / "hindsight.tflite").read_bytes()
    again = [*command(clips, out), "--only-hindsight", "--seed", "4", "--hindsight-epochs", "3", "--name", str(out)]
    said = train(again)
    assert "(event F1)" in said and (out / "hindsight.tflite").read_bytes() != before
    assert {name: (out / name).read_bytes() for name in kept} == kept
    card = (out / "CARD.md").read_text(encoding="utf-8")
    assert "--only-offline-head" in card and card.count("## Offline head") == 1


@pytest.mark.timeout(900)
@pytest.mark.slow
def test_training_goes_on_from_a_trained_model_and_its_lstm(clips, trained, tmp_path):
    after = tmp_path / "after"
    gently = ["--begin-with", str(trained), "--epochs", "0", "--whole-epochs", "1", "--whole-rate", "1e-9"]
    gently += ["--hindsight-epochs", "0"]
    train([*command(clips, after), *gently])
    before, begun = (kernels(out / "lrcn.weights.h5") for out in (trained, after))
    assert len(before) >= 7 and before.keys() == begun.keys()
    # A step too small to matter leaves every kernel what it was, the LSTM's and the dense layers' too.
    assert all(np.abs(before[name] - begun[name]).max() < 2e-3 for name in before)
    assert (trained / "hindsight.tflite").is_file() and not (after / "hindsight.tflite").exists()
    assert "--whole-rate 1e-09" in json.loads((after / "training.json").read_text(encoding="utf-8"))["command"]
