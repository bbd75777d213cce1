"""How fast one prediction is: the whole window in Keras and in ``tf.function``, and streaming on LiteRT.

The ways take turns, a few predictions each a round, so that whatever else the machine does meets all of them alike.
TensorFlow runs in a process of its own: its threads and LiteRT's would otherwise get in each other's way.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import itertools
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from model.engine import open_engine
from model.engine.litert import calibrated, default_threads
from model.engine.streaming import StreamingClassifier
from model.errors import ModelError
from model.preprocess import prepare
from model.sampling import TickSampler
from model.spec import read_spec
from model.store import find_model

BASELINE = "keras_predict"
IN_TENSORFLOW = {
    BASELINE: "Keras predict, whole window (prepared beforehand)",
    "tf_function": "tf.function, whole window (prepared beforehand)",
}
FRAME_SIZE = (1280, 720)  # (width, height) of the frames that streaming is given
WARM_UP = 3
REST = 0.02  # seconds before each turn, for the threads of the one before to fall asleep
BURST = 20  # predictions a turn; the first comes after the rest and is counted apart: threads and caches are cold then
STARTS = 3
PACKAGES = ("numpy", "opencv-python", "ai-edge-litert", "tensorflow", "tensorflow-cpu", "keras")
ROOT = Path(__file__).resolve().parent.parent


def benchmark(
    model: str | Path,
    rounds: int = 20,
    *,
    clip: Path | None = None,
    progress: Callable[[float, str], None] = lambda share, text: None,
) -> dict:
    """Time the ways to a prediction with ``model`` (name or folder); returns what ``--json`` writes.

    rounds: turns of each way, from 2. clip: a video for the cold starts; None leaves them out.
    progress: called with the share done (0 to 1) and what is being done.
    In the result, ``ways`` has for each way ``median_ms``, ``quartiles_ms`` (the middle half's bounds) and
    ``times_as_fast`` as Keras ``predict``, all one prediction after another, and ``rested_ms``, the median of those
    after a rest of 20 ms; ``largest_difference`` is that between their probabilities.
    Raises ModelError when the model cannot be used or TensorFlow is not installed.
    """
    folder = find_model(model)
    spec = read_spec(folder)
    if importlib.util.find_spec("tensorflow") is None:
        raise ModelError(
            "Received an environment without TensorFlow: expected it for the comparison; "
            "run `python -m pip install -r requirements.txt`."
        )
    busy = _cpu_load()
    progress(0, "Opening the networks")
    frames = make_frames(spec.clip_length)
    words = dict(IN_TENSORFLOW)
    runs: dict[str, Callable[[], float]] = {}
    said: dict[str, np.ndarray] = {}
    for threads in sorted({1, 2, default_threads()}):
        way = f"streaming_{threads}_thread{'s' if threads > 1 else ''}"
        words[way] = f"LiteRT streaming, {threads} thread{'s' if threads > 1 else ''}, from a 1280x720 frame"
        runs[way], said[way] = _streaming(folder, threads, frames)
    with _TensorFlow(folder) as tensorflow:
        for way in IN_TENSORFLOW:
            said[way] = calibrated(tensorflow.said[way], spec.temperature)
            runs[way] = lambda way=way: tensorflow.run(way)
        times = _take_turns({way: runs[way] for way in words}, rounds, progress)
    result = {
        "model": spec.name,
        "rounds": rounds,
        "counted": (
            f"time of one prediction, {BURST} in a row a turn, the first of them apart; "
            "whole window: input tensor to probabilities, preparing its "
            f"{spec.clip_length} frames not counted; streaming: resize, scale, encode and classify of one new frame"
        ),
        "ways": {way: {"what": words[way], **_figures(*times[way], times[BASELINE][0])} for way in words},
        "largest_difference": float(max(np.abs(one - said[BASELINE]).max() for one in said.values())),
        "cold_start": {} if clip is None else cold_starts(folder, clip, progress),
        "machine": _machine(),
        "cpu_load_before": busy,
        "versions": _versions(),
    }
    progress(1, "Done")
    return result


def make_frames(count: int) -> list[np.ndarray]:
    """``count`` BGR uint8 frames of FRAME_SIZE, always the same: soft coloured noise (speed does not depend on it)."""
    import cv2

    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (count, 9, 16, 3), dtype=np.uint8)
    return [cv2.resize(image, FRAME_SIZE, interpolation=cv2.INTER_CUBIC) for image in noise]


def _streaming(folder: Path, threads: int, frames: list[np.ndarray]) -> tuple[Callable[[], float], np.ndarray]:
    """A function that predicts from the next frame and returns its seconds, and the probabilities for ``frames``."""
    stream = StreamingClassifier(open_engine(folder, threads))
    said = [stream.push(image) for image in frames][-1]
    coming = itertools.cycle(frames)

    def run() -> float:
        image = next(coming)
        began = time.perf_counter()
        stream.push(image)
        return time.perf_counter() - began

    return run, said


class _TensorFlow:
    """The end-to-end LRCN in a process of its own; a context manager. ``said``: each way's probabilities."""

    def __init__(self, folder: Path):
        context = get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, folder), daemon=True)
        self._process.start()
        far.close()

    def __enter__(self) -> _TensorFlow:
        try:
            self.said = self._receive()
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
    """TensorFlow's process: sends both ways' probabilities, then answers each way's name with its seconds."""
    try:
        from model.lrcn import load_lrcn  # silences TensorFlow's start: it comes first

        spec = read_spec(folder)
        lrcn = load_lrcn(folder, spec).lrcn
        import tensorflow as tf
    except ModelError as error:
        pipe.send(error)
        return
    window = np.stack([prepare(image, spec) for image in make_frames(spec.clip_length)])[None]
    function = tf.function(lambda clip: lrcn(clip, training=False))
    runs = {
        BASELINE: lambda: lrcn.predict(window, verbose=0)[0],
        "tf_function": lambda: function(tf.constant(window)).numpy()[0],
    }
    try:
        pipe.send({way: [run() for _ in range(WARM_UP)][-1] for way, run in runs.items()})
        while True:
            run = runs[pipe.recv()]
            began = time.perf_counter()
            run()
            pipe.send(time.perf_counter() - began)
    except (EOFError, OSError, KeyboardInterrupt):  # the other end has what it wants, or is gone
        return


