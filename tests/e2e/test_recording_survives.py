"""The real program, recording in its real window, killed without a warning."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")


def test_kill_while_recording(x_display, tmp_path):
    import av

    path = tmp_path / "killed.mkv"
    events = tmp_path / "events.jsonl"
    program = subprocess.Popen(
        [sys.executable, str(ROOT / "run_app.py"), "live", str(ROOT / "app" / "assets" / "demo.mp4")]
        + ["--record", str(path), "--record-what", "raw", "--events", str(events)],
        env=os.environ | {"DISPLAY": x_display, "LAC_CONFIG_DIR": str(tmp_path / "config"), "QT_QPA_PLATFORM": "xcb"},
        stderr=subprocess.DEVNULL,
    )
    raw = path.with_suffix(".raw.mkv")
    until = time.monotonic() + 60
    while not (raw.exists() and raw.stat().st_size > 200_000) and time.monotonic() < until:
        assert program.poll() is None, "the program ended by itself"
        time.sleep(0.05)
    began = time.monotonic()
    time.sleep(4.0)
    program.send_signal(signal.SIGKILL)
    lasted = time.monotonic() - began
    program.wait(10)
    with av.open(str(raw)) as container:
        moments = [float(frame.time) for frame in container.decode(video=0)]
    # The clip has 35 frames a second; each was handed over by the time the next was shown.
    assert len(moments) >= 0.95 * 35 * lasted
    assert moments == sorted(moments) and moments[-1] >= 0.95 * lasted
    sidecar = [json.loads(line) for line in path.with_suffix(".jsonl").read_text().splitlines()[:-1]]
    assert len(sidecar) >= 8 * lasted - 15 and all(0 <= line["confidence"] <= 1 for line in sidecar)
    changes = [json.loads(line) for line in events.read_text().splitlines()]
    assert changes and changes[0]["previous"] == ""
