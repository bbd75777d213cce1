"""The networks: sizes of the original notes, shared layers, files, and streaming equal to the end-to-end LRCN."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from model.conversion.flatbuffer import parse_network, schema
from model.conversion.litert import convert, convert_folder
from model.engine import open_engine
from model.engine.preprocess import prepare
from model.engine.streaming import StreamingClassifier
from model.network.architectures import ARCHITECTURES
from model.network.backbones import BACKBONES, halves, keras, make_backbone
from model.network.lrcn import Lrcn, build, load_lrcn, save_weights
from model.spec import read_spec
from tests.conftest import ROOT

DEFAULT = "b5_lstm_256"


@pytest.fixture(scope="module")
def full() -> Lrcn:
    """The default architecture in its full size, untrained."""
    keras.utils.set_random_seed(0)
    return build(ARCHITECTURES[DEFAULT].with_(temperature=1.5))


def save_model(parts: Lrcn, folder: Path) -> Path:
    save_weights(parts, folder / "lrcn.weights.h5")
    convert(parts, folder)
    parts.spec.write(folder)
    return folder


def test_sizes_are_those_of_the_original_notes(full):
    sizes = {layer.name: layer.count_params() for layer in full.lrcn.layers}
    assert sizes["backbones"] == 2_257_984
    # CuDNNLSTM, which the notes used, keeps a second bias of 4 * units.
    assert sizes["lstm"] + 4 * 256 == 1_574_912
    assert [sizes["dense_1"], sizes["dense_2"], sizes["probabilities"]] == [16_448, 2_080, 165]
    assert full.lrcn.count_params() + 4 * 256 == 3_851_589
    assert full.encoder.output_shape[-1] == 1280


@pytest.mark.parametrize(
    ("backbone", "on_frames", "in_the_whole_lrcn"),
    [
        ("mobilenet_v2", ("block_10_expand", (14, 14, 64)), ("block_6_expand", (28, 28, 32))),
        ("mobilenet", ("conv_dw_10", (14, 14, 512)), ("conv_dw_7", (14, 14, 512))),
    ],
)
def test_the_backbone_is_cut_deeper_in_the_whole_lrcn(backbone, on_frames, in_the_whole_lrcn):
    network = make_backbone(backbone, (224, 224))
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 224, 224, 3)).astype(np.float32)
    whole = np.asarray(network(picture))
    for deep, place in ((False, on_frames), (True, in_the_whole_lrcn)):
        lower, upper = halves(network, BACKBONES[backbone].frozen_up_to(deep))
        assert (upper.layers[1].name, upper.input_shape[1:]) == place
        assert np.abs(np.asarray(upper(lower(picture))) - whole).max() < 1e-5


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_every_named_architecture_builds(built, arch):
    parts, labels = built(arch), 3 if arch == "b3" else 5
    assert parts.head.output_shape == parts.lrcn.output_shape == (None, labels)
    assert len(parts.spec.labels) == labels


def test_half_size_weights_lose_nothing_more(full, tmp_path):
    file = save_weights(full, tmp_path / "lrcn.weights.h5")
    loaded = load_lrcn(tmp_path, full.spec)
    assert all(map(np.array_equal, full.lrcn.get_weights(), loaded.lrcn.get_weights()))
    assert file.stat().st_size < 9_000_000


def frames(count: int) -> list[np.ndarray]:
    """Every third frame of the demo clip; drawn moving pictures when there is no clip."""
    capture = cv2.VideoCapture(str(ROOT / "app" / "assets" / "demo.mp4"))
    found = []
    while len(found) < count:
        ok, image = capture.read()
        if not ok:
            break
        found.append(image)
        capture.grab(), capture.grab()
    capture.release()
    rng = np.random.default_rng(0)
    while len(found) < count:
        image = cv2.resize(rng.integers(0, 255, (9, 16, 3), dtype=np.uint8), (640, 360))
        found.append(cv2.circle(image, (40 * len(found), 180), 60, (0, 0, 255), -1))
    return found


def streaming_differs(folder: Path) -> float:
    """The largest difference in probability between streaming on LiteRT and the end-to-end Keras LRCN.

    The stream is reset after some frames, and one frame stands for two ticks.
    """
    images, spec = frames(10), read_spec(folder)
    lrcn, stream = load_lrcn(folder, spec).lrcn, StreamingClassifier(open_engine(folder))
    for image in images[:-1]:
        stream.push(image)
    stream.reset()
    said = [stream.push(image, ticks=2 if number == 3 else 1) for number, image in enumerate(images)]
    said = [probabilities for probabilities in said if probabilities is not None]
    inputs = np.stack([prepare(image, spec) for image in images[:4] + images[3:]])
    windows = [inputs[end - spec.clip_length : end] for end in range(spec.clip_length, len(inputs) + 1)]
    if spec.clip_length <= 4:
        del windows[4 - spec.clip_length]  # the frame of two ticks is said once
    whole = np.asarray(lrcn(np.stack(windows), training=False)).astype(np.float64)
    powers = whole ** (1 / spec.temperature)
    return float(np.abs(powers / powers.sum(axis=1, keepdims=True) - np.stack(said)).max())


@pytest.mark.parametrize("clip_length", [7, 1])
def test_streaming_equals_the_end_to_end_lrcn(tmp_path, clip_length):
    spec = ARCHITECTURES["custom"].with_(temperature=1.5, clip_length=clip_length)
    assert streaming_differs(save_model(build(spec), tmp_path)) < 1e-5


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Path:
    """The shipped model, converted anew."""
    if not (ROOT / "weights" / DEFAULT / "model.json").is_file():
        pytest.skip("no shipped weights in this checkout")
    folder = shutil.copytree(ROOT / "weights" / DEFAULT, tmp_path_factory.mktemp("shipped") / DEFAULT)
    convert_folder(folder)
    return folder


@pytest.mark.slow
def test_streaming_of_the_shipped_model_equals_the_end_to_end_lrcn(shipped):
    read_spec(shipped).with_(precision="fp32").write(shipped)  # whatever it is shipped in
    assert streaming_differs(shipped) < 1e-5


def kernels(file: Path) -> list[tuple[str, tuple[int, ...], bool]]:
    """Of each product in a ``.tflite`` file: the operator, its kernel's shape, and whether that is in int8."""
    network = parse_network(file.read_bytes())
    names = {value: name for name, value in vars(schema.BuiltinOperator).items() if not name.startswith("_")}
    graph, found = network.subgraphs[0], []
    for operator in graph.operators:
        name = names[network.operatorCodes[operator.opcodeIndex].builtinCode]
        if name in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"):
            kernel = graph.tensors[operator.inputs[1]]
            found.append((name, tuple(map(int, kernel.shape)), kernel.type == schema.TensorType.INT8))
    return found


def test_convolutions_of_many_products_are_int8_and_nothing_else(shipped):
    found = kernels(shipped / "encoder_int8.tflite")
    chosen = [
        operator == "CONV_2D" and channels >= 16 and height * width * min(channels, filters) >= 64
        for operator, (filters, height, width, channels), _ in found
    ]
    assert [is_int8 for *_, is_int8 in found] == chosen and any(chosen) and not all(chosen)
    # Of the head the features' product, which is most of its weights.
    assert [is_int8 for *_, is_int8 in kernels(shipped / "head_int8.tflite")].count(True) == 1
    for file in ("encoder.tflite", "head.tflite"):
        assert not any(is_int8 for *_, is_int8 in kernels(shipped / file))
