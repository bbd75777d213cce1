"""The engine whose CNN runs in a process of its own, here on TensorFlow's CPU: same answers, and nothing lost with it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from importlib.util import find_spec

import numpy as np
import psutil
import pytest

from app.settings import DEMO_CLIP
from model.benchmark.frames import sampled
from model.engine import open_engine
from model.engine.hybrid import AcceleratedEngine
from model.engine.streaming import StreamingClassifier
from tests.conftest import run_program
from tests.live_doubles import wait_for

pytestmark = pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed")
FRAMES = 25


@pytest.fixture(scope="module")
def frames(float32_model):
    spec = open_engine(float32_model).spec
    return [image for (_, image), _ in zip(sampled(DEMO_CLIP, spec), range(FRAMES), strict=False)]


def answers(engine, frames) -> np.ndarray:
    stream = StreamingClassifier(engine)
    return np.stack([one for one in map(stream.push, frames) if one is not None])


def lose_process() -> None:
    """Kill the process that encodes."""
    (process,) = (child for child in psutil.Process().children() if "encoding_process" in " ".join(child.cmdline()))
    process.kill()
    process.wait(60)


def test_the_answers_are_those_of_the_cpu_engine(float32_model, frames):
    engine = AcceleratedEngine(float32_model, device="cpu", wait=True)
    try:
        assert engine.description.startswith("TensorFlow") and engine.description.endswith("the CPU")
        expected = answers(open_engine(float32_model), frames)
        assert np.abs(answers(engine, frames) - expected).max() < 1e-4
    finally:
        engine.close()
    engine.close()  # once more, which does nothing
    assert not engine.description.startswith("TensorFlow")


def test_closing_ends_a_start_that_is_under_way(float32_model, tmp_path, monkeypatch):
    """As when models are switched faster than TensorFlow starts: neither processes nor files nor threads pile up."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    started, said = [], []
    popen = subprocess.Popen

    def start_asleep(command, **options):
        started.append(popen([sys.executable, "-c", "import time; time.sleep(600)"], **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start_asleep)
    engine = AcceleratedEngine(float32_model, device="cpu", on_notice=said.append)
    wait_for(lambda: started)
    engine.close()
    wait_for(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("encoder-")])
    assert started[0].poll() is not None and said == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_lost_process_is_said_and_started_again_until_it_is_given_up(float32_model, frames):
    said: list[str] = []
    engine = AcceleratedEngine(float32_model, device="cpu", wait=True, on_notice=said.append, restarts=1)
    try:
        lose_process()
        assert len(answers(engine, frames)) == FRAMES - engine.spec.clip_length + 1  # no prediction is missing
        assert len(said) == 1 and "lost" in said[0] and "the CPU classifies" in said[0]
        wait_for(lambda: engine.description.startswith("TensorFlow"))
        wait_for(lambda: len(said) == 2)
        assert said[1] == "The GPU classifies again."
        lose_process()
        engine.encode(frames[0])
        assert "lost 2 times" in said[-1]
        assert not engine.description.startswith("TensorFlow")
    finally:
        engine.close()


def test_without_a_gpu_the_cpu_classifies_and_says_so(tmp_path, start_of_demo, float32_model):
    arguments = ("classify", start_of_demo, "--model", float32_model, "--quiet", "--format", "csv")
    plain = run_program(*arguments, "--out", tmp_path / "cpu", "--device", "cpu")
    done = run_program(*arguments, "--out", tmp_path / "gpu", "--device", "gpu")
    assert plain.returncode == done.returncode == 0 and plain.stderr == ""
    if "GPU cannot be used" in done.stderr:  # always, but on a machine that has one
        assert len(done.stderr.splitlines()) == 1 and "the CPU classifies" in done.stderr
        assert (tmp_path / "gpu/demo.csv").read_bytes() == (tmp_path / "cpu/demo.csv").read_bytes()
