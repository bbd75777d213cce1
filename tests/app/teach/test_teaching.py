"""What is understood of the process that teaches: its progress, its report, its end."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest

from app.teach.report import Confusion, read_report
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
