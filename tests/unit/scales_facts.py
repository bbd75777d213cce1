"""An LSTM that learned from standardised encodings, made to take raw ones, in a process of its own; prints how they differ."""

from __future__ import annotations

import json

import numpy as np

from model.backbones import keras, layers
from model.training.standardise import Scales


def main() -> dict:
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    raw = (rng.random((32, 7, 24)) * rng.uniform(0.1, 6, 24) + rng.uniform(0, 6, 24)).astype(np.float32)
    raw[..., 3] = 2.0  # an encoding that never moves
    scales = Scales.of(raw)
    features = layers.Input((7, 24))
    lstm = layers.LSTM(8, unroll=True)
    through_layer = keras.Model(features, lstm(scales.layer()(features)))
    alone = keras.Model(features, lstm(features))
    before, raw_before = through_layer.predict_on_batch(raw), alone.predict_on_batch(raw)
    by_hand = alone.predict_on_batch(scales(raw))
    scales.fold(lstm)
    folded = alone.predict_on_batch(raw)
    scales.unfold(lstm)
    return {
        "mean": float(np.abs(scales(raw).mean((0, 1))).max()), "largest": float(np.abs(scales(raw)).max()),
        "still": float(np.abs(scales(raw)[..., 3]).max()), "layer": float(np.abs(before - by_hand).max()),
        "folded": float(np.abs(folded - before).max()),
        "unfolded": float(np.abs(through_layer.predict_on_batch(raw) - before).max()),
        "unlike raw": float(np.abs(raw_before - before).max()),
    }  # fmt: skip


print("FACTS " + json.dumps(main()))
