"""What keys that are held and let go mean: from when to when is marked as what. Pure."""

from __future__ import annotations

from collections.abc import Callable

MOMENT = 0.5  # seconds: a tap marks as much around it; about what a model sees at once
JUMP = 1.0  # seconds: a video that goes back further was sent there, or has begun again


class Marking:
    """Two ways to mark: hold a label's key while it happens, or say where it starts and ends and then press the key.

    mark: told the start, the end (seconds) and the label of each mark that was made.
    """

    def __init__(self, mark: Callable[[float, float, str], None]):
        self._mark = mark
        self._held = ""
        self._start = self._last = 0.0
        self._span: tuple[float, float | None] | None = None

    @property
    def holding(self) -> bool:
        """Whether a label's key is down."""
        return self._held != ""

    @property
    def pending(self) -> tuple[float, float | None, str] | None:
        """What is being marked: its start, its end as far as it has one, its label where it has one; None: nothing."""
        if self._held:
            return self._start, self._last, self._held
        return None if self._span is None else (*self._span, "")

    def begin(self, now: float) -> None:
        """It starts at ``now`` (seconds)."""
        self.release(now)
        self._span = (now, None)

    def end(self, now: float) -> None:
        """It ends at ``now``; without a start, it is the moment before."""
        self.release(now)
        start = max(0.0, now - MOMENT) if self._span is None else self._span[0]
        self._span = (min(start, now), max(start, now))

    def press(self, label: str, now: float) -> None:
        """The key of ``label`` goes down: it names what has a start, or begins a mark that lasts until it comes up."""
        self.release(now)
        if self._span is not None:
            (start, end), self._span = self._span, None
            self._give(start, now if end is None else end, label)
        else:
            self._held, self._start, self._last = label, now, now

    def move(self, now: float) -> None:
        """The video is at ``now``; where it was sent back, what is held ends where it was."""
        if self._held and now < self._last - JUMP:
            self.release(self._last)
        self._last = now

    def release(self, now: float) -> None:
        """The key comes up. Nothing happens where none was down."""
        if self._held:
            self.move(now)
        if self._held:
            label, self._held = self._held, ""
            self._give(self._start, self._last, label)

    def cancel(self) -> bool:
        """Forget what is being marked; whether there was anything."""
        there = self.pending is not None
        self._held, self._span = "", None
        return there

    def _give(self, start: float, end: float, label: str) -> None:
        start, end = min(start, end), max(start, end)
        short = MOMENT - (end - start)
        if short > 0:
            start = max(0.0, start - short / 2)
            end = start + MOMENT
        self._mark(start, end, label)
