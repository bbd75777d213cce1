"""What others are told when the label changes: here lines of JSON in a file; ``hook_command`` runs a command."""

from __future__ import annotations

import errno
import json
import os
import queue
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.errors import UserError
from app.frames import Decision
from app.log import note
from app.recording.whole_writes import LineFile
from model.addresses import shown_address
from model.errors import OutputError
from model.marks import begins_with_line
from model.outputs import Outputs
from model.paths import expand_user
from model.safe_text import say

WAITING = 1000  # events that may wait for whoever reads them
CLOSE_SECONDS = 2.0


@dataclass(frozen=True)
class Change:
    """A change of label, or the loss of the source, by which its label is "".

    Attributes:
        at: Wall clock, ISO 8601.
        time: Of the video, seconds.
        previous: "" for the first.
        event: Whether the label begins or ends, or a live source was lost.
        began: When the label began, seconds of video; None: at ``time``.
    """

    at: str
    time: float
    label: str
    confidence: float
    previous: str
    source: str
    event: str = "begin"
    began: float | None = None


class ChangeWatch:
    """Tells its listeners of each change of label; within a source, and none for a decision that is unsure."""

    def __init__(self, *listeners: Callable[[Change], None]):
        self._listeners = listeners
        self._source, self._label = "", ""
        self._lost = False

    def decide(self, decision: Decision, source: str) -> None:
        """Take the decisions in order; ``source`` is what they are about."""
        if source != self._source:
            self._source, self._label, self._lost = source, "", False
        if decision.sure and decision.label != self._label:
            self._lost = False
            self._tell(decision.time, decision.label, decision.confidence, source, "begin")

    def lost(self, time: float, source: str) -> None:
        """The source has gone silent or away; told once until there is a label again.

        Args:
            time: Of its last picture, seconds.
            source: Which.
        """
        if not self._lost:
            self._lost = True
            self._tell(time, "", 0.0, source, "lost")

    def _tell(self, time: float, label: str, confidence: float, source: str, event: str) -> None:
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        previous, self._label = self._label, label
        time = round(time, 3)
        change = Change(now, time, label, round(confidence, 4), previous, shown_address(source), event, began=time)
        for tell in self._listeners:
            tell(change)


class EventFile:
    """Appends each change as one line of JSON to a file, or to standard output for ``-``.

    Written in a thread of its own: whoever should read a pipe and does not, holds up nothing else.
    failed: whether an event was lost. on_error: told that once, in a sentence, from any thread.
    """

    on_error: Callable[[str], None] | None = None

    def __init__(self, path: str, outputs: Outputs | None = None):
        """outputs: what the run writes besides.

        Raises UserError when the file cannot be written to, OutputError when it holds anything but events, or is to hold
        something else.
        """
        self._file = None
        try:
            if path != "-":
                place = expand_user(path)
                _check_events(place, path, outputs or Outputs())
                self._file = LineFile(_open_pipe(place) if place.is_fifo() else place, "a")
        except (OSError, ValueError) as error:  # ValueError: no path at all
            raise UserError(
                f"Received --events {path}: it cannot be written to ({getattr(error, 'strerror', '') or error}); "
                "name another file."
            ) from error
        self._name, self.failed = path, False
        self._lines: queue.Queue[str | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)
        self._thread.start()

    def __call__(self, change: Change) -> None:
        """Write ``change``; returns at once."""
        try:
            self._lines.put_nowait(json.dumps(asdict(change)))  # ASCII: whatever the label, any reader takes it
        except queue.Full:
            self._fail(f"{WAITING} events wait to be read")

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                if self._file is None:
                    sys.stdout.write(line + "\n")
                    sys.stdout.flush()  # whoever reads along sees it at once
                else:
                    self._file.write(line)
            except (OSError, ValueError) as error:
                self._fail(str(error))

    def _fail(self, why: str) -> None:
        if not self.failed:
            self.failed = True
            sentence = f"Received a failure on writing to {self._name}: {why}; events are lost."
            say(sentence, error=True)
            note(sentence)
            if self.on_error is not None:
                self.on_error(sentence)

    def close(self) -> None:
        """Write what waits, for a moment, and close the file; standard output stays open."""
        try:
            self._lines.put_nowait(None)
        except queue.Full:
            return  # nobody reads it
        self._thread.join(CLOSE_SECONDS)
        if self._thread.is_alive():
            self._fail("nobody reads what is left")
        elif self._file is not None:
            self._file.close()


def _open_pipe(path: Path) -> int:
    """A named pipe, opened for writing without waiting for a reader. Raises OSError where there is none."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        reason = "nobody reads from this pipe" if error.errno == errno.ENXIO else error.strerror
        raise OSError(error.errno, reason) from error
    os.set_blocking(handle, True)
    return handle


def _check_events(path: Path, asked: str, outputs: Outputs) -> None:
    """Raise OutputError for a file that does not begin with an event; pipes and terminals may be written to."""
    try:
        kind = os.stat(path).st_mode
    except FileNotFoundError:
        kind = stat.S_IFREG
    if stat.S_ISBLK(kind):
        raise OutputError(f"Received --events {asked}: that is a disk, no file; name another file.")
    if stat.S_ISREG(kind):
        outputs.claim(Path(os.path.realpath(path)), "--events", _holds_events)


def _holds_events(path: Path) -> bool:
    return not path.stat().st_size or begins_with_line(path, "at", "label")