def _take_turns(runs: dict[str, Callable[[], float]], rounds: int, progress) -> dict[str, tuple[list, list]]:
    """Seconds of each way's runs, those in a row and those after a rest; every round begins with another way."""
    ways = list(runs)
    times: dict[str, tuple[list, list]] = {way: ([], []) for way in ways}
    for number in range(-WARM_UP, rounds):
        progress(0.1 + 0.6 * max(0, number) / rounds, f"Round {max(1, number + 1)} of {rounds}")
        first = number % len(ways)
        for way in ways[first:] + ways[:first]:
            time.sleep(REST)
            rested, *in_a_row = (runs[way]() for _ in range(BURST))
            if number >= 0:
                times[way][0].extend(in_a_row)
                times[way][1].append(rested)
    return times


def _figures(times: list[float], rested: list[float], baseline: list[float]) -> dict:
    low, middle, high = (float(value) for value in 1000 * np.percentile(times, (25, 50, 75)))
    return {
        "median_ms": round(middle, 3),
        "quartiles_ms": [round(low, 3), round(high, 3)],
        "times_as_fast": round(1000 * float(np.median(baseline)) / middle, 2),
        "rested_ms": round(1000 * float(np.median(rested)), 3),
    }


def cold_starts(folder: Path, clip: Path, progress=lambda share, text: None) -> dict[str, dict]:
    """Seconds from starting a Python process, in turns: to the first label of ``clip``, and to TensorFlow imported."""
    starts = {
        "first_label": (
            "from model.benchmark import say_first_label as run; import sys; run(*sys.argv[1:])",
            folder,
            clip,
        ),
        "import_tensorflow": ("import tensorflow; print('imported', flush=True)",),
    }
    times: dict[str, list[float]] = {name: [] for name in starts}
    for number in range(STARTS):
        progress(0.7 + 0.3 * number / STARTS, f"Cold start {number + 1} of {STARTS}")
        for name, code in starts.items():
            times[name].append(_seconds_to_first_line([sys.executable, "-c", *map(str, code)]))
    return {
        name: {"median_s": round(float(np.median(each)), 3), "range_s": [round(min(each), 3), round(max(each), 3)]}
        for name, each in times.items()
    }


def say_first_label(folder: str, clip: str) -> None:
    """Print the first label of the video at ``clip``: what a cold start runs."""
    from model.video import read_frames

    engine = open_engine(Path(folder))
    stream = StreamingClassifier(engine)
    sampler = TickSampler(engine.spec.sample_fps, engine.spec.clip_length)
    for _, ticks, image in read_frames(Path(clip), sampler.ticks):
        probabilities = stream.push(image, ticks)
        if probabilities is not None:
            print(engine.spec.labels[int(probabilities.argmax())], flush=True)
            return


def _seconds_to_first_line(command: list[str]) -> float:
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        line = process.stdout.readline()
        seconds = time.perf_counter() - began
        _, complaint = process.communicate()
    if not line:
        last = (complaint.decode(errors="replace").strip().splitlines() or ["nothing said"])[-1]
        raise ModelError(f"Received no first line from `{command[2]}` ({last}): expected one; put that right first.")
    return seconds


def _cpu_load() -> float:
    """The share of the processor that others use right now, 0 to 1, over half a second."""
    import psutil

    return round(psutil.cpu_percent(0.5) / 100, 2)


def _machine() -> str:
    from model.training.card import machine

    return machine()


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
