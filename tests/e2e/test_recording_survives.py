"""The real program, recording in its real window, killed without a warning."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest

from tests.conftest import ROOT

SECONDS = 4.0  # how much is recorded, at least, before the program is killed
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")


def test_kill_while_recording(x_display, tmp_path):
    path = tmp_path / "killed.mkv"
    events = tmp_path / "events.jsonl"
    program = subprocess.Popen(
        [sys.executable, str(ROOT / "run_app.py"), "live", str(ROOT / "app" / "assets" / "demo.mp4")]
        + ["--record", str(path), "--record-what", "raw", "--events", str(events)],
        env=os.environ | {"DISPLAY": x_display, "LAC_CONFIG_DIR": str(tmp_path / "config"), "QT_QPA_PLATFORM": "xcb"},
        stderr=subprocess.DEVNULL,
    )
    raw, sidecar = path.with_suffix(".raw.mkv"), path.with_suffix(".jsonl")
    until = time.monotonic() + 250
    try:
        while not (times(decisions(sidecar))[-1:] > [SECONDS] and frame_times(raw)[-1:] > [SECONDS]):
            assert program.poll() is None and time.monotonic() < until, "it ended by itself, or writes nothing"
            time.sleep(0.2)
        readable = frame_times(raw)
    finally:
        program.send_signal(signal.SIGKILL)
        program.wait(60)
    moments, decided = frame_times(raw), decisions(sidecar)
    assert len(moments) >= len(readable) > 5 * SECONDS and moments == sorted(moments)
    assert len(decided) > SECONDS and all(0 <= line["confidence"] <= 1 for line in decided)
    # Pictures and decisions are written in turn, as they come: the kill took no more than the last moments of either.
    assert moments[-1] == pytest.approx(times(decided)[-1], abs=SECONDS / 2)
    changes = [json.loads(line) for line in events.read_text().splitlines()]
    assert changes and changes[0]["previous"] == ""


def decisions(sidecar: Path) -> list[dict]:
    """Those that are whole: the last line may be on its way."""
    return [json.loads(line) for line in sidecar.read_text().split("\n")[:-1]] if sidecar.exists() else []


def times(decided: list[dict]) -> list[float]:
    return [line["time"] for line in decided]


def frame_times(path: Path) -> list[float]:
    """Of all pictures that can be read; none where the file has only begun."""
    try:
        with av.open(str(path)) as container:
            return [float(frame.time) for frame in container.decode(video=0)]
    except (av.FFmpegError, IndexError):
        return []
