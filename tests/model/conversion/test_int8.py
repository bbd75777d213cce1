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
from model.engine.litert_network import open_interpreter
from model.spec import read_spec
from tests.conftest import run_program

FILES = {"encoder.tflite", "encoder_int8.tflite", "head.tflite", "head_int8.tflite"}


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.tflite")}


@pytest.fixture(scope="module")
def converted(tmp_path_factory, model_folder):
    """A copy of the model, converted and checked on the demo clip; and what ``convert`` said."""
    folder = tmp_path_factory.mktemp("int8") / "mine"
    folder.mkdir()
    for file in ("model.json", "lrcn.weights.h5"):
        shutil.copy(model_folder / file, folder)
    read_spec(folder).with_(precision="fp32").write(folder)
    done = run_program("convert", folder, "--check", DEMO_CLIP.parent, "--quiet", timeout=250)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return folder, done.stdout


@pytest.fixture(scope="module")
def small(tmp_path_factory, converted):
    """The model without its float32 networks, as ``convert --small`` leaves one that runs in int8."""
    folder = tmp_path_factory.mktemp("small") / "mine"
    folder.mkdir()
    shutil.copy(converted[0] / "lrcn.weights.h5", folder)
    read_spec(converted[0]).with_(precision="int8").write(folder)
    done = run_program("convert", folder, "--small", timeout=250)
    assert done.returncode == 0 and "runs in int8" in done.stdout, done.stderr
    return folder


@pytest.fixture(scope="module")
def said(converted) -> dict[str, np.ndarray]:
    """Probabilities over the demo clip in each precision."""
    folder, _ = converted
    results = {name: classify_video(DEMO_CLIP, open_engine(folder, precision=name)) for name in ("fp32", "int8")}
    return {name: np.stack([one.probabilities for one in result.predictions]) for name, result in results.items()}


def test_convert_writes_both_and_chooses_by_what_it_measured(converted, said):
    folder, words = converted
    assert files(folder) == FILES
    same = float((said["fp32"].argmax(1) == said["int8"].argmax(1)).mean())
    assert f"in {100 * same:.2f} % of predictions" in words
    assert "fp32: " in words and "int8: " in words and "% of clips" in words
    precision = read_spec(folder).precision
    assert f"runs in {precision}." in words
    assert same >= 0.995 or precision == "fp32"


def test_int8_says_nearly_the_same(said):
    assert (said["fp32"].argmax(1) == said["int8"].argmax(1)).mean() >= 0.99
    assert 0 < np.abs(said["fp32"] - said["int8"]).max() < 0.5


def kernels(path: Path) -> list[tuple[str, tuple[int, ...], str]]:
    """``(operator, kernel's shape, kernel's type)`` of the file's products."""
    interpreter = open_interpreter(path, 1)
    tensors = {one["index"]: one for one in interpreter.get_tensor_details()}
    return [
        (one["op_name"], tuple(kernel["shape"]), kernel["dtype"].__name__)
        for one in interpreter._get_ops_details()
        if one["op_name"] in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
        for kernel in [tensors[one["inputs"][1]]]
    ]


def test_convolutions_of_many_products_are_int8_and_nothing_else(converted):
    folder, _ = converted
    found = kernels(folder / "encoder_int8.tflite")
    chosen = [
        operator == "CONV_2D" and channels >= 16 and height * width * min(channels, filters) >= 64
        for operator, (filters, height, width, channels), _ in found
    ]
    assert [kind == "int8" for *_, kind in found] == chosen and any(chosen) and not all(chosen)
    # Of the head the features' product, which is most of its weights.
    assert [kind for *_, kind in kernels(folder / "head_int8.tflite")].count("int8") == 1
    for file in ("encoder.tflite", "head.tflite"):
        assert not any(kind == "int8" for *_, kind in kernels(folder / file))


def test_the_description_says_what_runs(converted, small):
    folder, _ = converted
    assert open_engine(small, 2).description == "LiteRT int8, 2 threads"
    assert open_engine(folder, 1, precision="fp32").description == "LiteRT fp32, 1 thread"
    read_spec(small).with_(precision="fp32").write(folder)
    assert open_engine(folder, 1).description == "LiteRT fp32, 1 thread"
    assert open_engine(folder, 1, precision="int8").description == "LiteRT int8, 1 thread"


def test_a_folder_without_float32_networks_says_the_same_everywhere(small, converted, said, tmp_path):
    """``classify``, the scan behind the window and a folder that has both: one answer."""
    assert files(small) == {"encoder_int8.tflite", "head_int8.tflite"}
    result = classify_video(DEMO_CLIP, open_engine(small))
    assert np.array_equal(np.stack([one.probabilities for one in result.predictions]), said["int8"])
    done = run_program("classify", DEMO_CLIP, "--model", small, "--out", tmp_path, "--quiet", "--device", "cpu")
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "demo.json").read_text())["segments"]
    assert [row["label"] for row in rows] == [part.label for part in result.segments]
    ended = threading.Event()
    scanner = Scanner(DEMO_CLIP, small, lambda stored, new, begin: ended.set() if stored.ended else None)
    scanner.start()
    assert ended.wait(60) and scanner.join(10)
    assert scanner.stored.segments == result.segments and not scanner.stored.error


def test_timelines_are_kept_by_precision(converted):
    folder, _ = converted
    keys = set()
    for precision in ("fp32", "int8"):
        read_spec(folder).with_(precision=precision).write(folder)
        keys.add(cache.key_of(DEMO_CLIP, folder))
    assert len(keys) == 2


def test_the_benchmark_makes_the_networks_that_a_folder_lacks(small, converted, tmp_path):
    assert complete(converted[0], tmp_path) == converted[0]
    whole = complete(small, tmp_path)
    assert files(whole) == FILES and read_spec(whole) == read_spec(small)
    for file in files(small):
        assert (whole / file).read_bytes() == (small / file).read_bytes()
