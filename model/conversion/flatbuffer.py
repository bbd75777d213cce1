"""Changes to converted networks that TensorFlow's converter has no setting for, made in the ``.tflite`` file itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.network.backbones import keras  # noqa: F401  (silences TensorFlow's start: it comes first)

from tensorflow.lite.python import schema_py_generated as schema  # isort: skip
from tensorflow.lite.tools import flatbuffer_utils  # isort: skip


@dataclass(frozen=True)
class Convolution:
    """One convolution of a network.

    Attributes:
        name: That of the tensor it writes.
        window: Pixels of its kernel.
        channels, filters: How many it reads and writes.
    """

    name: str
    window: int
    channels: int
    filters: int


def parse_network(content: bytes):
    """A ``.tflite`` file's content as objects (``schema.ModelT``)."""
    return flatbuffer_utils.read_model_from_bytearray(bytearray(content))


def take_bytes_as_quantised(content: bytes) -> bytes:
    """Where the network begins by casting uint8 to float32, dequantise (scale 1, zero point 0) instead: the same
    numbers.

    XNNPACK has no cast, and LiteRT's own costs twenty times as much.

    Args:
        content: A ``.tflite`` file's.

    Returns:
        The content of the changed file; the same where the network does not begin so.
    """
    network = parse_network(content)
    graph = network.subgraphs[0]
    first = next(one for one in graph.operators if graph.inputs[0] in one.inputs)
    code = network.operatorCodes[first.opcodeIndex]
    if code.builtinCode != schema.BuiltinOperator.CAST:
        raise ValueError(f"Received a network that begins with operator {code.builtinCode}: expected a CAST.")
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.DEQUANTIZE
    first.builtinOptions, first.builtinOptionsType = None, schema.BuiltinOptions.NONE
    identity = schema.QuantizationParametersT()
    identity.scale, identity.zeroPoint = np.ones(1, np.float32), np.zeros(1, np.int64)
    graph.tensors[first.inputs[0]].quantization = identity
    return bytes(flatbuffer_utils.convert_object_to_bytearray(network))


def convolutions(content: bytes) -> list[Convolution]:
    """The network's convolutions but for depthwise ones, in order.

    Args:
        content: A ``.tflite`` file's.

    Returns:
        Them, in order.
    """
    network = parse_network(content)
    graph = network.subgraphs[0]
    found = []
    for operator in graph.operators:
        if network.operatorCodes[operator.opcodeIndex].builtinCode == schema.BuiltinOperator.CONV_2D:
            filters, height, width, channels = (int(n) for n in graph.tensors[operator.inputs[1]].shape)
            name = graph.tensors[operator.outputs[0]].name.decode()
            found.append(Convolution(name, height * width, channels, filters))
    return found
