"""The LiteRT engine on missing and damaged files: one sentence each, never a crash."""

from __future__ import annotations

import pytest

from model.engine import open_engine
from model.engine.litert import LiteRTNetwork
from model.errors import ModelError
from model.spec import ModelSpec, read_spec


def test_a_folder_without_networks_names_the_missing_file(tmp_path):
    ModelSpec("mine").write(tmp_path)
    with pytest.raises(ModelError, match=r"expected encoder\.tflite"):
        open_engine(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a network", b"\x1c\x00\x00\x00TFL3" + bytes(range(256)) * 20])
def test_a_damaged_network_is_a_model_error(tmp_path, content):
    path = tmp_path / "encoder.tflite"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"encoder\.tflite"):
        LiteRTNetwork(path)


def test_a_missing_folder_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match="no such folder"):
        open_engine(tmp_path / "nowhere")


def test_networks_that_do_not_fit_their_description_are_refused(tmp_path, float32_model):
    import shutil

    folder = shutil.copytree(float32_model, tmp_path / "model")
    own = read_spec(folder)
    own.with_(labels=("one", "two")).write(folder)
    with pytest.raises(ModelError, match=r"head\.tflite .*shape"):
        open_engine(folder)
    own.with_(image_size=(96, 96)).write(folder)
    with pytest.raises(ModelError, match=r"encoder\.tflite .*shape"):
        open_engine(folder)


@pytest.mark.parametrize("kept", [1000, 0.5, 0.99])
def test_a_network_cut_short_is_refused(tmp_path, kept, float32_model):
    content = (float32_model / "encoder.tflite").read_bytes()
    path = tmp_path / "encoder.tflite"
    path.write_bytes(content[: kept if kept > 1 else int(kept * len(content))])
    with pytest.raises(ModelError, match=r"encoder\.tflite"):
        LiteRTNetwork(path)


def test_a_network_of_an_earlier_version_says_how_to_convert_it(tmp_path, float32_model):
    import shutil

    folder = shutil.copytree(float32_model, tmp_path / "model")
    (folder / "head.tflite").write_bytes((folder / "encoder.tflite").read_bytes())
    read_spec(folder).write(folder)
    with pytest.raises(ModelError, match=r"head\.tflite of an earlier version.*run_app\.py convert"):
        open_engine(folder)


def test_the_missing_files_of_a_precision_are_named(tmp_path, float32_model):
    import shutil

    folder = shutil.copytree(float32_model, tmp_path / "model")
    for file in folder.glob("encoder*.tflite"):
        file.unlink()
    for precision, file in (("fp32", r"encoder\.tflite"), ("int8", r"encoder_int8\.tflite")):
        with pytest.raises(ModelError, match=rf"expected {file} in it; run `run_app\.py convert "):
            open_engine(folder, precision=precision)
    with pytest.raises(ModelError, match="int4.*fp32, int8"):
        open_engine(folder, precision="int4")


def test_an_engine_keeps_nothing_of_the_frame_before(float32_model):
    """Pictures of several sizes in turn, through the engine's reused memory: each as if it were the first."""
    import numpy as np

    rng = np.random.default_rng(0)
    sizes = ((720, 1280), (480, 640), (224, 224), (100, 3000), (448, 448))
    images = [rng.integers(0, 256, (*size, 3), dtype=np.uint8) for size in sizes]
    engine = open_engine(float32_model, threads=1)
    once = [engine.encode(image) for image in images]
    for image, features in zip(images, once, strict=True):
        assert np.array_equal(open_engine(float32_model, threads=1).encode(image), features)
