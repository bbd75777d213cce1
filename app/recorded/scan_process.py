"""The scanning process: ``python -m app.recorded.scan_process VIDEO MODEL PREDICTIONS``, one line of JSON a word on stdout.

A process of its own, of low priority: it may take what playing leaves, and the window's threads never wait for it.
Each line: ``done`` and ``duration`` (seconds), ``from`` (seconds) and the ``segments`` from there on, ``complete``,
``error``. What was predicted is kept in the file PREDICTIONS until the end, so that a stopped scan goes on.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path

from app import runtime_env  # noqa: F401  (cv2 first)
from app.errors import UserError
from app.frames import Moment, Prediction
from app.recorded.classify import classify_video
from app.recorded.scan_predictions import load_predictions, save_predictions
from app.recorded.segment_rows import to_rows
from app.timeline.timeline import Timeline
from model.engine import open_engine
from model.errors import ModelError
from model.safe_text import print_failures_safely
from model.spec import read_spec

SAY_SECONDS = 0.25
KEEP_SECONDS = 10.0


class Work:
    """One scan. Says where it is every SAY_SECONDS, and keeps its predictions every KEEP_SECONDS."""

    def __init__(self, video: Path, model: Path, kept: Path, say):
        self._video, self._model, self._kept, self._say = video, model, kept, say
        self._predictions: list[Prediction] = []
        self._moments: list[Moment] = []
        self._last_said = self._last_kept = time.monotonic()
        self._sent = 0  # segments that will not change any more
        self._duration: float | None = None

    def run(self) -> None:
        """Scan to the end; the last word has ``complete`` or ``error``."""
        try:
            known, moments = load_predictions(self._kept, len(read_spec(self._model).labels))
            self._predictions, self._moments = list(known), moments
            result = classify_video(
                self._video, open_engine(self._model, threads=1), self._progress, known, moments, self._predicted
            )
        except (UserError, ModelError) as failure:
            self._fail(str(failure))
        except Exception as failure:  # the window is to say what happened, not that something did
            traceback.print_exc()
            self._fail(f"Received {self._video}: an unexpected {type(failure).__name__} ({failure}) while scanning it.")
        else:
            self._kept.unlink(missing_ok=True)
            found = result.segments
            self._say({
                "done": found[-1].end, "duration": result.duration, "from": 0.0, "segments": to_rows(found),
                "complete": True,
            })  # fmt: skip

    def _fail(self, sentence: str) -> None:
        self._keep()
        done = self._moments[-1].time if self._moments else 0.0
        self._say({"done": done, "duration": self._duration, "error": sentence})

    def _progress(self, _seconds: float, duration: float | None) -> None:
        self._duration = duration

    def _predicted(self, prediction: Prediction, timeline: Timeline) -> None:
        self._predictions.append(prediction)
        self._moments = timeline.moments
        now = time.monotonic()
        if now - self._last_said >= SAY_SECONDS:
            self._last_said = now
            segments = timeline.segments()
            new = segments[self._sent :]
            # One that ends where it is settled may yet go on.
            self._sent += sum(1 for part in new if part.end < timeline.settled)
            self._say(
                {
                    "done": timeline.until if segments else 0.0,
                    "duration": self._duration,
                    "from": new[0].start if new else 0.0,
                    "segments": to_rows(new),
                }
            )
        if now - self._last_kept >= KEEP_SECONDS:
            self._last_kept = now
            self._keep()

    def _keep(self) -> None:
        try:
            save_predictions(self._kept, self._predictions, self._moments)
        except OSError:
            pass  # a full disk: the scan goes on, it only cannot be resumed


def _yield_to_others() -> None:
    if hasattr(os, "nice"):  # on Windows the scanner starts this process with a low priority
        os.nice(10)


def main() -> None:
    def say(word: dict) -> None:
        try:
            sys.stdout.write(json.dumps(word) + "\n")
            sys.stdout.flush()
        except OSError:  # nobody listens any more
            os._exit(0)

    print_failures_safely()
    _yield_to_others()
    Work(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), say).run()


if __name__ == "__main__":
    main()
