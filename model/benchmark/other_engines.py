"""The encoder on LiteRT, in both precisions, and on the engines one could use instead: ONNX Runtime and OpenVINO.

Those are measured where they are installed (``tests/requirements-benchmark.txt``). All are given pictures of the
model's size, as bytes, and as many threads as ours.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from model.engine.base import Encode
from model.engine.litert import ENCODER_FILES, LiteRTEngine
from model.engine.litert_network import LiteRTNetwork
from model.engine.preprocess import Resizer


class Transplant:
    """``engine`` (see ``model.engine.base.Engine``) with another engine's CNN before its head."""

    def __init__(self, engine: LiteRTEngine, encode: Encode):
        self.spec, self.begin, self.advance = engine.spec, engine.begin, engine.advance
        self.description, self.close, self.unfamiliarity = engine.description, engine.close, engine.unfamiliarity
        self._encode, self._resize = encode, Resizer(engine.spec.image_size)

    def encode(self, image: np.ndarray) -> np.ndarray:
        """See ``Engine.encode``."""
        return self._encode(self._resize(image))


def encoders(folder: Path, threads: int, work: Path) -> dict[str, tuple[str, Encode]]:
    """For each engine that is there, its name in words and a function that encodes one picture of the model's size.

    ``litert_THREADS`` is the float32 encoder.

    Args:
        folder: Has it, and may have the int8 one.
        work: A folder for what has to be converted.
    """
    count = f"{threads} thread{'s' if threads > 1 else ''}"
    found: dict[str, tuple[str, Encode]] = {}
    for precision, file in ENCODER_FILES.items():
        if (folder / file).is_file():
            way = f"litert_{threads}" if precision == "fp32" else f"litert_{precision}_{threads}"
            found[way] = (f"LiteRT {precision}, {count}", LiteRTNetwork(folder / file, threads))
    path = folder / ENCODER_FILES["fp32"]
    if find_spec("onnxruntime") is not None and find_spec("tf2onnx") is not None:
        found[f"onnxruntime_{threads}"] = (f"ONNX Runtime, {count}", _onnx_runtime(path, threads, work))
    if find_spec("openvino") is not None:
        for precision in ("f32", "bf16"):
            made = _openvino(path, threads, precision)
            if made is not None:
                found[f"openvino_{precision}_{threads}"] = (f"OpenVINO {precision}, {count}", made)
    return found


def _onnx_runtime(path: Path, threads: int, work: Path) -> Encode:
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
    return lambda picture: session.run(None, {name: picture[None]})[0][0]


def _openvino(path: Path, threads: int, precision: str) -> Encode | None:
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
    return lambda picture: request.infer({0: picture[None]})[0][0].copy()
