"""VGG19 (Simonyan and Zisserman 2015), which may be grown from VGG16's weights: of VGG19 itself none may be at hand."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from model.arrays import read_arrays
from model.errors import ModelError

MOST_BYTES = 200 * 2**20  # of VGG16's arrays in float32: 59 MB
CONVOLUTIONS_OF_VGG16 = (2, 2, 3, 3, 3)  # in each block; VGG19 has one more in each of the last three


def vgg19(input_shape: tuple[int, int, int], weights: str | Path | None) -> keras.Model:
    """Build the CNN from pictures to its last feature map.

    Args:
        input_shape: ``(height, width, 3)`` of BGR pictures less ImageNet's means.
        weights: None for random ones, ``imagenet``, a ``.weights.h5`` file of VGG19 without its top, or an ``.npz`` file of
            VGG16 as ``grow_from_vgg16`` takes it.

    Returns:
        A network from ``(batch, height, width, 3)`` to ``(batch, height / 32, width / 32, 512)``.

    Raises:
        ModelError: The ``.npz`` file is damaged or of another network.
    """
    grown = weights is not None and Path(weights).suffix == ".npz"
    network = keras.applications.VGG19(input_shape=input_shape, include_top=False, weights=None if grown else weights)
    if grown:
        grow_from_vgg16(network, Path(weights))
    return network


def grow_from_vgg16(network: keras.Model, path: Path) -> None:
    """Make a VGG19 compute what a VGG16 does: the convolutions that it has beyond it begin as identities, which is exact since
    nothing negative comes in (Net2DeeperNet, Chen, Goodfellow and Shlens 2016).

    Args:
        network: As ``vgg19`` builds it.
        path: An ``.npz`` file with ``block1_conv1/kernel`` (height, width, in, out), ``block1_conv1/bias`` and so on; it holds
            numbers only, loading runs no code.

    Raises:
        ModelError: The file is damaged or of another network.
    """
    known = [f"block{block}_conv{n + 1}" for block, many in enumerate(CONVOLUTIONS_OF_VGG16, 1) for n in range(many)]
    wanted = {f"{name}/{part}": axes for name in known for part, axes in (("kernel", 4), ("bias", 1))}
    try:
        arrays = read_arrays(path, wanted, MOST_BYTES)
        for layer in network.layers:
            if layer.name in known:
                layer.set_weights([arrays[f"{layer.name}/{part}"].astype(np.float32) for part in ("kernel", "bias")])
            elif layer.get_weights():
                layer.set_weights(_identity(layer.get_weights()))
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:160]
        raise ModelError(
            f"Received backbone weights {path}: expected the arrays of VGG16 without its top ({reason}); name another file."
        ) from error


def _identity(weights: list[np.ndarray]) -> list[np.ndarray]:
    """Of a convolution ``[kernel (height, width, n, n), bias (n,)]``, weights with which it changes nothing."""
    kernel, bias = (np.zeros_like(one) for one in weights)
    kernel[kernel.shape[0] // 2, kernel.shape[1] // 2] = np.eye(kernel.shape[2])
    return [kernel, bias]
