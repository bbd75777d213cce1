"""The machine a benchmark runs on: its name, its load, its packages and its best speed."""

from __future__ import annotations

import importlib.metadata
import time
from collections.abc import Callable

import numpy as np

PACKAGES = (
    "numpy",
    "opencv-python",
    "ai-edge-litert",
    "ai-edge-quantizer",
    "tensorflow",
    "tensorflow-cpu",
    "keras",
    "onnxruntime",
    "openvino",
)
SIDE = 2048


def cpu_load() -> float:
    """The share of the processor that others use right now, 0 to 1, over half a second."""
    import psutil

    return round(psutil.cpu_percent(0.5) / 100, 2)


def name() -> str:
    from model.training.card import machine

    return machine()


def versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def matrix_multiply_peak(multiply: Callable[[np.ndarray, np.ndarray], object]) -> float:
    """Multiply-adds a second of ``multiply`` on two float32 matrices of 2048x2048: the best of ten, after a first one."""
    rng = np.random.default_rng(0)
    one, other = (rng.random((SIDE, SIDE), np.float32) for _ in range(2))
    seconds = []
    for _ in range(11):
        began = time.perf_counter()
        multiply(one, other)
        seconds.append(time.perf_counter() - began)
    return SIDE**3 / min(seconds[1:])
