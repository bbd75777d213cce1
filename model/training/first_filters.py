"""Filters to begin with, for a CNN that learns from nothing: each answers the footage with mean 0 and deviation 1.

After Mishkin and Matas, "All you need is a good init" (2016), without their orthogonal start. Without it the features of
the notes' small CNN are so much alike that an epoch teaches them next to nothing.
"""

from __future__ import annotations

import numpy as np

from model.network.backbones import keras, layers

POSITIONS = 1 << 21  # pixels looked at, so that large pictures do not fill the memory
PICTURES = 512  # at most


def spread_answers(network: keras.Model, pictures: np.ndarray) -> None:
    """Scale and shift the filters of every convolution of ``network``, from the first to the last, in place.

    pictures: scaled as the network gets them, ``(n, height, width, 3)``; what they answer before the activation is spread.
    """
    for layer in network.layers:
        if not isinstance(layer, layers.Conv2D):
            continue
        activation, layer.activation = layer.activation, keras.activations.linear
        try:
            answers = np.asarray(keras.Model(network.input, layer.output)(pictures, training=False), np.float32)
        finally:
            layer.activation = activation
        kernel, bias = layer.get_weights()
        mean, deviation = answers.mean((0, 1, 2)), np.maximum(answers.std((0, 1, 2)), 1e-6)
        layer.set_weights([kernel / deviation, (bias - mean) / deviation])


def some(count: int, size: tuple[int, int]) -> np.ndarray:
    """Numbers of rows out of ``count``, evenly spread, as many as there is room for at ``size`` = ``(height, width)``."""
    wanted = max(16, min(PICTURES, POSITIONS // (size[0] * size[1])))
    return np.unique(np.linspace(0, count - 1, min(wanted, count)).round().astype(int))
