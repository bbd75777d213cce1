"""The capture thread: reads a source, keeps its time, and hands frames on. The only code that touches a source.

Files: each frame is due at its time stamp; the model gets every sampled frame however slow it is (reading waits), the
eye may miss some. Live sources: reading never waits, and whoever is slow misses frames. What is missed is counted by
cause.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable

from app.buffer import LatestSlot, RollingBuffer
from app.errors import UserError
from app.frames import Frame, Sampled
from app.meters import Rate
from app.sources import Source
from app.sources.file import ASSUMED_FPS
from model.sampling import TickSampler

LATE = "late for display"
PAUSED = "paused"
UNDECODABLE = "undecodable"
SLIP_SECONDS = 0.25  # a file that is later than this is not raced after: its clock is set back


class Capture:
    """Runs one source from opening to its end in a daemon thread of its own."""

    def __init__(
        self,
        opener: Callable[[], Source],
        sampler: TickSampler,
        buffer: RollingBuffer,
        *,
        latest: LatestSlot | None = None,
        paced: bool = True,
        loop: bool = False,
        live_pending: int = 2,
        on_open: Callable[[], None] = lambda: None,
        on_error: Callable[[str], None] = lambda message: None,
    ):
        """opener: opens the source, in the thread. sampler: the model's clock. buffer: takes the sampled frames.

        latest: takes the frames for display; None: only sampled frames are decoded to pictures. paced: files run at 1x;
        False: as fast as the buffer takes them. loop: a file begins again at its end, as a new epoch.
        live_pending: the most sampled frames of a live source that may wait for the model.
        on_open: after the first frame. on_error: with one sentence, when the source cannot be opened or read on.
        """
        self._opener = opener
        self._sampler = sampler
        self._buffer = buffer
        self._latest = latest
        self._paced = paced
        self._loop = loop
        self._live_pending = live_pending
        self._on_open = on_open
        self._on_error = on_error
        self._stop = threading.Event()
        self._running = threading.Event()  # cleared while paused
        self._running.set()
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._due_origin: float | None = None  # machine clock at which video time 0 is due
        self._carried = 0  # ticks of sampled frames that could not be decoded: the next frame stands for them
        self._epoch = 0
        self.live = False
        self.duration: float | None = None
        self.drops: Counter[str] = Counter()
        self.rate = Rate()

    def start(self) -> None:
        """Begin; call once."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; does not wait. The caller also closes the buffer, where the thread may be waiting."""
        self._stop.set()
        self._running.set()

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds for the thread; says whether it has ended (a blocked read may not have)."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def pause(self) -> None:
        self._running.clear()

    def resume(self) -> None:
        self._running.set()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._play_once()
                if not self._loop or self.live:
                    break
                self._restart_clock()
        except UserError as error:
            self._on_error(str(error))
        except Exception as error:  # the thread must never die without a word
            traceback.print_exc()
            self._on_error(f"Received an unexpected {type(error).__name__} while reading the source: {error}.")
        finally:
            self._buffer.finish()

    def _play_once(self) -> None:
        source = self._opener()
        try:
            self.live, self.duration = source.live, source.duration
            opened = self._epoch > 0
            while not self._stop.is_set():
                if not self._running.is_set():
                    self._wait_paused(source)
                    continue
                grabbed = source.grab()
                if grabbed is None:
                    if self._paced:  # the last frame, too, has its time on the screen
                        self._stop.wait(1.0 / (source.fps or ASSUMED_FPS))
                    return
                if self._take(source, *grabbed) and not opened:
                    opened = True
                    self._on_open()
        finally:
            source.close()

    def _take(self, source: Source, index: int, moment: float) -> bool:
        """Hand one grabbed frame on to whom it concerns; False when none was decoded."""
        self.rate.count()
        ticks = self._sampler.ticks(moment)
        late = self._wait_until_due(source, moment) if self._paced and not source.live else False
        captured = time.perf_counter()
        ticks += self._carried
        if ticks == 0 and (self._latest is None or late):
            if late:
                self.drops[LATE] += 1
            return False
        image = source.retrieve()
        self._carried = 0
        if image is None:
            self._carried = ticks
            self.drops[UNDECODABLE] += 1
            return False
        self._hand_on(Frame(index, moment, image, captured), ticks, source.live)
        return True

    def _hand_on(self, frame: Frame, ticks: int, live: bool) -> None:
        frame.image.flags.writeable = False
        if self._latest is not None:
            self._latest.put(frame)
        if ticks:
            sampled = Sampled(frame, ticks, self._epoch)
            if live:
                self._buffer.put_newest(sampled, self._live_pending)
            else:
                self._buffer.put(sampled)

    def _wait_until_due(self, source: Source, moment: float) -> bool:
        """Sleep until a file's frame is due; says whether it is more than one frame too late."""
        now = time.perf_counter()
        if self._due_origin is None:
            self._due_origin = now - moment
        ahead = self._due_origin + moment - now
        if ahead > 0:
            self._stop.wait(ahead)
            return False
        if ahead < -SLIP_SECONDS:
            self._due_origin = now - moment
            return False
        return ahead < -1.0 / (source.fps or ASSUMED_FPS)

    def _wait_paused(self, source: Source) -> None:
        """Sit out a pause. A file stands still; a live source is read on, and its past is forgotten."""
        if not source.live:
            self._running.wait()
            self._due_origin = None
            return
        while not self._running.is_set():
            source.grab()
            self.drops[PAUSED] += 1
        self._restart_clock()

    def _restart_clock(self) -> None:
        self._epoch += 1
        self._due_origin = None
        self._carried = 0
        self._sampler.reset()
