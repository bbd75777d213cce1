"""One model's share of a source's frames: those on its clock, on their way from the reader to the inference worker."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import replace

from app.frames import Sampled
from model.video.sampling import TickSampler

MODEL_BUSY = "model busy"


class FrameFeed:
    """Sampled frames that wait for a model, at most one window of them.

    A file's reader waits while it is full, so no frame is lost. A live source's oldest frame gives way instead, is
    counted, and the next one stands for its ticks too, so that the model's window still spans the right video time.

    The clock (``ticks``, ``next_time``, ``carry``, ``reset``) belongs to the ``FrameSink`` that the feed is in; the rest may
    be called from any thread. drops: frames that gave way, by cause.
    """

    def __init__(self, sampler: TickSampler, length: int, live_pending: int = 1):
        """
        Args:
            sampler: the model's clock.
            length: the model's clip length; the most frames that may wait, and the most ticks one may stand for.
            live_pending: the most frames of a live source that may wait; more would only be older.
        """
        self._sampler, self._length, self._live_pending = sampler, length, live_pending
        self._carried = 0  # ticks of sampled frames that could not be decoded: the next frame stands for them
        self._items: deque[Sampled] = deque()
        self._changed = threading.Condition()
        self._finished = False
        self._closed = False
        self.drops: Counter[str] = Counter()

    # ---- the clock

    def ticks(self, time: float) -> int:
        """For how many ticks of the model's clock the frame at ``time`` (seconds) stands; 0: the model does not want it."""
        carried, self._carried = self._carried, 0
        return self._sampler.ticks(time) + carried

    @property
    def next_time(self) -> float:
        """From when on a frame is wanted, seconds; minus infinity before the first."""
        return self._sampler.next_time

    @property
    def window_seconds(self) -> float:
        """How long before a frame the window begins that ends with it, wherever the ticks fall."""
        return self._length * self._sampler.seconds

    def carry(self, ticks: int) -> None:
        """The frame that stood for ``ticks`` was not decoded: let the next one stand for them."""
        self._carried += ticks

    def reset(self) -> None:
        """The source begins anew: so does the clock."""
        self._carried = 0
        self._sampler.reset()

    # ---- the frames

    def put(self, sampled: Sampled) -> bool:
        """Append, waiting for room; False when the feed was closed and the frame is not wanted any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._items) < self._length)
            return self._append(sampled)

    def put_newest(self, sampled: Sampled) -> bool:
        """Append at once, dropping the oldest frames that are too many; False when the feed was closed."""
        with self._changed:
            if not self._append(sampled):
                return False
            while len(self._items) > self._live_pending:
                oldest = self._items.popleft()
                self.drops[MODEL_BUSY] += 1
                heir = self._items[0]
                if heir.generation == oldest.generation:
                    self._items[0] = replace(heir, ticks=min(self._length, heir.ticks + oldest.ticks))
            return True

    def _append(self, sampled: Sampled) -> bool:
        if self._closed:
            return False
        self._items.append(sampled)
        self._changed.notify_all()
        return True

    def get(self) -> Sampled | None:
        """The oldest frame, waiting for one; None when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._finished or self._items)
            if self._closed or not self._items:
                return None
            sampled = self._items.popleft()
            self._changed.notify_all()
            return sampled

    def finish(self) -> None:
        """The source has ended: what waits is still handed out, then ``get`` returns None."""
        with self._changed:
            self._finished = True
            self._changed.notify_all()

    def close(self) -> None:
        """Stop at once: whoever waits on either side is let go, and what waited is dropped."""
        with self._changed:
            self._closed = True
            self._items.clear()
            self._changed.notify_all()
