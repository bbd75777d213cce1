"""The CPU engine: LiteRT (XNNPACK) on ``encoder.tflite``, ``projection.tflite`` and ``head.tflite``.

Light enough for the window's own process: imports and first inference take about 0.1 s and 50 MB.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from model.errors import ModelError
from model.preprocess import Resizer
from model.quiet import without_remarks
from model.spec import read_spec

ENCODER_FILE = "encoder.tflite"
PROJECTION_FILE = "projection.tflite"
HEAD_FILE = "head.tflite"


def default_threads() -> int:
    """How many threads the CNN gets unless told otherwise: as many as there are cores, at most 4."""
    return max(1, min(4, os.cpu_count() or 1))


def calibrated(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Temperature scaling (Guo et al. 2017) of softmax outputs: ``softmax(log(p) / T)``, float32."""
    if temperature == 1.0:
        return probabilities
    logits = np.log(np.maximum(probabilities, 1e-30)) / temperature
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)


class LiteRTNetwork:
    """One ``.tflite`` network with one input and one output, batch of one. Belongs to one thread."""

    def __init__(self, path: Path, threads: int = 1):
        """Open ``path``; ModelError when it is missing or damaged."""
        self.path = Path(path)
        if not self.path.is_file():
            raise ModelError(
                f"Received model folder {self.path.parent}: expected {self.path.name} in it; "
                "restore the file or train the model again."
            )
        with without_remarks():
            from ai_edge_litert.interpreter import Interpreter

        try:
            # From bytes, not by path: the file may then be replaced while it is in use (Windows locks mapped files).
            content = self.path.read_bytes()
            with without_remarks():
                self._interpreter = Interpreter(model_content=content, num_threads=threads)
                self._interpreter.allocate_tensors()
            source, target = self._interpreter.get_input_details()[0], self._interpreter.get_output_details()[0]
        except (ValueError, RuntimeError, IndexError, OSError) as error:
            reason = " ".join(str(error).split())[:120]
            raise ModelError(
                f"Received {self.path}: it is no working LiteRT file ({reason}); "
                "restore the file or train the model again."
            ) from error
        self.input_shape = tuple(int(n) for n in source["shape"])
        self.output_shape = tuple(int(n) for n in target["shape"])
        self.input_type = np.dtype(source["dtype"])
        # Views are asked for anew each run: LiteRT forbids holding them across `invoke`.
        self._input = self._interpreter.tensor(source["index"])
        self._output = self._interpreter.tensor(target["index"])

    def expect(self, input_shape: tuple, output_shape: tuple) -> None:
        """ModelError unless the network takes and gives these shapes (None in one: any size)."""
        for what, received, expected in (
            ("input", self.input_shape, input_shape),
            ("output", self.output_shape, output_shape),
        ):
            fits = len(received) == len(expected) and all(
                e in (None, r) for r, e in zip(received, expected, strict=True)
            )
            if not fits:
                wanted = tuple("any" if e is None else e for e in expected)
                raise ModelError(
                    f"Received {self.path} with {what} shape {received}: model.json beside it asks for {wanted}; "
                    "restore both from the same training."
                )

    @property
    def input(self) -> np.ndarray:
        """Where the next run takes its input from, without the batch axis. Ask anew before each run."""
        return self._input()[0]

    def run(self) -> np.ndarray:
        """Run on what was written to ``input``; returns a fresh float32 array without the batch axis."""
        self._interpreter.invoke()
        return self._output()[0].copy()

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Run on ``values`` (the input's shape without its batch axis); returns a fresh float32 array without it."""
        self._input()[0] = values
        return self.run()


class LiteRTEngine:
    """See ``model.engine.base.Engine``. Its features are what a frame adds to the LSTM's gates (``model/split.py``)."""

    def __init__(self, folder: Path, threads: int | None = None):
        """Open the model in ``folder``; ModelError when anything is missing, damaged or of the wrong shape."""
        folder = Path(folder)
        self.spec = read_spec(folder)
        self.threads = threads or default_threads()
        self.description = f"LiteRT fp32, {self.threads} thread{'s' if self.threads > 1 else ''}"
        self._resize = Resizer(self.spec.image_size)
        self._encoder = LiteRTNetwork(folder / ENCODER_FILE, self.threads)
        self._encoder.expect((1, *self.spec.image_size, 3), (1, None))
        if self._encoder.input_type != np.uint8:
            raise ModelError(
                f"Received {self._encoder.path} of an earlier version: expected one that takes bytes; "
                f"run `run_app.py convert {folder}`."
            )
        self.feature_size = 4 * self.spec.lstm_units
        # One thread: both are too small for two to gain on them.
        self._projection = LiteRTNetwork(folder / PROJECTION_FILE, 1)
        self._projection.expect((1, self._encoder.output_shape[-1]), (1, self.feature_size))
        self._head = LiteRTNetwork(folder / HEAD_FILE, 1)
        self._head.expect((1, self.spec.clip_length, self.feature_size), (1, len(self.spec.labels)))

    def encode(self, image: np.ndarray) -> np.ndarray:
        """BGR uint8 ``(height, width, 3)`` of any size to float32 features ``(feature_size,)``."""
        self._resize(image, out=self._encoder.input)
        return self._projection(self._encoder.run())

    def classify(self, features: np.ndarray) -> np.ndarray:
        """Features ``(clip_length, feature_size)``, oldest first, to calibrated probabilities ``(labels,)``."""
        return calibrated(self._head(features), self.spec.temperature)

    def close(self) -> None:
        """Nothing runs elsewhere."""
