"""Rules at work: what is told to whom, and how soon."""

from __future__ import annotations

import json
import shlex
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from app.errors import UserError
from app.frames import Decision
from app.integrations.rules import Rule
from app.integrations.sound_cue import SoundCue
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


def test_a_command_that_runs_goes_on_while_another_rule_is_edited(tmp_path, watching):
    out, go = tmp_path / "out", tmp_path / "go"
    script = "import os, sys, time\nwhile not os.path.exists(sys.argv[2]): time.sleep(0.01)\nopen(sys.argv[1], 'w').write('x')"
    (tmp_path / "hook.py").write_text(script)
    run = Rule(("gun",), do="run", what=shlex.join([sys.executable, str(tmp_path / "hook.py"), str(out), str(go)]))
    recordings, decide = watching(kept_rules=[run, Rule(do="event", what=str(tmp_path / "e"))])
    decide("gun", 0.0)
    for seconds in range(20):  # as fast as a spin box is turned
        recordings.triggers.use([run, Rule(("chop",), seconds=float(seconds), do="event", what=str(tmp_path / "e"))])
    go.touch()
    wait_for(out.exists)


class QuietDevice:
    """Asks for all samples at once, in a thread of its own, as a sound device does."""

    def __init__(self, pull):
        self.heard, self.closed = [], threading.Event()
        self.thread = threading.Thread(target=lambda: [self.heard.append(pull(480)) for _ in range(60)])
        self.thread.start()
        QuietDevice.made = self

    def close(self):
        self.closed.set()


def test_a_sound_is_played_to_its_end(tmp_path):
    cue = SoundCue(make_device=QuietDevice)
    cue(None)
    wait_for(lambda: hasattr(QuietDevice, "made") and QuietDevice.made.closed.is_set())
    QuietDevice.made.thread.join(60)
    heard = np.concatenate(QuietDevice.made.heard)
    assert 0.1 < np.abs(heard[:9000]).max() <= 1 and np.abs(heard[-4800:]).max() == 0
    cue.close()
    with pytest.raises(UserError, match="cannot be read"):
        SoundCue(str(tmp_path / "none.wav"))
    told = []

    def no_device(pull):
        raise OSError("there is no sound device")

    cue = SoundCue(make_device=no_device)
    cue.on_error = told.append
    for _ in range(2):
        cue(None)
        wait_for(lambda: told)
    cue.close()
    assert told == ["The sound of a rule cannot be played: there is no sound device"]


def test_editing_a_rule_does_nothing_by_itself(tmp_path, watching):
    files = {name: str(tmp_path / name) for name in ("kept", "edited", "ended")}
    kept = Rule(("gun",), cooldown=10.0, do="event", what=files["kept"])
    recordings, decide = watching(kept_rules=[kept])
    decide("gun", 0.0)
    for number in range(1, 5):  # a spin box is turned while the label is there
        edited = Rule(("gun",), confidence=number / 10, do="event", what=files["edited"])
        recordings.triggers.use([Rule(("gun",), on="end", do="event", what=files["ended"]), edited, kept])
        decide("gun", number / 10)
    decide("others", 1.0)
    decide("gun", 2.0)  # begins anew, but the kept rule still rests
    recordings.close()
    assert {name: Path(file).read_text().count("\n") for name, file in files.items()} == {
        "kept": 1, "edited": 1, "ended": 1
    }  # fmt: skip


def test_rules_can_be_changed_while_it_runs(tmp_path, watching):
    recordings, decide = watching(kept_rules=[Rule(do="event", what=str(tmp_path / "a"))])
    decide("gun", 0.0)
    recordings.triggers.use([Rule(do="event", what=str(tmp_path / "b"))])
    decide("chop", 0.1)
    recordings.close()
    assert [(tmp_path / name).read_text().count("\n") for name in "ab"] == [1, 1]
