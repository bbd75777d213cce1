"""The model's clock: which frames of a video, of any frame rate, the model sees.

Time is cut into ticks of ``1 / fps`` seconds from the first frame on. The first frame at or after a tick
stands for it; a frame that several ticks have waited for (a slow or stuttering source) stands for each of them,
so that a window always spans the video time it was trained on.
"""

from __future__ import annotations

from math import floor, inf

_EPSILON = 1e-6  # a 30 fps file's 1/10 s is 0.09999..., and must still count as the tick


class TickSampler:
    """Says for each frame, by its timestamp, how many ticks of the model's clock it stands for."""

    def __init__(self, fps: float, most: int):
        """fps: ticks a second of video time. most: the most ticks one frame may stand for (the clip length)."""
        self._fps = fps
        self._most = most
        self.reset()

    def reset(self) -> None:
        """Forget the past: the next frame starts the clock."""
        self._start: float | None = None
        self._tick = -1

    @property
    def seconds(self) -> float:
        """From one tick to the next."""
        return 1.0 / self._fps

    @property
    def next_time(self) -> float:
        """When the next tick is, seconds; a frame before it is skipped. Minus infinity before the first frame."""
        return -inf if self._start is None else self._start + (self._tick + 1) / self._fps

    def ticks(self, time: float) -> int:
        """How many ticks the frame at ``time`` (seconds, never decreasing) stands for; 0: the model skips it.

        Args:
            time: Seconds from the file's zero, never decreasing.

        Returns:
            How many ticks it stands for; 0: the model does not see it.
        """
        if self._start is None:
            self._start = time
        tick = floor((time - self._start) * self._fps + _EPSILON)
        passed = tick - self._tick
        if passed <= 0:
            return 0
        self._tick = tick
        return min(passed, self._most)
