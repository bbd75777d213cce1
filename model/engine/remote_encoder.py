"""Encodes in a process of its own, which may die: from here it is an encoder that can be lost.

Pictures and features lie in a file that both processes have mapped.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

START_SECONDS = 120.0  # a GPU's first start may compile its kernels
ANSWER_SECONDS = 10.0
MOST_FEATURES = 65_536  # room for them in the shared file
ROOT = Path(__file__).resolve().parents[2]


class EncoderLostError(Exception):
    """The process said why it cannot go on, or died, or did not answer in time."""


class RemoteEncoder:
    """``wait_ready`` once, then ``input`` and ``run`` as ``LiteRTNetwork``. Belongs to one thread but for ``close``.

    Attributes:
        description: What encodes, for people.
        features: How many it gives; "" and 0 until it is ready.
    """

    def __init__(self, folder: Path, device: str, image_size: tuple[int, int]):
        """Start the process on ``device`` (gpu or cpu).

        Args:
            folder: The model's.
            device: What TensorFlow uses, gpu or cpu.
            image_size: ``(height, width)`` of the pictures, pixels.
        """
        handle, name = tempfile.mkstemp(prefix="encoder.", suffix=".shared")
        self._path = Path(name)
        os.close(handle)
        self.input, self._features = shared_memory(self._path, image_size, make=True)
        self._closed = threading.Event()
        self._due = time.monotonic() + START_SECONDS  # when an answer must be there; 0.0: none is asked for
        self._process = subprocess.Popen(
            [sys.executable, "-m", "model.network.encoding_process", str(Path(folder).resolve()), device, name],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.description, self.features = "", 0
        threading.Thread(target=self._watch, name="encoder-watch", daemon=True).start()

    def wait_ready(self) -> None:
        """Wait until it can encode. Raises EncoderLostError; whoever started it then closes it."""
        features = self._features
        word, _, rest = self._answer().partition(" ")
        if word != "ready":
            raise EncoderLostError(rest)
        if self._closed.is_set():
            raise EncoderLostError("it was closed")
        size, _, self.description = rest.partition(" ")
        self.features = int(size)
        self._features = features[: self.features]

    def run(self) -> np.ndarray:
        """Encode what lies in ``input``; a fresh float32 array. Raises EncoderLostError."""
        self._due = time.monotonic() + ANSWER_SECONDS
        try:
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise EncoderLostError("its process has ended") from error
        self._answer()
        features = np.array(self._features)
        if not np.isfinite(features).all():
            raise EncoderLostError("what it gives are no numbers")
        return features

    def close(self) -> None:
        """End the process. Idempotent."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self.input = self._features = None  # lets go of the file, which Windows could not remove otherwise
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _answer(self) -> str:
        try:
            line = self._process.stdout.readline()
        except (OSError, ValueError) as error:
            raise EncoderLostError("its process has ended") from error
        self._due = 0.0
        if not line:
            raise EncoderLostError("its process has ended, or did not answer in time")
        return line.decode("utf-8", "replace").strip()

    def _watch(self) -> None:
        while not self._closed.wait(0.5):
            if self._due and time.monotonic() > self._due:
                self._process.kill()
                return


def shared_memory(path: Path, image_size: tuple[int, int], make: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Map the file in which a picture and its features lie.

    Args:
        path: The file.
        image_size: ``(height, width)``, pixels.
        make: Give the file its size, whatever it holds.

    Returns:
        ``(picture, features)``: uint8 ``(height, width, 3)`` and float32 ``(MOST_FEATURES,)``.
    """
    pixels = image_size[0] * image_size[1] * 3
    begin = (pixels + 63) // 64 * 64
    whole = np.memmap(path, np.uint8, "w+" if make else "r+", shape=(begin + 4 * MOST_FEATURES,))
    return whole[:pixels].reshape(*image_size, 3), whole[begin:].view(np.float32)
