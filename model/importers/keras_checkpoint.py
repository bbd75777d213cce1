"""An old checkpoint into this program's format: the arrays of ``model.importers.hdf5`` laid into an ``Lrcn``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.conversion.litert import convert
from model.errors import ModelError
from model.evaluation.report import put_section
from model.importers.hdf5 import OldLayer, lstm_arrays, read_checkpoint, split_layers
from model.network.architectures import architecture
from model.network.lrcn import Lrcn, build, save_weights
from model.registry import check_model_folder
from model.spec import ModelSpec


def import_checkpoint(
    path: Path,
    arch: str,
    name: str,
    out: Path,
    *,
    labels: tuple[str, ...] | None = None,
    sample_fps: float | None = None,
) -> ModelSpec:
    """Make a model of one of the original project's checkpoints.

    Args:
        path: A Keras ``.h5`` file.
        arch: The network it holds, a name of ``model.network.architectures``.
        name: The model's.
        out: The folder for the model.
        labels: In the order of the outputs; None: the architecture's own.
        sample_fps: The frame rate it was trained at; the files do not say, so None means the architecture's.

    Returns:
        The model's spec.

    Raises:
        ModelError: The file is no such checkpoint or does not fit ``arch``; nothing is written.
        OutputError: ``out`` holds something.
    """
    check_model_folder(out, [path])
    spec = architecture(arch).with_(name=name)
    if sample_fps is not None:
        spec = spec.with_(sample_fps=sample_fps)
    cnn, lstm, dense = split_layers(path, read_checkpoint(path))
    outputs = dense[-1].arrays[0][1].shape[-1]
    if labels is not None:
        spec = spec.with_(labels=labels)
    if outputs != len(spec.labels):
        raise ModelError(
            f"Received {path}, whose last layer has {outputs} outputs, for {len(spec.labels)} labels "
            f"({', '.join(spec.labels)}): name the {outputs} labels with --labels."
        )
    parts = build(spec)
    _fill(path, arch, parts.head.get_layer("lstm"), lstm_arrays(path, lstm))
    ours = [layer for layer in parts.head.layers if layer.name.startswith(("dense_", "probabilities"))]
    if len(ours) != len(dense):
        raise ModelError(f"Received {path} with {len(dense)} dense layers for --arch {arch}: expected {len(ours)}.")
    for layer, old in zip(ours, dense, strict=True):
        _fill(path, arch, layer, [array for _, array in old.arrays])
    _fill_cnn(path, arch, parts, cnn)
    out.mkdir(parents=True, exist_ok=True)
    save_weights(parts, out / "lrcn.weights.h5")
    convert(parts, out)
    text = f"Read from the original project's checkpoint `{Path(path).name}` as {arch}. Weights are kept in float16."
    put_section(out, "Where it comes from", text)
    spec.write(out)  # last: a folder with a description is a whole model
    return spec


def _fill_cnn(path: Path, arch: str, parts: Lrcn, old: list[OldLayer]) -> None:
    """Give every variable of the CNN the array of its name, or, in a CNN of plain layers, of its place."""
    variables = parts.backbone.variables
    if len(old) == 1:
        arrays = dict(old[0].arrays)
        missing = [key for key in map(_key, variables) if key not in arrays]
        if missing:
            raise ModelError(
                f"Received {path}, whose {old[0].name} holds {', '.join(list(arrays)[:3])} and {max(0, len(arrays) - 3)} "
                f"more arrays, for --arch {arch}: expected {missing[0]} among them ({len(missing)} are missing); "
                "name the architecture it was trained with."
            )
        found = [arrays[_key(variable)] for variable in variables]
    else:
        found = [array for layer in old for _, array in layer.arrays]
    _assign(path, arch, "CNN", variables, found)


def _key(variable) -> str:
    return "/".join(variable.path.split("/")[-2:])


def _fill(path: Path, arch: str, layer, arrays: list[np.ndarray]) -> None:
    _assign(path, arch, layer.name, layer.variables, arrays)


def _assign(path: Path, arch: str, what: str, variables: list, arrays: list[np.ndarray]) -> None:
    variables = [variable for variable in variables if "seed" not in variable.path]  # dropout's, no weight
    expected, received = [tuple(v.shape) for v in variables], [a.shape for a in arrays]
    if expected != received:
        wrong = next(
            (f"{r} where {e} was expected" for e, r in zip(expected, received) if e != r),
            f"{len(received)} arrays where {len(expected)} were expected",
        )
        raise ModelError(f"Received {path} for --arch {arch}: its {what} holds {wrong}; name its own architecture.")
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)
