"""Trains an architecture on a handful of clips in a process of its own; prints its loss before and after, and what it says."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np

from model.architectures import architecture
from model.backbones import keras, layers
from model.lrcn import build
from model.preprocess import scale

SIZE, LENGTH, CLIPS = 64, 3, 4


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
    network.compile(keras.optimizers.Adam(rate, clipnorm=1.0), "sparse_categorical_crossentropy", jit_compile=False)
    losses = [float(network.train_on_batch(clips, truth)) for _ in range(steps)]
    said = np.asarray(network(clips, training=True)).argmax(-1)
    return {"losses": losses, "right": int((said == truth).sum()), "clips": CLIPS}


if __name__ == "__main__":
    print("FACTS " + json.dumps(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))))
