"""Facts that tests ask of networks, gathered by processes of their own while other tests run.

TensorFlow must not share a process with the window tests (its LLVM and Mesa's collide). Making and teaching large
networks takes minutes, most of them on one core: it need hold up nobody who waits for a window.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOW_PRIORITY = [] if os.name == "nt" else ["nice", "-n", "10"]
LIMIT = 900  # seconds for one script: one that hangs must not hold up those after it

Question = tuple  # of a script in tests/unit, and its arguments


class Facts:
    """Answers questions one after another, in the order in which they are first asked, from a thread of its own."""

    def __init__(self, questions: Iterable[Question]):
        """Begins with the first of ``questions`` at once."""
        self._thread = ThreadPoolExecutor(1)
        self._running: subprocess.Popen | None = None
        self._answers: dict[Question, Future] = {
            question: self._thread.submit(self._ask, *question) for question in dict.fromkeys(questions)
        }

    def __getitem__(self, question: Question) -> dict:
        """What the script prints as ``FACTS {json}``; waits for it.

        Raises AssertionError, with what it said, when it fails, and TimeoutExpired when it was stopped after LIMIT.
        """
        return self._answers[question].result()

    def close(self) -> None:
        """Ask no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._running is not None:
            self._running.kill()
        self._thread.shutdown()

    def _ask(self, script: str, *arguments: object) -> dict:
        with tempfile.TemporaryDirectory() as folder:
            with subprocess.Popen(
                [*LOW_PRIORITY, sys.executable, str(ROOT / "tests" / "unit" / script), *map(str, arguments)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            ) as process:
                self._running = process
                try:
                    said, complaint = process.communicate(timeout=LIMIT)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
        lines = [line for line in said.splitlines() if line.startswith("FACTS ")]
        assert process.returncode == 0 and lines, complaint[-3000:]
        return json.loads(lines[0].removeprefix("FACTS "))
