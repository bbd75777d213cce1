"""What must not end the program: a slot's exception; and what ends it before Qt would abort it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import DEMO_CLIP
from model.registry import DEFAULT_MODEL, find_model

REPO = Path(__file__).parents[2]
SLOT_FAILS = """
import app.window
from app.window.qt_hooks import install_excepthook
from PyQt5.QtCore import QCoreApplication, QTimer
application = QCoreApplication([])
install_excepthook()
def fail():
    raise RuntimeError("slot broke")
timer = QTimer()
timer.timeout.connect(fail)
timer.start(5)
QTimer.singleShot(200, application.quit)
application.exec_()
print("still here")
"""
OPEN = "import sys; from app.window import run_window; sys.exit(run_window('x.mp4', {model!r}))"


ENDS = """
import pathlib, sys, threading, time
from app.window import run_window
from PyQt5.QtCore import QObject
left = QObject()
left.destroyed.connect(lambda: print("cleared up", flush=True))
threading.Thread(target=lambda: (time.sleep(2), print("written to the end"))).start()
sys.exit(run_window({clip!r}, pathlib.Path({model!r}), quit_after=0.5))
"""


def run(code, **env):
    clean = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=REPO,
        env={**clean, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_slot_s_exception_is_told_once_and_survived():
    done = run(SLOT_FAILS)
    assert done.returncode == 0 and "still here" in done.stdout
    assert done.stderr.count("RuntimeError: slot broke") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
@pytest.mark.parametrize(("env", "said"), [({}, "no display"), ({"DISPLAY": ":7654"}, "no X server answers")])
def test_without_a_display_it_says_so(env, said):
    done = run(OPEN.format(model="weights/none"), **env)
    assert done.returncode == 2
    assert said in done.stderr and done.stderr.count("\n") == 1


def test_the_end_of_the_program_is_not_left_to_qt_which_may_crash_then(tmp_path):
    """What PyQt does at the end of an interpreter crashed about once in a hundred times."""
    code = ENDS.format(clip=str(DEMO_CLIP), model=str(find_model(DEFAULT_MODEL)))
    done = run(code, QT_QPA_PLATFORM="offscreen", LAC_CONFIG_DIR=str(tmp_path))
    assert done.returncode == 0 and done.stdout == "written to the end\n"


def test_a_missing_model_is_told_before_any_window():
    done = run(OPEN.format(model="weights/none"), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2 and "weights/none" in done.stderr and done.stderr.count("\n") == 1


def test_the_window_never_loads_tensorflow():
    done = run("import app.window.main_window, sys; print(sorted({'tensorflow', 'keras'} & set(sys.modules)))")
    assert done.stdout.strip() == "[]", done.stderr
