"""CNNs with their batch norm folded, beside themselves, in a process of its own; prints how far they differ."""

from __future__ import annotations

import json
import sys

import numpy as np

from model.network.architectures import architecture
from model.network.backbones import keras
from model.network.lrcn import build, upper_encoder
from model.training.folded import FoldedConvolution, SettledNorm, folded


def main(arch: str) -> dict:
    keras.utils.set_random_seed(0)
    spec = architecture(arch).with_(image_size=(64, 64))
    encoder = upper_encoder(build(spec), deep=True)
    rng = np.random.default_rng(0)
    # Statistics and factors as training leaves them, not 0 and 1.
    for layer in encoder.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 1.5, weight.shape) for weight in layer.get_weights()])
    other = folded(encoder)
    pixels = rng.uniform(-1, 1, (2, *encoder.input_shape[1:])).astype(np.float32)
    before = np.asarray(encoder(pixels, training=False))
    differs = float(np.abs(np.asarray(other(pixels, training=True)) - before).max() / np.abs(before).max())
    other.compile("sgd", "mse", jit_compile=False)
    moving = [layer.moving_mean for layer in encoder.layers if isinstance(layer, keras.layers.BatchNormalization)]
    means = [np.array(one) for one in moving]
    start = encoder.get_weights()
    other.train_on_batch(pixels, before + 1)
    after, taught = np.asarray(encoder(pixels, training=False)), encoder.get_weights()
    # The same step through the layers themselves.
    encoder.set_weights(start)
    plain = keras.models.clone_model(
        encoder,
        clone_function=lambda layer: (
            SettledNorm(layer) if isinstance(layer, keras.layers.BatchNormalization) else layer
        ),
        call_function=lambda layer, *inputs, **options: (
            layer(*inputs) if isinstance(layer, SettledNorm) else layer(*inputs, **options)
        ),
    )
    plain.compile("sgd", "mse", jit_compile=False)
    plain.train_on_batch(pixels, before + 1)
    otherwise = max(float(np.abs(a - b).max()) for a, b in zip(taught, encoder.get_weights(), strict=True))
    encoder.set_weights(taught)
    return {
        "differs": differs,
        "folded": sum(isinstance(layer, FoldedConvolution) for layer in other.layers),
        "norms": len(moving),
        "weights alike": {id(w) for w in encoder.trainable_weights} == {id(w) for w in other.trainable_weights},
        "taught otherwise": otherwise,
        "taught": float(np.abs(after - before).max()),
        "statistics kept": all(np.array_equal(a, b) for a, b in zip(means, moving, strict=True)),
    }


print("FACTS " + json.dumps(main(sys.argv[1])))
