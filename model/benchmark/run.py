"""How fast one prediction is: the whole window in Keras and in ``tf.function``, and streaming on LiteRT.

The ways take turns, a few predictions each a round, so that whatever else the machine does meets all of them alike.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from model import machine
from model.benchmark import other_engines as other_engines
from model.benchmark.complete import complete
from model.benchmark.frames import make_frames, sampled
from model.benchmark.processes import cold_starts
from model.benchmark.whole_window import BASELINE, IN_TENSORFLOW, WARM_UP, WholeWindow
from model.conversion.precision import how_alike
from model.engine import Engine, open_engine
from model.engine.litert import ENCODER_FILES, calibrated, default_threads
from model.engine.streaming import StreamingClassifier
from model.errors import ModelError
from model.program_name import full_install
from model.registry import find_model
from model.spec import ModelSpec, read_spec

REST = 0.02  # seconds before each turn, for the threads of the one before to fall asleep
BURST = 20  # predictions a turn; the first comes after the rest and is counted apart: threads and caches are cold then


def benchmark(
    model: str | Path,
    rounds: int = 20,
    *,
    clip: Path | None = None,
    progress: Callable[[float, str], None] = lambda share, text: None,
) -> dict:
    """Time the ways to a prediction.

    Args:
        model: A model's name or its folder.
        rounds: Turns of each way, from 2.
        clip: A video for the agreement and the cold starts; None leaves them out.
        progress: Called with the share done (0 to 1) and what is being done.

    Returns:
        What ``--json`` writes. ``ways`` has for each way ``median_ms``, ``quartiles_ms`` (the middle half's bounds) and
        ``times_as_fast`` as Keras ``predict``, all one prediction after another, and ``rested_ms``, the median of those
        after a rest of 20 ms. ``largest_difference`` is that between the float32 ways' probabilities. ``encoders`` has
        the CNN alone on each engine that is installed, and how often the model says the same with it over ``clip``.
        ``agreement`` is how often streaming and the whole network say the same, and under ``int8`` the same of int8.
        ``precision`` is the one that the program runs the model in.

    Raises:
        ModelError: The model cannot be used or TensorFlow is not installed.
    """
    folder = find_model(model)
    if read_spec(folder).head == "taught":
        raise ModelError(
            f"Received {folder}, which was taught: expected a model with weights for TensorFlow to compare; "
            "`classify` and `live` run it."
        )
    if importlib.util.find_spec("tensorflow") is None:
        raise ModelError(
            f"Received an environment without TensorFlow: expected it for the comparison; {full_install()}."
        )
    busy = machine.cpu_load()
    progress(0, "Opening the networks")
    with tempfile.TemporaryDirectory() as work:
        whole = complete(folder, Path(work))
        return _measure(folder, whole, rounds, clip, busy, progress)


def _measure(folder: Path, networks: Path, rounds: int, clip: Path | None, busy: float, progress) -> dict:
    """See ``benchmark``. networks: the folder that has them all. busy: the share of the processor that others use."""
    spec = read_spec(folder)
    frames = make_frames(spec.clip_length)
    precisions = [name for name, file in ENCODER_FILES.items() if (networks / file).is_file()]
    words = dict(IN_TENSORFLOW)
    runs: dict[str, Callable[[], float]] = {}
    said: dict[str, np.ndarray] = {}
    for precision in precisions:
        for threads in sorted({1, 2, default_threads()}):
            count = f"{threads} thread{'s' if threads > 1 else ''}"
            way = f"streaming_{'' if precision == 'fp32' else f'{precision}_'}{count.replace(' ', '_')}"
            words[way] = f"LiteRT {precision} streaming, {count}, from a 1280x720 frame"
            runs[way], answer = _streaming(networks, threads, precision, frames)
            if precision == "fp32":
                said[way] = answer
    with WholeWindow(folder) as tensorflow:
        for way in IN_TENSORFLOW:
            said[way] = calibrated(tensorflow.said[way], spec.temperature)
            runs[way] = lambda way=way: tensorflow.run(way)
        times = _take_turns({way: runs[way] for way in words}, rounds, lambda s, text: progress(0.1 + 0.4 * s, text))
        progress(0.5, "Comparing answers")
        agreement = {} if clip is None else _agreement(networks, precisions, clip, tensorflow)
        multiplications = tensorflow.multiplications
    peak = max(tensorflow.peak, machine.matrix_multiply_peak(np.matmul))
    compared = _encoders(networks, rounds, clip, lambda s, text: progress(0.6 + 0.1 * s, text))
    for way, one in compared.items():
        used = min(int(way.rpartition("_")[2]), os.cpu_count() or 1)
        speed = multiplications / one["median_ms"] * 1000
        one["share_of_peak"] = round(speed / (peak * used / (os.cpu_count() or 1)), 3)
    result = {
        "model": spec.name,
        "precision": spec.precision,
        "rounds": rounds,
        "counted": (
            f"time of one prediction, {BURST} in a row a turn, the first of them apart; "
            "whole window: input tensor to probabilities, preparing its "
            f"{spec.clip_length} frames not counted; streaming: resize, scale, encode and classify of one new frame"
        ),
        "ways": {way: {"what": words[way], **_figures(*times[way], times[BASELINE][0])} for way in words},
        "largest_difference": float(max(np.abs(one - said[BASELINE]).max() for one in said.values())),
        "encoders": compared,
        "agreement": agreement,
        "matrix_multiply_peak": {
            "multiply_adds_a_second": round(peak),
            "cnn_multiply_adds": multiplications,
            "what": "the faster of NumPy's and TensorFlow's float32 product of two 2048x2048 matrices on all cores; "
            "shares are of as many cores' part of it",
        },
        "cold_start": {} if clip is None else cold_starts(folder, clip, progress),
        "machine": machine.name(),
        "cpu_load_before": busy,
        "versions": machine.versions(),
    }
    return result


def _streaming(
    folder: Path, threads: int, precision: str, frames: list[np.ndarray]
) -> tuple[Callable[[], float], np.ndarray]:
    """A function that predicts from the next frame and returns its seconds, and the probabilities for ``frames``."""
    stream = StreamingClassifier(open_engine(folder, threads, precision=precision))
    said = [stream.push(image) for image in frames][-1]
    coming = itertools.cycle(frames)

    def run() -> float:
        image = next(coming)
        began = time.perf_counter()
        stream.push(image)
        return time.perf_counter() - began

    return run, said


def _agreement(folder: Path, precisions: list[str], clip: Path, tensorflow: WholeWindow) -> dict:
    """How far streaming's answers over a real video are those of the whole network: fp32's, and int8's under its name."""
    spec = read_spec(folder)
    whole = calibrated(tensorflow.follow(clip), spec.temperature)
    found: dict = {"video": Path(clip).name, "predictions": len(whole)}
    said = _said({precision: open_engine(folder, precision=precision) for precision in precisions}, spec, clip)
    for precision, streamed in said.items():
        figures = how_alike(whole, streamed)
        found |= figures if precision == "fp32" else {precision: figures}
    return found


def _said(engines: dict[str, Engine], spec: ModelSpec, clip: Path) -> dict[str, np.ndarray]:
    """Each engine's probabilities ``(predictions, labels)`` over ``clip``, which is read once for all of them."""
    streams = {way: StreamingClassifier(engine) for way, engine in engines.items()}
    said: dict[str, list[np.ndarray | None]] = {way: [] for way in streams}
    for ticks, image in sampled(clip, spec):
        for way, stream in streams.items():
            said[way].append(stream.push(image, ticks))
    return {way: np.stack([one for one in rows if one is not None]) for way, rows in said.items()}


def _encoders(folder: Path, rounds: int, clip: Path | None, progress) -> dict[str, dict]:
    """Figures of the CNN on each engine there is.

    ``largest_difference``: how far its features are from LiteRT's in float32 at most; ``same_label``: how often the model
    says the same with them over ``clip``, if there is one.
    """
    picture = np.random.default_rng(0).integers(0, 256, (*read_spec(folder).image_size, 3), dtype=np.uint8)
    words: dict[str, str] = {}
    encode: dict[str, other_engines.Encode] = {}
    with tempfile.TemporaryDirectory() as work:
        for threads in sorted({1, default_threads()}):
            for way, (what, encoder) in other_engines.encoders(folder, threads, Path(work)).items():
                words[way], encode[way] = what, encoder
        times = _take_turns({way: _timed(partial(one, picture)) for way, one in encode.items()}, rounds, progress)
        features = {way: np.array(one(picture)) for way, one in encode.items()}
        said = {}
        if clip is not None:
            ours = open_engine(folder, threads=1, precision="fp32")
            said = _said({way: other_engines.Transplant(ours, one) for way, one in encode.items()}, ours.spec, clip)
        encode.clear()  # lets go of the converted files, which Windows could not remove otherwise
    compared = {way: {"what": words[way], **_figures(*times[way], times["litert_1"][0])} for way in words}
    for way, one in compared.items():
        one["largest_difference"] = float(np.abs(features[way] - features["litert_1"]).max())
        if said:
            one["same_label"] = how_alike(said["litert_1"], said[way])["same_label"]
    return compared


def _timed(run: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        began = time.perf_counter()
        run()
        return time.perf_counter() - began

    return timed


def _take_turns(runs: dict[str, Callable[[], float]], rounds: int, progress) -> dict[str, tuple[list, list]]:
    """Seconds of each way's runs, those in a row and those after a rest; every round begins with another way."""
    ways = list(runs)
    times: dict[str, tuple[list, list]] = {way: ([], []) for way in ways}
    for number in range(-WARM_UP, rounds):
        progress(max(0, number) / rounds, f"Round {max(1, number + 1)} of {rounds}")
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
