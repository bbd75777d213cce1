"""Training's figures as TensorBoard event files, for those who watch it in a browser."""

from __future__ import annotations

import importlib.util
from pathlib import Path


class TensorBoard:
    """Writes to ``folder``; where TensorFlow or tensorboard is not installed (another backend) it writes nothing."""

    def __init__(self, folder: Path):
        self._writer = None
        if all(importlib.util.find_spec(package) for package in ("tensorflow", "tensorboard")):
            import tensorflow as tf

            self._summary = tf.summary
            self._writer = tf.summary.create_file_writer(str(folder))

    def add(self, epoch: int, figures: dict) -> None:
        """Write every figure that is a number, at ``epoch`` (from 1)."""
        if self._writer is None:
            return
        with self._writer.as_default():
            for name, value in figures.items():
                if isinstance(value, (int, float)) and name != "epoch":
                    self._summary.scalar(name, value, step=epoch)
        self._writer.flush()

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()
