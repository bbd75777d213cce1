"""One opening of a source, read in a thread of its own until it ends, is lost or is given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.errors import UserError
from app.frames import Frame
from app.sources import Source
from app.sources.base import SeekableSource
from model.safe_text import say_failure
from model.video.timestamps import ASSUMED_FPS, HALF_TICK

if TYPE_CHECKING:
    from app.live.capture_supervisor import Capture

LATE = "late for display"
PAUSED = "paused"
UNDECODABLE = "undecodable"
SLIP_SECONDS = 0.25  # a file that is later than this is not raced after: its clock is set back
SILENT_SECONDS = 1.5  # a live source that was silent for longer begins anew: what was before no longer belongs to now


class Reader:
    """Reads for a ``Capture`` and tells it what happens; once given up, it says and does nothing more.

    Attributes for the one who watches: opened (a first frame was handed on), heard (machine clock of the newest frame),
    done (set when the thread is about to end), error (why, one sentence; "" for a source that came to its end).
    """

    def __init__(self, capture: Capture, opener: Callable[[], Source]):
        self._capture = capture
        self._opener = opener
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
        self._given_up = threading.Event()
        self._due_origin: float | None = None  # machine clock at which video time 0 is due
        self._at = 0.0  # video time of the frame grabbed last
        self._offset: tuple[int, float] | None = None  # what a live source's index and time are moved by
        self.opened = False
        self.heard = time.perf_counter()
        self.done = threading.Event()
        self.error = ""

    def start(self) -> None:
        """Begin; call once."""
        self._thread.start()

    def give_up(self) -> None:
        """Let it end by itself when its read returns; nothing of it is used any more."""
        self._given_up.set()

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds; says whether the thread has ended."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            source = self._opener()
            try:
                self._read(source)
            finally:
                source.close()
        except UserError as error:
            self.error = str(error)
        except Exception as error:  # the thread must never die without a word
            say_failure(error)
            self.error = f"Received an unexpected {type(error).__name__} while reading the source: {error}."
        finally:
            self.done.set()
            self._capture.wake()

    @property
    def _wanted(self) -> bool:
        return not (self._given_up.is_set() or self._capture.stopping.is_set())

    def _read(self, source: Source) -> None:
        capture = self._capture
        if not self._wanted:
            return
        capture.describe(source)
        while self._wanted:
            if capture.seekable and capture.transport.asked.is_set():
                self._obey(source)
            if not capture.running.is_set():
                self._wait_paused(source)
                continue
            grabbed = source.grab()
            if grabbed is None:
                if capture.paced:  # the last frame, too, has its time on the screen
                    capture.stopping.wait(1.0 / (source.fps or ASSUMED_FPS))
                return
            if not self._wanted:
                return
            if source.live:
                grabbed = self._place(*grabbed)
            if self._take(source, *grabbed):
                self.opened = True
                capture.heard(self)
            loop = capture.transport.loop
            if loop is not None and capture.seekable and self._at >= loop[1]:
                capture.transport.seek(loop[0])

    def _obey(self, source: SeekableSource) -> None:
        """Go where it is asked to, and show the frame there; also while paused."""
        aim, steps = self._capture.transport.take()
        self._due_origin = None  # a new speed, too, counts from here
        reached = None
        if aim is not None or steps < 0:
            if steps < 0:
                aim = self._earlier(source, self._at if aim is None else aim, -steps)
            reached = source.seek(aim)
            if reached is None:
                return
            self._capture.begin_anew()
        for _ in range(steps):
            reached = source.grab()
            if reached is None:
                return
        if reached is not None:
            self._take(source, *reached)

    def _earlier(self, source: SeekableSource, time: float, frames: int) -> float:
        """The time of the frame ``frames`` before the one at ``time``: of uneven files, too, so it is read and not reckoned."""
        reach = (frames + 1) / (source.fps or ASSUMED_FPS)
        for back in (reach, 4 * reach, 4 * reach + 10.0):
            found = source.seek(max(0.0, time - back))
            times: list[float] = []
            while found is not None and found[1] < time - HALF_TICK:
                times.append(found[1])
                found = source.grab()
            if len(times) >= frames:
                return times[-frames]
        return times[0] if times else 0.0

    def _place(self, index: int, moment: float) -> tuple[int, float]:
        """A live frame's number and time, counted on from the source's first opening."""
        now = time.perf_counter()
        if self._offset is None:
            first, began = self._capture.continued(now)
            self._offset = first - index, now - began - moment
        elif now - self.heard > SILENT_SECONDS:
            self._capture.begin_anew()
        self.heard = now
        return index + self._offset[0], moment + self._offset[1]

    def _take(self, source: Source, index: int, moment: float) -> bool:
        """Hand one grabbed frame on to whom it concerns; False when none was decoded."""
        capture = self._capture
        self._at = moment
        capture.rate.count()
        lanes = capture.lanes
        ticks = [lane.ticks(moment) for lane in lanes]
        late = self._wait_until_due(source, moment) if capture.paced and not source.live else False
        captured = time.perf_counter()
        if not any(ticks) and (capture.latest is None or late):
            if late:
                capture.drops[LATE] += 1
            return False
        image = source.retrieve()
        if image is None:
            for lane, count in zip(lanes, ticks, strict=True):
                lane.carry(count)
            capture.drops[UNDECODABLE] += 1
            return False
        if self._given_up.is_set():
            return False
        image.flags.writeable = False
        frame = Frame(index, moment, image, captured)
        capture.hand_on(frame)
        for lane, count in zip(lanes, ticks, strict=True):
            lane.give(frame, count, capture.epoch, source.live)
        return True

    def _wait_until_due(self, source: Source, moment: float) -> bool:
        """Sleep until a file's frame is due; says whether it is more than one frame too late."""
        now, transport = time.perf_counter(), self._capture.transport
        moment /= transport.speed
        if self._due_origin is None:
            self._due_origin = now - moment
        ahead = self._due_origin + moment - now
        if ahead > 0:
            # Whoever asks for something else meanwhile is not kept waiting: this frame is shown early.
            (transport.asked if self._capture.seekable else self._capture.stopping).wait(ahead)
            return False
        if ahead < -SLIP_SECONDS:
            self._due_origin = now - moment
            return False
        return ahead < -1.0 / (source.fps or ASSUMED_FPS)

    def _wait_paused(self, source: Source) -> None:
        """Sit out a pause. A file stands still; a live source is read on, and its past is forgotten."""
        capture = self._capture
        if not source.live:
            (capture.transport.asked if capture.seekable else capture.running).wait()
            self._due_origin = None
            return
        while not capture.running.is_set() and self._wanted:
            source.grab()
            self.heard, self.opened = time.perf_counter(), True
            capture.drops[PAUSED] += 1
            capture.heard(self)
        capture.begin_anew()
