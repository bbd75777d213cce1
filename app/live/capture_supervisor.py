"""Keeping a source going: it is opened, watched and opened again. The only code that decides when.

A ``SourceReader`` reads the source in one thread; a ``CaptureSupervisor`` watches it in another. Files: each frame is due
at its time stamp; the model gets every sampled frame however slow it is (reading waits), the eye may miss some. Live
sources: reading never waits, and whoever is slow misses frames. What is missed is counted by cause. A live source that
falls silent is stalled; one that is lost, or stays silent, is opened again with growing pauses until the restart budget is
spent.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from app.live.frame_sink import FrameSink
from app.live.reader_controls import ReaderControls
from app.live.source_reader import SILENT_SECONDS, WATCH_SECONDS, SourceReader
from app.live.states import State, StateMachine
from app.sources import Source
from model.safe_text import say_failure

MOST_HUNG = 2  # given-up readers that still hang in their reads: another would hang too, and never be let go


@dataclass(frozen=True)
class ReconnectPolicy:
    """How long a live source is waited for, seconds.

    stalled: silence that counts as a stall, more than WATCH_SECONDS. lost: silence after which it is given up and opened
    again (longer than a stream's own limit, which is the gentler way). opening: the most an opening may take.
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


class CaptureSupervisor:
    """Runs one source from opening to its end in daemon threads; its end reaches the models through the sink.

    troubles: how often a live source "stalled", was "reconnected" and how many "attempts" that took.
    """

    def __init__(
        self,
        opener: Callable[[], Source],
        sink: FrameSink,
        controls: ReaderControls,
        machine: StateMachine,
        *,
        loop: bool = False,
        policy: ReconnectPolicy | None = None,
    ):
        """
        Args:
            opener: opens the source, in a reader's thread.
            sink: where frames go; finished when the source ends, closed when it fails.
            controls: what is asked of the readers.
            machine: told what the source does.
            loop: a file begins again at its end, as a new generation.
            policy: with a live source that goes silent.
        """
        self._opener, self._sink, self._controls, self._machine = opener, sink, controls, machine
        self._loop = loop
        self._policy = policy or ReconnectPolicy()
        self._news = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._reader: SourceReader | None = None
        self._given_up: list[SourceReader] = []
        self.troubles: Counter[str] = Counter()

    def start(self) -> None:
        """Begin, unless it has been stopped already; call once."""
        with self._lock:
            if not self._controls.stopped:
                self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Ask the threads to end, and let go whoever waits for frames; does not wait."""
        with self._lock:
            self._controls.stop()
        self._sink.close()
        self._news.set()

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds for the threads; says whether they have ended (a blocked read may not have)."""
        end = time.perf_counter() + timeout
        ended = True
        with self._lock:
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout)
            ended = not thread.is_alive()
        for reader in (self._reader, *self._given_up):
            ended &= reader is None or reader.join(max(0.0, end - time.perf_counter()))
        return ended

    def _run(self) -> None:
        try:
            self._run_readers()
        except Exception as error:  # the thread must never die without a word
            say_failure(error)
            self._fail(f"Received an unexpected {type(error).__name__} while capturing: {error}.")
        finally:
            self._sink.finish()

    def _fail(self, message: str) -> None:
        self._machine.report(State.FAILED, message)
        self.stop()

    def _run_readers(self) -> None:
        attempt = 0
        while not self._controls.stopped:
            reader = self._reader = SourceReader(self._opener, self._sink, self._controls, self._news)
            reader.start()
            lost, steady = self._watch(reader)
            if self._controls.stopped:
                return
            if not lost:
                if not self._loop or self._sink.info.live:
                    return
                self._sink.begin_anew()
                continue
            if not self._was_open or not self._sink.info.live:
                self._fail(lost)
                return
            attempt = 0 if steady else attempt + 1
            if attempt >= self._policy.budget:
                self._fail(f"{lost} It was tried {attempt} times in a row without success.")
                return
            if self._machine.source is not State.RECONNECTING:
                self._machine.report(State.RECONNECTING, lost)
            self.troubles["attempts"] += 1
            self._controls.wait_stopped(self._policy.pause(attempt))
            self._await_hung_readers()
            self._sink.begin_anew()

    @property
    def _was_open(self) -> bool:
        return self._machine.source is not State.OPENING

    def _watch(self, reader: SourceReader) -> tuple[str, bool]:
        """Look after ``reader`` to its end: ``(why it was lost, "" for a good end; whether it had run steadily)``."""
        clock, policy = self._controls.clock, self._policy
        began = clock.now()
        while not self._controls.stopped:
            clock.wait(self._news, WATCH_SECONDS)
            self._news.clear()
            done, live = (
                reader.done.is_set(),
                self._sink.info.live,
            )  # done first: it may have played all before it ended
            now = clock.now()
            silence = now - reader.heard if live else 0.0
            if reader.opened and silence <= policy.stalled:
                self._note_playing()
            steady = reader.opened and reader.heard - began > policy.steady
            if done:
                return reader.error, steady
            if not live:
                continue
            if not reader.opened:
                # The first opening is waited for as long as it takes: the window shows it, and it can be left.
                if self._was_open and now - began > policy.opening:
                    return self._give_up(reader, "it did not open in time"), False
            elif silence > policy.lost:
                return self._give_up(reader, f"it has been silent for {policy.lost:g} s"), steady
            elif silence > policy.stalled and self._machine.source is State.PLAYING:
                self.troubles["stalled"] += 1
                self._machine.report(State.STALLED, "The source has gone silent.")
        return "", False

    def _note_playing(self) -> None:
        if self._machine.source is State.RECONNECTING:
            self.troubles["reconnected"] += 1
        if self._machine.source is not State.PLAYING:
            self._machine.report(State.PLAYING)

    def _give_up(self, reader: SourceReader, why: str) -> str:
        self._sink.begin_anew()  # from now on nothing of it is taken
        self._given_up = [one for one in self._given_up if one.alive] + [reader]
        return f"Received no more pictures from the source: {why}; check that it is connected and sends."

    def _await_hung_readers(self) -> None:
        while sum(reader.alive for reader in self._given_up) >= MOST_HUNG:
            if self._controls.wait_stopped(WATCH_SECONDS):
                return
