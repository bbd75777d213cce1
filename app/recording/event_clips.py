"""Clips that save themselves: what was seen before an event and after it, written in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.errors import UserError
from app.log import log_file, note
from app.recording.clip_plan import ClipPlan, PlannedClip
from app.recording.last_seconds import MOST_BYTES, RATE, LastSeconds, write_pictures
from app.recording.saved_clips import SavedClip, SavedClips
from model.safe_text import say, say_failure

LONGEST = 20.0  # seconds that a clip may have at least; what goes on for longer goes on in another one
SPARE = 5.0  # seconds that are kept longer than the longest clip
SETTLE = 0.3  # seconds that the last picture may take to be packed
LATE = 0.5  # seconds that a clip may begin later than was asked without a word

Name = Callable[[str, tuple[str, ...]], Path]  # a free path for an ending and labels


class EventClips:
    """Saves planned clips as soon as they have ended; what is planned when it is closed is saved up to then.

    Attributes:
        last: What is kept in memory; None: nothing is watched. Setting it saves what is planned from the one before.
        what: One of ``app.settings.RECORD_WHAT``.
    """

    def __init__(
        self,
        saved: SavedClips,
        name: Name,
        on_said: Callable[[str], None],
        clock: Callable[[], float] = time.perf_counter,
    ):
        """
        Args:
            saved: Lists what was saved.
            name: Gives each file its path.
            on_said: Told what was saved and what could not be, from the thread that saves.
            clock: The machine's, of captured frames.
        """
        self._saved, self._name, self._on_said, self._clock = saved, name, on_said, clock
        self.what = "both"
        self._plan = ClipPlan(LONGEST)
        self._last: LastSeconds | None = None
        self._changed = threading.Condition()
        self._due: list[tuple[PlannedClip, LastSeconds, list]] = []
        self._closed = False
        self._thread: threading.Thread | None = None

    @property
    def last(self) -> LastSeconds | None:
        return self._last

    @last.setter
    def last(self, last: LastSeconds | None) -> None:
        with self._changed:
            if last is not self._last:
                self._take(float("inf"))
                self._changed.notify()
            self._last = last

    def ask(self, time: float, began: float, before: float, after: float, label: str) -> None:
        """Plan a clip around an event; returns at once.

        Args:
            time: When the event was known, seconds of video.
            began: When it began, seconds of video; ``before`` counts from there.
            before, after: Seconds.
            label: Its label.
        """
        with self._changed:
            if self._last is None or self._closed:
                return
            now = self._last.captured_at(time)
            begin = self._last.captured_at(began)
            if now is None or begin is None:
                return
            self._plan.ask(begin - before, now + after, label)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="event-clips")
                self._thread.start()
            self._changed.notify()

    def keep(self, seconds: float) -> float:
        """Let clips be as long as one event needs.

        Args:
            seconds: Of one event's clip.

        Returns:
            How many seconds must be kept for it.
        """
        with self._changed:
            self._plan.most = max(LONGEST, seconds)
            return self._plan.most + SPARE

    def poke(self) -> None:
        """Look at the clock again."""
        with self._changed:
            self._changed.notify()

    def finish(self) -> None:
        """Save what is planned up to now, and end. Idempotent."""
        with self._changed:
            self._take(float("inf"))
            self._closed = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _take(self, now: float) -> None:
        """Take the pictures of the clips that have ended: memory lets go of them soon. With the lock held."""
        if self._last is not None:
            for clip in self._plan.due(now):
                self._due.append((clip, self._last, self._last.between(clip.begin, clip.end)))

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._due:
                    self._take(self._clock() - SETTLE)
                    if self._due:
                        break
                    if self._closed:
                        return
                    end = self._plan.next_end
                    self._changed.wait(None if end is None else max(0.01, end + SETTLE - self._clock()))
                clip, last, pictures = self._due.pop(0)
            if pictures:
                self._write(clip, last, pictures)
                del pictures

    def _write(self, clip: PlannedClip, last: LastSeconds, pictures: list) -> None:
        labels = tuple(label for label in clip.labels if label)
        kinds = ("annotated", "raw") if self.what == "both" else (self.what,)
        files: list[Path] = []
        try:
            path = self._name(".mp4", labels)
            for kind in kinds:
                target = path if kind == "annotated" else path.with_name(f"{path.stem}.raw{path.suffix}")
                files.append(write_pictures(target, pictures, last.labels, kind == "annotated"))
        except UserError as error:
            say(error, error=True)
            note(str(error))
            self._on_said(str(error))
        except Exception as error:  # whatever it is, the next event is to be saved all the same
            note(f"On saving a clip: {error}", error)
            say_failure(error)
            self._on_said(f"A clip could not be saved ({type(error).__name__}); the log says why: {log_file()}")
        if not files:
            return
        seconds = pictures[-1].captured - pictures[0].captured + 1 / RATE
        late = pictures[0].captured - clip.begin
        short = ""
        if late > LATE:
            why = f"the {MOST_BYTES >> 20} MB of memory for it hold no more" if last.full else "no more is at hand"
            short = f"begins {late:.1f} s later than asked: {why}"
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        self._saved.add(SavedClip(tuple(files), labels, at, seconds, short))
        self._on_said(f"Saved {files[0].name}, {seconds:.0f} s" + (f" ({short})" if short else ""))
