"""What is understood of the process that teaches: its progress, its report, its end."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from app.teach.report import Confusion, newest_report, read_report, taught_models
from app.teach.teaching import MISSING, Progress, Teaching
from tests.app.teach.reports import report

FAKE = Path(__file__).with_name("fake_process.py")


class Run:
    """One teaching by the script of ``lines``; ``end``: its report and its error."""

    def __init__(self, tmp_path: Path, *lines: str):
        script = tmp_path / "script"
        script.write_text("\n".join(lines))
        self.progress: list[Progress] = []
        self.began, self.ended = threading.Event(), threading.Event()
        self.teaching = Teaching(tmp_path, self._step, self._end, (sys.executable, str(FAKE), str(script)))
        self.teaching.start()

    def _step(self, progress):
        self.progress.append(progress)
        self.began.set()

    def _end(self, *end):
        self.end = end
        self.ended.set()


def test_progress_then_the_report(tmp_path):
    run = Run(
        tmp_path,
        json.dumps({"stage": "encoding", "done": 0.25, "left": 12.5, "text": "Looking at match"}),
        "a library says something",
        '{"stage": 5}',
        json.dumps({"stage": "learning", "done": 0.9, "left": None, "text": "Learning"}),
        json.dumps({"report": report(tmp_path / "models" / "mygame-1")}),
    )
    assert run.ended.wait(30) and run.teaching.join(10)
    assert run.progress == [
        Progress("encoding", 0.25, 12.5, "Looking at match"),
        Progress("learning", 0.9, None, "Learning"),
    ]
    found, error = run.end
    assert error == "" and found.folder == tmp_path / "models" / "mygame-1" and found.better
    assert found.held_out.recall == {"reload": 0.8, "others": 0.95}
    assert found.confusions == [Confusion("reload", "others", 10, 50), Confusion("others", "reload", 2, 50)]
    assert found.headline == "Right in 90 % of the moments that it did not learn from. The one before, lrcn: 60 %."
    assert (found.mistakes[0].truth, found.mistakes[0].label, found.check[1].video) == ("reload", "others", "two")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['{"error": "Received a project without marks: mark some."}'], "without marks"),
        ([], MISSING),
        (['{"report": {}}'], MISSING),
    ],
)
def test_why_there_is_no_report(tmp_path, lines, said):
    run = Run(tmp_path, *lines)
    assert run.ended.wait(30)
    assert run.end[0] is None and said in run.end[1]


def test_cancelled_it_ends_without_a_word(tmp_path):
    run = Run(tmp_path, json.dumps({"stage": "encoding", "done": 0.0, "left": None, "text": "…"}), "wait")
    assert run.began.wait(30)
    run.teaching.cancel()
    assert run.ended.wait(30) and run.end == (None, "")
    assert run.teaching.join(10) and not run.teaching.running


@pytest.mark.parametrize(
    "change",
    [
        {"labels": ["reload"]},
        {"labels": [""] * 3},
        {"held_out": None},
        {"held_out": dict(report(Path("x"))["held_out"], accuracy=5)},
        {"before": {}},
        {"warnings": "none"},
        {"check": [{}]},
        {"seconds": {}},
        {"folder": 3},
    ],
)
def test_a_report_that_is_none_is_refused(change):
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_report(report(Path("x"), **change))


def test_the_report_of_an_earlier_day_is_found_with_its_model(tmp_path):
    for name in ("game-1", "game-2"):
        folder = tmp_path / "models" / name
        folder.mkdir(parents=True)
        (folder / "model.json").write_text("{}")
        os.utime(folder / "model.json", (int(name[-1]), int(name[-1])))
        (folder / "report.json").write_text(json.dumps(report(Path("/elsewhere"), name=name)))
    assert [path.name for path in taught_models(tmp_path)] == ["game-2", "game-1"]
    found = newest_report(tmp_path)
    assert found.name == "game-2" and found.folder == tmp_path / "models" / "game-2"  # wherever it says that it lies
    (tmp_path / "models" / "game-2" / "report.json").write_text("[]")
    assert newest_report(tmp_path).name == "game-1" and newest_report(tmp_path / "none") is None


def test_nothing_measured_is_no_figure():
    nothing = {"clips": 0, "accuracy": None, "balanced_accuracy": None, "recall": {}, "calibration_error": None}
    scores = nothing | {"confusion": [[0] * 3] * 3}
    found = read_report(report(Path("x"), held_out=scores, before=None, better=True))
    assert (
        found.held_out.accuracy is None
        and found.headline.startswith("Right in an unknown part")
        and not found.confusions
    )


@pytest.mark.skipif(sys.platform == "win32", reason="waits for a pipe as POSIX does")
def test_the_process_is_held_by_its_standard_input(tmp_path):
    """Which closes when the window is killed, so that the process can end with it."""
    script = 'import select, sys; print(\'{"error": "%s"}\' % bool(select.select([sys.stdin], [], [], 0.5)[0]))'
    ended, said = threading.Event(), []

    def end(*what):
        said.append(what)
        ended.set()

    Teaching(tmp_path, lambda _: None, end, (sys.executable, "-c", script)).start()
    assert ended.wait(30) and said == [(None, "False")]  # there was no end of it to read
