"""A command of the user's, run at each change of label."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from app.errors import UserError
from app.live.hooks import Change
from app.log import note
from model.safe_text import say
from model.video.opening import CAPTURE_OPTIONS

LEAST_SECONDS = 1.0  # from one start of the command to the next
COMMAND_SECONDS = 30.0  # a command that takes longer is ended
MOMENT_SECONDS, GRACE_SECONDS = 0.5, 1.0  # that a command has left when the program ends, and from then to being killed
CLOSE_SECONDS = 2.0
MOST_TOLD = 5  # different failures
LONGEST_VALUE = 8000  # characters


class Command:
    """Runs a user's command at a change of label: one at a time, LEAST_SECONDS apart, the newest change first.

    It is started without a shell; the change is in its environment as LAC_LABEL, LAC_PREVIOUS, LAC_CONFIDENCE, LAC_TIME
    and LAC_SOURCE, so that no label can become part of a command line. A process of its own starts it and ends it, with all
    that it starts in its turn, and none of them outlives the program (``app/live/hook_process.py``).
    """

    def __init__(self, command: str):
        """command: program and arguments, quoted as in a shell. Raises UserError when it names no program."""
        try:
            self._words = shlex.split(command, posix=os.name != "nt")
        except ValueError as error:
            raise UserError(f"Received --on-label {command!r}: its quotes do not match ({error}).") from error
        if not self._words or "\0" in command or shutil.which(self._words[0]) is None:
            raise UserError(
                f"Received --on-label {command!r}: expected a program that can be started; give its whole path."
            )
        self.started = self.passed_over = 0
        self._newest: Change | None = None
        self._news = threading.Condition()
        self._closed = False
        self._told: set[str] = set()
        self._process: subprocess.Popen | None = None
        self._thread = threading.Thread(target=self._run, name="on-label", daemon=True)
        self._thread.start()

    def __call__(self, change: Change) -> None:
        with self._news:
            if self._newest is not None:
                self.passed_over += 1
            self._newest = change
            self._news.notify()

    def close(self) -> None:
        """Start nothing more. A command that runs is given a moment, then asked to end, then killed; this waits for it."""
        with self._news:
            self._closed, self._newest = True, None
            self._news.notify()
            process = self._process
        if process is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()  # which tells it that it is over
            try:
                process.wait(MOMENT_SECONDS + GRACE_SECONDS + CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(CLOSE_SECONDS)
        self._forget_process()

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
            try:
                self._tell(self._start(change))
            except (OSError, ValueError) as error:  # ValueError: its pipe was closed meanwhile
                self._forget_process()
                self._tell(f"it could not be started ({getattr(error, 'strerror', None) or error})")

    def _start(self, change: Change) -> str:
        """Have the command started and wait for its end; returns what went wrong, "" where nothing did. Raises OSError."""
        if self._process is None and not self._start_process():
            return ""
        _send(self._process, _environment(change))
        self.started += 1
        answer = self._process.stdout.readline()
        if not answer:
            self._forget_process()
            return "" if self._closed else "the process that starts it has ended; another one takes its place"
        return json.loads(answer)["error"]

    def _start_process(self) -> bool:
        """Start the process that starts the command; False where that is too late."""
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("hook_process.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="ascii",
            # Away from the terminal's Ctrl-C: it learns from its pipe that it is over.
            **(
                {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
                if os.name == "nt"
                else {"start_new_session": True}
            ),
        )
        with self._news:
            self._process = process
            late = self._closed
        seconds = {"most_s": COMMAND_SECONDS, "moment_s": MOMENT_SECONDS, "grace_s": GRACE_SECONDS}
        _send(process, {"words": self._words, **seconds})
        if late:
            self._forget_process()
        return not late

    def _forget_process(self) -> None:
        """Let go of the process; it ends by itself, with its command."""
        with self._news:
            process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(CLOSE_SECONDS)

    def _tell(self, error: str) -> None:
        """Each failure once: a command may fail in the same way for hours."""
        if error and not self._closed and error not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(error)
            sentence = f"Received --on-label {self._words[0]}: {error}."
            say(sentence, error=True)
            note(sentence)


def _send(process: subprocess.Popen, message: dict) -> None:
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def _environment(change: Change) -> dict[str, str]:
    """The program's environment with ``change`` in it."""
    told = {
        "LAC_LABEL": change.label, "LAC_PREVIOUS": change.previous, "LAC_CONFIDENCE": f"{change.confidence:.4f}",
        "LAC_TIME": f"{change.time:.3f}", "LAC_SOURCE": change.source,
    }  # fmt: skip
    given = {name: value for name, value in os.environ.items() if name != CAPTURE_OPTIONS}
    return given | {name: _value(text) for name, text in told.items()}


def _value(text: str) -> str:
    """``text`` as an environment can hold it: without NUL, of characters that can be encoded, and not endless."""
    text = text.replace("\0", "\ufffd")[:LONGEST_VALUE]
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text
