"""``python -m model.training.general_encoder WEIGHTS OUT``: make the general encoder that heads are taught on.

WEIGHTS: of an EfficientNet-Lite0, ``.npz`` (ImageNet's) or ``.weights.h5`` (trained further). OUT: a folder for ``encoder.json``
the networks and the CNN's own weights, such as ``weights/general``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from model.conversion.flatbuffer import take_bytes_as_quantised
from model.conversion.litert import to_tflite
from model.conversion.quantise import quantised_encoder
from model.engine.litert import ENCODER_FILES
from model.engine.provenance import write_network
from model.network.backbones import keras, make_backbone
from model.network.lrcn import save_as_half
from model.network.regions import RegionPooling
from model.network.streaming import frame_encoder
from model.spec import ModelSpec
from model.teaching.encoder import ENCODER_WEIGHTS, write_encoder

EARLIER_MAP = "block_11_expand_relu"  # a sixteenth of the picture's size: small flashes and cracks are still to be seen
SPEC = ModelSpec(
    "general",
    backbone="efficientnet_lite0",
    pooling="regions",
    image_size=(176, 304),
    scaling="lite",
    clip_length=14,
    sample_fps=20.0,
    precision="int8",
)


def network(weights: str | Path | None, spec: ModelSpec = SPEC) -> keras.Model:
    """Scaled pictures ``(batch, height, width, 3)`` to features: the last map by regions, and an earlier one, means and maxima.

    Raises ModelError where the weights cannot be loaded.
    """
    backbone = make_backbone(spec.backbone, spec.image_size, weights)
    earlier = backbone.get_layer(EARLIER_MAP).output
    pooled = [RegionPooling(name="last")(backbone.output), RegionPooling(name="earlier_means")(earlier)]
    pooled.append(RegionPooling(largest=True, name="earlier_maxima")(earlier))
    return keras.Model(backbone.input, keras.layers.Concatenate(name="features")(pooled), name="general_encoder")


def make(weights: Path, out: Path, spec: ModelSpec = SPEC) -> None:
    """Convert the CNN with ``weights`` and its pooling to ``out``, and keep its own weights there (``ENCODER_WEIGHTS``)."""
    convert(network(weights, spec), out, spec)
    save_as_half(make_backbone(spec.backbone, spec.image_size, weights), out / ENCODER_WEIGHTS)


def convert(source: keras.Model, out: Path, spec: ModelSpec) -> None:
    """Convert an encoder of ``network`` to the folder ``out``, in int8 and in float32 stored at half size. Raises OSError."""
    encoder = frame_encoder(source, spec)
    out.mkdir(parents=True, exist_ok=True)
    write_network(out / ENCODER_FILES["fp32"], take_bytes_as_quantised(to_tflite(encoder, half_weights=True)))
    write_network(out / ENCODER_FILES["int8"], quantised_encoder(take_bytes_as_quantised(to_tflite(encoder))))
    write_encoder(out, spec)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    make(given.weights, given.out)
