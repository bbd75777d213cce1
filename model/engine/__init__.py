"""Engines run a trained LRCN: ``encode`` a frame, then ``advance`` the windows that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.engine.base import Engine
from model.spec import read_spec

DEVICES = ("auto", "cpu", "gpu")

__all__ = ["DEVICES", "Engine", "open_engine"]


def open_engine(
    folder: Path,
    threads: int | None = None,
    device: str = "cpu",
    *,
    wait: bool = False,
    on_notice: Callable[[str], None] = lambda sentence: None,
    precision: str | None = None,
) -> Engine:
    """Open a model for predictions.

    Args:
        folder: The model's.
        threads: How many the CNN may use on the CPU; by default as many as there are cores, at most 4.
        device: One of DEVICES; auto is the GPU where TensorFlow is set up for one.
        wait: For the GPU to be ready; else the CPU begins.
        on_notice: Told, from any thread, why the GPU cannot be used, is lost or back.
        precision: Of the CNN on the CPU, fp32 or int8; None: as the model's spec says.

    Returns:
        The engine.

    Raises:
        ModelError: The folder is missing, incomplete or damaged.
    """
    if device != "cpu" and read_spec(folder).head == "taught":
        if device == "gpu":
            on_notice("The model was taught on a CNN that runs on the CPU alone; the CPU classifies.")
    elif device != "cpu":
        from model.engine.hybrid import AcceleratedEngine, gpu_expected

        if device == "gpu" or gpu_expected():
            return AcceleratedEngine(Path(folder), threads, wait=wait, on_notice=on_notice, precision=precision)
    from model.engine.litert import LiteRTEngine

    return LiteRTEngine(Path(folder), threads, precision)
