"""The two hand-overs between threads, both bounded: the newest frame for the eye, the sampled ones for the model."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import replace

from app.frames import Frame, Sampled

MODEL_BUSY = "model busy"


class LatestSlot:
    """Holds the newest frame only; putting and getting never wait. Assigning a reference is atomic in Python."""

    def __init__(self):
        self._frame: Frame | None = None

    def put(self, frame: Frame) -> None:
        self._frame = frame

    def get(self) -> Frame | None:
        return self._frame


class RollingBuffer:
    """Sampled frames on their way to the model, at most one window of them.

    A file's reader waits while it is full, so no frame is lost. A live source's oldest frame gives way instead, is
    counted, and the next one stands for its ticks too, so that the model's window still spans the right video time.
    """

    def __init__(self, length: int):
        """length: the model's clip length; the most frames that may wait, and the most ticks one may stand for."""
        self._length = length
        self._items: deque[Sampled] = deque()
        self._changed = threading.Condition()
        self._finished = False
        self._closed = False
        self.drops: Counter[str] = Counter()

    def put(self, sampled: Sampled) -> bool:
        """Append, waiting for room; False when the buffer was closed and the frame is not wanted any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._items) < self._length)
            return self._append(sampled)

    def put_newest(self, sampled: Sampled, pending: int) -> bool:
        """Append at once, dropping the oldest so that at most ``pending`` wait; False when the buffer was closed."""
        with self._changed:
            if not self._append(sampled):
                return False
            while len(self._items) > max(1, pending):
                oldest = self._items.popleft()
                self.drops[MODEL_BUSY] += 1
                heir = self._items[0]
                if heir.epoch == oldest.epoch:
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
