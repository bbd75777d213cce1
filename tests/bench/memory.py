"""Whether sessions let go of what they held, with the garbage collector off.

``python -m tests.bench.memory sessions`` opens and closes 1,000 sessions on the demo clip; ``... switches`` plays it in a
loop for six minutes and switches to the next model every two seconds. Both print a line of resident memory, threads and
open files now and then, and exit with 1 where memory grew by more than 30 MB, or threads or files grew, after the warm-up.
``--count``, ``--minutes`` and ``--every`` make them shorter or longer.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median_low

import psutil

from app.live.session import Session, State
from app.settings import DEMO_CLIP
from model.registry import find_model, list_models

GROWTH_MB = 30.0
WARM_UP = 0.1  # of the readings: what is loaded and reserved once
PLAY_SECONDS = 0.2


@dataclass(frozen=True)
class Reading:
    """done: sessions closed or switches made so far. memory_mb: resident memory of the process, 2**20 bytes."""

    done: int
    memory_mb: float
    threads: int
    files: int


@dataclass(frozen=True)
class Report:
    """The curve, and how much its last third lies above the first readings after the warm-up."""

    readings: tuple[Reading, ...]
    memory_mb: float
    threads: int
    files: int
    answered: int = 0

    @property
    def flat(self) -> bool:
        return self.memory_mb < GROWTH_MB and self.threads <= 0 and self.files <= 0


def read(done: int) -> Reading:
    """The process's figures now."""
    process = psutil.Process()
    files = process.num_fds() if hasattr(process, "num_fds") else process.num_handles()
    return Reading(done, round(process.memory_info().rss / 2**20, 1), threading.active_count(), files)


def grown(readings: list[Reading], answered: int = 0) -> Report:
    """Compare the last third with as many readings after the warm-up: the highest memory, the usual number of threads and files.

    (A reading may fall into the moment in which a video that begins anew is open twice or not at all: what leaks is in all.)
    """
    warm = readings[int(len(readings) * WARM_UP) :]
    span = max(1, len(warm) // 3)

    def growth(figure: str, of=max):
        early, late = (of(getattr(one, figure) for one in part) for part in (warm[:span], warm[-span:]))
        return round(late - early, 1)

    return Report(
        tuple(readings),
        growth("memory_mb"),
        int(growth("threads", median_low)),
        int(growth("files", median_low)),
        answered,
    )


def sessions(count: int, source: Path = DEMO_CLIP, model: Path | None = None) -> Iterator[Reading]:
    """Open, play for a moment and close ``count`` sessions; yields a reading after each fiftieth of them."""
    model = model or find_model("b5_lstm_256")
    every = max(1, count // 50)
    for number in range(1, count + 1):
        session = Session(str(source), model)
        session.start()
        time.sleep(PLAY_SECONDS)
        session.stop()
        del session
        if number % every == 0:
            yield settled(number)


def switches(seconds: float, every: float, source: Path = DEMO_CLIP, answers: list | None = None) -> Iterator[Reading]:
    """Play ``source`` in a loop and switch to the next model every so often; yields a reading before each switch."""
    answers = [] if answers is None else answers
    models = itertools.cycle(list_models())
    session = Session(str(source), next(models), loop=True, on_model=lambda spec, message: answers.append(message))
    session.start()
    end, due = time.monotonic() + seconds, time.monotonic()
    for number in itertools.count():
        due += every
        time.sleep(max(0.0, due - time.monotonic()))
        yield read(number)
        if time.monotonic() >= end or session.state in (State.ENDED, State.FAILED):
            break
        session.switch_model(next(models))
    session.stop()


def settled(done: int, seconds: float = 10.0) -> Reading:
    """A reading once the threads of what was stopped have ended, which a model that is being loaded may delay."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and {thread.name for thread in threading.enumerate()} & {"inference", "reader"}:
        time.sleep(0.02)
    return read(done)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("sessions", "switches"))
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--every", type=float, default=2.0)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    gc.collect()
    gc.disable()
    readings, answers = [], []
    curve = (
        sessions(asked.count)
        if asked.what == "sessions"
        else switches(asked.minutes * 60, asked.every, answers=answers)
    )
    for reading in curve:
        readings.append(reading)
        print(
            f"{reading.done:5}  {reading.memory_mb:7.1f} MB  {reading.threads:3} threads  {reading.files:3} files",
            flush=True,
        )
    report = grown(readings, len(answers))
    print(json.dumps({name: value for name, value in asdict(report).items() if name != "readings"}))
    if asked.json:
        asked.json.write_text(json.dumps(asdict(report), indent=2) + "\n")
    return 0 if report.flat else 1


if __name__ == "__main__":
    sys.exit(main())
