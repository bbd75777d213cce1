"""What the whole program costs, for ``benchmark``: classifying a video from its file to its labels."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.recorded.classify import classify_video
from model.benchmark.processes import peak_of
from model.engine import open_engine
from model.engine.litert import threads_beside_decoding
from model.video.opening import open_media

TURNS = 3
CLASSIFY = """
from app.program import main
try:
    main()
except SystemExit as end:
    if end.code:
        raise
"""
TENSORFLOW = "import sys; from model.benchmark.processes import predict_once; predict_once(sys.argv[1])"


def file_to_labels(folder: Path, video: Path, progress: Callable[[float, str], None]) -> dict:
    """Time how long classifying a video takes, and how long decoding it alone takes, in turns.

    Args:
        folder: The model's.
        video: What is classified.
        progress: Called with the share done (0 to 1) and what is being done.

    Returns:
        Seconds, by what was done.
    """
    engine = open_engine(folder, threads_beside_decoding())  # as `classify` does
    classified, decoded, frames = [], [], 0
    for turn in range(TURNS):
        progress(0.8 + 0.1 * turn / TURNS, f"From file to labels {turn + 1} of {TURNS}")
        began = time.perf_counter()
        result = classify_video(video, engine)
        classified.append(time.perf_counter() - began)
        began = time.perf_counter()
        frames = _decode(video)
        decoded.append(time.perf_counter() - began)
    seconds = float(np.median(classified))
    return {
        "video": video.name,
        "frames": frames,
        "predictions": len(result.predictions),
        "classify_s": round(seconds, 3),
        "decode_s": round(float(np.median(decoded)), 3),
        "frames_per_second": round(frames / seconds, 1),
        "times_decoding": round(seconds / float(np.median(decoded)), 2),
    }


def _decode(video: Path) -> int:
    """Decode every frame, as ``ffmpeg -f null`` does, on as many threads as FFmpeg likes; returns their number."""
    with open_media(video) as container:
        container.streams.video[0].thread_type = "AUTO"
        return sum(1 for _ in container.decode(video=0))


def peak_memory(folder: Path, video: Path, progress: Callable[[float, str], None]) -> dict[str, float]:
    """Measure the memory that ``classify`` takes at most, and a process that imports TensorFlow and predicts once.

    Args:
        folder: The model's.
        video: What is classified.
        progress: Called with the share done (0 to 1) and what is being done.

    Returns:
        MB, by process.
    """
    progress(0.9, "Peak memory")
    with tempfile.TemporaryDirectory() as out:
        ours = peak_of(CLASSIFY, "classify", video.resolve(), "--model", folder, "--out", out, "--quiet")
    progress(0.95, "Peak memory")
    return {"classify": round(ours, 1), "tensorflow": round(peak_of(TENSORFLOW, folder), 1)}
