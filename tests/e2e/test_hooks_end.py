"""The real program with a command at each change of label, ended in every way: no command outlives it."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys

import pytest

from tests.app.live.test_hooks import STUBBORN, alive, pids_in, wait_for
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL, None])
def test_no_command_outlives_the_program(tmp_path, ended_by):
    hook, out = tmp_path / "hook.py", tmp_path / "pids"
    hook.write_text(STUBBORN)
    command = shlex.join([sys.executable, str(hook), str(out)])
    program = subprocess.Popen(
        [sys.executable, str(ROOT / "run_app.py"), "live", str(ROOT / "app" / "assets" / "demo.mp4")]
        + ["--on-label", command, "--events", "-", *([] if ended_by else ["--quit-after", "10"])],
        env=os.environ | {"LAC_CONFIG_DIR": str(tmp_path / "config"), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # tests under nohup are deaf to it
    )
    try:
        wait_for(lambda: len(pids_in(out)) == 2)
        if ended_by is not None:
            program.send_signal(ended_by)
        said, _ = program.communicate(timeout=120)
    finally:
        program.kill()
    # Whoever is killed cannot wait for the command's end, which comes soon after.
    if ended_by in (signal.SIGKILL, signal.SIGHUP):
        wait_for(lambda: not alive(pids_in(out)))
    assert alive(pids_in(out)) == []
    assert all(set(json.loads(line)) >= {"label", "previous", "source"} for line in said.splitlines())
