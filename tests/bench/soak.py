"""A soak test of the live path: a looping HTTP MJPEG stream that is cut, stalls and refuses, and a session on it.

``python -m tests.bench.soak`` runs 20 minutes (20 cuts, 5 stalls of 10 s, 2 refusals), prints a report and exits with 1
where something fell short; ``--minutes 1 --cuts 3 --stalls 1 --refusals 1 --stall-seconds 3`` is a short one. The
camera is a process of its own, so that memory and threads measured are the session's alone.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.live.meters import resident_memory_mb
from app.live.session import Session
from app.live.states import State
from app.settings import DEMO_CLIP
from model.files import write_whole
from model.marks import wrote_json
from model.outputs import Outputs
from model.registry import find_model

ROOT = Path(__file__).resolve().parents[2]
BACK_SECONDS = 3.0
GROWTH_MB = 20.0


@dataclass
class Report:
    """What a soak found. back_s: from the source's return to the first picture, for each trouble by kind, seconds."""

    minutes: float = 0.0
    events: int = 0
    back_s: dict[str, list[float]] = field(default_factory=dict)
    never_back: int = 0
    predictions: int = 0
    pictures: int = 0
    stalls: int = 0
    reconnects: int = 0
    states: dict[str, int] = field(default_factory=dict)
    memory_start_mb: float = 0.0
    memory_end_mb: float = 0.0
    threads_before: int = 0
    threads_after: int = 0
    threads_left: list[str] = field(default_factory=list)
    stop_s: float = 0.0
    drops: dict[str, int] = field(default_factory=dict)
    time_went_back: int = 0

    @property
    def growth_mb(self) -> float:
        return self.memory_end_mb - self.memory_start_mb

    @property
    def shortcomings(self) -> list[str]:
        """What was not reached, in words; empty for a good run."""
        late = [seconds for all_of_kind in self.back_s.values() for seconds in all_of_kind if seconds > BACK_SECONDS]
        checks = (
            (self.never_back == 0, f"{self.never_back} times it did not come back"),
            (not late, f"{len(late)} times it took more than {BACK_SECONDS:g} s to come back ({late})"),
            (self.growth_mb < GROWTH_MB, f"memory grew by {self.growth_mb:.1f} MB"),
            (not self.threads_left, f"threads left over: {self.threads_left}"),
            (self.stop_s <= 1.0, f"stopping took {self.stop_s:.2f} s"),
            (self.time_went_back == 0, f"{self.time_went_back} predictions were not after the one before"),
        )
        return [said for good, said in checks if not good]


def plan(seconds: float, cuts: int, stalls: int, refusals: int, stall_seconds: float) -> list[tuple[float, str, float]]:
    """``(when, kind, how long)`` in seconds, spread evenly, mixed the same way each time."""
    kinds = ["cut"] * cuts + ["stall"] * stalls + ["refuse"] * refusals
    random.Random(1).shuffle(kinds)
    lasting = {"cut": 0.5, "stall": stall_seconds, "refuse": 8.0 if stall_seconds >= 8 else stall_seconds}
    gap = seconds / (len(kinds) + 1)
    return [(gap * (number + 1), kind, lasting[kind]) for number, kind in enumerate(kinds)]


class Soaked:
    """A session that counts what it says."""

    def __init__(self, url: str, model: Path):
        self.predictions, self.last, self.went_back = 0, -1.0, 0
        self.states: list[State] = []
        self.session = Session(url, model, on_prediction=self._predicted, on_state=self._moved)
        self.pictures = 0
        self.newest = 0.0
        self.session.watch_frames(self._seen)

    def _predicted(self, prediction, decision):
        self.predictions += 1
        self.went_back += prediction.time <= self.last
        self.last = prediction.time

    def _moved(self, state, message):
        self.states.append(state)

    def _seen(self, frame):
        self.pictures += 1
        self.newest = time.perf_counter()


def soak(
    minutes: float, cuts: int, stalls: int, refusals: int, stall_seconds: float, model: Path, say=lambda text: None
) -> Report:
    """Run it and measure; see the module's text."""
    camera = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.mjpeg_server", str(DEMO_CLIP), "--size", "1280x720"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    report = Report(minutes=minutes)
    report.threads_before = threading.active_count()
    try:
        port = int(camera.stdout.readline())
        soaked = Soaked(f"http://127.0.0.1:{port}/cam.mjpeg", model)
        soaked.session.start()
        _wait(lambda: soaked.predictions > 0, 20)
        began = time.perf_counter()
        settled = False
        for when, kind, seconds in plan(minutes * 60, cuts, stalls, refusals, stall_seconds):
            time.sleep(max(0.0, began + when - time.perf_counter()))
            if not settled:  # once all that is loaded late is loaded
                report.memory_start_mb, settled = resident_memory_mb(), True
            print(kind, seconds, file=camera.stdin, flush=True)
            camera.stdout.readline()
            returned = time.perf_counter()
            report.events += 1
            if _wait(lambda r=returned: soaked.newest > r, 20):
                report.back_s.setdefault(kind, []).append(round(soaked.newest - returned, 2))
            else:
                report.never_back += 1
            memory = resident_memory_mb()
            say(
                f"{when:7.1f} s  {kind:<6} {seconds:4.1f} s  back {time.perf_counter() - returned:5.2f} s  {memory:.1f} MB"
            )
        time.sleep(max(0.0, began + minutes * 60 - time.perf_counter()))
        report.memory_end_mb = resident_memory_mb()
        stats = soaked.session.stats()
        report.stalls, report.reconnects, report.drops = stats.stalls, stats.reconnects, stats.drops
        stopping = time.perf_counter()
        soaked.session.stop()
        report.stop_s = time.perf_counter() - stopping
    finally:
        camera.kill()
        camera.wait(10)
        camera.stdin.close()
        camera.stdout.close()
    _wait(lambda: threading.active_count() <= report.threads_before, 6)
    report.threads_after = threading.active_count()
    ours = {"capture", "reader", "inference"}
    report.threads_left = [thread.name for thread in threading.enumerate() if thread.name in ours]
    report.predictions, report.pictures = soaked.predictions, soaked.pictures
    report.time_went_back = soaked.went_back
    report.states = {state.value: soaked.states.count(state) for state in set(soaked.states)}
    return report


def _wait(condition, seconds: float) -> bool:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--stalls", type=int, default=5)
    parser.add_argument("--refusals", type=int, default=2)
    parser.add_argument("--stall-seconds", type=float, default=10.0)
    parser.add_argument("--model", default="b5_lstm_256")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    if asked.json:
        Outputs().claim(asked.json, "--json", lambda path: wrote_json(path, "minutes", "events"))
    report = soak(
        asked.minutes,
        asked.cuts,
        asked.stalls,
        asked.refusals,
        asked.stall_seconds,
        find_model(asked.model),
        lambda text: print(text, flush=True),
    )
    figures = asdict(report) | {"growth_mb": round(report.growth_mb, 1), "shortcomings": report.shortcomings}
    print(json.dumps(figures, indent=2))
    if asked.json:
        write_whole(asked.json, json.dumps(figures, indent=2) + "\n")
    return 1 if report.shortcomings else 0


if __name__ == "__main__":
    sys.exit(main())
