"""Reading the original project's checkpoints: Keras 2 HDF5 files of whole models or of weights alone.

Such a file names its layers ``time_distributed_1`` (the CNN), ``cu_dnnlstm_1`` or ``lstm_1``, ``dense_1`` and so on,
and each layer's arrays. Only numbers and names are read: a stored model's configuration is text that nothing runs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from model.errors import ModelError
from model.importers.cudnn_lstm import to_plain_lstm

# Keras 2 names of one variable, by today's name.
_RENAMED = {"depthwise_kernel": "kernel"}


@dataclass(frozen=True)
class OldLayer:
    """name: the layer's in the file. arrays: ``(path, array)`` in the file's order, e.g. ``Conv1/kernel``."""

    name: str
    arrays: tuple[tuple[str, np.ndarray], ...]

    def is_(self, *kinds: str) -> bool:
        return self.name.startswith(kinds)


def read_checkpoint(path: Path) -> list[OldLayer]:
    """The layers of an old checkpoint that hold weights, in order.

    Raises ModelError when ``path`` is missing, is no HDF5 file, or is one of another kind, saying what it holds.
    """
    path = Path(path)
    if not path.is_file():
        raise ModelError(f"Received {path}: there is no such file; name an .h5 file of the original project.")
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise ModelError(f"Received {path}: it is no HDF5 file; expected a Keras .h5 file with weights.") from error
    with file:
        root = file["model_weights"] if "model_weights" in file else file
        if "layer_names" not in root.attrs:
            holds = ", ".join(sorted(file)[:6]) or "nothing"
            raise ModelError(
                f"Received {path}: an HDF5 file that holds {holds}; expected Keras 2 layers (a `layer_names` attribute)."
            )
        _refuse_hard_sigmoid(path, file.attrs.get("model_config"))
        layers = []
        for name in map(_text, root.attrs["layer_names"]):
            names = [_text(weight) for weight in root[name].attrs.get("weight_names", ())]
            if names:
                layers.append(OldLayer(name, tuple((_plain(weight), root[name][weight][()]) for weight in names)))
    return layers


def _text(value) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _plain(weight: str) -> str:
    """``time_distributed_1/Conv1/kernel:0`` to ``Conv1/kernel``."""
    *before, variable = weight.split(":")[0].split("/")
    return "/".join([*before[-1:], _RENAMED.get(variable, variable)])


def _refuse_hard_sigmoid(path: Path, config) -> None:
    """Keras 2's plain LSTM bent its gates in straight lines unless told otherwise; ours does not."""
    if config is None:
        return
    try:
        layers = json.loads(_text(config))["config"]
        layers = layers["layers"] if isinstance(layers, dict) else layers
        gates = [layer["config"].get("recurrent_activation") for layer in layers if layer["class_name"] == "LSTM"]
    except (ValueError, KeyError, TypeError):
        return  # not a description we know; the weights speak for themselves
    if "hard_sigmoid" in gates:
        raise ModelError(
            f"Received {path}: its LSTM uses hard_sigmoid gates, which this program does not have; "
            "expected a CuDNNLSTM, or an LSTM with sigmoid gates."
        )


def summary(layers: list[OldLayer]) -> str:
    """What the layers are, in a few words for an error message."""
    return "; ".join(f"{layer.name} {', '.join(str(array.shape) for _, array in layer.arrays[:3])}" for layer in layers)


def split_layers(path: Path, layers: list[OldLayer]) -> tuple[list[OldLayer], OldLayer, list[OldLayer]]:
    """CNN layers, the LSTM and the dense layers; ModelError when the file is no LRCN."""
    recurrent = [layer for layer in layers if layer.is_("cu_dnnlstm", "lstm")]
    cnn = [layer for layer in layers if layer.is_("time_distributed")]
    dense = [layer for layer in layers if layer.is_("dense")]
    if len(recurrent) != 1 or not cnn or not dense:
        raise ModelError(
            f"Received {path}, which holds {summary(layers) or 'no layer with weights'}: expected an LRCN "
            "(time_distributed layers, one cu_dnnlstm or lstm, dense layers)."
        )
    return cnn, recurrent[0], dense


def lstm_arrays(path: Path, layer: OldLayer) -> list[np.ndarray]:
    """Kernel, recurrent kernel and bias for ``keras.layers.LSTM``."""
    arrays = [array.astype(np.float32) for _, array in layer.arrays]
    if len(arrays) != 3:
        raise ModelError(f"Received {path}: its {layer.name} holds {len(arrays)} arrays; expected 3.")
    return list(to_plain_lstm(*arrays)) if layer.is_("cu_dnnlstm") else arrays
