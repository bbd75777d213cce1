"""Scaling folded into the CNN's first convolution: the same features, for every CNN."""

from __future__ import annotations

import numpy as np
import pytest

from model.conversion.flatbuffer import take_bytes_as_quantised
from model.conversion.litert import to_tflite
from model.engine.litert_network import LiteRTNetwork
from model.engine.preprocess import scale
from model.network.architectures import ARCHITECTURES
from model.network.streaming import frame_encoder

ONE_OF_EACH_CNN = {spec.backbone: name for name, spec in ARCHITECTURES.items()}


@pytest.mark.parametrize("backbone", ["mobilenet_v2", "mobilenet", "vgg19", "resnet152_v2", "custom"])
def test_the_encoder_of_bytes_is_the_cnn_on_scaled_pictures(built, tmp_path, backbone):
    parts = built(ONE_OF_EACH_CNN[backbone])
    before = [weight.copy() for weight in parts.encoder.get_weights()]
    picture = np.random.default_rng(0).integers(0, 256, (1, *parts.spec.image_size, 3), dtype=np.uint8)
    expected = np.asarray(parts.encoder(scale(picture, parts.spec.scaling), training=False))[0]

    encoder = frame_encoder(parts)
    file = tmp_path / "encoder.tflite"
    file.write_bytes(take_bytes_as_quantised(to_tflite(encoder)))
    converted = LiteRTNetwork(file)

    assert converted.input_type == np.uint8
    for features in (np.asarray(encoder(picture))[0], converted(picture[0])):
        assert np.abs(features - expected).max() < 1e-5 * np.abs(expected).max()
    assert all(map(np.array_equal, before, parts.encoder.get_weights())), "the network itself is left as it was"
