"""The encoder of bytes beside the CNN on scaled pictures, for every CNN; for test_model_encoder.py, in its own process."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np

from model.conversion.flatbuffer import take_bytes_as_quantised
from model.conversion.litert import to_tflite
from model.engine.litert_network import LiteRTNetwork
from model.engine.preprocess import scale
from model.network.architectures import ARCHITECTURES
from model.network.backbones import keras
from model.network.lrcn import build
from model.network.streaming import frame_encoder


def main() -> dict:
    keras.utils.set_random_seed(0)
    picture = np.random.default_rng(0).integers(0, 256, (1, 96, 96, 3), dtype=np.uint8)
    facts = {}
    for spec in {spec.backbone: spec for spec in ARCHITECTURES.values()}.values():
        parts = build(spec.with_(image_size=(96, 96)))
        before = [weight.copy() for weight in parts.encoder.get_weights()]
        expected = np.asarray(parts.encoder(scale(picture, spec.scaling), training=False))[0]
        encoder = frame_encoder(parts)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "encoder.tflite"
            file.write_bytes(take_bytes_as_quantised(to_tflite(encoder)))
            network = LiteRTNetwork(file)
        differences = np.abs([np.asarray(encoder(picture))[0] - expected, network(picture[0]) - expected])
        facts[spec.backbone] = {
            "keras": float(differences[0].max() / np.abs(expected).max()),
            "litert": float(differences[1].max() / np.abs(expected).max()),
            "input": network.input_type.name,
            "network kept": all(map(np.array_equal, before, parts.encoder.get_weights())),
        }
    return facts


print("FACTS " + json.dumps(main()))
