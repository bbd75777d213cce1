"""The machine that trains or is measured: its name, its load, its packages and its best speed."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

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


def name(gpu: str | None = None) -> str:
    """This machine in words: processor, cores, GPU, operating system and Python.

    Args:
        gpu: The one that was computed on; None: none was.
    """
    processor = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass  # not Linux: the platform's own word will do
    where = f"{platform.system()}, Python {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores, {gpu or 'no GPU used'}, {where}"


def versions() -> dict[str, str]:
    """The versions of those of PACKAGES that are installed."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def matrix_multiply_peak(multiply: Callable[[np.ndarray, np.ndarray], object]) -> float:
    """Multiply-adds a second of ``multiply`` on two float32 matrices of SIDE x SIDE: the best of ten, after a first one."""
    rng = np.random.default_rng(0)
    one, other = (rng.random((SIDE, SIDE), np.float32) for _ in range(2))
    seconds = []
    for _ in range(11):
        began = time.perf_counter()
        multiply(one, other)
        seconds.append(time.perf_counter() - began)
    return SIDE**3 / min(seconds[1:])
