"""The same encoder on the engines one could use instead: ONNX Runtime and OpenVINO, where they are installed.

``tests/requirements-benchmark.txt`` names them. All are given one picture of the model's size, as bytes, and as many
threads as ours.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from model.engine.litert import ENCODER_FILE, LiteRTNetwork

Run = Callable[[], np.ndarray]


def encoders(folder: Path, threads: int, work: Path) -> dict[str, tuple[str, Run]]:
    """For each engine that is there, its name in words and a function that encodes one picture to ``(features,)``.

    work: a folder for what has to be converted.
    """
    path = Path(folder) / ENCODER_FILE
    ours = LiteRTNetwork(path, threads)
    picture = np.random.default_rng(0).integers(0, 256, ours.input_shape, dtype=np.uint8)

    def run() -> np.ndarray:
        return ours(picture[0])

    count = f"{threads} thread{'s' if threads > 1 else ''}"
    found = {f"litert_{threads}": (f"LiteRT, {count}", run)}
    if find_spec("onnxruntime") is not None and find_spec("tf2onnx") is not None:
        found[f"onnxruntime_{threads}"] = (f"ONNX Runtime, {count}", _onnx_runtime(path, threads, picture, work))
    if find_spec("openvino") is not None:
        for precision in ("f32", "bf16"):
            made = _openvino(path, threads, picture, precision)
            if made is not None:
                found[f"openvino_{precision}_{threads}"] = (f"OpenVINO {precision}, {count}", made)
    return found


def _onnx_runtime(path: Path, threads: int, picture: np.ndarray, work: Path) -> Run:
    import onnxruntime

    converted = work / "encoder.onnx"
    if not converted.is_file():  # in a process of its own: the converter imports TensorFlow
        subprocess.run(
            [
                sys.executable,
                "-m",
                "tf2onnx.convert",
                "--tflite",
                str(path),
                "--output",
                str(converted),
                "--opset",
                "17",
            ],
            check=True,
            capture_output=True,
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(converted), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda: session.run(None, {name: picture})[0][0]


def _openvino(path: Path, threads: int, picture: np.ndarray, precision: str) -> Run | None:
    """None where this processor has no such arithmetic: OpenVINO then takes another."""
    import openvino

    settings = {
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": precision,
    }
    core = openvino.Core()
    if precision == "bf16" and "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return None
    request = core.compile_model(core.read_model(str(path)), "CPU", settings).create_infer_request()
    return lambda: request.infer({0: picture})[0][0]
