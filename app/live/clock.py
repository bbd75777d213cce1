"""The clock that the live core goes by."""

from __future__ import annotations

import threading
import time


class Clock:
    """The machine's clock. A test puts one in its place that it moves by hand, instead of sleeping."""

    def now(self) -> float:
        """Seconds since some moment, never going back."""
        return time.perf_counter()

    def wait(self, event: threading.Event, seconds: float | None = None) -> bool:
        """Sleep for so long (None: without end), or until ``event`` is set.

        Returns:
            Whether it is set.
        """
        return event.wait(seconds)
