"""Layer-sequential unit-variance initialisation, for a CNN that is trained from random weights.

After Mishkin and Matas, "All you need is a good init" (2016), without their orthogonal start. Without it the features of
the notes' small CNN are so much alike that an epoch teaches them next to nothing.
"""

from __future__ import annotations

import numpy as np

from model.network.backbones import keras, layers

POSITIONS = 1 << 21  # pixels in all that are computed with, so that large pictures do not fill the memory
PICTURES = 512  # at most


def give_unit_variance(network: keras.Model, pictures: np.ndarray) -> None:
    """Scale and shift the filters of every convolution, in place, so that their outputs have mean 0 and deviation 1.

    Args:
        network: A CNN; its convolutions are gone through from the first to the last.
        pictures: ``(n, height, width, 3)``, scaled as the network gets them. The outputs are those before the activation.
    """
    for layer in network.layers:
        if not isinstance(layer, layers.Conv2D):
            continue
        activation, layer.activation = layer.activation, keras.activations.linear
        try:
            outputs = np.asarray(keras.Model(network.input, layer.output)(pictures, training=False), np.float32)
        finally:
            layer.activation = activation
        kernel, bias = layer.get_weights()
        mean, deviation = outputs.mean((0, 1, 2)), np.maximum(outputs.std((0, 1, 2)), 1e-6)
        layer.set_weights([kernel / deviation, (bias - mean) / deviation])


def spread_rows(count: int, size: tuple[int, int]) -> np.ndarray:
    """Which of the training rows to initialise with: evenly spread, as many as there is memory for.

    Args:
        count: How many rows there are.
        size: ``(height, width)`` of a picture in pixels.

    Returns:
        Row numbers, rising.
    """
    wanted = max(16, min(PICTURES, POSITIONS // (size[0] * size[1])))
    return np.unique(np.linspace(0, count - 1, min(wanted, count)).round().astype(int))
