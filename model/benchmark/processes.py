"""What whole processes cost: from their start to a first label, and their memory at its highest."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from model.benchmark.frames import make_frames, sampled
from model.engine import open_engine
from model.engine.preprocess import prepare
from model.engine.streaming import StreamingClassifier
from model.errors import ModelError
from model.safe_text import say
from model.spec import read_spec

STARTS = 3
ROOT = Path(__file__).resolve().parents[2]


def cold_starts(folder: Path, clip: Path, progress=lambda share, text: None) -> dict[str, dict]:
    """Seconds from starting a Python process, in turns: to the first label of ``clip``, and to TensorFlow imported."""
    starts = {
        "first_label": (
            "from model.benchmark.processes import say_first_label as run; import sys; run(*sys.argv[1:])",
            folder,
            clip,
        ),
        "import_tensorflow": ("import tensorflow; print('imported', flush=True)",),
    }
    times: dict[str, list[float]] = {name: [] for name in starts}
    for number in range(STARTS):
        progress(0.7 + 0.1 * number / STARTS, f"Cold start {number + 1} of {STARTS}")
        for name, code in starts.items():
            times[name].append(_seconds_to_first_line([sys.executable, "-c", *map(str, code)]))
    return {
        name: {"median_s": round(float(np.median(each)), 3), "range_s": [round(min(each), 3), round(max(each), 3)]}
        for name, each in times.items()
    }


def say_first_label(folder: str, clip: str) -> None:
    """Print the first label of the video at ``clip``: what a cold start runs."""
    engine = open_engine(Path(folder))
    stream = StreamingClassifier(engine)
    for ticks, image in sampled(Path(clip), engine.spec):
        probabilities = stream.push(image, ticks)
        if probabilities is not None:
            say(engine.spec.labels[int(probabilities.argmax())])
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


def peak_mb() -> float:
    """The most memory that this process has had resident, MB (2**20 bytes)."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 2**20
    try:
        # Not from getrusage: there, a process starts with what the one that started it has had.
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def predict_once(folder: str) -> None:
    """The least that a program with TensorFlow does: load the LRCN and predict one window."""
    from model.network.lrcn import load_lrcn

    spec = read_spec(Path(folder))
    clip = np.stack([prepare(image, spec) for image in make_frames(spec.clip_length)])[None]
    load_lrcn(Path(folder), spec).lrcn.predict(clip, verbose=0)


def peak_of(code: str, *arguments: str | Path) -> float:
    """The peak memory in MB of a Python process that runs ``code`` with ``arguments``. Raises ModelError."""
    ending = "\nfrom model.benchmark.processes import peak_mb; print(f'\\npeak {peak_mb()}', flush=True)"
    done = subprocess.run(
        [sys.executable, "-c", code + ending, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, encoding="utf-8",
    )  # fmt: skip
    last = (done.stdout.strip().splitlines() or [""])[-1]
    if done.returncode or not last.startswith("peak "):
        reason = (done.stderr.strip().splitlines() or ["nothing said"])[-1]
        raise ModelError(f"Received no peak memory from `{code[:60]}` ({reason}): put that right first.")
    return float(last.split()[1])
