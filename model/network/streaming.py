"""The LRCN cut for streaming, into what runs once for each frame: the CNN, and one step of the LSTM. Pure Keras 3.

The encoder takes pictures as bytes. Colour order and factor of ``preprocess.scale`` are in the kernel of the CNN's first
convolution; only the offset is subtracted before it, so that the zeros it pads with stay zeros.

A frame is the next step of all windows that it belongs to. The head therefore keeps the states of the windows that have
begun and advances them together: the frame's features are multiplied by the LSTM's kernel once, and the hidden states
of all windows by the recurrent kernel in one product. The window that is full goes on through the dense layers.
"""

from __future__ import annotations

import numpy as np

from model.engine.preprocess import scale
from model.network.backbones import keras, layers
from model.network.lrcn import Lrcn
from model.spec import ModelSpec


def frame_encoder(source: keras.Model, spec: ModelSpec) -> keras.Model:
    """BGR uint8 pictures ``(1, height, width, 3)`` to features ``(1, features)``; shares no layer with ``source``.

    source: from pictures scaled as ``spec`` says, ``(batch, height, width, 3)``, to ``(batch, features)``.

    Returns:
        The network.
    """
    colours, offset = _affine(spec)
    encoder = keras.models.clone_model(source)
    encoder.set_weights(source.get_weights())
    first = next(layer for layer in encoder.layers if isinstance(layer, layers.Conv2D))
    kernel, *bias = first.get_weights()
    first.set_weights([np.einsum("io,hwof->hwif", colours, kernel), *bias])
    image = keras.Input(batch_shape=(1, *spec.image_size, 3), dtype="uint8", name="image")
    pixels = keras.ops.cast(image, "float32")
    if offset.any():
        # A whole row of it: XNNPACK is slow where only the three channels are repeated.
        pixels = pixels - np.tile(offset.astype(np.float32), (1, spec.image_size[1], 1))
    return keras.Model(image, encoder(pixels, training=False), name="frame_encoder")


def _affine(spec: ModelSpec) -> tuple[np.ndarray, np.ndarray]:
    """``preprocess.scale`` as ``(bgr - offset) @ colours``: colours ``(3, 3)`` and offset ``(3,)``, found by asking it."""
    black = scale(np.zeros((1, 3), np.uint8), spec.scaling)[0].astype(np.float64)
    primaries = scale(np.eye(3, dtype=np.uint8) * np.uint8(255), spec.scaling).astype(np.float64)
    colours = (primaries - black) / 255
    return colours, np.linalg.solve(colours.T, -black)


def stream_head(parts: Lrcn) -> keras.Model:
    """One step of all windows: the frame's ``features`` ``(1, features)`` and the state, to ``probabilities`` and the
    next state.

    ``hidden`` and ``cell`` ``(clip_length - 1, units)``: row k is the window that has seen k + 1 frames. Without them
    where a window is one frame. ``probabilities`` ``(1, labels)`` are those of the window that this frame completes.

    Args:
        parts: The model.

    Returns:
        The network.
    """
    spec, lstm = parts.spec, parts.head.get_layer("lstm")
    kernel, recurrent_kernel, bias = lstm.get_weights()
    begun = spec.clip_length - 1
    features = keras.Input(batch_shape=(1, kernel.shape[0]), name="features")
    project = layers.Dense(4 * spec.lstm_units, name="projection")
    gates = project(features)
    project.set_weights([kernel, bias])
    state = {}
    cell = None
    if begun:
        state = {name: keras.Input(batch_shape=(begun, spec.lstm_units), name=name) for name in ("hidden", "cell")}
        # The newest window, which this frame begins, comes first, with zeros.
        hidden, cell = (keras.ops.pad(state[name], [[1, 0], [0, 0]]) for name in ("hidden", "cell"))
        recurrent = layers.Dense(4 * spec.lstm_units, use_bias=False, name="recurrent")
        gates = recurrent(hidden) + gates
        recurrent.set_weights([recurrent_kernel])
    hidden, cell = _lstm_step(gates, cell)
    output = hidden[begun:, :]
    for layer in parts.head.layers:
        if isinstance(layer, layers.Dense):
            output = layer(output)
    outputs = {"probabilities": output}
    if begun:
        outputs |= {"hidden": hidden[:begun, :], "cell": cell[:begun, :]}
    return keras.Model([features, *state.values()], outputs, name="stream_head")


def _lstm_step(gates, cell):
    """Gates ``(windows, 4 * units)`` and cell ``(windows, units)`` (None: zeros) to the next hidden and cell."""
    enter, forget, candidate, leave = keras.ops.split(gates, 4, axis=-1)  # Keras keeps them side by side, in this order
    entered = keras.ops.sigmoid(enter) * keras.ops.tanh(candidate)
    cell = entered if cell is None else keras.ops.sigmoid(forget) * cell + entered
    return keras.ops.sigmoid(leave) * keras.ops.tanh(cell), cell
