"""What others are told at a change of label."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pytest

from app.errors import UserError
from app.frames import Decision
from app.live import hooks
from app.live.hooks import ChangeWatch, Command, EventFile
from model.errors import OutputError


def decide(watch: ChangeWatch, *labels: str, source: str = "0", sure: bool = True) -> None:
    for number, label in enumerate(labels):
        watch.decide(Decision(label, 0.9, number / 10, np.ones(1), sure), source)


def test_one_line_a_change(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text('{"older": true}\n')
    file = EventFile(str(path))
    watch = ChangeWatch(file)
    decide(watch, "gun", "gun", "shooting", "gun")
    decide(watch, "chop", sure=False)
    decide(watch, "gun", source="other.mp4")
    file.close()
    older, *lines = map(json.loads, path.read_text().splitlines())
    assert older == {"older": True}
    assert [(e["previous"], e["label"], e["time"], e["source"]) for e in lines] == [
        ("", "gun", 0.0, "0"), ("gun", "shooting", 0.2, "0"), ("shooting", "gun", 0.3, "0"), ("", "gun", 0.0, "other.mp4"),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"start,end,label\n0,3,gun\n", b"\0\0\0 ftypisom", b'{\n "model": ""\n}\n', b"{}"])
def test_events_are_added_to_no_other_file(tmp_path, content):
    path = tmp_path / "precious"
    path.write_bytes(content)
    with pytest.raises(OutputError, match="--events.*precious.*another file"):
        EventFile(str(path))
    assert path.read_bytes() == content


def test_the_command_gets_the_label_in_its_environment_only(tmp_path):
    out = tmp_path / "out"
    script = (
        "import os, sys; open(sys.argv[1], 'a').write(os.environ['LAC_PREVIOUS'] + '>' + os.environ['LAC_LABEL'] + ';')"
    )
    command = Command(f'"{sys.executable}" -c "{script}" "{out}"' if sys.platform != "win32" else "")
    decide(ChangeWatch(command), "; touch injected")
    until = time.monotonic() + 10
    while not (out.exists() and out.read_text().endswith(";")) and time.monotonic() < until:
        time.sleep(0.02)
    command.close()
    assert out.read_text() == ">; touch injected;" and [p.name for p in tmp_path.iterdir()] == ["out"]


def test_the_command_runs_at_most_once_in_a_while_with_the_newest_change(tmp_path, monkeypatch):
    monkeypatch.setattr(hooks, "LEAST_SECONDS", 0.5)
    out = tmp_path / "out"
    script = "import os, sys; open(sys.argv[1], 'a').write(os.environ['LAC_LABEL'] + ';')"
    command = Command(f'"{sys.executable}" -c "{script}" "{out}"')
    watch = ChangeWatch(command)
    began = time.perf_counter()
    decide(watch, *("ab" * 50))
    assert time.perf_counter() - began < 0.3  # a hundred starts of Python would take seconds
    decide(watch, "last")
    time.sleep(1.4)
    command.close()
    said = out.read_text().split(";")[:-1]
    assert said[-1] == "last" and len(said) <= 2 and command.passed_over >= 99


def test_a_command_that_hangs_does_not_outlive_the_program():
    command = Command(f'"{sys.executable}" -c "import time; time.sleep(60)"')
    decide(ChangeWatch(command), "gun")
    while not command.started:
        time.sleep(0.01)
    began = time.monotonic()
    command.close()
    assert time.monotonic() - began < 2.0 and not command._thread.is_alive()


@pytest.mark.parametrize("command, word", [("no-such-program-anywhere x", "its whole path"), ('"open', "quotes")])
def test_what_cannot_be_started_is_said_at_once(command, word):
    with pytest.raises(UserError, match=word):
        Command(command)


def test_an_events_file_that_cannot_be(tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        EventFile(str(tmp_path))
