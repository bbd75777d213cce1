"""The encoder with its heaviest convolutions in 8-bit integers: about two thirds of the time, a third of the size.

Weights are rounded to int8 once, a scale for each output channel; what comes in is rounded anew for each picture, by the
range it has (dynamic range quantisation), so that no calibration can go stale. Only where that pays: XNNPACK multiplies
int8 several times as fast as float32 in pointwise convolutions over many channels, but is slower in depthwise ones and on
large feature maps (MobileNetV2, one thread of a Xeon with AMX: 3.05 ms a picture; all of it in int8 3.8, in float32 4.6).
"""

from __future__ import annotations

import re

from model.flatbuffer import pointwise_convolutions
from model.quiet import without_output

LARGEST_MAP = 28 * 28  # pixels; above, rounding a feature map costs more than the product gains
FEWEST_CHANNELS = 16


def quantised_encoder(content: bytes) -> bytes | None:
    """The encoder ``content`` (a ``.tflite`` file's bytes, float32) in int8 where it pays; None where it nowhere does."""
    names = [
        one.name
        for one in pointwise_convolutions(content)
        if one.pixels <= LARGEST_MAP and one.channels >= FEWEST_CHANNELS
    ]
    # Whole names: one may begin another. The quantiser ends each with a semicolon.
    return _dynamic(content, "CONV_2D", f"^(?:{'|'.join(map(re.escape, names))});?$") if names else None


def quantised_head(content: bytes) -> bytes:
    """The head ``content`` with the features' product with the LSTM's kernel in int8, the LSTM itself in float32."""
    return _dynamic(content, "FULLY_CONNECTED", ".*projection.*")


def _dynamic(content: bytes, operation: str, pattern: str) -> bytes:
    with without_output():
        from ai_edge_quantizer import qtyping, quantizer

        work = quantizer.Quantizer(bytearray(content))
        work.add_dynamic_config(regex=pattern, operation_name=getattr(qtyping.TFLOperationName, operation), num_bits=8)
        return bytes(work.quantize().quantized_model)
