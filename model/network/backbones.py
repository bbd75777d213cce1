"""The CNNs that encode one frame, and where each is cut in two for fine-tuning. Pure Keras 3."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from model.engine.quiet import without_remarks
from model.errors import ModelError
from model.hdf5_data import check_hdf5

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # before TensorFlow is imported: its start-up notes help nobody
with without_remarks():  # those it writes before it reads that setting
    import keras
    from keras import layers

    keras.ops.zeros(1)  # the first tensor makes the backend look for a GPU, and say so where there is none

RANDOM = "random"  # instead of weights: to learn from nothing


@dataclass(frozen=True)
class Backbone:
    """One CNN.

    Attributes:
        make: ``(input_shape, weights) -> keras.Model`` ending in a feature map ``(batch, h, w, channels)``.
        cut: The layer that ends the lower half, which fine-tuning on single frames leaves frozen; None: all of it is
            trained.
        deep_cut: The same for the whole LRCN, whose steps are cheaper; None: as ``cut``.
        pretrained: Whether Keras offers ImageNet weights for it.
        learning_rate: The peak rate at which its upper half is fine-tuned.
        shallow: From the CNN to a network of the same layers without those that begin as identities; None: none do.
    """

    make: Callable[..., keras.Model]
    cut: str | None
    deep_cut: str | None = None
    pretrained: bool = True
    learning_rate: float = 4e-4
    shallow: Callable[[keras.Model], keras.Model] | None = None

    def frozen_up_to(self, deep: bool) -> str | None:
        """The cut on single frames, or the ``deep`` one of the whole LRCN."""
        return deep and self.deep_cut or self.cut

    def learns_from_nothing(self, weights) -> bool:
        """Whether it begins with random weights: they are asked for, or there are none of ``imagenet``."""
        return weights == RANDOM or (weights == "imagenet" and not self.pretrained)


def _application(name: str) -> Callable[..., keras.Model]:
    def make(input_shape: tuple[int, int, int], weights) -> keras.Model:
        return getattr(keras.applications, name)(input_shape=input_shape, include_top=False, weights=weights)

    return make


def _custom(input_shape: tuple[int, int, int], weights) -> keras.Model:
    """The original notes' own CNN: 64 filters, halved, 64 filters; trained from nothing."""
    image = layers.Input(input_shape)
    hidden = layers.Conv2D(64, 3, activation="relu", name="conv_1")(image)
    hidden = layers.MaxPooling2D(2, name="pool_1")(hidden)
    hidden = layers.Conv2D(64, 3, activation="relu", name="conv_2")(hidden)
    network = keras.Model(image, hidden, name="custom")
    if weights is not None:
        network.load_weights(weights)
    return network


def _vgg19(input_shape: tuple[int, int, int], weights) -> keras.Model:
    from model.network.vgg19 import vgg19  # few models need it

    return vgg19(input_shape, weights)


def _resnet152_v2(input_shape: tuple[int, int, int], weights) -> keras.Model:
    from model.network.resnet152_v2 import resnet152_v2

    return resnet152_v2(input_shape, weights)


def _shallow_resnet152_v2(network: keras.Model) -> keras.Model:
    from model.network.resnet152_v2 import shallow

    return shallow(network)


BACKBONES: dict[str, Backbone] = {
    # Learning from block 10 upward on single frames; in the whole LRCN from block 6, MobileNet v1 from block 7.
    "mobilenet_v2": Backbone(_application("MobileNetV2"), cut="block_9_add", deep_cut="block_5_add"),
    "mobilenet": Backbone(_application("MobileNet"), cut="conv_pw_9_relu", deep_cut="conv_pw_6_relu"),
    "vgg19": Backbone(_vgg19, cut="block4_pool", learning_rate=1e-5),
    "resnet152_v2": Backbone(_resnet152_v2, cut="conv4_block36_out", shallow=_shallow_resnet152_v2),
    "custom": Backbone(_custom, cut=None, pretrained=False, learning_rate=2e-3),
}


def make_backbone(name: str, image_size: tuple[int, int], weights: str | Path | None = None) -> keras.Model:
    """Make a CNN from ``(batch, height, width, 3)`` to its last feature map.

    Args:
        name: A key of BACKBONES.
        image_size: ``(height, width)``, pixels.
        weights: None or ``random``, ``imagenet`` (Keras downloads them once), a ``.weights.h5`` file, or for some an
            ``.npz`` file.

    Returns:
        The network.

    Raises:
        ModelError: The name is unknown or the weights cannot be had.
    """
    if name not in BACKBONES:
        raise ModelError(f"Received backbone {name!r}: expected one of {', '.join(BACKBONES)}.")
    backbone = BACKBONES[name]
    if backbone.learns_from_nothing(weights):
        weights = None
    if weights not in (None, "imagenet") and not Path(weights).is_file():
        raise ModelError(
            f"Received backbone weights {weights}: there is no such file; name a .weights.h5 file of {name}."
        )
    if weights not in (None, "imagenet") and Path(weights).suffix != ".npz":
        check_hdf5(weights)
    try:
        return backbone.make((*image_size, 3), None if weights is None else str(weights))
    except Exception as error:  # Keras raises many kinds: a failed download, a wrong file, wrong shapes
        if weights is None:
            raise
        reason = " ".join(str(error).split())[:200]
        raise ModelError(
            f"Received backbone weights {weights} for {name}: they could not be loaded ({reason}); "
            "name a .weights.h5 file of this CNN without its top."
        ) from error


def halves(backbone: keras.Model, cut: str | None) -> tuple[keras.Model | None, keras.Model]:
    """Split a CNN in two networks that share its very layers.

    Args:
        backbone: Of ``make_backbone``.
        cut: The last layer of the lower one, see ``Backbone.frozen_up_to``; None: there is no lower one.

    Returns:
        ``(lower, upper)``; lower is None without a cut.

    Raises:
        ModelError: The CNN has no such layer, or not all that comes later comes from it.
    """
    if cut is None:
        return None, backbone
    split = _split(backbone, cut)
    if split is None:
        others = (layer.name for layer in reversed(backbone.layers[1:-1]) if _split(backbone, layer.name))
        raise ModelError(
            f"Received {cut!r} as the last frozen layer of {backbone.name}: expected the name of one through which all goes, "
            f"such as {', '.join(islice(others, 3))}."
        )
    return split


def _split(backbone: keras.Model, cut: str) -> tuple[keras.Model, keras.Model] | None:
    """The two halves; None where the CNN has no such layer, or not all that comes later comes from it."""
    try:
        middle = backbone.get_layer(cut).output
        return keras.Model(backbone.input, middle, name="lower"), keras.Model(middle, backbone.output, name="upper")
    except ValueError:
        return None
