"""The LRCN cut for streaming: what runs once a frame, and what is left to do once a window. Pure Keras 3.

Colour order and scaling become the first convolution, so that pictures go in as bytes. The LSTM's input is multiplied
by its kernel once, when the frame comes, and not again in each of the windows that the frame belongs to: that is
nine tenths of the head's work.
"""

from __future__ import annotations

import numpy as np

from model.backbones import keras, layers
from model.lrcn import Lrcn
from model.preprocess import scale
from model.spec import ModelSpec


def frame_encoder(parts: Lrcn, dtype: str = "uint8") -> keras.Model:
    """BGR pictures ``(1, height, width, 3)`` of 0..255 to features ``(1, features)``; dtype: what holds a pixel."""
    image = keras.Input(batch_shape=(1, *parts.spec.image_size, 3), dtype=dtype, name="image")
    scaled = layers.Conv2D(3, 1, name="colour")
    pixels = scaled(image if dtype == "float32" else keras.ops.cast(image, "float32"))
    scaled.set_weights(_colour(parts.spec))
    return keras.Model(image, parts.encoder(pixels, training=False), name="frame_encoder")


def _colour(spec: ModelSpec) -> list[np.ndarray]:
    """``preprocess.scale`` as a 1x1 convolution: kernel ``(1, 1, 3, 3)`` and bias ``(3,)``, found by asking it."""
    black = scale(np.zeros((1, 3), np.uint8), spec.scaling)
    primaries = scale(np.eye(3, dtype=np.uint8) * np.uint8(255), spec.scaling)
    return [((primaries - black) / 255)[None, None], black[0]]


def projection(parts: Lrcn) -> keras.Model:
    """Features ``(1, features)`` to what they add to the LSTM's four gates ``(1, 4 * units)``, bias included."""
    kernel, _, bias = parts.head.get_layer("lstm").get_weights()
    features = keras.Input(batch_shape=(1, kernel.shape[0]), name="features")
    project = layers.Dense(kernel.shape[1], name="projection")
    gates = project(features)
    project.set_weights([kernel, bias])
    return keras.Model(features, gates, name="projection")


def window_head(parts: Lrcn) -> keras.Model:
    """Projected frames ``(1, clip_length, 4 * units)``, oldest first, to probabilities ``(1, labels)``."""
    spec = parts.spec
    window = keras.Input(batch_shape=(1, spec.clip_length, 4 * spec.lstm_units), name="window")
    recurrent = layers.Dense(4 * spec.lstm_units, use_bias=False, name="recurrent")
    output = cell = None
    for step in range(spec.clip_length):
        gates = window[:, step, :]
        if output is not None:
            gates = gates + recurrent(output)
        # Keras keeps the gates side by side: input, forget, candidate, output.
        enter, forget, candidate, leave = (
            gates[:, number * spec.lstm_units : (number + 1) * spec.lstm_units] for number in range(4)
        )
        entered = keras.ops.sigmoid(enter) * keras.ops.tanh(candidate)
        cell = entered if cell is None else keras.ops.sigmoid(forget) * cell + entered
        output = keras.ops.sigmoid(leave) * keras.ops.tanh(cell)
    if recurrent.built:  # not with a window of one frame
        recurrent.set_weights([parts.head.get_layer("lstm").get_weights()[1]])
    for layer in parts.head.layers:
        if isinstance(layer, layers.Dense):
            output = layer(output)
    return keras.Model(window, output, name="window_head")
