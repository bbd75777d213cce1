"""One opening of a source, read in a thread of its own until it ends, is lost or is given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from app.errors import UserError
from app.frames import Frame
from app.live.file_clock import FileClock
from app.live.frame_sink import FrameSink, SourceInfo
from app.live.reader_controls import Pictures, ReaderControls
from app.sources import Source
from app.sources.base import SeekableSource
from model.safe_text import say_failure
from model.video.timestamps import ASSUMED_FPS, HALF_TICK

LATE = "late for display"
PAUSED = "paused"
UNDECODABLE = "undecodable"
SILENT_SECONDS = 1.5  # a live source that was silent for longer begins anew: what was before no longer belongs to now
GLANCED_FPS = 10.0  # pictures of a screen for somebody who looks elsewhere
MOST_IDLE = 0.5  # seconds without a picture where none is shown: well below what counts as silence
WATCH_SECONDS = 0.1  # how often a live source is looked after; a shorter silence is none


class SourceReader:
    """Reads a source into a sink as its controls ask. It knows nobody else, and stops when the sink's generation moves on.

    Attributes for the one who watches: opened (a first frame was taken), heard (machine clock of the newest frame, or of
    the beginning), done (set when the thread is about to end), error (why, one sentence; "" for a source that came to its
    end).
    """

    def __init__(self, opener: Callable[[], Source], sink: FrameSink, controls: ReaderControls, news: threading.Event):
        """
        Args:
            opener: opens the source, in the reader's thread.
            sink: where frames go, as its present generation.
            controls: what is asked of the reader.
            news: set when the one who watches should look: at the first frame, after a silence, at the end.
        """
        self._opener, self._sink, self._controls, self._news = opener, sink, controls, news
        self._generation = sink.generation
        self._thread: threading.Thread | None = None
        self._clock = FileClock(controls)
        self._at = 0.0  # video time of the frame grabbed last
        self._look = 0.0  # machine clock from which on an eye wants another picture
        self._offset: tuple[int, float] | None = None  # what a live source's index and time are moved by
        self.opened = False
        self.heard = controls.clock.now()
        self.done = threading.Event()
        self.error = ""

    def start(self) -> None:
        """Begin; call once."""
        thread = threading.Thread(target=self._run, name="reader", daemon=True)
        thread.start()
        self._thread = thread  # now: one that has not begun cannot be waited for

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds; says whether the thread has ended."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        return not self.alive

    @property
    def alive(self) -> bool:
        """Whether its thread runs; a read that hangs may keep it long after it was given up."""
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        try:
            source = self._opener()
            try:
                self._read(source)
            finally:
                self._clock.silence()
                source.close()
        except UserError as error:
            self.error = str(error)
        except Exception as error:  # the thread must never die without a word
            say_failure(error)
            self.error = f"Received an unexpected {type(error).__name__} while reading the source: {error}."
        finally:
            self.done.set()
            self._news.set()

    @property
    def _wanted(self) -> bool:
        return self._generation == self._sink.generation and not self._controls.stopped

    def _begin_anew(self) -> None:
        self._generation = self._sink.begin_anew(self._generation)

    def _read(self, source: Source) -> None:
        if not self._wanted:
            return
        controls, seekable = self._controls, not source.live and hasattr(source, "seek")
        self._sink.info = SourceInfo(source.live, seekable, source.fps, source.duration)
        while self._wanted:
            if seekable and controls.asked:
                self._obey(source)
            if controls.paused:
                self._sit_out_pause(source, seekable)
                continue
            self._wait_until_needed(source)
            grabbed = source.grab()
            if grabbed is None:
                if self._wanted:  # the duration is known by now, no longer stated
                    self._sink.info = replace(self._sink.info, duration=source.duration)
                controls.wait_stopped(
                    1.0 / (source.fps or ASSUMED_FPS)
                )  # the last frame, too, has its time on the screen
                return
            if not self._wanted:
                return
            if source.live:
                grabbed = self._place(*grabbed)
            if self._take(source, *grabbed) and not self.opened:
                self.opened = True
                self._news.set()
            loop = controls.loop
            if loop is not None and seekable and self._at >= loop[1]:
                controls.seek(loop[0])

    def _wait_until_needed(self, source: Source) -> None:
        """Leave a source that makes its pictures on demand alone until a model or an eye wants the next."""
        controls, enough = self._controls, getattr(source, "watched_fps", None)
        needed = controls.pictures
        if not source.live or not enough or needed is Pictures.EVERY:
            return
        now = controls.clock.now()
        wait = min(self._sink.wanted_in(now), MOST_IDLE)
        if needed is Pictures.SAMPLED:
            controls.wait_shown(max(0.0, wait))
            return
        controls.wait_stopped(max(0.0, min(wait, self._look - now)))
        rate = enough if needed is Pictures.WATCHED else GLANCED_FPS
        self._look = controls.clock.now() + 1 / rate  # also behind a model's picture: it is one of them

    def _obey(self, source: SeekableSource) -> None:
        """Go where it is asked to, and show the frame there; also while paused."""
        aim, steps, look_back = self._controls.take()
        self._clock.stop()  # a new speed, too, counts from here
        if look_back:
            self._look_back(source)
            return
        reached = None
        if aim is not None or steps < 0:
            if steps < 0:
                aim = self._earlier(source, self._at if aim is None else aim, -steps)
            reached = source.seek(aim)
            if reached is None:
                return
            self._begin_anew()
        for _ in range(steps):
            reached = source.grab()
            if reached is None:
                return
        if reached is not None:
            self._take(source, *reached)

    def _look_back(self, source: SeekableSource) -> None:
        """Read the window of frames that ends with the one that is shown, for the models alone; given up for another wish."""
        end, sink = self._at, self._sink
        reached = source.seek(max(0.0, end - sink.window_seconds))
        self._begin_anew()
        while reached is not None and reached[1] < end + HALF_TICK and self._wanted and not self._controls.asked:
            index, self._at = reached
            due = sink.due(self._generation, self._at)
            image = source.retrieve() if due else None
            if image is not None:
                image.flags.writeable = False
                frame = Frame(index, self._at, image, time.perf_counter())
                sink.put(self._generation, frame, due, shown=False)
            if self._at > end - HALF_TICK:
                return
            reached = source.grab()
        source.seek(end)  # reading goes on behind what is shown
        self._at = end

    def _earlier(self, source: SeekableSource, time: float, frames: int) -> float:
        """The time of the frame ``frames`` before the one at ``time``: read, not reckoned, as files may be uneven."""
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
        now = self._controls.clock.now()
        if self._offset is None:
            first, began = self._sink.continued(now)
            self._offset = first - index, now - began - moment
        elif now - self.heard > SILENT_SECONDS:
            self._begin_anew()
        self._hear(now)
        return index + self._offset[0], moment + self._offset[1]

    def _hear(self, now: float) -> None:
        silence, self.heard = now - self.heard, now
        if silence > WATCH_SECONDS:  # it may have been called a stall
            self._news.set()

    def _take(self, source: Source, index: int, moment: float) -> bool:
        """Put one grabbed frame where it belongs; False when none was decoded or wanted."""
        self._at = moment
        sink = self._sink
        due = sink.due(self._generation, moment)
        if source.live and not due and self._controls.pictures is Pictures.SAMPLED:
            return False  # nobody misses it
        late = not source.live and self._clock.wait_until_due(moment, source.fps, sink.info.seekable)
        captured = time.perf_counter()
        if late and not due:
            sink.drop(LATE)
            return False
        image = source.retrieve()
        if image is None:
            sink.drop(UNDECODABLE, due)
            return False
        image.flags.writeable = False
        return sink.put(self._generation, Frame(index, moment, image, captured), due)

    def _sit_out_pause(self, source: Source, seekable: bool) -> None:
        """A file stands still; a live source is read on, and its past is forgotten."""
        if not source.live:
            self._clock.stop()
            (self._controls.wait_asked if seekable else self._controls.wait_running)()
            return
        on_demand = getattr(source, "watched_fps", None)
        while self._controls.paused and self._wanted:
            if on_demand:  # nothing piles up: it is only looked whether it is still there
                self._controls.wait_running(MOST_IDLE)
            source.grab()
            self._hear(self._controls.clock.now())
            self.opened = True
            self._sink.drop(PAUSED)
        self._begin_anew()
