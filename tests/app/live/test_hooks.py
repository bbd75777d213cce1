"""What others are told at a change of label."""

from __future__ import annotations

import json
import os
import shlex
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.errors import UserError
from app.frames import Decision
from app.live import hook_command
from app.live.hook_command import Command
from app.live.hooks import WAITING, ChangeWatch, EventFile
from model.errors import OutputError
from tests.live_doubles import wait_for


def decide(watch: ChangeWatch, *labels: str, source: str = "0", sure: bool = True) -> None:
    for number, label in enumerate(labels):
        watch.decide(Decision(label, 0.9, number / 10, np.ones(1), sure), source)


def test_one_line_a_change(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text('{"at": "2024", "label": "chop"}\n')
    file = EventFile(str(path))
    watch = ChangeWatch(file)
    decide(watch, "gun", "gun", "shooting", "gun")
    decide(watch, "chop", sure=False)
    decide(watch, "gun", source="other.mp4")
    file.close()
    older, *lines = map(json.loads, path.read_text().splitlines())
    assert older == {"at": "2024", "label": "chop"}
    assert [(e["previous"], e["label"], e["time"], e["source"]) for e in lines] == [
        ("", "gun", 0.0, "0"), ("gun", "shooting", 0.2, "0"), ("shooting", "gun", 0.3, "0"), ("", "gun", 0.0, "other.mp4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"start,end,label\n0,3,gun\n", b"\0\0\0 ftypisom", b'{\n "model": ""\n}\n', b"{}", b'{"name": "mine"}\n'],
)
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
    wait_for(lambda: out.exists() and out.read_text().endswith(";"))
    command.close()
    assert out.read_text() == ">; touch injected;" and [p.name for p in tmp_path.iterdir()] == ["out"]


STAYS = (  # until it is let go
    "import os, sys, time; open(sys.argv[1], 'a').write(os.environ['LAC_LABEL'] + ';')\n"
    "while not os.path.exists(sys.argv[2]): time.sleep(0.01)"
)


def test_a_burst_of_changes_is_run_to_the_last_one(tmp_path, script):
    out, go = tmp_path / "out", tmp_path / "go"
    command = Command(script(STAYS, out, go))
    watch = ChangeWatch(command)
    labels = [f"label {number}" for number in range(30)]
    decide(watch, *labels)
    done = lambda: out.read_text().split(";")[:-1] if out.exists() else []  # noqa: E731
    wait_for(lambda: len(done()) == hook_command.AT_ONCE)  # a slow one holds up no other
    go.touch()
    wait_for(lambda: len(done()) == len(labels))
    command.close()
    assert sorted(done()) == sorted(labels) and command.left_out == 0


def test_what_finds_no_room_beside_commands_that_hang_is_counted_and_told(tmp_path, script, capfd):
    out, go = tmp_path / "out", tmp_path / "go"
    command, told = Command(script(STAYS, out, go)), []
    command.on_error = told.append
    watch = ChangeWatch(command)
    decide(watch, *("ab" * 5000))
    wait_for(lambda: command.started == hook_command.AT_ONCE)
    assert command.left_out == 10_000 - WAITING - hook_command.AT_ONCE or command.left_out == 10_000 - WAITING
    assert len(told) == 1 and "left out" in told[0]
    command.close()
    assert f"{command.left_out} changes of label were left out" in capfd.readouterr().err


def test_a_command_that_hangs_does_not_outlive_the_program():
    command = Command(f'"{sys.executable}" -c "import time; time.sleep(60)"')
    decide(ChangeWatch(command), "gun")
    wait_for(lambda: command.started)
    command.close()  # does not wait for the minute to pass
    assert not any(thread.name == "on-label" for thread in threading.enumerate())


@pytest.mark.parametrize("command, word", [("no-such-program-anywhere x", "its whole path"), ('"open', "quotes")])
def test_what_cannot_be_started_is_said_at_once(command, word):
    with pytest.raises(UserError, match=word):
        Command(command)


def test_an_events_file_that_cannot_be(tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        EventFile(str(tmp_path))


# Writes its process id and that of a child of its own; neither ends when it is asked to.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
started = subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE)
started.stdout.readline()
with open(sys.argv[1], "a") as file:
    print(os.getpid(), started.pid, file=file)
if len(sys.argv) < 3:
    time.sleep(600)
"""


def alive(pids: list[int]) -> list[int]:
    """Those that run; whoever ended and was not yet waited for does not."""
    return [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]


def pids_in(path: Path) -> list[int]:
    return [int(pid) for line in path.read_text().splitlines() for pid in line.split()] if path.exists() else []


@pytest.fixture
def script(tmp_path):
    """A command line that runs a Python text with these arguments."""

    def make(text: str, *arguments) -> str:
        path = tmp_path / f"hook{len(list(tmp_path.glob('hook*')))}.py"
        path.write_text(text)
        return shlex.join([sys.executable, str(path), *map(str, arguments)])

    return make


posix = pytest.mark.skipif(os.name == "nt", reason="process groups of POSIX")


@posix
@pytest.mark.parametrize("leaves_its_child", [False, True])
def test_a_command_ends_with_all_it_started(tmp_path, script, leaves_its_child):
    out = tmp_path / "pids"
    command = Command(script(STUBBORN, out, *["leave"] * leaves_its_child))
    decide(ChangeWatch(command), "gun")
    wait_for(lambda: len(pids_in(out)) == 2)
    pids = pids_in(out)
    assert len(alive(pids)) >= 1
    command.close()
    assert alive(pids) == []


@posix
def test_commands_never_pile_up(tmp_path, script, monkeypatch):
    for name, seconds in (("COMMAND_SECONDS", 1.0), ("GRACE_SECONDS", 0.1)):
        monkeypatch.setattr(hook_command, name, seconds)
    out = tmp_path / "pids"
    command = Command(script(STUBBORN, out))
    watch = ChangeWatch(command)
    most = number = 0
    until = time.monotonic() + 250
    # A command that is slow to begin is ended before it has said anything, or as soon as it has.
    while len(pids_in(out)) < 8 or not most:
        assert time.monotonic() < until
        number += 1
        decide(watch, "ab"[number % 2])
        most = max(most, len(alive(pids_in(out))))
        time.sleep(0.01)
    assert 1 <= most <= 2 * hook_command.AT_ONCE
    command.close()
    assert alive(pids_in(out)) == []


def test_a_strange_label_does_not_end_the_hooks(tmp_path, script):
    out = tmp_path / "out"
    text = "import os, sys; open(sys.argv[1], 'ab').write(os.environb[b'LAC_LABEL'][:20] + b';')"
    events = EventFile(str(tmp_path / "events"))
    command = Command(script(text, out))
    watch = ChangeWatch(command, events)
    labels = ["a\0b", "c\ud800d", "\udcff", "x" * 1_000_000, "=", "last"]
    for number, label in enumerate(labels, 1):
        decide(watch, label)
        wait_for(lambda number=number: out.exists() and out.read_bytes().count(b";") == number)
    command.close()
    events.close()
    found = out.read_bytes().split(b";")
    assert found[:3] == ["a\ufffdb".encode(), b"c?d", b"\xff"] and found[4:6] == [b"=", b"last"]
    lines = (tmp_path / "events").read_bytes().splitlines()
    assert [json.loads(line)["label"] for line in lines] == labels and all(line.isascii() for line in lines)


def test_a_command_that_fails_is_told_once(tmp_path, script, capfd):
    out = tmp_path / "out"
    program = tmp_path / "program"
    program.write_text(f"#!{sys.executable}\nimport sys\nopen({str(out)!r}, 'a').write(';')\nsys.exit(3)\n")
    program.chmod(0o755)
    command = Command(shlex.quote(str(program)))
    watch = ChangeWatch(command)
    runs = lambda: out.read_text().count(";") if out.exists() else 0  # noqa: E731
    told = []

    def hear(words: str) -> bool:
        told.append(capfd.readouterr().err)
        return words in "".join(told)

    for number in (1, 2, 3):
        decide(watch, f"label {number}")
        wait_for(lambda number=number: runs() == number)
    program.rename(tmp_path / "away")
    decide(watch, "while it is away")
    wait_for(lambda: hear("could not be started"))
    (tmp_path / "away").rename(program)
    decide(watch, "back")
    wait_for(lambda: runs() == 4)
    command.close()
    hear("")
    assert [line.split(": ", 1)[1] for line in "".join(told).splitlines()] == [
        "it ended with exit status 3.", "it could not be started (No such file or directory).",
    ]  # fmt: skip


def test_the_process_between_is_replaced_when_it_dies(tmp_path, script, capfd):
    out = tmp_path / "out"
    command = Command(script("import os, sys; open(sys.argv[1], 'a').write(f'{os.getppid()};')", out))
    watch = ChangeWatch(command)
    decide(watch, "a")
    wait_for(lambda: out.exists() and out.read_text().endswith(";"))
    psutil.Process(int(out.read_text()[:-1])).kill()
    found = lambda: out.read_text().split(";")[:-1]  # noqa: E731
    for number in range(1000):
        if len(set(found())) == 2:
            break
        decide(watch, f"b{number}")
        time.sleep(0.2)
    command.close()
    assert len(set(found())) == 2


def test_what_a_command_prints_is_not_among_the_events(tmp_path, script, capfd):
    out = tmp_path / "out"
    text = "import sys; print('x' * 200 * 1024 * 50); open(sys.argv[1], 'w').close()"
    command, events = Command(script(text, out)), EventFile("-")
    decide(ChangeWatch(command, events), "gun")
    wait_for(out.exists)
    events.close()
    command.close()
    told = capfd.readouterr()
    assert json.loads(told.out)["label"] == "gun" and "xxx" in told.err


def test_hooks_are_not_given_an_address_s_secrets(tmp_path, script):
    out = tmp_path / "out"
    command = Command(script("import os, sys; open(sys.argv[1], 'w').write(os.environ['LAC_SOURCE'] + ';')", out))
    events = EventFile(str(tmp_path / "events"))
    decide(ChangeWatch(command, events), "gun", source="rtsp://me:hidden@cam:554/live?token=hidden")
    wait_for(lambda: out.exists() and out.read_text().endswith(";"))
    command.close()
    events.close()
    assert out.read_text() == "rtsp://cam:554/live;"
    assert json.loads((tmp_path / "events").read_text())["source"] == "rtsp://cam:554/live"


@posix
def test_a_pipe_that_nobody_reads_holds_up_nothing(tmp_path, capsys):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UserError, match="nobody reads"):
        EventFile(str(pipe))
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    events = EventFile(str(pipe))
    watch = ChangeWatch(events)
    decide(watch, *("ab" * 2000))  # far more than a pipe holds
    assert "events are lost" in capsys.readouterr().err
    assert json.loads(os.read(reader, 4096).splitlines()[0])["label"] == "a"
    os.close(reader)
    events.close()
