"""Reading the original project's checkpoints: Keras 2 HDF5 files of whole models or of weights alone.

Such a file names its layers ``time_distributed_1`` (the CNN), ``cu_dnnlstm_1`` or ``lstm_1``, ``dense_1`` and so on,
and each layer's arrays. Only numbers and names are read: a stored model's configuration is text that nothing runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from model.errors import ModelError
from model.hdf5_data import Refused, named, names_in, open_hdf5, text_in
from model.importers.cudnn_lstm import to_plain_lstm
from model.json_data import is_text, parse_json

# Keras 2 names of one variable, by today's name.
_RENAMED = {"depthwise_kernel": "kernel"}
LONGEST_NAME = 10_000
MOST_NUMBERS = 250_000_000  # four times those of the largest architecture


@dataclass(frozen=True)
class OldLayer:
    """One layer of an old weights file.

    Attributes:
        name: The layer's in the file.
        arrays: ``(path, array)`` in the file's order, e.g. ``Conv1/kernel``.
    """

    name: str
    arrays: tuple[tuple[str, np.ndarray], ...]

    def is_(self, *kinds: str) -> bool:
        return self.name.startswith(kinds)


def read_checkpoint(path: Path) -> list[OldLayer]:
    """The layers of an old checkpoint that hold weights, in order.

    Args:
        path: A Keras ``.h5`` file.

    Returns:
        The layers.

    Raises:
        ModelError: ``path`` is missing, is no HDF5 file, or is one of another kind, saying what it holds.
    """
    path = Path(path)
    with open_hdf5(path, "an .h5 file of the original project") as file:
        root = file.get("model_weights", file)
        listed = names_in(root, "layer_names")
        if not listed:
            holds = ", ".join(named(name) for name in sorted(file)[:6]) or "nothing"
            raise ModelError(
                f"Received {path}: an HDF5 file that holds {holds}; expected Keras 2 layers (a `layer_names` attribute)."
            )
        _refuse_hard_sigmoid(path, text_in(file, "model_config"))
        layers, left = [], MOST_NUMBERS
        for name in listed:
            layer = _inside(root, name, h5py.Group)
            arrays = [
                (_plain(weight), _inside(layer, weight, h5py.Dataset)) for weight in names_in(layer, "weight_names")
            ]
            left -= sum(array.size for _, array in arrays)
            if left < 0:
                raise Refused(f"its layers hold more than {MOST_NUMBERS:,} numbers")
            if arrays:
                layers.append(OldLayer(name, tuple((weight, _numbers(array)) for weight, array in arrays)))
    return layers


def _inside(group: h5py.Group, name: str, kind: type):
    """What ``group`` holds under ``name``; Refused where that is nothing, or not of ``kind``."""
    found = group.get(name) if "\0" not in name and is_text(name, LONGEST_NAME) else None
    if not isinstance(found, kind):
        raise Refused(f"it tells of a {kind.__name__.lower()} {named(name)} that it does not hold")
    return found


def _numbers(array: h5py.Dataset) -> np.ndarray:
    values = array[()]
    if not isinstance(values, np.ndarray) or values.dtype.kind != "f" or not np.isfinite(values).all():
        raise Refused(f"{named(array.name)} holds no finite numbers in an array")
    return values


def _plain(weight: str) -> str:
    """``time_distributed_1/Conv1/kernel:0`` to ``Conv1/kernel``."""
    *before, variable = weight.split(":")[0].split("/")
    return "/".join([*before[-1:], _RENAMED.get(variable, variable)])


def _refuse_hard_sigmoid(path: Path, config) -> None:
    """Keras 2's plain LSTM bent its gates in straight lines unless told otherwise; ours does not."""
    if config is None:
        return
    try:
        layers = parse_json(config.encode(), finite=False)["config"]
        layers = layers["layers"] if isinstance(layers, dict) else layers
        gates = [layer["config"].get("recurrent_activation") for layer in layers if layer["class_name"] == "LSTM"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return  # not a description we know; the weights speak for themselves
    if "hard_sigmoid" in gates:
        raise ModelError(
            f"Received {path}: its LSTM uses hard_sigmoid gates, which this program does not have; "
            "expected a CuDNNLSTM, or an LSTM with sigmoid gates."
        )


def summary(layers: list[OldLayer]) -> str:
    """What the layers are, in a few words for an error message."""
    told = [
        f"{named(layer.name)} {', '.join(str(array.shape) for _, array in layer.arrays[:3])}" for layer in layers[:6]
    ]
    return "; ".join(told + [f"{len(layers) - 6} more"] * (len(layers) > 6))


def split_layers(path: Path, layers: list[OldLayer]) -> tuple[list[OldLayer], OldLayer, list[OldLayer]]:
    """Tell the CNN's layers, the LSTM and the dense layers apart.

    Args:
        path: The file, for sentences.
        layers: All of it, in order.

    Returns:
        CNN layers, the LSTM, dense layers.

    Raises:
        ModelError: The file is no LRCN.
    """
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
    """Kernel, recurrent kernel and bias for ``keras.layers.LSTM``.

    Args:
        path: The file, for sentences.
        layer: A CuDNNLSTM or LSTM.

    Returns:
        The three, in that order.
    """
    arrays = [array.astype(np.float32) for _, array in layer.arrays]
    if len(arrays) != 3:
        raise ModelError(f"Received {path}: its {layer.name} holds {len(arrays)} arrays; expected 3.")
    return list(to_plain_lstm(*arrays)) if layer.is_("cu_dnnlstm") else arrays
