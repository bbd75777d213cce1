"""Scanning a video ahead of its being watched: starts the scanning process, listens to it, keeps what it finds."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from app.recorded import corrections as kept
from app.recorded import scan_store as cache
from app.recorded.scan_store import StoredScan
from app.recorded.segment_rows import from_rows
from app.timeline.timeline import Segment
from model.errors import FootageError, ModelError
from model.json_data import parse_json

ROOT = Path(__file__).parents[2]
LOOK_SECONDS = 60.0
CHANGED = "The file has changed while it was scanned; open it again for the timeline of what it holds now."
MISSING = "The scan of this video ended unexpectedly; open it again to go on with it."


def scan_now(video: Path, model: Path) -> StoredScan:
    """What is known of a video once all of it is scanned, in a process of its own; waits for that.

    Args:
        video: The file.
        model: The model's folder.

    Returns:
        It; ``error`` says why there is no more where it is not complete.
    """
    scanner = Scanner(video, model, lambda stored, new, begin: None)
    scanner.start()
    while not scanner.join(LOOK_SECONDS):
        pass
    return scanner.stored


class Scanner:
    """One video's scan by one model, in a thread and a process of its own. ``stored``: what is known by now.

    on_news: called from the thread whenever ``stored`` has changed, with the segments that are new and the moment from
    which they replace what was there.
    """

    def __init__(self, video: Path, model: Path, on_news: Callable[[StoredScan, list[Segment], float], None]):
        """
        Args:
            video: The file.
            model: The model's folder.
            on_news: See above.
        """
        self._video, self._model, self._on_news = Path(video), Path(model), on_news
        self._key = ""
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._process: subprocess.Popen | None = None
        self._before: tuple[Segment, ...] = ()  # corrections as loaded or last saved from here
        self._thread = threading.Thread(target=self._run, name="scan", daemon=True)
        self.stored = StoredScan()

    def start(self) -> None:
        """Show what is kept of this video, and scan the rest; returns at once. Call it once."""
        self._thread.start()

    def stop(self) -> None:
        """End the scan; what it found stays, and the next one goes on from there. Idempotent; does not wait."""
        self._stopped.set()
        with self._lock:
            if self._process is not None:
                self._process.terminate()

    def join(self, timeout: float) -> bool:
        """Wait for the thread.

        Args:
            timeout: Seconds at most.

        Returns:
            Whether it has ended.
        """
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def keep_corrections(self, corrections: Sequence[Segment]) -> bool:
        """Keep a person's segments.

        Args:
            corrections: In order.

        Returns:
            False where they could not be written.
        """
        mine = tuple(corrections)
        with self._lock:
            self.stored = replace(self.stored, corrections=mine)
        return bool(self._key) and self._save_corrections(mine)

    def keep_beside(self) -> Path:
        """Keep the corrections beside the video as well; returns their file. Raises OSError."""
        if not self._key:
            raise OSError("the video has not been looked at yet")
        return kept.keep_beside(cache.own(self._key), self._video)

    def _save_corrections(self, mine: tuple[Segment, ...]) -> bool:
        saved = kept.save(cache.own(self._key), mine, self._before, self._video)
        if saved:
            self._before = mine
        return saved

    def _run(self) -> None:
        try:
            self._key = cache.key_of(self._video, self._model)
        except OSError as error:
            self._news(
                replace(self.stored, error=f"Received {self._video}: it cannot be read ({error.strerror})."), [], 0.0
            )
            return
        except (FootageError, ModelError) as error:
            self._news(replace(self.stored, error=str(error)), [], 0.0)
            return
        if self.stored.corrections:  # made before it was known where to
            self._save_corrections(self.stored.corrections)
        found = cache.load(self._key, self._video)
        if found is not None:
            self._before = self._before or found.corrections
            self._news(
                replace(found, corrections=found.corrections or self.stored.corrections), list(found.segments), 0.0
            )
            if found.complete:
                return
        if not self._stopped.is_set():
            self._scan()

    def _scan(self) -> None:
        low = {"creationflags": subprocess.BELOW_NORMAL_PRIORITY_CLASS} if sys.platform == "win32" else {}
        predictions = cache.predictions_file(self._key)
        command = [
            sys.executable,
            "-m",
            "app.recorded.scan_process",
            *map(str, (self._video.resolve(), self._model.resolve(), predictions)),
        ]
        with self._lock:
            if self._stopped.is_set():
                return
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, **low)
        ended = False
        for line in self._process.stdout:
            if self._stopped.is_set():
                break
            try:
                word = parse_json(line)
            except ValueError:  # printed by some library
                continue
            ended = self._heard(word)
        self._process.stdout.close()
        self._process.wait()
        if not ended and not self._stopped.is_set():
            self._news(replace(self.stored, error=MISSING), [], self.stored.done)
        if not self.stored.complete and not self._changed():
            cache.save(self._key, self.stored)

    def _changed(self) -> bool:
        """Whether the file is another one by now: what was found then belongs to neither."""
        try:
            return cache.key_of(self._video, self._model) != self._key
        except (OSError, FootageError, ModelError):
            return True

    def _heard(self, word: dict) -> bool:
        """Take in what the process says; whether it was its last word."""
        new = from_rows(word.get("segments", []))
        begin = word.get("from", self.stored.done)
        before = [part for part in self.stored.segments if part.start < begin] if new else list(self.stored.segments)
        complete, error = word.get("complete", False), word.get("error", "")
        self._news(
            replace(
                self.stored,
                duration=word["duration"],
                done=word["done"],
                complete=complete,
                error=error,
                segments=(*before, *new),
            ),
            new,
            begin,
        )
        return bool(complete or error)

    def _news(self, stored: StoredScan, new: list[Segment], begin: float) -> None:
        with self._lock:
            self.stored = replace(stored, corrections=self.stored.corrections or stored.corrections)
            if stored.complete and new and self._process is not None:
                if self._changed():
                    self.stored = replace(self.stored, complete=False, error=CHANGED)
                else:  # before anybody is told: who opens the file again at once finds it
                    cache.save(self._key, self.stored)
        if not self._stopped.is_set():
            self._on_news(self.stored, new, begin)
