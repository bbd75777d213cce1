"""The training step of tuning the general encoder, on a network that is small enough to see what it does."""

from __future__ import annotations

import numpy as np

from model.network.backbones import keras, layers
from model.teaching.embeddings import Embeddings
from model.teaching.samples import EmbeddedVideo, Samples
from model.teaching.tuning_plan import LOOKS, pairs_of
from model.training.fine_tune import _train


def test_the_last_blocks_learn_what_tells_the_labels_apart_and_keep_their_statistics():
    truth = np.repeat(np.arange(60) % 2, 40)
    ticks = np.arange(len(truth))
    embeddings = Embeddings(ticks, ticks / 20, np.zeros((len(truth), 1), np.float16), np.zeros(len(truth), np.float32))
    samples = Samples([EmbeddedVideo("one", embeddings, truth)], 2)
    pairs = pairs_of(samples, 0)
    rng = np.random.default_rng(0)
    # What tells them apart is a channel that is a hundred times weaker than the noise in the others.
    looked = {}
    for moment in np.unique(pairs):
        values = rng.normal(0, 1, (LOOKS, 4, 6, 8))
        values[..., 0] = 0.3 * (2 * truth[samples.row[moment]] - 1)
        looked[int(moment)] = values.astype(np.float16)
    source = keras.Input((4, 6, 8))
    hidden = layers.BatchNormalization(name="norm")(layers.Conv2D(8, 1, name="conv", use_bias=False)(source))
    upper = keras.Model(source, layers.GlobalAveragePooling2D()(layers.ReLU()(hidden)))
    before = upper.get_layer("conv").get_weights()[0].copy()
    told: list[float] = []
    _train(upper, looked, samples, pairs, 0, told.append)
    after = upper.get_layer("conv").get_weights()[0]
    assert told[-1] == 1.0 and told == sorted(told)
    assert np.abs(after - before).max() > 1e-3
    assert upper.get_layer("norm").moving_mean.numpy().tolist() == [0.0] * 8
