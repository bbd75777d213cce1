"""Networks that only encode while others learn: LiteRT beside TensorFlow, Keras itself on another backend."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from model.files import write_whole
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


def fingerprint(network: keras.Model) -> int:
    """A checksum of the weights: what was encoded by a network is good for as long as it has them."""
    return zlib.crc32(b"".join(weight.tobytes() for weight in network.get_weights()))


def freeze(network: keras.Model, file: Path) -> Frozen:
    """``network`` as it is now. file: where its ``.tflite`` is kept, for the backend that can write one."""
    shape = tuple(network.output_shape[1:])
    if BACKEND == "tensorflow":
        from model.conversion.litert import to_tflite
        from model.engine.litert import LiteRTNetwork

        write_whole(file, to_tflite(network))
        return Frozen(shape, lambda: LiteRTNetwork(file, threads=1))
    taking_turns = Lock()

    def encode(picture: np.ndarray) -> np.ndarray:
        with taking_turns:
            return np.asarray(network.predict_on_batch(picture[None]))[0]

    return Frozen(shape, lambda: encode)
