"""The named LRCNs one can train: a ``ModelSpec`` each, stated as data.

They follow the original notes (shared by the weights' author): same CNN, LSTM width, dense widths and labels.
"""

from __future__ import annotations

from model.errors import ModelError
from model.spec import ModelSpec

_PRESETS = (
    ModelSpec("b5_lstm_256"),
    ModelSpec("b5_lstm_64", lstm_units=64),
    # Three labels; the notes name them no further, so they are the first three of the five.
    ModelSpec("b3", lstm_units=64, dense_units=(64, 24), labels=("chop", "others", "gun")),
    ModelSpec("mobilenet_lstm_256", backbone="mobilenet", pooling="max"),
    ModelSpec("vgg19_lstm_256", backbone="vgg19", scaling="caffe"),
    ModelSpec("resnet152v2_lstm_256", backbone="resnet152_v2"),
    ModelSpec("custom", backbone="custom", dense_units=(256, 64), scaling="unit"),
)
ARCHITECTURES: dict[str, ModelSpec] = {spec.name: spec for spec in _PRESETS}


def architecture(arch: str) -> ModelSpec:
    """Look up a preset.

    Args:
        arch: Its name.

    Returns:
        The description of the model.

    Raises:
        ModelError: There is none of that name; it says which there are.
    """
    try:
        return ARCHITECTURES[arch]
    except KeyError:
        raise ModelError(f"Received architecture {arch!r}: expected one of {', '.join(ARCHITECTURES)}.") from None
