"""VGG19 grown from VGG16: it computes the same, and learns."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import ModelError
from model.network.backbones import keras, make_backbone

SIZE = (32, 32)


@pytest.fixture
def vgg16(tmp_path):
    """A VGG16 of random weights, and its file."""
    network = keras.applications.VGG16(input_shape=(*SIZE, 3), include_top=False, weights=None)
    arrays = {
        f"{layer.name}/{name}": array.astype(np.float16)
        for layer in network.layers
        for name, array in zip(("kernel", "bias"), layer.get_weights(), strict=False)
    }
    np.savez(tmp_path / "vgg16.npz", **arrays)
    for layer in network.layers:
        layer.set_weights([array.astype(np.float16).astype(np.float32) for array in layer.get_weights()])
    return network, tmp_path / "vgg16.npz", arrays


def test_it_computes_what_vgg16_does(vgg16):
    network, file, _ = vgg16
    grown = make_backbone("vgg19", SIZE, file)
    pictures = np.random.default_rng(2).uniform(-120, 140, (3, *SIZE, 3)).astype(np.float32)
    expected = network.predict_on_batch(pictures)
    assert len(grown.get_weights()) == len(network.get_weights()) + 3 * 2
    assert expected.max() > 0 and np.allclose(grown.predict_on_batch(pictures), expected, rtol=1e-4, atol=1e-5)


def test_a_file_of_another_network_is_a_sentence(vgg16, tmp_path):
    _, _, arrays = vgg16
    broken = {
        "missing": {name: array for name, array in arrays.items() if name != "block4_conv2/bias"},
        "smaller": arrays | {"block4_conv2/kernel": arrays["block4_conv2/kernel"][..., :9]},
    }
    for name, left in broken.items():
        np.savez(tmp_path / f"{name}.npz", **left)
    (tmp_path / "no_archive.npz").write_bytes(b"PK nothing")
    for name in (*broken, "no_archive"):
        with pytest.raises(ModelError, match=f"{name}.npz.*name"):
            make_backbone("vgg19", SIZE, tmp_path / f"{name}.npz")
