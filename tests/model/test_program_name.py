"""Sentences that say what to run call the program as it was started: a clone's script, or an installed command."""

from __future__ import annotations

import re
import sys

import pytest

from app.settings import DEMO_CLIP
from model.program_name import extra_install, full_install, games_install, small_install

STARTS = {"run_app.py": "/a/run_app.py", "live-action-classifier": "/b/bin/live-action-classifier"}
SAID = [
    ("--no-such-option",),
    ("classify", "http://example.invalid/a.mp4", "--out", "OUT"),
    ("evaluate", "NOWHERE", "--model", "b3"),
    ("library", "find", "--library", "EMPTY"),
    ("live", str(DEMO_CLIP)),
    ("--help",),
]


@pytest.mark.parametrize("words", SAID, ids=lambda words: words[0])
def test_each_sentence_names_what_was_started(words, tmp_path, monkeypatch, call):
    (tmp_path / "EMPTY").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    said = {}
    for name, started in STARTS.items():
        monkeypatch.setattr(sys, "argv", [started])
        done = call(*words)
        said[name] = done.stdout + done.stderr
    other = said["live-action-classifier"]
    assert "live-action-classifier" in other and "run_app.py" not in other
    assert "run_app.py" in said["run_app.py"] and "live-action-classifier" not in said["run_app.py"]
    if "--help" not in words:
        assert other == said["run_app.py"].replace("run_app.py", "live-action-classifier")


def test_what_is_missing_is_installed_as_the_program_was(monkeypatch):
    wanted = (full_install, small_install, games_install, lambda: extra_install("formats", "opentimelineio"))
    monkeypatch.setattr(sys, "argv", [STARTS["run_app.py"]])
    clone = [each() for each in wanted]
    assert "run_app.py --setup-full" in clone[0] and clone[1].endswith("run_app.py --setup`")
    assert clone[3] == f"run `{sys.executable} -m pip install opentimelineio`"
    monkeypatch.setattr(sys, "argv", [STARTS["live-action-classifier"]])
    installed = [each() for each in wanted]
    assert "'PATH_OF_THE_CLONE[train]'" in installed[0] and "'PATH_OF_THE_CLONE[formats]'" in installed[3]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    bundle = [each() for each in wanted]
    assert all("bundle" in each for each in bundle)
    assert not any(re.search("run_app|--setup", each) for each in installed + bundle)
