"""Where training runs: which backend Keras has, whether there is a GPU, and computing in half precision on it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from model.network.backbones import keras
from model.network.lrcn import Lrcn, build

BACKEND = keras.backend.backend()
# XLA on a CPU runs depthwise convolutions seven times slower (measured with TensorFlow); JAX is slow without it.
JIT = False if BACKEND == "tensorflow" else "auto"


def gpu() -> str | None:
    """The first GPU that the backend sees, in its own words; None without one."""
    if BACKEND == "tensorflow":
        import tensorflow as tf

        found = [device.name for device in tf.config.list_physical_devices("GPU")]
    elif BACKEND == "jax":
        import jax

        found = [device.device_kind for device in jax.devices() if device.platform == "gpu"]
    else:
        import torch

        found = [torch.cuda.get_device_name(0)] if torch.cuda.is_available() else []
    return found[0] if found else None


@contextlib.contextmanager
def learner(parts: Lrcn, mixed: bool) -> Iterator[Lrcn]:
    """Networks to train in place of ``parts``, which has their weights at the end.

    Args:
        parts: The networks.
        mixed: Compute in float16. The weights stay float32, and the last layer computes in float32, so that
            probabilities are not rounded (Micikevicius et al., "Mixed Precision Training", 2018).

    Yields:
        ``parts`` themselves, or where ``mixed`` networks of the same shape.
    """
    if not mixed:
        yield parts
        return
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        twin = build(parts.spec)
        twin.lrcn.set_weights(parts.lrcn.get_weights())
        yield twin
    finally:
        keras.config.set_dtype_policy(before)
    parts.lrcn.set_weights(twin.lrcn.get_weights())
