"""Writes what a person has changed within a second, behind their back: a kill loses at most the last second."""

from __future__ import annotations

import threading
from collections.abc import Callable

DELAY = 0.4  # seconds after the first change that is not written yet; changes that follow do not put it off


class Saver:
    """Does what is due in a thread of its own, in the order in which it was first asked for; of one name only the newest.

    on_failure: told, from that thread, of an OSError; what failed is tried again with the next change.
    """

    def __init__(self, on_failure: Callable[[OSError], None], delay: float = DELAY):
        """
        Args:
            on_failure: See above.
            delay: Seconds from the first change to its being written.
        """
        self._on_failure, self._delay = on_failure, delay
        self._due: dict[str, Callable[[], object]] = {}
        self._failed: dict[str, Callable[[], object]] = {}
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
        self._thread.start()

    def later(self, name: str, write: Callable[[], object]) -> None:
        """Have ``write`` called soon, in the place of what is due under ``name``.

        Args:
            name: What is written.
            write: Writes it; may raise OSError.
        """
        with self._changed:
            self._due = {**self._failed, **self._due, name: write}
            self._failed = {}
            self._changed.notify()

    def finish(self) -> bool:
        """Write at once what is due, and wait for it; whether all of it could be written."""
        with self._writing:
            with self._changed:
                due, self._due, self._failed = {**self._failed, **self._due}, {}, {}
            failed = {name: write for name, write in due.items() if not self._written(write)}
            with self._changed:
                self._failed = {name: write for name, write in failed.items() if name not in self._due}
            return not failed

    def close(self) -> bool:
        """As ``finish``, and end. Idempotent."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        return self.finish()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._due or self._closed)
                self._changed.wait_for(lambda: self._closed, self._delay)
                if self._closed:
                    return
            self.finish()

    def _written(self, write: Callable[[], object]) -> bool:
        try:
            write()
        except OSError as error:
            self._on_failure(error)
            return False
        return True
