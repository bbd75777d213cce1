"""The CPU engine: LiteRT (XNNPACK) on ``encoder.tflite`` and ``head.tflite``, or on their int8 twins.

Light enough for the window's own process: imports and first inference take about 0.1 s and 50 MB.
"""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.engine.base import Encode, WindowStates
from model.engine.familiarity import open_familiarity
from model.engine.litert_network import LiteRTNetwork
from model.engine.offline_head import OFFLINE_HEAD_FILE, OfflineHead, open_offline_head
from model.engine.preprocess import Resizer
from model.engine.provenance import check_listed
from model.engine.remote_encoder import MOST_FEATURES
from model.engine.stream_head import StreamHead
from model.engine.taught_file import TAUGHT_FILE, load_taught_head
from model.engine.taught_head import TaughtHead
from model.errors import ModelError
from model.program_name import program_name
from model.spec import PRECISIONS, ModelSpec, read_spec

# By precision.
ENCODER_FILES = {"fp32": "encoder.tflite", "int8": "encoder_int8.tflite"}
HEAD_FILES = {"fp32": "head.tflite", "int8": "head_int8.tflite"}

__all__ = [
    "ENCODER_FILES",
    "HEAD_FILES",
    "LiteRTEngine",
    "LiteRTNetwork",
    "calibrated",
    "default_threads",
    "threads_beside_decoding",
]


def default_threads() -> int:
    """How many threads the CNN gets unless told otherwise: as many as there are cores, at most 4."""
    return max(1, min(4, os.cpu_count() or 1))


def threads_beside_decoding(videos: int = 1) -> int:
    """Choose the CNN's threads for videos that are decoded as fast as can be: half of a video's cores, at most 4.

    The decoder keeps the others busy; claiming every core twice takes longer.

    Args:
        videos: How many at a time.

    Returns:
        Threads, 1 to 4.
    """
    return max(1, min(4, (os.cpu_count() or 1) // (2 * videos)))


def give_back_memory() -> None:
    """Return what was freed to the system, where the C library (glibc) would keep it.

    It keeps some 19 MB of a freed engine for the thread that comes next; another thread begins elsewhere.
    """
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@functools.lru_cache(maxsize=1)
def _malloc_trim():
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform.startswith("linux") else None


def calibrated(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Temperature scaling (Guo et al. 2017) of softmax outputs: ``softmax(log(p) / T)``.

    Args:
        probabilities: ``(..., labels)`` summing to 1.
        temperature: T, above 0.

    Returns:
        Float32 of the same shape.
    """
    if temperature == 1.0:
        return probabilities
    logits = np.log(np.maximum(probabilities, 1e-30)) / temperature
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)


class FrameEncoder:
    """The CNN, with what brings a picture to its size. Belongs to one thread.

    Attributes:
        features: How many it gives.
    """

    def __init__(self, path: Path, spec: ModelSpec, threads: int):
        """
        Args:
            path: The encoder's ``.tflite`` file.
            spec: The model's.
            threads: How many it may use.

        Raises:
            ModelError: The file is missing, damaged or of the wrong shape.
        """
        self._resize = Resizer(spec.image_size)
        self._network = LiteRTNetwork(path, threads)
        self._network.expect((1, *spec.image_size, 3), (1, None))
        self.features = self._network.output_shape[-1]
        if self.features > MOST_FEATURES:
            raise ModelError(
                f"Received {path}, which gives {self.features} features: expected at most {MOST_FEATURES}."
            )
        if self._network.input_type != np.uint8:
            raise ModelError(
                f"Received {path} of an earlier version: expected one that takes bytes; "
                f"run `{program_name()} convert {path.parent}`."
            )

    def __call__(self, image: np.ndarray) -> np.ndarray:
        """Encode one picture.

        Args:
            image: BGR uint8 ``(height, width, 3)`` of any size.

        Returns:
            Float32 ``(features,)``.
        """
        self._resize(image, out=self._network.input)
        return self._network.run()


class LiteRTEngine:
    """See ``model.engine.base.Engine``."""

    def __init__(self, folder: Path, threads: int | None = None, precision: str | None = None):
        """Open the model in ``folder``.

        Args:
            folder: The model's.
            threads: How many the CNN may use; None: as many as there are cores, at most 4.
            precision: ``fp32`` or ``int8``; None for that of its spec.

        Raises:
            ModelError: Anything is missing, damaged or of the wrong shape.
        """
        folder = Path(folder)
        self.spec = spec = read_spec(folder)
        self.threads = threads or default_threads()
        precision = precision or spec.precision
        if precision not in PRECISIONS:
            raise ModelError(f"Received precision {precision!r}: expected one of {', '.join(PRECISIONS)}.")
        self.description = f"LiteRT {precision}, {self.threads} thread{'s' if self.threads > 1 else ''}"
        self._path, self._offline_head_path = folder / ENCODER_FILES[precision], folder / OFFLINE_HEAD_FILE
        self.encode = encoder = FrameEncoder(self._path, spec, self.threads)
        self._familiarity = open_familiarity(folder, encoder.features)
        self._taught: TaughtHead | None = None
        if spec.head == "taught":
            check_listed(folder / TAUGHT_FILE)
            self._head = self._taught = load_taught_head(
                folder / TAUGHT_FILE, encoder.features, spec.clip_length, len(spec.labels)
            )
            return
        self._head = StreamHead(folder / HEAD_FILES[precision])
        self._head.expect(encoder.features, spec.clip_length - 1, spec.lstm_units, len(spec.labels))

    def encoders(self, count: int) -> list[Encode]:
        """``count`` functions that do what ``encode`` does, each for a thread of its own; ``encode`` may be one of them."""
        own = [self.encode] if self.threads == 1 else []
        return own + [FrameEncoder(self._path, self.spec, 1) for _ in range(count - len(own))]

    def begin(self) -> WindowStates:
        """The states at the start of a stream."""
        return WindowStates.of(self.spec) if self._taught is None else self._taught.begin()

    def advance(self, features: np.ndarray, states: WindowStates) -> np.ndarray:
        """Take the next frame into every window, in place.

        Args:
            features: Float32 ``(features,)``.
            states: The stream's.

        Returns:
            Calibrated probabilities ``(labels,)`` of the full window.
        """
        return calibrated(self._head(features, states), self.spec.temperature)

    def unfamiliarity(self, features: np.ndarray) -> float:
        """How unlike all that the model learned from a picture with these ``features`` is; see ``Engine``."""
        return 0.0 if self._familiarity is None else self._familiarity(features)

    def offline_head(self) -> OfflineHead | None:
        """For one recorded video; None where the model was not taught any. ModelError when its file is damaged."""
        if self._taught is not None:
            return _taught_offline_head(self._taught)
        there = self._offline_head_path.is_file()
        return open_offline_head(self._offline_head_path, self.encode.features, self.spec) if there else None

    def close(self) -> None:
        """Free the networks: nothing may be asked of the engine afterwards. Idempotent."""
        self.encode = self._head = self._taught = None
        give_back_memory()


def _taught_offline_head(taught: TaughtHead) -> OfflineHead | None:
    """The offline head that was taught, if any."""
    offline = taught.offline
    if offline is None:
        return None

    def classify(span: Sequence[np.ndarray]) -> np.ndarray:
        return offline.probabilities(np.stack(span)[None])[0]

    return OfflineHead(classify, offline.frames, taught.begin_video())
