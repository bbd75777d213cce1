"""The process that starts the user's command: ``python hook_process.py``, Python's standard library alone.

It is between the program and the commands so that none outlives the program, even where that is killed: the pipe from it
then ends, and this process ends what it started. Each command is in a group of its own, with all that it starts in its turn.

First line on stdin: ``{"words", "most_s", "moment_s", "grace_s"}``. Then one line, the command's environment, for each start,
answered at that command's end by one line: ``{"error"}``, "" for one that did well. Who asks decides how many run at once.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time

LOOK_SECONDS = 0.02
WINDOWS = os.name == "nt"


class Runner:
    """Runs a command, in as many threads as there are commands. over: set when the program has ended or wants no more of them."""

    def __init__(self, words: list[str], most_s: float, moment_s: float, grace_s: float):
        """words: program and arguments. most_s: seconds that a command may take; moment_s: and no more than these once it is
        over. grace_s: from asking a command to end to killing it."""
        self._words, self._most, self._moment, self._grace = words, most_s, moment_s, grace_s
        self.over = threading.Event()

    def run(self, environment: dict[str, str]) -> str:
        """Run the command to its end, and all it started; returns what went wrong, "" where nothing did."""
        own = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if WINDOWS else {"start_new_session": True}
        out = sys.stderr if sys.stderr is not None else subprocess.DEVNULL  # events may be on stdout
        try:
            process = subprocess.Popen(self._words, env=environment, stdin=subprocess.DEVNULL, stdout=out, **own)
        except (OSError, ValueError) as error:
            return f"it could not be started ({getattr(error, 'strerror', None) or error})"
        until, look = time.monotonic() + self._most, 0.001
        while _runs(process):
            if self.over.is_set():
                until = min(until, time.monotonic() + self._moment)
            if time.monotonic() > until:
                self._end(process)
                return "" if self.over.is_set() else f"it took longer than {self._most:g} s and was ended"
            time.sleep(look)
            look = min(2 * look, LOOK_SECONDS)
        status = process.returncode
        return f"it ended with {'signal' if status < 0 else 'exit status'} {abs(status)}" if status else ""

    def _end(self, process: subprocess.Popen) -> None:
        """Ask the command and what it started to end; kill what does not."""
        _signal(process, kill=False)
        until = time.monotonic() + self._grace
        while _runs(process) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        if _runs(process):
            _signal(process, kill=True)
            process.wait()


def _runs(process: subprocess.Popen) -> bool:
    """Whether the command, or anything that it started, is still there."""
    if process.poll() is None:
        return True
    if WINDOWS:
        return False
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _signal(process: subprocess.Popen, kill: bool) -> None:
    if WINDOWS:  # a program without a window of its own cannot be asked there
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
        return
    try:
        os.killpg(process.pid, signal.SIGKILL if kill else signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        pass


def main() -> None:
    asked: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
    runner = Runner(**json.loads(sys.stdin.readline()))
    speaking = threading.Lock()
    running: list[threading.Thread] = []

    def listen() -> None:
        for line in sys.stdin:
            asked.put(json.loads(line))
        end()

    def end(*_) -> None:
        runner.over.set()
        asked.put(None)

    def run(environment: dict[str, str]) -> None:
        answer = runner.run(environment)
        with speaking:
            try:
                sys.stdout.write(json.dumps({"error": answer}) + "\n")
                sys.stdout.flush()
            except OSError:  # the program is gone
                end()

    signal.signal(signal.SIGTERM, end)
    threading.Thread(target=listen, daemon=True).start()
    while (environment := asked.get()) is not None and not runner.over.is_set():
        running = [thread for thread in running if thread.is_alive()]
        running.append(threading.Thread(target=run, args=(environment,)))
        running[-1].start()
    for thread in running:
        thread.join()


if __name__ == "__main__":
    main()
