"""Engines run a trained LRCN: ``encode`` a frame once, ``classify`` the last seven encodings."""

from __future__ import annotations

from pathlib import Path

from model.engine.base import Engine

__all__ = ["Engine", "open_engine"]


def open_engine(folder: Path, threads: int | None = None) -> Engine:
    """Open the model in ``folder`` on the CPU engine.

    threads: how many the CNN may use; by default as many as there are cores, at most 4.
    Raises ModelError when the folder is missing, incomplete or damaged.
    """
    from model.engine.litert import LiteRTEngine

    return LiteRTEngine(Path(folder), threads=threads)
