"""The teaching process: ``python -m app.teach.teach_process PROJECT [--fine-tune]``, one object of JSON a line on stdout.

A process of its own, of low priority: the window's threads never wait for it. Each line has ``stage``, ``done`` (0 to 1),
``left`` (seconds or null) and ``text``; the last one has ``report`` or ``error``. It ends when its standard input does, as
when the window is killed; what was encoded by then is kept.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from pathlib import Path

from app import runtime_env  # noqa: F401  (cv2 first)
from app.errors import UserError
from app.teach.run import teach_folder
from model.errors import FootageError, ModelError, OutputError
from model.safe_text import print_failures_safely

SAY_SECONDS = 0.25


class _Words:
    """Says how far it is, no more often than every SAY_SECONDS within one stage."""

    def __init__(self):
        self._last, self._stage = 0.0, ""
        self._left_out: list[str] = []

    def stage(self, stage: str, done: float, left: float | None, text: str) -> None:
        now = time.monotonic()
        if stage == self._stage and now - self._last < SAY_SECONDS and done < 1:
            return
        self._last, self._stage = now, stage
        say({"stage": stage, "done": round(done, 4), "left": None if left is None else round(left, 1), "text": text})

    def unreadable(self, sentence: str) -> None:
        self._left_out.append(sentence)

    def report(self, report: dict) -> None:
        say({"report": report | {"warnings": self._left_out + report["warnings"]}})


def say(data: dict) -> None:
    """One line of JSON on stdout."""
    print(json.dumps(data), flush=True)  # noqa: T201  (ASCII alone)


def _end_with_stdin() -> None:
    """Whoever started this holds the other end of standard input; when that is gone, nobody wants the answer."""
    while os.read(0, 4096):  # not through sys.stdin, whose lock the interpreter wants at its end
        pass
    os._exit(1)


def main(arguments: list[str]) -> int:
    """Teach; returns the exit status."""
    print_failures_safely()
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)
    words = _Words()
    try:
        project, *options = arguments
        report = teach_folder(
            Path(project), on_stage=words.stage, on_unreadable=words.unreadable, fine_tune="--fine-tune" in options
        )
    except (UserError, FootageError, ModelError, OutputError) as failure:
        say({"error": str(failure)})
        return 2
    except OSError as failure:
        say({"error": f"Received a failure of the system: {failure}; put it right and teach again."})
        return 1
    except Exception as failure:  # the window is to say what happened, not that something did
        traceback.print_exc()
        say({"error": f"Received an unexpected {type(failure).__name__} ({failure}) while teaching."})
        return 1
    words.report(report)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
