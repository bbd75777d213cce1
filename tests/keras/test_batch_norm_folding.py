"""A CNN with its batch norm folded into its convolutions gives the same features and learns the same weights."""

from __future__ import annotations

import numpy as np
import pytest

from model.network.backbones import BACKBONES, keras
from model.network.lrcn import upper_encoder
from model.training.batch_norm_folding import FoldedConvolution, SettledNorm, folded

BatchNormalization = keras.layers.BatchNormalization


def with_settled_norms(encoder: keras.Model) -> keras.Model:
    """``encoder`` with each batch norm in its place, always with the statistics it has."""
    return keras.models.clone_model(
        encoder,
        clone_function=lambda layer: SettledNorm(layer) if isinstance(layer, BatchNormalization) else layer,
        call_function=lambda layer, *inputs, **options: (
            layer(*inputs) if isinstance(layer, SettledNorm) else layer(*inputs, **options)
        ),
    )


def one_step(network: keras.Model, pixels: np.ndarray, wanted: np.ndarray) -> None:
    network.compile("sgd", "mse", run_eagerly=True)
    network.train_on_batch(pixels, wanted)


@pytest.mark.parametrize(
    ("arch", "folded_norms", "norms"),
    [
        ("b5_lstm_256", 34, 34),
        ("mobilenet_lstm_256", 14, 14),
        ("vgg19_lstm_256", 0, 0),
        ("resnet152v2_lstm_256", 6, 10),
    ],
)
def test_it_learns_the_same_weights(borrow, arch, folded_norms, norms):
    parts = borrow(arch)
    encoder = upper_encoder(parts, BACKBONES[parts.spec.backbone].frozen_up_to(deep=True))
    moving = [layer.moving_mean for layer in encoder.layers if isinstance(layer, BatchNormalization)]
    rng = np.random.default_rng(0)
    for layer in encoder.layers:  # statistics and factors as training leaves them, not 0 and 1
        if isinstance(layer, BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 1.5, weight.shape) for weight in layer.get_weights()])
    start, means = encoder.get_weights(), [np.array(mean) for mean in moving]
    pixels = rng.uniform(-1, 1, (2, *encoder.input_shape[1:])).astype(np.float32)
    features = np.asarray(encoder(pixels, training=False))

    other = folded(encoder)
    assert sum(isinstance(layer, FoldedConvolution) for layer in other.layers) == folded_norms
    assert len(moving) == norms
    assert {id(weight) for weight in encoder.trainable_weights} == {id(weight) for weight in other.trainable_weights}
    assert np.abs(np.asarray(other(pixels, training=True)) - features).max() < 1e-5 * np.abs(features).max()

    one_step(other, pixels, features + 1)
    learned = encoder.get_weights()
    assert np.abs(np.asarray(encoder(pixels, training=False)) - features).max() > 1e-4, "the step did something"
    assert all(map(np.array_equal, means, moving)), "the statistics are kept"

    encoder.set_weights(start)
    one_step(with_settled_norms(encoder), pixels, features + 1)
    for one, same in zip(learned, encoder.get_weights(), strict=True):
        assert np.abs(one - same).max(initial=0) < 1e-5
