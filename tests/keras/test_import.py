"""Checkpoints as the original project's Keras 2 wrote them: read by name, cuDNN's LSTM turned into ours, others refused.

The expected answers come from a plain LSTM in numpy that reads cuDNN's arrays the way cuDNN does: each gate's matrix
is the flat memory as ``(units, inputs)``.
"""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from model.errors import ModelError
from model.importers.keras_checkpoint import import_checkpoint
from model.network.lrcn import load_lrcn
from model.spec import read_spec

CUSTOM_CNN = ("time_distributed_1", "time_distributed_2", "time_distributed_3")


def half(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Random numbers that float16 holds exactly: the program keeps weights in that size."""
    return (rng.standard_normal(shape) * 0.1).astype(np.float16).astype(np.float32)


def write_checkpoint(
    path: Path, cnn: dict[str, dict], units: int, features: int, dense: list[int], whole: bool
) -> dict:
    """Write the layers of ``cnn``, a CuDNNLSTM and dense layers to ``path``; returns all arrays by layer and name."""
    rng = np.random.default_rng(1)
    # The two biases' halves must add up to a float16 number.
    bias = np.round(rng.standard_normal(8 * units) * 64).astype(np.float32) / 1024
    kernel, recurrent = half(rng, features, 4 * units), half(rng, units, 4 * units)
    lstm = {"kernel": kernel, "recurrent_kernel": recurrent, "bias": bias}
    layers = {**cnn, "cu_dnnlstm_1": {f"cu_dnnlstm_1/{name}:0": array for name, array in lstm.items()}}
    wide = units
    for number, width in enumerate(dense, 1):
        name = f"dense_{number}"
        layers[name] = {f"{name}/kernel:0": half(rng, wide, width), f"{name}/bias:0": half(rng, width)}
        layers[f"dropout_{number}"] = {}
        wide = width
    with h5py.File(path, "w") as file:
        root = file.create_group("model_weights") if whole else file
        root.attrs["layer_names"] = [name.encode() for name in layers]
        if whole:
            file.create_group("optimizer_weights").attrs["weight_names"] = []
        for name, arrays in layers.items():
            group = root.create_group(name)
            group.attrs["weight_names"] = [weight.encode() for weight in arrays]
            for weight, array in arrays.items():
                group[weight] = array
    return layers


def cudnn_lstm(clip: np.ndarray, kernel, recurrent, bias) -> np.ndarray:
    """The last hidden state ``(units,)`` after ``clip`` ``(frames, features)``."""
    units, features = recurrent.shape[0], kernel.shape[0]
    w = [np.ascontiguousarray(k).ravel().reshape(units, features) for k in np.hsplit(kernel, 4)]
    r = [np.ascontiguousarray(k).ravel().reshape(units, units) for k in np.hsplit(recurrent, 4)]
    b = np.split(bias, 8)
    hidden, cell = np.zeros(units), np.zeros(units)
    sigmoid = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
    for x in clip:
        i, f, c, o = (w[g] @ x + r[g] @ hidden + b[g] + b[g + 4] for g in range(4))
        cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(c)
        hidden = sigmoid(o) * np.tanh(cell)
    return hidden


def expected(clip: np.ndarray, layers: dict, dense: int) -> np.ndarray:
    """Probabilities of the LSTM and the dense layers after it."""
    out = cudnn_lstm(clip, *layers["cu_dnnlstm_1"].values())
    for number in range(1, dense + 1):
        kernel, bias = layers[f"dense_{number}"].values()
        out = out @ kernel + bias
        out = np.maximum(out, 0) if number < dense else np.exp(out - out.max()) / np.exp(out - out.max()).sum()
    return out


def test_a_whole_checkpoint_becomes_a_model_that_answers_as_cudnn_would(tmp_path):
    rng, (one, two, three) = np.random.default_rng(0), CUSTOM_CNN
    custom = {
        one: {f"{one}/kernel:0": half(rng, 3, 3, 3, 64), f"{one}/bias:0": half(rng, 64)},
        two: {},
        three: {f"{three}/kernel:0": half(rng, 3, 3, 64, 64), f"{three}/bias:0": half(rng, 64)},
    }
    layers = write_checkpoint(tmp_path / "custom.h5", custom, 256, 64, [256, 64, 5], whole=True)
    import_checkpoint(tmp_path / "custom.h5", "custom", "old", tmp_path / "old")

    files = {path.name for path in (tmp_path / "old").iterdir()}
    assert {"model.json", "lrcn.weights.h5", "encoder.tflite", "head.tflite", "CARD.md"} <= files
    parts = load_lrcn(tmp_path / "old", read_spec(tmp_path / "old"))
    clip = rng.standard_normal((7, 64)).astype(np.float32)
    assert np.asarray(parts.head(clip[None]))[0] == pytest.approx(expected(clip, layers, 3), abs=1e-5)
    # Convolutions are laid in by their place.
    assert np.array_equal(parts.backbone.get_layer("conv_1").get_weights()[0], custom[one][f"{one}/kernel:0"])


@pytest.fixture(scope="module")
def by_name(built, tmp_path_factory) -> tuple[Path, dict[str, np.ndarray]]:
    """A file of weights alone whose MobileNetV2 is in the order of Keras 2, which is another: names must do."""
    rng, names = np.random.default_rng(0), {}
    for variable in reversed(built("b5_lstm_64").backbone.variables):
        layer, what = variable.path.split("/")[-2:]
        what = "depthwise_kernel" if "depthwise" in layer and what == "kernel" else what
        values = half(rng, *variable.shape)
        # A variance below 0 would make the network's weights no numbers once batch norm is folded in.
        names[f"time_distributed_1/{layer}/{what}:0"] = np.abs(values) if what == "moving_variance" else values
    path = tmp_path_factory.mktemp("checkpoint") / "b3.h5"
    write_checkpoint(path, {"time_distributed_1": names}, 64, 1280, [64, 24, 5], whole=False)
    return path, names


def test_convolutions_are_laid_in_by_name(by_name, tmp_path):
    path, names = by_name
    import_checkpoint(path, "b3", "b", tmp_path / "b3", labels=tuple("abcde"), sample_fps=7)
    spec = read_spec(tmp_path / "b3")
    assert (spec.labels, spec.sample_fps) == (tuple("abcde"), 7)
    (kernel,) = load_lrcn(tmp_path / "b3", spec).backbone.get_layer("block_3_depthwise").get_weights()
    assert np.array_equal(kernel, names["time_distributed_1/block_3_depthwise/depthwise_kernel:0"])


@pytest.mark.parametrize(
    ("arch", "labels", "says"),
    [
        ("b3", None, "5 outputs.*--labels"),
        ("mobilenet_lstm_256", tuple("abcde"), "--arch mobilenet_lstm_256.*expected"),
    ],
)
def test_a_checkpoint_of_another_kind_is_refused_with_what_it_holds(by_name, tmp_path, arch, labels, says):
    with pytest.raises(ModelError, match=says):
        import_checkpoint(by_name[0], arch, "b", tmp_path / "b", labels=labels)
    assert not (tmp_path / "b").exists(), "a refusal leaves nothing behind"


@pytest.mark.parametrize("content, says", [(b"hello", "no HDF5 file"), ("HDF5", "pictures"), (None, "no such file")])
def test_what_is_no_checkpoint_is_refused(tmp_path, content, says):
    path = tmp_path / "old.h5"
    if content == "HDF5":
        with h5py.File(path, "w") as file:
            file["pictures"] = np.zeros(3)
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=says):
        import_checkpoint(path, "b3", "d", tmp_path / "d")
