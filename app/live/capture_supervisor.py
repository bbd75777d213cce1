"""Capturing a source, whatever happens to it: opened, watched, reopened. The only code that decides when.

A ``Reader`` reads the source in one thread; this one watches it. Files: each frame is due at its time stamp; the model
gets every sampled frame however slow it is (reading waits), the eye may miss some. Live sources: reading never waits,
and whoever is slow misses frames. What is missed is counted by cause. A live source that falls silent is stalled; one
that is lost, or stays silent, is opened again with growing pauses until the restart budget is spent.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from app.frames import Frame
from app.live.buffers import LatestSlot, RollingBuffer
from app.live.frame_feed import Lane
from app.live.meters import Rate
from app.live.playback import Transport
from app.live.source_reader import LATE, PAUSED, SILENT_SECONDS, UNDECODABLE, Reader
from app.live.states import State, StateMachine
from app.sources import Source
from model.safe_text import say_failure
from model.video.sampling import TickSampler

__all__ = ["LATE", "PAUSED", "UNDECODABLE", "Capture", "Patience"]

WATCH_SECONDS = 0.1  # how often a live source is looked after


@dataclass(frozen=True)
class Patience:
    """How long a live source is waited for, seconds.

    stalled: silence that counts as a stall. lost: silence after which it is given up and opened again (longer than a
    stream's own limit, which is the gentler way). opening: the most an opening may take.
    pauses: before the first reopening, the second and so on; the last holds for all that follow.
    steady: pictures for so long refill the budget. budget: reopenings in a row before it is given up for good.
    """

    stalled: float = SILENT_SECONDS
    lost: float = 8.0
    opening: float = 12.0
    pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 1.5)
    steady: float = 5.0
    budget: int = 400

    def pause(self, attempt: int) -> float:
        """Seconds before reopening number ``attempt``, counted from 0."""
        return self.pauses[min(attempt, len(self.pauses) - 1)]


class Capture:
    """Runs one source from opening to its end in daemon threads of its own."""

    def __init__(
        self,
        opener: Callable[[], Source],
        sampler: TickSampler,
        buffer: RollingBuffer,
        *,
        latest: LatestSlot | None = None,
        paced: bool = True,
        loop: bool = False,
        live_pending: int = 1,
        patience: Patience | None = None,
        on_state: Callable[[State, str], None] = lambda state, message: None,
        on_frame: Callable[[Frame], None] | None = None,
    ):
        """opener: opens the source, in the reader's thread. sampler, buffer: the first model's (``add_lane`` for more).

        latest: takes the frames for display; None: only sampled frames are decoded to pictures. paced: files run at 1x;
        False: as fast as the buffer takes them. loop: a file begins again at its end, as a new epoch.
        live_pending: see ``Lane``. patience: with live sources. on_state: told each state with a sentence or "", by one
        of the two threads. on_frame: given each frame, in the reader's thread; must return at once.
        """
        self._opener = opener
        self._loop = loop
        self._patience = patience or Patience()
        self._on_state = on_state
        self._machine = StateMachine()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._given_up: list[Reader] = []
        self._reader: Reader | None = None
        self._began: float | None = None  # machine clock of a live source's first frame
        self._next_index = 0
        self.on_frame = on_frame
        self.latest = latest
        self.paced = paced
        self.lanes: tuple[Lane, ...] = (Lane(sampler, buffer, live_pending),)
        self.stopping = threading.Event()
        self.running = threading.Event()  # cleared while paused
        self.running.set()
        self.transport = Transport()
        self.epoch = 0
        self.live = False
        self.seekable = False
        self.duration: float | None = None
        self.fps = 0.0
        self.drops: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()  # "stalled", "reconnected", "attempts"
        self.rate = Rate()

    # ---- for the session

    @property
    def state(self) -> State:
        return self._machine.state

    @property
    def message(self) -> str:
        return self._machine.message

    def start(self) -> None:
        """Begin; call once."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the threads to end; does not wait. The caller also closes the buffers, where one may be waiting."""
        self.stopping.set()
        self.running.set()
        self.transport.asked.set()
        self._wake.set()

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds for the threads; says whether they have ended (a blocked read may not have)."""
        end = time.perf_counter() + timeout
        if self._thread.ident is not None:
            self._thread.join(timeout)
        readers = [reader for reader in (self._reader, *self._given_up) if reader is not None]
        ended = [reader.join(max(0.0, end - time.perf_counter())) for reader in readers]
        return all(ended) and not self._thread.is_alive()

    def pause(self) -> None:
        self.running.clear()

    def resume(self) -> None:
        self.running.set()
        self.transport.asked.set()

    def add_lane(self, lane: Lane) -> None:
        """Let another model look at the source, from its next frame on."""
        self.lanes = (*self.lanes, lane)

    def remove_lane(self, buffer: RollingBuffer) -> None:
        """Give nothing to ``buffer`` any more."""
        self.lanes = tuple(lane for lane in self.lanes if lane.buffer is not buffer)

    # ---- for the reader

    def describe(self, source: Source) -> None:
        """The source is open."""
        self.live, self.duration, self.fps = source.live, source.duration, source.fps
        self.seekable = not source.live and hasattr(source, "seek")

    def continued(self, now: float) -> tuple[int, float]:
        """A live source's next frame number, and the machine clock that its times count from."""
        if self._began is None:
            self._began = now
        return self._next_index, self._began

    def hand_on(self, frame: Frame) -> None:
        """A new frame, for the eye and the recorder."""
        self._next_index = frame.index + 1
        if self.latest is not None:
            self.latest.put(frame)
        if self.on_frame is not None:
            self.on_frame(frame)

    def heard(self, reader: Reader) -> None:
        """``reader`` got a frame."""
        if self.state is not State.PLAYING and reader is self._reader and reader.opened:
            if self.state is State.RECONNECTING:
                self.troubles["reconnected"] += 1
            self._move(State.PLAYING)

    def begin_anew(self) -> None:
        """What was seen before no longer belongs to what comes: a loop, a pause, a stall."""
        self.epoch += 1
        for lane in self.lanes:
            lane.reset()

    def wake(self) -> None:
        """Something has happened that the watching thread should look at."""
        self._wake.set()

    # ---- the watching thread

    def _run(self) -> None:
        try:
            self._run_readers()
        except Exception as error:  # the thread must never die without a word
            say_failure(error)
            self._move(State.FAILED, f"Received an unexpected {type(error).__name__} while capturing: {error}.")
        finally:
            for lane in self.lanes:
                lane.buffer.finish()

    def _run_readers(self) -> None:
        attempt = 0
        while not self.stopping.is_set():
            reader = self._reader = Reader(self, self._opener)
            reader.start()
            lost, steady = self._watch(reader)
            if self.stopping.is_set():
                return
            if not lost:
                if not self._loop or self.live:
                    self._move(State.ENDED)
                    return
                self.begin_anew()
                continue
            if not self._was_open or not self.live:
                self._move(State.FAILED, lost)
                return
            attempt = 0 if steady else attempt + 1
            if attempt >= self._patience.budget:
                self._move(State.FAILED, f"{lost} It was tried {attempt} times in a row without success.")
                return
            if self.state is not State.RECONNECTING:
                self._move(State.RECONNECTING, lost)
            self.troubles["attempts"] += 1
            self.stopping.wait(self._patience.pause(attempt))
            self._await_hung_readers()
            self.begin_anew()

    @property
    def _was_open(self) -> bool:
        return self.state is not State.OPENING

    def _watch(self, reader: Reader) -> tuple[str, bool]:
        """Look after ``reader`` to its end: ``(why it was lost, "" for a good end; whether it had run steadily)``."""
        began, patience = time.perf_counter(), self._patience
        while not self.stopping.is_set():
            self._wake.wait(WATCH_SECONDS)
            self._wake.clear()
            now = time.perf_counter()
            steady = reader.opened and reader.heard - began > patience.steady
            if reader.done.is_set():
                return reader.error, steady
            if not self.live:
                continue
            if not reader.opened:
                # The first opening is waited for as long as it takes: the window shows it, and it can be left.
                if self._was_open and now - began > patience.opening:
                    return self._give_up(reader, "it did not open in time"), False
            elif now - reader.heard > patience.lost:
                return self._give_up(reader, f"it has been silent for {patience.lost:g} s"), steady
            elif now - reader.heard > patience.stalled and self.state is State.PLAYING:
                self.troubles["stalled"] += 1
                self._move(State.STALLED, "The source has gone silent.")
        return "", False

    def _give_up(self, reader: Reader, why: str) -> str:
        reader.give_up()
        self._given_up = [one for one in self._given_up if one.alive] + [reader]
        return f"Received no more pictures from the source: {why}; check that it is connected and sends."

    def _await_hung_readers(self) -> None:
        """Wait while two given-up readers still hang in their reads: a third would hang, too, and never be let go."""
        while sum(reader.alive for reader in self._given_up) >= 2 and not self.stopping.wait(WATCH_SECONDS):
            pass

    def _move(self, state: State, message: str = "") -> None:
        if self._machine.move(state, message):
            self._on_state(state, message)
