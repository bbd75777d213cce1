"""ResNet152V2 (He et al. 2016, "Identity Mappings in Deep Residual Networks") such that it can be learned from nothing.

Of its 50 blocks all but the first and the last of each stage begin as identities: their branches add nothing until they have
learned to (as in Zhang, Dauphin and Ma 2019, "Fixup Initialization"). So the network computes at first what those eight alone
do, and these can be trained without the others, at a fraction of the cost.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

BLOCKS = {"conv2": 3, "conv3": 8, "conv4": 36, "conv5": 3}  # of each stage


def resnet152_v2(input_shape: tuple[int, int, int], weights: str | Path | None) -> keras.Model:
    """Build the CNN from pictures to its last feature map.

    Args:
        input_shape: ``(height, width, 3)`` of pictures from -1 to 1.
        weights: None to learn from nothing, ``imagenet``, or a ``.weights.h5`` file of it without its top.

    Returns:
        A network from ``(batch, height, width, 3)`` to ``(batch, height / 32, width / 32, 2048)``.
    """
    network = keras.applications.ResNet152V2(input_shape=input_shape, include_top=False, weights=weights)
    if weights is None:
        for stage, count in BLOCKS.items():
            for block in range(2, count):
                last = network.get_layer(f"{stage}_block{block}_3_conv")
                last.set_weights([np.zeros_like(weight) for weight in last.get_weights()])
    return network


def shallow(network: keras.Model) -> keras.Model:
    """The first and the last block of each stage, as a network of the very layers of ``network``.

    Args:
        network: As ``resnet152_v2`` builds it.

    Returns:
        From pictures to the same feature map; as long as the other blocks are identities, the same one.
    """

    def layer(name: str) -> keras.layers.Layer:
        return network.get_layer(name)

    hidden = network.input
    for name in ("conv1_pad", "conv1_conv", "pool1_pad", "pool1_pool"):
        hidden = layer(name)(hidden)
    for stage, count in BLOCKS.items():
        for number in (1, count):
            block = f"{stage}_block{number}"
            before = layer(f"{block}_preact_relu")(layer(f"{block}_preact_bn")(hidden))
            shortcut = layer(f"{block}_0_conv")(before) if number == 1 else _shortcut(network, block, hidden)
            branch = before
            for name in ("1_conv", "1_bn", "1_relu", "2_pad", "2_conv", "2_bn", "2_relu", "3_conv"):
                branch = layer(f"{block}_{name}")(branch)
            hidden = layer(f"{block}_out")([shortcut, branch])
    hidden = layer("post_relu")(layer("post_bn")(hidden))
    return keras.Model(network.input, hidden, name="shallow")


def _shortcut(network: keras.Model, block: str, hidden):
    """What goes past the last block of a stage: halved in size, but for the last stage's."""
    if (stride := network.get_layer(f"{block}_2_conv").strides[0]) == 1:
        return hidden
    return keras.layers.MaxPooling2D(1, strides=stride)(hidden)
