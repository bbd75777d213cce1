"""Trains an architecture a few steps on a handful of clips; prints its losses, and the layers that no gradient reaches."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np
import tensorflow as tf

from model.engine.preprocess import scale
from model.network.architectures import architecture
from model.network.backbones import keras, layers
from model.network.lrcn import build

SIZE, LENGTH, CLIPS = 64, 3, 4


def without_gradient(network: keras.Model, clips: np.ndarray, truth: np.ndarray) -> list[str]:
    """The weights, other than biases, whose gradient is zero or not finite.

    Biases are left out: those that batch normalisation subtracts again have none, as it should be.
    """
    with tf.GradientTape() as tape:
        likely = network(clips, training=True)
        loss = keras.ops.mean(keras.losses.sparse_categorical_crossentropy(truth, likely))
    weights = [weight for weight in network.trainable_weights if not weight.path.endswith(("bias", "beta"))]
    gradients = tape.gradient(loss, [weight.value for weight in weights])
    most = [0.0 if gradient is None else float(abs(np.asarray(gradient)).max()) for gradient in gradients]
    return [weight.path for weight, value in zip(weights, most, strict=True) if not 0 < value < np.inf]


def main(arch: str, rate: float, steps: int) -> dict:
    keras.utils.set_random_seed(0)
    spec = replace(architecture(arch), image_size=(SIZE, SIZE), clip_length=LENGTH, dropout=0.0)
    parts = build(spec)
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 256, (CLIPS, LENGTH, 8, 8, 3), np.uint8).repeat(SIZE // 8, 2).repeat(SIZE // 8, 3)
    clips, truth = scale(frames, spec.scaling), np.arange(CLIPS)
    # As in training, all frames go through one CNN at once; one for each frame would be a graph of so many times its size.
    clip = layers.Input(clips.shape[1:])
    encodings = parts.encoder(keras.ops.reshape(clip, (-1, *clips.shape[2:])))
    network = keras.Model(clip, parts.head(keras.ops.reshape(encodings, (-1, LENGTH, encodings.shape[-1]))))
    unreached = without_gradient(network, clips, truth)
    network.compile(keras.optimizers.Adam(rate, clipnorm=1.0), "sparse_categorical_crossentropy", jit_compile=False)
    losses = [float(network.train_on_batch(clips, truth)) for _ in range(steps)]
    return {"losses": losses, "without gradient": unreached, "weights": len(network.trainable_weights)}


if __name__ == "__main__":
    print("FACTS " + json.dumps(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))))
