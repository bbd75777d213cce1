"""From Keras to LiteRT: the networks that streaming runs, converted apart, batch of one.

``encoder.tflite`` (uint8 pictures to features) and ``projection.tflite`` run once a frame, ``head.tflite`` once a window.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from model.backbones import keras  # silences TensorFlow's start: it comes first
from model.engine.litert import ENCODER_FILE, HEAD_FILE, PROJECTION_FILE
from model.files import write_whole
from model.lrcn import Lrcn, load_lrcn
from model.spec import read_spec
from model.split import frame_encoder, projection, window_head

import tensorflow as tf  # isort: skip

tf.get_logger().setLevel("ERROR")  # its warnings (unfrozen graphs, retracing) are of no use to who trains


def to_tflite(network: keras.Model, half_weights: bool = False) -> bytes:
    """Convert ``network`` with its batch fixed to 1.

    half_weights: store weights as float16; XNNPACK widens them to float32 once, when the file is opened.
    Exact only for networks without batch norm whose weights were rounded before (``lrcn.round_to_half``).
    """
    # A fixed batch: LiteRT then plans its memory once, and XNNPACK takes the whole graph.
    source = network.inputs[0]
    image = keras.Input(batch_shape=(1, *source.shape[1:]), dtype=source.dtype)
    fixed = keras.Model(image, network(image, training=False))
    converter = tf.lite.TFLiteConverter.from_keras_model(fixed)
    if half_weights:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    with _quiet():
        return converter.convert()


def convert(parts: Lrcn, folder: Path, half: bool = False) -> tuple[Path, ...]:
    """Write the three networks of ``parts`` to ``folder``, each whole or not at all; returns their paths.

    Projection and head are stored at half size, which loses nothing. The encoder is not: the converter folds batch
    norm into the convolutions, and rounding what comes out of that moves probabilities by about 1e-3. half: do so all
    the same, for a folder of little more than half the size.
    """
    folder = Path(folder)
    return (
        write_whole(folder / ENCODER_FILE, to_tflite(frame_encoder(parts), half_weights=half)),
        write_whole(folder / PROJECTION_FILE, to_tflite(projection(parts), half_weights=True)),
        write_whole(folder / HEAD_FILE, to_tflite(window_head(parts), half_weights=True)),
    )


def convert_folder(folder: Path, half: bool = False) -> tuple[Path, ...]:
    """Convert the model in ``folder`` anew from its ``model.json`` and ``lrcn.weights.h5``; ModelError without them."""
    return convert(load_lrcn(folder, read_spec(folder)), folder, half)


@contextlib.contextmanager
def _quiet():
    """Silence the converter's notes, printed through Python's and C's output alike; errors are raised anyway."""
    kept = os.dup(2)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
