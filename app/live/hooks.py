"""What others are told when the label changes: lines of JSON in a file, and a command of the user's."""

from __future__ import annotations

import json
import os
import shlex
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.errors import UserError
from app.frames import Decision
from app.recording.whole_writes import LineFile
from model.errors import OutputError
from model.marks import begins_with_line
from model.paths import expand_user
from model.safe_text import say

LEAST_SECONDS = 1.0  # from one start of the command to the next
COMMAND_SECONDS = 30.0  # a command that takes longer is ended


@dataclass(frozen=True)
class Change:
    """A change of label. at: wall clock, ISO 8601. time: of the video, seconds. previous: "" for the first."""

    at: str
    time: float
    label: str
    confidence: float
    previous: str
    source: str


class ChangeWatch:
    """Tells its listeners of each change of label; within a source, and none for a decision that is unsure."""

    def __init__(self, *listeners: Callable[[Change], None]):
        self._listeners = listeners
        self._source, self._label = "", ""

    def decide(self, decision: Decision, source: str) -> None:
        """Take the decisions in order; ``source`` is what they are about."""
        if source != self._source:
            self._source, self._label = source, ""
        if not decision.sure or decision.label == self._label:
            return
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        change = Change(
            now, round(decision.time, 3), decision.label, round(decision.confidence, 4), self._label, source
        )
        self._label = decision.label
        for tell in self._listeners:
            tell(change)


class EventFile:
    """Appends each change as one line of JSON to a file, or to standard output for ``-``."""

    def __init__(self, path: str):
        """Raises UserError when the file cannot be written to, OutputError when it holds anything but lines of JSON."""
        self._file = None
        try:
            if path != "-":
                place = expand_user(path)
                _check_events(place, path)
                self._file = LineFile(place, "a")
        except (OSError, ValueError) as error:  # ValueError: no path at all
            raise UserError(
                f"Received --events {path}: it cannot be written to ({getattr(error, 'strerror', '') or error}); "
                "name another file."
            ) from error
        self._name, self._told = path, False

    def __call__(self, change: Change) -> None:
        line = json.dumps(asdict(change), ensure_ascii=False)
        try:
            if self._file is None:
                sys.stdout.write(line + "\n")
                sys.stdout.flush()  # whoever reads along sees it at once
            else:
                self._file.write(line)
        except (OSError, ValueError) as error:
            if not self._told:
                say(f"Received a failure on writing to {self._name}: {error}; no more events are kept.", error=True)
                self._told = True

    def close(self) -> None:
        """Close the file; standard output stays open."""
        if self._file is not None:
            self._file.close()


def _check_events(path: Path, asked: str) -> None:
    """Raise OutputError for a file that does not begin with a line of JSON; pipes and terminals may be written to."""
    try:
        about = os.stat(path)
    except OSError:  # it does not exist, or opening it says what is wrong
        return
    if stat.S_ISBLK(about.st_mode):
        raise OutputError(f"Received --events {asked}: that is a disk, no file; name another file.")
    if stat.S_ISREG(about.st_mode) and about.st_size and not begins_with_line(path):
        raise OutputError(
            f"Received --events {asked}: a file is there that does not hold lines of JSON, and events would be added to "
            "it; name another file."
        )


class Command:
    """Runs a user's command at a change of label: one at a time, LEAST_SECONDS apart, the newest change first.

    It is started without a shell; the change is in its environment as LAC_LABEL, LAC_PREVIOUS, LAC_CONFIDENCE, LAC_TIME
    and LAC_SOURCE, so that no label can become part of a command line.
    """

    def __init__(self, command: str):
        """command: program and arguments, quoted as in a shell. Raises UserError when it names no program."""
        try:
            self._words = shlex.split(command, posix=os.name != "nt")
        except ValueError as error:
            raise UserError(f"Received --on-label {command!r}: its quotes do not match ({error}).") from error
        import shutil

        if not self._words or shutil.which(self._words[0]) is None:
            raise UserError(
                f"Received --on-label {command!r}: expected a program that can be started; give its whole path."
            )
        self.started = self.passed_over = 0
        self._newest: Change | None = None
        self._news = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="on-label", daemon=True)
        self._thread.start()

    def __call__(self, change: Change) -> None:
        with self._news:
            if self._newest is not None:
                self.passed_over += 1
            self._newest = change
            self._news.notify()

    def close(self) -> None:
        """Start nothing more; a command that runs is given a moment."""
        with self._news:
            self._closed, self._newest = True, None
            self._news.notify()
        self._thread.join(2.0)

    def _run(self) -> None:
        due = 0.0
        while True:
            with self._news:
                self._news.wait_for(lambda: self._closed or self._newest is not None)
                while not self._closed and time.monotonic() < due:
                    self._news.wait(due - time.monotonic())
                if self._closed:
                    return
                change, self._newest = self._newest, None
            due = time.monotonic() + LEAST_SECONDS
            self._start(change)

    def _start(self, change: Change) -> None:
        told = {
            "LAC_LABEL": change.label, "LAC_PREVIOUS": change.previous, "LAC_CONFIDENCE": f"{change.confidence:.4f}",
            "LAC_TIME": f"{change.time:.3f}", "LAC_SOURCE": change.source,
        }  # fmt: skip
        try:
            process = subprocess.Popen(self._words, env=os.environ | told, stdin=subprocess.DEVNULL)
            self.started += 1
            until = time.monotonic() + COMMAND_SECONDS
            while process.poll() is None:
                if self._closed or time.monotonic() > until:
                    process.terminate()
                    process.wait(1.0)
                    return
                time.sleep(0.02)
        except (OSError, subprocess.TimeoutExpired) as error:
            say(f"Received --on-label {self._words[0]}: it could not be run ({error}).", error=True)
