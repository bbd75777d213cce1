"""The seed's way: the whole LRCN on each window, in Keras ``predict`` and in ``tf.function``.

TensorFlow runs in a process of its own: its threads and LiteRT's would otherwise get in each other's way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from model.benchmark.frames import make_frames, windows
from model.engine.preprocess import prepare
from model.errors import FootageError, ModelError
from model.machine import matrix_multiply_peak
from model.spec import ModelSpec, read_spec

BASELINE = "keras_predict"
IN_TENSORFLOW = {
    BASELINE: "Keras predict, whole window (prepared beforehand)",
    "tf_function": "tf.function, whole window (prepared beforehand)",
}
WARM_UP = 3


class WholeWindow:
    """The end-to-end LRCN in a process of its own; a context manager.

    Attributes:
        said: Each way's probabilities for ``make_frames``.
        multiplications: Of the CNN for one frame.
        peak: Multiply-adds a second of TensorFlow's matrix product on all cores.
    """

    def __init__(self, folder: Path):
        context = get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, folder), daemon=True)
        self._process.start()
        far.close()

    def __enter__(self) -> WholeWindow:
        try:
            self.said, self.multiplications, self.peak = self._receive()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        self._pipe.close()  # the process then ends by itself
        self._process.join(5)
        if self._process.is_alive():
            self._process.terminate()

    def run(self, way: str) -> float:
        """One prediction; its seconds, taken over there."""
        self._pipe.send(way)
        return self._receive()

    def follow(self, video: Path) -> np.ndarray:
        """The network's probabilities ``(predictions, labels)`` over ``video``, not calibrated. Raises ModelError."""
        self._pipe.send(video)
        return self._receive()

    def _receive(self):
        try:
            answer = self._pipe.recv()
        except EOFError:
            self._process.join(5)
            raise ModelError(
                f"Received no answer from TensorFlow's process (exit status {self._process.exitcode}): expected a "
                "prediction; see what it said above."
            ) from None
        if isinstance(answer, ModelError):
            raise answer
        return answer


def _serve(pipe, folder: Path) -> None:
    """TensorFlow's process: sends both ways' probabilities, then answers each way's name with its
    seconds, and the path of a video with the probabilities over it."""
    try:
        from model.network.lrcn import load_lrcn  # silences TensorFlow's start: it comes first

        spec = read_spec(folder)
        parts = load_lrcn(folder, spec)
        import tensorflow as tf
    except ModelError as error:
        pipe.send(error)
        return
    lrcn = parts.lrcn
    window = np.stack([prepare(image, spec) for image in make_frames(spec.clip_length)])[None]
    function = tf.function(lambda clip: lrcn(clip, training=False))
    runs = {
        BASELINE: lambda: lrcn.predict(window, verbose=0)[0],
        "tf_function": lambda: function(tf.constant(window)).numpy()[0],
    }
    try:
        said = {way: [run() for _ in range(WARM_UP)][-1] for way, run in runs.items()}
        peak = matrix_multiply_peak(lambda one, other: tf.linalg.matmul(one, other).numpy())
        pipe.send((said, _multiplications(parts.encoder), peak))
        while True:
            asked = pipe.recv()
            if isinstance(asked, Path):
                pipe.send(_follow(asked, spec, lambda clip: function(tf.constant(clip)).numpy()[0]))
                continue
            run = runs[asked]
            began = time.perf_counter()
            run()
            pipe.send(time.perf_counter() - began)
    except (EOFError, OSError, KeyboardInterrupt):  # the other end has what it wants, or is gone
        return


def _follow(video: Path, spec: ModelSpec, run: Callable[[np.ndarray], np.ndarray]) -> np.ndarray | ModelError:
    try:
        return np.stack(
            [run(np.stack([prepare(image, spec) for image in window])[None]) for window in windows(video, spec)]
        )
    except (FootageError, ValueError) as error:
        return ModelError(f"Received {video} to compare answers on: {error}")


def _multiplications(encoder) -> int:
    """Multiply-adds of the convolutions for one frame; the rest of a CNN is not worth counting."""
    return sum(
        int(np.prod(layer.output.shape[1:3])) * int(np.prod(layer.kernel.shape))
        for layer in encoder.layers
        if hasattr(layer, "kernel") and len(layer.output.shape) == 4
    )
