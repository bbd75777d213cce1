"""Recordings as they appear: a file that is still being written is left until it rests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

State = tuple[int, int]  # bytes, and when it was changed, nanoseconds


@dataclass
class _Seen:
    state: State
    since: float


class Rest:
    """Which files have not changed for a while. Looks at nothing itself: it is told what there is, and when."""

    def __init__(self, seconds: float):
        """seconds: For how long a file must not change."""
        self._seconds = seconds
        self._seen: dict[Path, _Seen] = {}
        self._given: dict[Path, State] = {}

    def look(self, files: Iterable[tuple[Path, State]], now: float, wall: float) -> list[Path]:
        """The files that rest and were not given in this state before.

        Args:
            files: All that there are, and the state of each.
            now: Of a clock that never goes back, seconds.
            wall: Seconds since 1970: what was changed long ago rests already when it is seen first.

        Returns:
            Them, in the order given.
        """
        resting, there = [], dict(files)
        for path, state in there.items():
            seen = self._seen.get(path)
            if seen is None:
                age = wall - state[1] / 1e9
                seen = self._seen[path] = _Seen(state, now - max(0.0, age))
            elif seen.state != state:
                seen.state, seen.since = state, now
            if state[0] and now - seen.since >= self._seconds and self._given.get(path) != state:
                self._given[path] = state
                resting.append(path)
        for path in set(self._seen) - set(there):
            del self._seen[path]
            self._given.pop(path, None)
        return resting

    @property
    def waiting(self) -> int:
        """How many files there are that do not rest yet."""
        return sum(1 for path, seen in self._seen.items() if self._given.get(path) != seen.state)
