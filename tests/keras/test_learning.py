"""Every architecture learns: each layer has a gradient, and the loss on a handful of clips falls."""

from __future__ import annotations

import numpy as np
import pytest

from model.engine.preprocess import scale
from model.network.backbones import keras, layers
from tests.keras.conftest import CLIP_LENGTH, IMAGE_SIZE, LARGE

CLIPS = 4
ALL = ("b5_lstm_256", "mobilenet_lstm_256", "custom", *LARGE)


def handful(spec) -> tuple[np.ndarray, np.ndarray]:
    """Clips of large coloured squares, scaled for ``spec``, and a label of its own for each."""
    rng, square = np.random.default_rng(0), IMAGE_SIZE[0] // 8
    frames = rng.integers(0, 256, (CLIPS, CLIP_LENGTH, 8, 8, 3), np.uint8).repeat(square, 2).repeat(square, 3)
    return scale(frames, spec.scaling), np.arange(CLIPS)


def through_one_cnn(parts) -> keras.Model:
    """The LRCN as training runs it: all frames go through one CNN at once, not through one CNN for each."""
    clip = layers.Input((CLIP_LENGTH, *IMAGE_SIZE, 3))
    encodings = parts.encoder(keras.ops.reshape(clip, (-1, *IMAGE_SIZE, 3)))
    return keras.Model(clip, parts.head(keras.ops.reshape(encodings, (-1, CLIP_LENGTH, encodings.shape[-1]))))


def loss_and_gradients(network: keras.Model, clips, labels) -> tuple[float, list[np.ndarray]]:
    """The loss of a training step, and its gradient for each trainable weight."""
    import tensorflow as tf

    with tf.GradientTape() as tape:
        likely = network(clips, training=True)
        loss = keras.ops.mean(keras.losses.sparse_categorical_crossentropy(labels, likely))
    found = tape.gradient(loss, [weight.value for weight in network.trainable_weights])
    return float(loss), [np.asarray(keras.ops.convert_to_numpy(gradient)) for gradient in found]


# Too large to be trained on the machines of those who wrote this.
@pytest.mark.parametrize("arch", [LARGE[0], pytest.param(LARGE[1], marks=pytest.mark.slow)])
def test_each_layer_has_a_gradient_and_the_loss_falls(borrow, arch):
    parts = borrow(arch)
    network, (clips, labels) = through_one_cnn(parts), handful(parts.spec)
    before, gradients = loss_and_gradients(network, clips, labels)
    for weight, gradient in zip(network.trainable_weights, gradients, strict=True):
        assert np.isfinite(gradient).all(), weight.path
        # Batch normalisation subtracts the biases before it again: they have no gradient, as it should be.
        assert weight.path.endswith(("bias", "beta")) or np.abs(gradient).max() > 0, weight.path

    # Eagerly: making a graph of a hundred layers takes longer than these steps. Clipped, as in training.
    optimizer = keras.optimizers.Adam(1e-4)
    largest = np.sqrt(sum(float((gradient**2).sum()) for gradient in gradients))
    for _ in range(3):
        optimizer.apply([gradient / max(1.0, largest) for gradient in gradients], network.trainable_weights)
        after, gradients = loss_and_gradients(network, clips, labels)
    assert after < 0.99 * before


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("arch", ALL)
def test_a_handful_of_clips_is_learned_by_heart(borrow, arch):
    parts = borrow(arch)
    network, (clips, labels) = through_one_cnn(parts), handful(parts.spec)
    network.compile(keras.optimizers.Adam(1e-4, clipnorm=1.0), "sparse_categorical_crossentropy", jit_compile=False)
    losses = []
    for _ in range(400):  # how many it takes differs between processors, which round differently
        losses.append(float(network.train_on_batch(clips, labels)))
        if losses[-1] < 0.1 * losses[0]:
            break
    assert losses[-1] < 0.1 * losses[0]
    assert np.asarray(network(clips, training=True)).argmax(-1).tolist() == labels.tolist()
