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
from collections import deque
from collections.abc import Callable
from pathlib import Path

from app.errors import UserError
from app.live.hooks import WAITING, Change
from app.log import note
from model.safe_text import say
from model.video.opening import CAPTURE_OPTIONS

AT_ONCE = 4  # commands that run side by side: a slow one holds up no other
COMMAND_SECONDS = 30.0  # a command that takes longer is ended
MOMENT_SECONDS, GRACE_SECONDS = 0.5, 1.0  # that commands have left when the program ends, and from then to being killed
CLOSE_SECONDS = 2.0
MOST_TOLD = 5  # different failures
LONGEST_VALUE = 8000  # characters
_BUNDLE = getattr(sys, "frozen", False)  # which starts its own modules (``app.program``)
_STARTER = (
    [sys.executable, "-m", "app.live.hook_process"]
    if _BUNDLE
    else [sys.executable, "-I", "-S", str(Path(__file__).with_name("hook_process.py"))]
)


class Command:
    """Runs a user's command at each change of label, in their order, AT_ONCE of them side by side; the others wait.

    It is started without a shell; the change is in its environment as LAC_LABEL, LAC_PREVIOUS, LAC_CONFIDENCE, LAC_TIME,
    LAC_EVENT and LAC_SOURCE, so that no label can become part of a command line. A process of its own starts the commands and
    ends them, with all that they start in their turn, and none of them outlives the program (``app/live/hook_process.py``).

    Attributes:
        started: Commands that were started.
        left_out: Changes for which there was no room among those that wait; the first one is said.
        on_error: Told each sentence about a failure, from any thread.
    """

    on_error: Callable[[str], None] | None = None

    def __init__(self, command: str, asked: str = "--on-label"):
        """
        Args:
            command: Program and arguments, quoted as in a shell.
            asked: What asked for it, for sentences.

        Raises:
            UserError: It names no program.
        """
        self._asked, self._words = asked, command_words(command, asked)
        self.started = self.left_out = 0
        self._waiting: deque[Change] = deque()
        self._running = 0
        self._news = threading.Condition()
        self._closed = False
        self._told: set[str] = set()
        self._process: subprocess.Popen | None = None
        self._thread = threading.Thread(target=self._run, name="commands", daemon=True)
        self._thread.start()

    def __call__(self, change: Change) -> None:
        with self._news:
            full = len(self._waiting) >= WAITING
            if full:
                self.left_out += 1
            else:
                self._waiting.append(change)
                self._news.notify_all()
        if full:
            self._tell(f"{WAITING} changes of label wait for it; those that come now are left out and counted")

    def close(self) -> None:
        """Start nothing more. Commands that run are given a moment, then asked to end, then killed; this waits for it."""
        with self._news:
            self._closed = True
            self._waiting.clear()
            self._news.notify_all()
            process = self._process
        if process is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()  # which tells it that it is over
            try:
                process.wait(MOMENT_SECONDS + GRACE_SECONDS + CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(CLOSE_SECONDS)
        self._forget_process(process)
        if self.left_out:
            sentence = f"{self._asked} {self._words[0]}: {self.left_out} changes of label were left out."
            say(sentence, error=True)
            note(sentence)

    def _run(self) -> None:
        self._try(self._start_process)  # at once: the first change does not wait for it
        while True:
            with self._news:
                self._news.wait_for(lambda: self._closed or (self._waiting and self._running < AT_ONCE))
                if self._closed:
                    return
                change = self._waiting.popleft()
                self._running += 1
            if not self._try(lambda change=change: self._start(change)):
                with self._news:
                    self._running = max(0, self._running - 1)

    def _try(self, do: Callable[[], bool]) -> bool:
        try:
            return do()
        except (OSError, ValueError) as error:  # ValueError: its pipe was closed meanwhile
            self._forget_process(self._process)
            self._tell(f"it could not be started ({getattr(error, 'strerror', None) or error})")
            return False

    def _start(self, change: Change) -> bool:
        """Have the command started; False where that is too late. Raises OSError."""
        if self._process is None and not self._start_process():
            return False
        _send(self._process, _environment(change))
        self.started += 1
        return True

    def _start_process(self) -> bool:
        """Start the process that starts the commands; False where that is too late."""
        process = subprocess.Popen(
            _STARTER,
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
        threading.Thread(target=self._listen, args=(process,), name="commands-end", daemon=True).start()
        if late:
            self._forget_process(process)
        return not late

    def _listen(self, process: subprocess.Popen) -> None:
        """Hear of each command's end, until the process is gone."""
        with process.stdout as answers, contextlib.suppress(OSError, ValueError):
            for answer in answers:
                with self._news:
                    self._running = max(0, self._running - 1)
                    self._news.notify_all()
                self._tell(json.loads(answer)["error"])
        if self._forget_process(process) and not self._closed:
            self._tell("the process that starts it has ended; another one takes its place")

    def _forget_process(self, process: subprocess.Popen | None) -> bool:
        """Let go of the process, which ends by itself, with its commands; whether it was the one in use."""
        if process is None:
            return False
        with self._news:
            own = self._process is process
            if own:
                self._process, self._running = None, 0
                self._news.notify_all()
        with contextlib.suppress(OSError):
            process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(CLOSE_SECONDS)
        return own

    def _tell(self, error: str) -> None:
        """Each failure once: a command may fail in the same way for hours."""
        if error and not self._closed and error not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(error)
            sentence = f"Received {self._asked} {self._words[0]}: {error}."
            say(sentence, error=True)
            note(sentence)
            if self.on_error is not None:
                self.on_error(sentence)


def command_words(command: str, asked: str) -> list[str]:
    """A command's program and arguments.

    Args:
        command: Quoted as in a shell.
        asked: What asked for it, for sentences.

    Raises:
        UserError: It names no program.
    """
    try:
        words = shlex.split(command, posix=os.name != "nt")
    except ValueError as error:
        raise UserError(f"Received {asked} {command!r}: its quotes do not match ({error}).") from error
    if not words or "\0" in command or shutil.which(words[0]) is None:
        raise UserError(f"Received {asked} {command!r}: expected a program that can be started; give its whole path.")
    return words


def _send(process: subprocess.Popen, message: dict) -> None:
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def _environment(change: Change) -> dict[str, str]:
    """The program's environment with ``change`` in it."""
    told = {
        "LAC_LABEL": change.label, "LAC_PREVIOUS": change.previous, "LAC_CONFIDENCE": f"{change.confidence:.4f}",
        "LAC_TIME": f"{change.time:.3f}", "LAC_EVENT": change.event, "LAC_SOURCE": change.source,
        "LAC_BEGAN": f"{change.time if change.began is None else change.began:.3f}",
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
