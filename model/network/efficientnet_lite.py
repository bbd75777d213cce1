"""EfficientNet-Lite: EfficientNet for phones, without squeeze-and-excitation and with ReLU6, so that int8 holds well.

Tan and Le 2019, in the TensorFlow authors' Lite variant (2020). Pure Keras 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from keras import layers

from model.errors import ModelError

EPSILON = 1e-3  # of the batch norms, as in the TensorFlow authors' code
STEM_CHANNELS, HEAD_CHANNELS = 32, 1280  # the same whatever the width
DIVISOR = 8  # channels are whole multiples of it


@dataclass(frozen=True)
class Stage:
    """Blocks of one kind in a row.

    repeats: how many, before the depth factor. kernel: side of the depthwise kernel, pixels. stride: of the first block.
    expansion: how many times more channels a block has inside. channels: that it gives, before the width factor.
    """

    repeats: int
    kernel: int
    stride: int
    expansion: int
    channels: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)


def efficientnet_lite(
    input_shape: tuple[int, int, int], weights: str | Path | None, *, width: float = 1.0, depth: float = 1.0
) -> keras.Model:
    """Build the CNN from pictures to its last feature map.

    Args:
        input_shape: ``(height, width, 3)`` of RGB pictures scaled by ``(x - 127) / 128``.
        weights: None for random ones, an ``.npz`` file as ``load_npz_weights`` takes it, or a ``.weights.h5`` file of Keras.
        width: factor on the channels of the blocks (1.0 for Lite0, 1.1 for Lite2).
        depth: factor on the number of blocks of all stages but the first and the last (1.0, 1.2).

    Returns:
        A network from ``(batch, height, width, 3)`` to ``(batch, height / 32, width / 32, 1280)``.

    Raises:
        ModelError: when the weights are missing or of another network.
    """
    image = layers.Input(input_shape)
    hidden = _normalised(layers.Conv2D(STEM_CHANNELS, 3, 2, "same", use_bias=False, name="stem"), image, "stem")
    number, entering = 0, STEM_CHANNELS
    for position, stage in enumerate(STAGES):
        fixed = position in (0, len(STAGES) - 1)
        leaving = _rounded(stage.channels * width)
        for repeat in range(stage.repeats if fixed else math.ceil(stage.repeats * depth)):
            stride = stage.stride if repeat == 0 else 1
            hidden = _block(hidden, stage, stride, entering, leaving, f"block_{number}")
            entering, number = leaving, number + 1
    hidden = _normalised(layers.Conv2D(HEAD_CHANNELS, 1, use_bias=False, name="head"), hidden, "head")
    network = keras.Model(image, hidden, name="efficientnet_lite")
    if weights is not None and Path(weights).suffix == ".npz":
        load_npz_weights(network, Path(weights))
    elif weights is not None:
        network.load_weights(weights)
    return network


def _rounded(channels: float) -> int:
    nearest = max(DIVISOR, int(channels + DIVISOR / 2) // DIVISOR * DIVISOR)
    return nearest + DIVISOR if nearest < 0.9 * channels else nearest


def _normalised(convolution, tensor, name: str, active: bool = True):
    tensor = layers.BatchNormalization(epsilon=EPSILON, name=f"{name}_norm")(convolution(tensor))
    return layers.ReLU(6.0, name=f"{name}_relu")(tensor) if active else tensor


def _block(tensor, stage: Stage, stride: int, entering: int, leaving: int, name: str):
    """One inverted residual block (Sandler et al. 2018): widen, filter each channel, narrow; a shortcut where sizes allow."""
    hidden = tensor
    if stage.expansion != 1:
        widen = layers.Conv2D(entering * stage.expansion, 1, use_bias=False, name=f"{name}_expand")
        hidden = _normalised(widen, hidden, f"{name}_expand")
    each = layers.DepthwiseConv2D(stage.kernel, stride, "same", use_bias=False, name=f"{name}_depthwise")
    hidden = _normalised(each, hidden, f"{name}_depthwise")
    narrow = layers.Conv2D(leaving, 1, use_bias=False, name=f"{name}_project")
    hidden = _normalised(narrow, hidden, f"{name}_project", active=False)
    if stride == 1 and entering == leaving:
        hidden = layers.Add(name=f"{name}_add")([tensor, hidden])
    return hidden


def load_npz_weights(network: keras.Model, path: Path) -> None:
    """Fill ``network`` from arrays named and laid out as in the PyTorch port of the TensorFlow authors' weights.

    Args:
        network: as ``efficientnet_lite`` builds it.
        path: an ``.npz`` file with ``_conv_stem.weight`` (out, in, height, width), ``_blocks.N._expand_conv.weight`` and so
            on; it holds numbers only, loading runs no code.

    Raises:
        ModelError: when the file is missing, damaged or of another network.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            for layer in network.layers:
                source = _source_of(layer.name)
                if source is not None:
                    layer.set_weights(_arrays_for(layer, source, arrays))
    except (OSError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())[:160]
        raise ModelError(
            f"Received backbone weights {path}: expected arrays of this EfficientNet-Lite ({reason}); name another file."
        ) from error


def _source_of(name: str) -> str | None:
    """Where the file keeps the weights of the layer called ``name``; None for a layer without weights."""
    parts = {"stem": ("_conv_stem", "_bn0"), "head": ("_conv_head", "_bn1")}
    inner = {
        "expand": ("_expand_conv", "_bn0"),
        "depthwise": ("_depthwise_conv", "_bn1"),
        "project": ("_project_conv", "_bn2"),
    }
    which = 1 if name.endswith("_norm") else 0
    name = name.removesuffix("_norm")
    if name in parts:
        return parts[name][which]
    for end, sources in inner.items():
        if name.startswith("block_") and name.endswith(f"_{end}"):
            return f"_blocks.{name.split('_')[1]}.{sources[which]}"
    return None


def _arrays_for(layer, source: str, arrays) -> list[np.ndarray]:
    if isinstance(layer, layers.BatchNormalization):
        return [arrays[f"{source}.{name}"] for name in ("weight", "bias", "running_mean", "running_var")]
    kernel = arrays[f"{source}.weight"]
    if isinstance(layer, layers.DepthwiseConv2D):
        return [kernel.transpose(2, 3, 0, 1)]  # (channels, 1, height, width) to (height, width, channels, 1)
    return [kernel.transpose(2, 3, 1, 0)]
