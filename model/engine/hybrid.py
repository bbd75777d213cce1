"""The GPU engine: TensorFlow encodes in a process of its own, LiteRT here does the rest, and all of it while there is no GPU."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from model.engine.base import Encode, WindowStates
from model.engine.litert import LiteRTEngine
from model.engine.offline_head import OfflineHead
from model.engine.preprocess import Resizer
from model.engine.remote_encoder import EncoderLostError, RemoteEncoder

RESTARTS = 3  # of the process, before the CPU is left to it


def gpu_expected() -> bool:
    """Whether starting TensorFlow for a GPU may be worth its seconds: told without importing it.

    TensorFlow has no GPU on Windows and macOS, and on Linux it brings NVIDIA's libraries as packages.
    """
    if not sys.platform.startswith("linux") or shutil.which("nvidia-smi") is None:
        return False
    installed = {(one.metadata["Name"] or "").lower() for one in importlib.metadata.distributions()}
    return "tensorflow" in installed and any(name.startswith("nvidia-cudnn") for name in installed)


class AcceleratedEngine:
    """See ``model.engine.base.Engine``. Encodes on the CPU until the process is ready, and again where it is lost.

    Only the CNN is worth a GPU: LiteRT takes a frame through the LSTM in 0.2 ms.
    """

    def __init__(
        self,
        folder: Path,
        threads: int | None = None,
        device: str = "gpu",
        wait: bool = False,
        on_notice: Callable[[str], None] = lambda sentence: None,
        precision: str | None = None,
        restarts: int = RESTARTS,
    ):
        """
        Args:
            folder: The model's.
            threads: How many the CNN may use on the CPU; None: the program's choice.
            device: What TensorFlow uses, gpu or, for tests, cpu.
            wait: Until it is ready, so that no frame is encoded otherwise.
            on_notice: Told from any thread when the process is lost, is back, or is given up.
            precision: The CPU's.
            restarts: How often a process that was lost is started again.

        Raises:
            ModelError: The model cannot be used.
        """
        self._cpu = LiteRTEngine(folder, threads, precision)
        self.spec = self._cpu.spec
        self._folder, self._device, self._on_notice = Path(folder), device, on_notice
        self._resize = Resizer(self.spec.image_size)
        self._lock = threading.Lock()
        self._remote: RemoteEncoder | None = None
        self._starting: RemoteEncoder | None = None
        self._restarts = restarts
        self._starts_left = 1 + restarts
        self._closed = False
        self._starter: threading.Thread | None = None
        self._begin()
        if wait:
            self._starter.join()

    @property
    def description(self) -> str:
        """What encodes just now."""
        remote = self._remote
        return self._cpu.description if remote is None else remote.description

    def encode(self, image: np.ndarray) -> np.ndarray:
        """BGR uint8 ``(height, width, 3)`` of any size to float32 features ``(features,)``."""
        remote = self._remote
        if remote is not None:
            try:
                self._resize(image, out=remote.input)
                return remote.run()
            except EncoderLostError as error:
                self._lost(remote, error)
        return self._cpu.encode(image)

    def encoders(self, count: int) -> list[Encode]:
        """None: there is one GPU."""
        return []

    def begin(self) -> WindowStates:
        """The states at the start of a stream."""
        return self._cpu.begin()

    def advance(self, features: np.ndarray, states: WindowStates) -> np.ndarray:
        """Take ``features`` into ``states``, in place; calibrated probabilities ``(labels,)`` of the full window."""
        return self._cpu.advance(features, states)

    def unfamiliarity(self, features: np.ndarray) -> float:
        """How unlike all that the model learned from a picture with these ``features`` is; see ``Engine``."""
        return self._cpu.unfamiliarity(features)

    def offline_head(self) -> OfflineHead | None:
        """For one recorded video; None where the model was not taught any."""
        return self._cpu.offline_head()

    def close(self) -> None:
        """End the process, one that is being started too, and free the networks. Idempotent."""
        with self._lock:
            self._closed = True
            processes = (self._remote, self._starting)
            self._remote = self._starting = None
        for remote in processes:
            if remote is not None:
                remote.close()
        self._cpu.close()

    def _begin(self) -> None:
        self._starts_left -= 1
        self._starter = threading.Thread(target=self._start, name="encoder-start", daemon=True)
        self._starter.start()

    def _start(self) -> None:
        again = self._starts_left < self._restarts
        remote = None
        try:
            remote = RemoteEncoder(self._folder, self._device, self.spec.image_size)
            with self._lock:
                self._starting = None if self._closed else remote
            if self._starting is not None:
                remote.wait_ready()
                if remote.features != self._cpu.encode.features:
                    raise EncoderLostError(
                        f"its weights give {remote.features} features, the CPU's network {self._cpu.encode.features}"
                    )
        except (EncoderLostError, OSError) as error:
            if remote is not None:
                remote.close()
            self._starts_left = 0  # what cannot start now will not start in a second, either
            if not self._closed:
                self._on_notice(f"The GPU cannot be used ({error}); the CPU classifies.")
            return
        with self._lock:
            closed, self._starting = self._closed, None
            if not closed:
                self._remote = remote
        if closed:
            remote.close()
        elif again:
            self._on_notice("The GPU classifies again.")

    def _lost(self, remote: RemoteEncoder, error: EncoderLostError) -> None:
        with self._lock:
            self._remote = None
        remote.close()
        if self._closed:
            return
        if self._starts_left > 0:
            self._on_notice(f"The GPU's process was lost ({error}); the CPU classifies until it is back.")
            self._begin()
        else:
            self._on_notice(f"The GPU's process was lost {self._restarts + 1} times; the CPU classifies from now on.")
