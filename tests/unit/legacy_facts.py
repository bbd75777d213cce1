"""Writes checkpoints as the original project's Keras 2 did, imports them, and prints what came of it.

The expected answers come from a plain LSTM in numpy that reads cuDNN's arrays the way cuDNN does: each gate's matrix
is the flat memory as ``(units, inputs)``.
"""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np

from model.errors import ModelError
from model.importers.keras_checkpoint import import_checkpoint
from model.network.architectures import architecture
from model.network.lrcn import build, load_lrcn
from model.spec import read_spec

RNG = np.random.default_rng(0)


def half(*shape) -> np.ndarray:
    """Random numbers that float16 holds exactly: the program keeps weights in that size."""
    return (RNG.standard_normal(shape) * 0.1).astype(np.float16).astype(np.float32)


def write_old(path: Path, cnn: dict[str, dict], units: int, features: int, dense: list[int], whole: bool, kind: str):
    kernel, recurrent = half(features, 4 * units), half(units, 4 * units)
    # The two biases' halves must add up to a float16 number.
    bias = np.round(RNG.standard_normal(8 * units) * 64).astype(np.float32) / 1024
    layers = {
        **cnn,
        kind: {f"{kind}/kernel:0": kernel, f"{kind}/recurrent_kernel:0": recurrent, f"{kind}/bias:0": bias},
    }
    wide = units
    for number, width in enumerate(dense, 1):
        name = f"dense_{number}"
        layers[name] = {f"{name}/kernel:0": half(wide, width), f"{name}/bias:0": half(width)}
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


def expected(clip: np.ndarray, layers: dict, kind: str, dense: int) -> np.ndarray:
    out = cudnn_lstm(clip, *layers[kind].values())
    for number in range(1, dense + 1):
        kernel, bias = layers[f"dense_{number}"].values()
        out = out @ kernel + bias
        out = np.maximum(out, 0) if number < dense else np.exp(out - out.max()) / np.exp(out - out.max()).sum()
    return out


def refusal(*arguments, **named) -> str:
    try:
        import_checkpoint(*arguments, **named)
    except ModelError as error:
        return str(error)
    return ""


def main(folder: Path) -> dict:
    facts = {}
    custom = {
        "time_distributed_1": {"time_distributed_1/kernel:0": half(3, 3, 3, 64), "time_distributed_1/bias:0": half(64)},
        "time_distributed_2": {},
        "time_distributed_3": {
            "time_distributed_3/kernel:0": half(3, 3, 64, 64),
            "time_distributed_3/bias:0": half(64),
        },
    }
    layers = write_old(folder / "custom.h5", custom, 256, 64, [256, 64, 5], True, "cu_dnnlstm_1")
    import_checkpoint(folder / "custom.h5", "custom", "old", folder / "old")
    parts = load_lrcn(folder / "old", read_spec(folder / "old"))
    clip = RNG.standard_normal((7, 64)).astype(np.float32)
    said = np.asarray(parts.head.predict_on_batch(clip[None]))[0]
    facts["head_error"] = float(np.abs(said - expected(clip, layers, "cu_dnnlstm_1", 3)).max())
    first = parts.backbone.get_layer("conv_1").get_weights()[0]
    facts["conv_equal"] = bool(np.array_equal(first, custom["time_distributed_1"]["time_distributed_1/kernel:0"]))
    facts["files"] = sorted(path.name for path in (folder / "old").iterdir())

    backbone = build(architecture("b5_lstm_64")).backbone
    names = {}
    for variable in reversed(backbone.variables):  # Keras 2 kept another order: names must do
        layer, what = variable.path.split("/")[-2:]
        what = "depthwise_kernel" if "depthwise" in layer and what == "kernel" else what
        names[f"time_distributed_1/{layer}/{what}:0"] = half(*variable.shape)
    write_old(folder / "b3.h5", {"time_distributed_1": names}, 64, 1280, [64, 24, 5], False, "cu_dnnlstm_1")
    facts["labels_refused"] = refusal(folder / "b3.h5", "b3", "b", folder / "b3")
    facts["left_by_refusal"] = (folder / "b3").exists()
    import_checkpoint(folder / "b3.h5", "b3", "b", folder / "b3", labels=tuple("abcde"), sample_fps=7)
    spec = read_spec(folder / "b3")
    network = load_lrcn(folder / "b3", spec).backbone
    facts["spec"] = [list(spec.labels), spec.sample_fps]
    kept = names["time_distributed_1/block_3_depthwise/depthwise_kernel:0"]
    facts["depthwise_equal"] = bool(np.array_equal(network.get_layer("block_3_depthwise").get_weights()[0], kept))

    facts["arch_refused"] = refusal(folder / "b3.h5", "mobilenet_lstm_256", "c", folder / "c", labels=tuple("abcde"))
    (folder / "text.h5").write_text("hello")
    facts["text_refused"] = refusal(folder / "text.h5", "b3", "d", folder / "d")
    with h5py.File(folder / "other.h5", "w") as file:
        file["pictures"] = np.zeros(3)
    facts["other_refused"] = refusal(folder / "other.h5", "b3", "d", folder / "d")
    facts["missing_refused"] = refusal(folder / "none.h5", "b3", "d", folder / "d")
    return facts


print("FACTS " + json.dumps(main(Path())))
