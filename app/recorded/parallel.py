"""Several videos classified side by side, each by an engine of its own with its share of the cores."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import TypeVar

from model.engine import Engine

Job, Outcome = TypeVar("Job"), TypeVar("Outcome")

# The most that one video is given: each takes a decoder, with its pictures in memory. A guess, as two cores were all that
# was at hand.
CORES_EACH = 8
LOOK_SECONDS = 0.1  # how long Ctrl-C may go unheard: on Windows a thread that waits hears nothing


class LeftError(Exception):
    """Nobody waits for this video any more."""


def cores_each(videos: int = 1) -> int:
    """How many cores each of so many ``videos`` side by side is given."""
    return max(1, min(CORES_EACH, (os.cpu_count() or 1) // videos))


def default_count() -> int:
    """How many videos to classify side by side unless told otherwise."""
    return max(1, (os.cpu_count() or 1) // CORES_EACH)


def side_by_side(
    jobs: Sequence[Job],
    engines: Sequence[Engine],
    one: Callable[[int, Job, Engine, Callable[[], None]], Outcome],
) -> Iterator[Outcome]:
    """Yield what ``one(number, job, engine, check)`` returns for each of ``jobs``, in their order.

    As many run at a time as there are ``engines``. number: of the job, from 0. ``check`` is to be called often: it raises
    LeftError when the iterator was closed. Whoever closes it waits for those that run, and the rest never begin.
    """
    free: SimpleQueue[Engine] = SimpleQueue()
    for engine in engines:
        free.put(engine)
    left = threading.Event()

    def check() -> None:
        if left.is_set():
            raise LeftError

    def run(number: int) -> Outcome:
        check()
        engine = free.get()
        try:
            return one(number, jobs[number], engine, check)
        finally:
            free.put(engine)

    with ThreadPoolExecutor(len(engines), thread_name_prefix="video") as pool:
        try:
            for future in [pool.submit(run, number) for number in range(len(jobs))]:
                while not future.done():
                    wait([future], LOOK_SECONDS)
                yield future.result()
        finally:
            left.set()
