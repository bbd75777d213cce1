"""Where a source's reader puts what it reads: the newest frame is for the eye, the sampled ones are for each model's feed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from app.frames import Frame, Sampled
from app.live.frame_feed import FrameFeed
from app.live.meters import Rate

Due = list[tuple[FrameFeed, int]]  # each feed and the ticks of its clock that a frame stands for


@dataclass(frozen=True)
class SourceInfo:
    """What a source says of itself once it is open.

    live: frames come when they come. seekable: it can be read from any of its moments. fps: frames a second, 0.0 where
    it does not say. duration: seconds, None where it is unknown.
    """

    live: bool = False
    seekable: bool = False
    fps: float = 0.0
    duration: float | None = None


class FrameSink:
    """Everything that readers and sessions share, behind one lock; each method may be called from any thread.

    A reader puts frames of one ``generation``. What begins anew (a seek, a loop, a stall, a source opened again) is the
    next generation, and frames of an earlier one are refused: a reader that was given up cannot put a late frame.

    rate: frames read. info: see ``SourceInfo``.
    """

    def __init__(self, on_frame: Callable[[Frame], None] = lambda frame: None):
        """
        Args:
            on_frame: given each new frame, in the reader's thread; must return at once.
        """
        self._on_frame = on_frame
        self._lock = threading.Lock()
        self._feeds: tuple[FrameFeed, ...] = ()
        self._finished = self._closed = False
        self._latest: Frame | None = None
        self._drops: Counter[str] = Counter()
        self._generation = 0
        self._next_index = 0
        self._began: float | None = None  # machine clock of a live source's first frame
        self.rate = Rate()
        self.info = SourceInfo()

    # ---- for the session

    def add(self, feed: FrameFeed) -> bool:
        """Give frames to ``feed`` too, from the next one on; what has ended meanwhile ends for it as well.

        Returns:
            False where the sink is closed: it will never be given anything.
        """
        with self._lock:
            if self._closed:
                feed.close()
                return False
            self._feeds = (*self._feeds, feed)
            if self._finished:
                feed.finish()
            return True

    def remove(self, feed: FrameFeed) -> None:
        """Give nothing to ``feed`` any more, and close it."""
        with self._lock:
            self._feeds = tuple(one for one in self._feeds if one is not feed)
        feed.close()

    def finish(self) -> None:
        """The source has ended: the feeds hand out what waits, then end."""
        with self._lock:
            self._finished = True
            for feed in self._feeds:
                feed.finish()

    def close(self) -> None:
        """Take nothing any more and drop what waits; whoever waits at a feed is let go."""
        with self._lock:
            self._closed = True
            feeds, self._feeds = self._feeds, ()
        for feed in feeds:
            feed.close()

    def forget(self) -> None:
        """Let go of the newest frame."""
        with self._lock:
            self._latest = None

    @property
    def latest(self) -> Frame | None:
        """The newest frame, None before the first; never waits."""
        return self._latest

    @property
    def generation(self) -> int:
        return self._generation

    @property
    def drops(self) -> dict[str, int]:
        """Frames that were not shown, by cause."""
        with self._lock:
            return dict(self._drops)

    # ---- for the reader and the one who watches it

    def begin_anew(self, generation: int | None = None) -> int:
        """Begin the next generation: what was seen before no longer belongs to what comes.

        Args:
            generation: of the reader that asks; nothing happens where another has taken its place. None: always begin.

        Returns:
            The generation with which whoever asked may go on.
        """
        with self._lock:
            if generation is not None and generation != self._generation:
                return generation
            self._generation += 1
            for feed in self._feeds:
                feed.reset()
            return self._generation

    def continued(self, now: float) -> tuple[int, float]:
        """A live source's next frame number, and the machine clock that its times count from: ``now`` the first time."""
        with self._lock:
            if self._began is None:
                self._began = now
            return self._next_index, self._began

    def wanted_in(self, now: float) -> float:
        """Seconds from ``now`` (machine clock) until a feed wants a live source's next frame; 0 or less: it does already."""
        with self._lock:
            if self._began is None or not self._feeds:
                return 0.0
            return self._began + min(feed.next_time for feed in self._feeds) - now

    def due(self, generation: int, time: float) -> Due:
        """Which feeds want the frame at ``time`` (seconds of video); none does for a reader that was given up."""
        self.rate.count()
        with self._lock:
            if generation != self._generation:
                return []
            return [(feed, ticks) for feed in self._feeds if (ticks := feed.ticks(time)) > 0]

    @property
    def window_seconds(self) -> float:
        """The longest of the feeds' ``window_seconds``."""
        with self._lock:
            return max((feed.window_seconds for feed in self._feeds), default=0.0)

    def put(self, generation: int, frame: Frame, due: Due, shown: bool = True) -> bool:
        """Take a frame. A file's reader waits here while a feed is full; a live source's never does.

        Args:
            generation: the reader's.
            frame: nobody writes to its image from now on.
            due: what ``due`` said of it.
            shown: whether it is for the eye, too.

        Returns:
            Whether it was taken: not from a reader that was given up, and not by a closed sink.
        """
        sampled = [(feed, Sampled(frame, ticks, generation)) for feed, ticks in due]
        live = self.info.live
        with self._lock:
            if self._closed or generation != self._generation:
                return False
            if shown:
                self._latest, self._next_index = frame, frame.index + 1
            if live:
                for feed, one in sampled:
                    feed.put_newest(one)
        if shown:
            self._on_frame(frame)
        if not live:
            for feed, one in sampled:
                feed.put(one)
        return True

    def drop(self, cause: str, due: Due = ()) -> None:
        """Count a frame that was not shown; the feeds' next frames stand for its ticks."""
        with self._lock:
            self._drops[cause] += 1
            for feed, ticks in due:
                feed.carry(ticks)
