"""Networks for the Keras tests, built once a session.

These tests run in a process without Qt (``tests/run.py`` starts it): TensorFlow's LLVM and that of Qt's OpenGL collide.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from model.network.architectures import architecture
from model.network.backbones import keras
from model.network.lrcn import Lrcn, build

# Small enough that a training step of the largest network takes seconds, large enough that no feature map vanishes.
IMAGE_SIZE, CLIP_LENGTH = (64, 64), 3
LARGE = ("vgg19_lstm_256", "resnet152v2_lstm_256")


@pytest.fixture(autouse=True)
def same_chance_for_each_test() -> None:
    """A test draws the same random numbers, whichever tests ran before it."""
    keras.utils.set_random_seed(0)


@pytest.fixture(scope="session")
def built() -> Callable[[str], Lrcn]:
    """Gives an architecture's networks on 64x64 pictures and 3 frames, random weights, no dropout. Not to be changed."""
    networks: dict[str, Lrcn] = {}

    def get(arch: str) -> Lrcn:
        if arch not in networks:
            if arch in LARGE and any(networks.pop(other, None) for other in LARGE):
                gc.collect()  # two of them at a time would take gigabytes
            keras.utils.set_random_seed(0)
            small = architecture(arch).with_(image_size=IMAGE_SIZE, clip_length=CLIP_LENGTH, dropout=0.0)
            networks[arch] = build(small)
        return networks[arch]

    return get


@pytest.fixture
def borrow(built):
    """As ``built``, for tests that change weights: they are put back afterwards."""
    borrowed = {}

    def get(arch: str) -> Lrcn:
        parts = built(arch)
        borrowed[arch] = parts.lrcn.get_weights()
        return parts

    yield get
    for arch, weights in borrowed.items():
        built(arch).lrcn.set_weights(weights)
