"""The int8 networks: made where they pay, run where the model's description says, left alone where it does not hold."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from app.recorded import scan_store as cache
from app.recorded.classify import classify_video
from app.recorded.scanner import Scanner
from app.settings import DEMO_CLIP
from model.benchmark.complete import complete
from model.engine import open_engine
from model.engine.offline_head import OFFLINE_HEAD_FILE
from model.spec import read_spec
from tests.conftest import convert_both, run_program

INT8_FILES = {"encoder_int8.tflite", "head_int8.tflite"}
FILES = INT8_FILES | {"encoder.tflite", "head.tflite"}


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.tflite")} - {OFFLINE_HEAD_FILE}


@pytest.fixture(scope="module")
def small(tmp_path_factory, converted):
    """The model without its float32 networks, as ``convert --small`` leaves one that runs in int8."""
    folder = tmp_path_factory.mktemp("small") / "mine"
    folder.mkdir()
    shutil.copy(converted[0] / "lrcn.weights.h5", folder)
    read_spec(converted[0]).with_(precision="int8").write(folder)
    done = run_program("convert", folder, "--small")
    assert done.returncode == 0 and "runs in int8" in done.stdout, done.stderr
    return folder


def said_by(folder: Path) -> dict[str, np.ndarray]:
    """Probabilities over the demo clip in each precision."""
    results = {name: classify_video(DEMO_CLIP, open_engine(folder, precision=name)) for name in ("fp32", "int8")}
    return {name: np.stack([one.probabilities for one in result.predictions]) for name, result in results.items()}


@pytest.fixture(scope="module")
def said(converted) -> dict[str, np.ndarray]:
    return said_by(converted[0])


def same_labels(said: dict[str, np.ndarray]) -> float:
    """The share of predictions whose label is the same in both precisions."""
    return float((said["fp32"].argmax(1) == said["int8"].argmax(1)).mean())


def test_convert_writes_both_and_chooses_by_what_it_measured(converted, said):
    folder, words = converted
    assert files(folder) == FILES
    same = same_labels(said)
    assert f"in {100 * same:.2f} % of predictions" in words
    assert "fp32: " in words and "int8: " in words and "% of clips" in words
    precision = read_spec(folder).precision
    assert f"runs in {precision}." in words
    assert same >= 0.995 or precision == "fp32"


def test_int8_says_nearly_the_same(said):
    assert same_labels(said) >= 0.9  # this model is seldom sure of itself
    assert 0 < np.abs(said["fp32"] - said["int8"]).mean() < 0.02


@pytest.mark.slow
def test_the_shipped_model_says_nearly_the_same_in_int8(model_folder, tmp_path):
    said = said_by(convert_both(model_folder, tmp_path)[0])
    assert same_labels(said) >= 0.99
    assert 0 < np.abs(said["fp32"] - said["int8"]).max() < 0.5


@pytest.fixture
def run_in(converted, tmp_path):
    """``run_in(precision)``: the model, whose description says so."""

    def make(precision: str) -> Path:
        folder = shutil.copytree(converted[0], tmp_path / precision)
        read_spec(folder).with_(precision=precision).write(folder)
        return folder

    return make


def test_the_description_says_what_runs(run_in, model_folder):
    folder = run_in("fp32")
    assert open_engine(model_folder, 2).description == "LiteRT int8, 2 threads"
    assert open_engine(folder, 1).description == "LiteRT fp32, 1 thread"
    assert open_engine(folder, 1, precision="int8").description == "LiteRT int8, 1 thread"
    assert open_engine(run_in("int8"), 1, precision="fp32").description == "LiteRT fp32, 1 thread"


@pytest.mark.slow
def test_a_folder_without_float32_networks_says_the_same_everywhere(small, converted, said, tmp_path):
    """``classify``, the scan behind the window and a folder that has both: one answer."""
    assert files(small) == INT8_FILES
    result = classify_video(DEMO_CLIP, open_engine(small))
    assert np.array_equal(np.stack([one.probabilities for one in result.predictions]), said["int8"])
    done = run_program("classify", DEMO_CLIP, "--model", small, "--out", tmp_path, "--quiet", "--device", "cpu")
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "demo.json").read_text())["segments"]
    assert [row["label"] for row in rows] == [part.label for part in result.segments]
    ended = threading.Event()
    scanner = Scanner(DEMO_CLIP, small, lambda stored, new, begin: ended.set() if stored.ended else None)
    scanner.start()
    assert ended.wait(600) and scanner.join(120)
    assert scanner.stored.segments == result.segments and not scanner.stored.error


def test_timelines_are_kept_by_precision(run_in):
    assert cache.key_of(DEMO_CLIP, run_in("fp32")) != cache.key_of(DEMO_CLIP, run_in("int8"))


@pytest.mark.slow
def test_the_benchmark_makes_the_networks_that_a_folder_lacks(small, converted, tmp_path):
    assert complete(converted[0], tmp_path) == converted[0]
    whole = complete(small, tmp_path)
    assert files(whole) == FILES and read_spec(whole) == read_spec(small)
    for file in files(small):
        assert (whole / file).read_bytes() == (small / file).read_bytes()
