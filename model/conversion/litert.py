"""From Keras to LiteRT: the two networks that streaming runs once for each frame, converted apart, batch of one.

``encoder.tflite`` (and its int8 twin) takes uint8 pictures to features, ``head.tflite`` features and the windows' states
to probabilities. ``hindsight.tflite`` takes the features around a moment to its probabilities.
"""

from __future__ import annotations

from pathlib import Path

from model.conversion.flatbuffer import take_bytes_as_quantised
from model.conversion.quantise import quantised_encoder, quantised_head
from model.engine.litert import ENCODER_FILES, HEAD_FILES
from model.engine.offline_head import OFFLINE_HEAD_FILE
from model.engine.provenance import write_network
from model.engine.quiet import without_output
from model.network.backbones import keras  # silences TensorFlow's start: it comes first
from model.network.lrcn import Lrcn, load_lrcn
from model.network.offline_head import SPAN, build_offline_head, load_offline_head
from model.network.streaming import frame_encoder, stream_head
from model.spec import read_spec

import tensorflow as tf  # isort: skip
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2  # isort: skip

tf.get_logger().setLevel("ERROR")  # its warnings (unfrozen graphs, retracing) are of no use to who trains


def to_tflite(network: keras.Model, half_weights: bool = False) -> bytes:
    """Convert ``network``; a batch that is free is fixed to 1.

    Args:
        network: Any; its input's first axis is the batch.
        half_weights: Store weights as float16; XNNPACK widens them to float32 once, when the file is opened. Exact only
            for networks without batch norm whose weights were rounded before (``lrcn.round_to_half``).

    Returns:
        The ``.tflite`` file's content.
    """
    if network.inputs[0].shape[0] is None:
        # A fixed batch: LiteRT then plans its memory once, and XNNPACK takes the whole graph.
        source = network.inputs[0]
        # Named, for Keras would number them by what was made before in this process, and the file would have it in it.
        one = keras.Input(batch_shape=(1, *source.shape[1:]), dtype=source.dtype, name=source.name)
        network = keras.Model(one, network(one, training=False), name=f"one_{network.name}")
    converter = _converter_of(network)
    if half_weights:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    with without_output():
        return converter.convert()


def _converter_of(network: keras.Model) -> tf.lite.TFLiteConverter:
    if isinstance(network.output, dict):  # the engine asks for them by name, which the other way loses
        return tf.lite.TFLiteConverter.from_keras_model(network)
    # Four times as quick for a CNN, and the same numbers: its graph is made once, its weights put into it as constants.
    (source,) = network.inputs
    signature = tf.TensorSpec(source.shape, source.dtype, name=source.name)
    graph = tf.function(lambda values: network(values, training=False), input_signature=[signature])
    frozen = convert_variables_to_constants_v2(graph.get_concrete_function())
    return tf.lite.TFLiteConverter.from_concrete_functions([frozen], tf.Module())


def convert(parts: Lrcn, folder: Path, half: bool = False) -> tuple[Path, ...]:
    """Write the networks of ``parts`` to ``folder``, each whole or not at all.

    Both in float32 and, where the CNN gains by it, in int8. The float32 head is stored at half size, which loses
    nothing. The encoder is not: the converter folds batch norm into the convolutions, and rounding what comes out of
    that moves probabilities by about 1e-3.

    Args:
        parts: The model.
        folder: The model's.
        half: Whether to store the encoder at half size all the same.

    Returns:
        The paths that were written.
    """
    encoder, head = frame_encoder(parts.encoder, parts.spec), stream_head(parts)
    whole = take_bytes_as_quantised(to_tflite(encoder))
    stored = take_bytes_as_quantised(to_tflite(encoder, half_weights=True)) if half else whole
    files = {ENCODER_FILES["fp32"]: stored, HEAD_FILES["fp32"]: to_tflite(head, half_weights=True)}
    offline_head = load_offline_head(folder, parts.encoder.output_shape[-1], len(parts.spec.labels))
    if offline_head is not None:
        files[OFFLINE_HEAD_FILE] = offline_head_flatbuffer(offline_head)
    small = quantised_encoder(whole)
    if small is not None:
        files |= {ENCODER_FILES["int8"]: small, HEAD_FILES["int8"]: quantised_head(to_tflite(head))}
    written = tuple(write_network(Path(folder) / name, content) for name, content in files.items())
    for name in (*ENCODER_FILES.values(), *HEAD_FILES.values(), OFFLINE_HEAD_FILE):
        if name not in files:
            (Path(folder) / name).unlink(missing_ok=True)  # of weights that stood here before
    return written


def offline_head_flatbuffer(network: keras.Model) -> bytes:
    """``hindsight.tflite``: ``network`` on one span, from ``(1, SPAN, features)`` to ``(1, 1, labels)``.

    Its weights are those that ``save_offline_head`` has rounded.
    """
    one = build_offline_head(network.input_shape[-1], network.output_shape[-1], SPAN)
    one.set_weights(network.get_weights())
    return to_tflite(one, half_weights=True)


def convert_folder(folder: Path, half: bool = False) -> tuple[Path, ...]:
    """Convert a model anew from its ``model.json`` and ``lrcn.weights.h5``.

    Args:
        folder: The model's.
        half: See ``convert``.

    Returns:
        The paths that were written.

    Raises:
        ModelError: One of the two files is missing or damaged.
    """
    spec = read_spec(folder)
    written = convert(load_lrcn(folder, spec), folder, half)
    spec.write(folder)  # its networks' digests are others now
    return written
