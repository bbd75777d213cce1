"""Rules at work: what is told to whom, and how soon."""

from __future__ import annotations

import json
import shlex
import sys

import numpy as np
import pytest

from app.errors import UserError
from app.frames import Decision
from app.integrations.rules import Rule
from app.integrations.triggers import on_label_rule
from app.live.states import State
from app.recording.recordings import Recordings
from app.settings import Settings
from tests.live_doubles import wait_for


@pytest.fixture
def watching():
    """``watching(*rules)``: recordings with these rules, and ``decide`` for a label at a time."""
    made = []

    def make(*rules: Rule, **more) -> tuple:
        recordings = Recordings(Settings(), rules, **more)
        made.append(recordings)
        return recordings, lambda label, time: recordings.decide(Decision(label, 0.9, time, np.ones(1)), "clip.mp4")

    yield make
    for one in made:
        one.close()


def test_a_line_of_json_for_each_event(tmp_path, watching):
    path = tmp_path / "events.jsonl"
    recordings, decide = watching(
        Rule(("gun",), do="event", what=str(path)), Rule(("gun",), on="end", do="event", what=str(path)),
        Rule(on="lost", do="event", what=str(path)),
    )  # fmt: skip
    for number, label in enumerate(["others", "gun", "gun", "chop"]):
        decide(label, number / 10)
    recordings.state(State.STALLED)
    recordings.state(State.RECONNECTING)  # the same loss
    recordings.state(State.PLAYING)
    recordings.state(State.FAILED)
    recordings.close()
    told = [json.loads(line) for line in path.read_text().splitlines()]
    # Of a label that was lost once, another loss is no news.
    assert [(one["event"], one["label"], one["time"], one["began"]) for one in told] == [
        ("begin", "gun", 0.1, 0.1), ("end", "gun", 0.3, 0.1), ("lost", "chop", 0.3, 0.3),
    ]  # fmt: skip
    assert recordings.triggers.fired == {0: 1, 1: 1, 2: 1}


def test_on_label_is_a_rule_for_every_change(tmp_path, watching):
    out, hook = tmp_path / "out", tmp_path / "hook.py"
    hook.write_text(
        "import os, sys; e = os.environ; open(sys.argv[1], 'a').write(e['LAC_PREVIOUS'] + '>' + e['LAC_LABEL'] + ';')"
    )
    _recordings, decide = watching(on_label_rule(shlex.join([sys.executable, str(hook), str(out)])))
    labels = ["gun", "chop"] * 4
    for number, label in enumerate(labels):  # eight within a second: each of them is run
        decide(label, number / 10)
    wait_for(lambda: out.exists() and out.read_text().count(";") == len(labels))
    assert sorted(out.read_text().split(";")[:-1]) == sorted([">gun", *["gun>chop"] * 4, *["chop>gun"] * 3])


def test_a_rule_of_the_command_line_that_cannot_be_done_is_refused_one_of_the_file_is_told(tmp_path):
    wrong = Rule(do="run", what="no-such-program-anywhere")
    with pytest.raises(UserError, match="no-such-program-anywhere.*whole path"):
        Recordings(Settings(), [wrong])
    recordings = Recordings(Settings(), kept_rules=[wrong, Rule(do="event", what=str(tmp_path / "e"))])
    assert list(recordings.triggers.problems) == [0]
    recordings.decide(Decision("gun", 0.9, 0.0, np.ones(1)), "")
    recordings.close()
    assert (tmp_path / "e").read_text().count("gun") == 1  # the other one works


def test_rules_can_be_changed_while_it_runs(tmp_path, watching):
    recordings, decide = watching(kept_rules=[Rule(do="event", what=str(tmp_path / "a"))])
    decide("gun", 0.0)
    recordings.triggers.use([Rule(do="event", what=str(tmp_path / "b"))])
    decide("chop", 0.1)
    recordings.close()
    assert [(tmp_path / name).read_text().count("\n") for name in "ab"] == [1, 1]
