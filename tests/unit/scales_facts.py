"""What learns from what is spread alike, in a process of its own: an LSTM made to take raw encodings again, first filters."""

from __future__ import annotations

import json

import numpy as np

from model.network.backbones import keras, layers, make_backbone
from model.training.first_filters import some, spread_answers
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
        "filters": first_filters(rng),
    }  # fmt: skip


def first_filters(rng: np.random.Generator) -> dict:
    """The notes' small CNN on pictures of coloured blocks, before and after: how alike its filters' answers are."""
    network = make_backbone("custom", (32, 32))
    pictures = rng.random((200, 4, 4, 3), np.float32).repeat(8, 1).repeat(8, 2)

    def answers() -> list[np.ndarray]:
        """Of each convolution before its activation, ``(n, filters)``."""
        found = []
        for name in ("conv_1", "conv_2"):
            layer = network.get_layer(name)
            before = np.asarray(keras.Model(network.input, layer.input)(pictures))
            kernel, bias = layer.get_weights()
            whole = np.asarray(keras.ops.conv(before, kernel, padding="valid")) + bias
            found.append(whole.reshape(-1, whole.shape[-1]))
        return found

    begun = min(one.std(0).min() for one in answers())
    spread_answers(network, pictures)
    spread = answers()
    return {
        "begun": float(begun), "means": max(float(np.abs(one.mean(0)).max()) for one in spread),
        "deviations": [float(f([one.std(0) for one in spread])) for f in (np.min, np.max)],
        "least": float(np.asarray(network(pictures)).min()), "some": [len(some(10_000, size)) for size in ((32, 32), (224, 224))],
        "few": some(3, (32, 32)).tolist(),
    }  # fmt: skip


print("FACTS " + json.dumps(main()))
