"""Scaling folded into the CNN's first convolution: the same features, for every CNN. Conversion: the same file each time."""

from __future__ import annotations

import numpy as np
import pytest

from model.conversion.flatbuffer import take_bytes_as_quantised
from model.conversion.litert import offline_head_flatbuffer, to_tflite
from model.engine.litert_network import LiteRTNetwork
from model.engine.preprocess import scale
from model.network.architectures import ARCHITECTURES
from model.network.backbones import keras
from model.network.lrcn import Lrcn, build
from model.network.offline_head import build_offline_head
from model.network.streaming import frame_encoder, stream_head

ONE_OF_EACH_CNN = {spec.backbone: name for name, spec in ARCHITECTURES.items()}
CNNS = tuple(ONE_OF_EACH_CNN)
# Converting these two takes a minute and ten gigabytes; they are made of the same layers as the others, and more of them.
CONVERTED = [pytest.param(one, marks=[pytest.mark.slow] * (one in ("vgg19", "resnet152_v2"))) for one in CNNS]


def picture_and_features(parts: Lrcn) -> tuple[np.ndarray, np.ndarray]:
    """A picture as bytes, and the CNN's features of it once it is scaled."""
    picture = np.random.default_rng(0).integers(0, 256, (1, *parts.spec.image_size, 3), dtype=np.uint8)
    return picture, np.asarray(parts.encoder(scale(picture, parts.spec.scaling), training=False))[0]


@pytest.mark.parametrize("backbone", CNNS)
def test_the_encoder_of_bytes_is_the_cnn_on_scaled_pictures(built, backbone):
    parts = built(ONE_OF_EACH_CNN[backbone])
    before = [weight.copy() for weight in parts.encoder.get_weights()]
    picture, expected = picture_and_features(parts)
    features = np.asarray(frame_encoder(parts.encoder, parts.spec)(picture))[0]
    assert np.abs(features - expected).max() < 1e-5 * np.abs(expected).max()
    assert all(map(np.array_equal, before, parts.encoder.get_weights())), "the network itself is left as it was"


@pytest.mark.parametrize("backbone", CONVERTED)
def test_the_converted_encoder_is_the_cnn_on_scaled_pictures(built, tmp_path, backbone):
    parts = built(ONE_OF_EACH_CNN[backbone])
    picture, expected = picture_and_features(parts)
    file = tmp_path / "encoder.tflite"
    file.write_bytes(take_bytes_as_quantised(to_tflite(frame_encoder(parts.encoder, parts.spec))))
    converted = LiteRTNetwork(file)
    assert converted.input_type == np.uint8
    assert np.abs(converted(picture[0]) - expected).max() < 1e-5 * np.abs(expected).max()


def test_converted_networks_are_the_same_whatever_was_made_before_in_the_process(built):
    """Else a training that was resumed would end with other files than one that was not."""

    def converted(parts, offline_head) -> list[bytes]:
        return [
            to_tflite(frame_encoder(parts.encoder, parts.spec)),
            to_tflite(stream_head(parts)),
            offline_head_flatbuffer(offline_head),
        ]

    parts = built("custom")
    offline_head = build_offline_head(parts.encoder.output_shape[-1], 2)
    first = converted(parts, offline_head)
    keras.ops.add(keras.Input((3,)), keras.ops.relu(keras.Input((3,))))
    again, other = build(parts.spec), build_offline_head(parts.encoder.output_shape[-1], 2)
    again.lrcn.set_weights(parts.lrcn.get_weights())
    other.set_weights(offline_head.get_weights())
    assert converted(again, other) == first
