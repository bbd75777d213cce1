"""Networks that only encode while others are trained: LiteRT beside TensorFlow, Keras itself on another backend."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from model.network.backbones import keras
from model.training.accelerator import BACKEND

Encode = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Frozen:
    """A network from one scaled picture ``(height, width, 3)`` to activations of ``shape``.

    open: gives a thread its own way to run it.
    """

    shape: tuple[int, ...]
    open: Callable[[], Encode]


def fingerprint(weights: Iterable[np.ndarray]) -> str:
    """16 hexadecimal digits for a network's weights: what was computed with it is good for as long as it has them."""
    digest = hashlib.blake2b(digest_size=8)
    for weight in weights:
        digest.update(weight.tobytes())
    return digest.hexdigest()


def freeze(network: keras.Model, file: Path) -> Frozen:
    """``network`` as it is now, ready to be run by several threads.

    Args:
        network: Takes pictures ``(batch, height, width, 3)``.
        file: Where its ``.tflite`` is kept, for the backend that can write one.
    """
    shape = tuple(network.output_shape[1:])
    if BACKEND == "tensorflow":
        from model.conversion.litert import to_tflite
        from model.engine.litert_network import LiteRTNetwork
        from model.engine.provenance import write_network

        write_network(file, to_tflite(network))
        return Frozen(shape, lambda: LiteRTNetwork(file, threads=1))
    taking_turns = Lock()

    def encode(picture: np.ndarray) -> np.ndarray:
        with taking_turns:
            return np.asarray(network.predict_on_batch(picture[None]))[0]

    return Frozen(shape, lambda: encode)
