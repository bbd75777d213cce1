"""Teaching while the window goes on: starts the process that teaches, listens to it, ends it.

The process says one JSON object a line: where it is (``stage``, ``done`` 0..1, ``left`` seconds or null, ``text``), and at
the end ``report`` or ``error``. What it has encoded stays, so that one that was cancelled goes on where it was.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.teach.report import Report, read_report
from model.json_data import is_number, is_text, parse_json

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "app.teach.teach_process")
MISSING = "The teaching ended unexpectedly; what was encoded is kept, teach again to go on."
LONGEST_LINE = 4 * 2**20  # bytes that are read of one


@dataclass(frozen=True)
class Progress:
    """How far a teaching is. done: 0..1. left: seconds, None where that is not known. text: plain words."""

    stage: str
    done: float
    left: float | None
    text: str


class Teaching:
    """One run, in a thread and a process of its own.

    on_progress: told of each step, from that thread. on_end: told once, from that thread, the report, or why there is none;
    neither (None and "") where it was cancelled.
    """

    def __init__(
        self,
        project: Path,
        on_progress: Callable[[Progress], None],
        on_end: Callable[[Report | None, str], None],
        command: Sequence[str] = COMMAND,
        fine_tune: bool = False,
    ):
        """project: its folder. command: what teaches; the folder follows. fine_tune: whether the CNN is tuned as well."""
        self._command = [*command, str(Path(project).resolve()), *(["--fine-tune"] if fine_tune else [])]
        self._on_progress, self._on_end = on_progress, on_end
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._process: subprocess.Popen | None = None
        self._thread = threading.Thread(target=self._run, name="teaching", daemon=True)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin; returns at once. Call it once."""
        self._thread.start()

    def cancel(self) -> None:
        """End it; what was encoded stays. Idempotent; does not wait."""
        self._cancelled.set()
        with self._lock:
            if self._process is not None:
                self._process.terminate()

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds; says whether it has ended."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        low = {"creationflags": subprocess.BELOW_NORMAL_PRIORITY_CLASS} if sys.platform == "win32" else {}
        with self._lock:
            if self._cancelled.is_set():
                return
            # It ends when its standard input does: with this process, however that ends.
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **low
            )
        report, error = None, ""
        while line := self._process.stdout.readline(LONGEST_LINE):
            try:
                word = parse_json(line)
                if "report" in word:
                    report = read_report(word["report"])
                elif "error" in word:
                    error = str(word["error"])[:LONGEST_LINE]
                elif not self._cancelled.is_set():
                    self._on_progress(_progress(word))
            except (ValueError, KeyError, TypeError):  # printed by some library
                continue
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
        if self._cancelled.is_set():
            self._on_end(None, "")
        else:
            self._on_end(report, "" if report is not None else error or MISSING)


def time_left(seconds: float | None) -> str:
    """For people; seconds: None where that is not known."""
    if seconds is None:
        return "working out how long it takes…"
    if seconds < 4:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5 or 5:.0f} seconds left"
    return f"about {seconds / 60:.0f} minutes left"


def _progress(word: Any) -> Progress:
    stage, done, left, text = word["stage"], word["done"], word["left"], word["text"]
    if not (is_text(stage, 100) and is_number(done, 0, 1) and is_text(text, 1000)):
        raise ValueError("a word of another kind")
    return Progress(stage, float(done), float(left) if is_number(left, 0, 1e7) else None, text)
