"""Damaged videos put through the program: ``python -m tests.fuzz.videos [COUNT | --all] [--seed N] [--report FILE]``.

Must hold for each: no crash, no hang, no traceback, no more than a gigabyte, a sentence where nothing comes of it, and never
exit status 0 with nothing said.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.damage import damaged_files

ROOT = Path(__file__).resolve().parents[2]
USUAL, ALL = 300, 5000
SECONDS = 40.0  # for one verb on one file
MOST_MB = 1024
VERBS = 3


class Worker:
    """One process of ``module``, started again where a file has ended it."""

    def __init__(self, folder: Path, module: str = "tests.fuzz.worker"):
        self._module = module
        self._environment = {**os.environ, "LAC_CONFIG_DIR": str(folder / "settings"), "PYTHONPATH": str(ROOT)}
        self._process: subprocess.Popen | None = None

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env=self._environment,
        )
        self._answers: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout, self._answers), daemon=True)
        self._listener.start()

    @staticmethod
    def _listen(pipe, answers: queue.Queue[str]) -> None:
        for line in pipe:
            answers.put(line)
        answers.put("")

    def ask(self, path: Path) -> dict | str:
        """What came of the file, or how it ended the process."""
        if self._process is None:
            self._start()
        self._process.stdin.write(json.dumps(str(path)) + "\n")
        self._process.stdin.flush()
        try:
            line = self._answers.get(timeout=SECONDS * VERBS)
        except queue.Empty:
            self.close()
            return "hang"
        if not line:
            status = self._process.wait()
            self.close()
            return f"crash: exit status {status}"
        return json.loads(line)

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._listener.join()
            self._process.stdin.close()
            self._process.stdout.close()
            self._process = None


@dataclass
class Report:
    """tried: files. yields: what came of them, counted by verb. failures: one line each. what: that was tried."""

    what: str = "videos"
    tried: int = 0
    yields: Counter[str] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    peak_mb: int = 0

    def add(self, path: Path, found: dict | str) -> None:
        """Take in what came of one file."""
        self.tried += 1
        if isinstance(found, str):
            self.failures.append(f"{path.name}: {found}")
            return
        for verb, result in found.items():
            self.yields[f"{verb} {'done' if result['status'] == 0 else 'refused'}"] += 1
            self.peak_mb = max(self.peak_mb, result["peak_mb"])
            for wrong in self.faults(verb, path, result):
                self.failures.append(f"{path.name}: {verb}: {wrong}")
            if verb == "classify" and result["status"]:
                self.sentences[result["err"].replace(str(path), "IT").replace(path.name, "IT").strip()] += 1

    def faults(self, verb: str, path: Path, result: dict) -> list[str]:
        """What must not be in what one verb made of one file."""
        said, complaint, status = result["out"].strip(), result["err"].strip(), result["status"]
        wrong = []
        if "Traceback" in said + complaint:
            wrong.append(f"a traceback: {complaint[-200:]}")
        if result["peak_mb"] > MOST_MB:
            wrong.append(f"{result['peak_mb']} MB resident")
        if status == 0 and not said:
            wrong.append("exit status 0 with nothing said")
        if status and not complaint:
            wrong.append(f"exit status {status} without a sentence")
        if status and path.stem not in complaint:
            wrong.append(f"a sentence that does not name the file: {complaint[:200]}")
        told = re.search(r"(?:comes at|only) ([\d.]+) s.*, expected at least the ([\d.]+) s", complaint)
        if told and float(told[1]) >= float(told[2]):
            wrong.append(f"a sentence that contradicts itself: {complaint[:200]}")
        if status and verb != "check" and len(complaint.splitlines()) > 1:
            wrong.append(f"more than a sentence: {complaint[:200]}")
        return wrong

    def text(self) -> str:
        """The report, to be read by people."""
        lines = [
            f"{self.tried} damaged {self.what} tried, {len(self.failures)} failures; at most {self.peak_mb} MB resident."
        ]
        lines += [f"  {what}: {count}" for what, count in sorted(self.yields.items())]
        lines += ["Why `classify` refused:"]
        lines += [f"  {count:4d}  {sentence[:160]}" for sentence, count in self.sentences.most_common(20)]
        return "\n".join([*lines, *(f"FAILED {one}" for one in self.failures)])


def run(paths: Iterable[Path], crew: list[Worker], report: Report, say=lambda done: None) -> Report:
    """Try the ``paths`` with the workers of ``crew`` side by side; returns ``report``. The workers are closed."""
    lock, free = threading.Lock(), queue.SimpleQueue()
    for worker in crew:
        free.put(worker)

    def one(path: Path) -> None:
        worker = free.get()
        try:
            found = worker.ask(path)
        finally:
            free.put(worker)
        with lock:
            report.add(path, found)
            say(report.tried)

    try:
        with ThreadPoolExecutor(len(crew)) as pool:
            list(pool.map(one, paths))
    finally:
        for worker in crew:
            worker.close()
    return report


def run_all(
    about: str,
    usual: int,
    most: int,
    damaged: Callable[[Path, int, range], Iterable[Path]],
    module: str,
    report: Report,
) -> int:
    """The command line of a fuzz: tries what ``damaged`` makes in a folder, by a seed and numbers, and prints ``report``."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("count", type=int, nargs="?", default=usual)
    parser.add_argument("--all", action="store_true", help=f"try {most}")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    parser.add_argument("--report", type=Path, help="write it there, too")
    parser.add_argument("--keep", type=Path, help="keep what was damaged in this folder")
    options = parser.parse_args()
    count = most if options.all else options.count

    def say(done: int) -> None:
        if done % 50 == 0:
            print(f"{done} of {count}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        paths = damaged(folder, options.seed, range(options.first, options.first + count))
        run(paths, [Worker(folder, module) for _ in range(options.workers)], report, say)
    print(report.text())
    if options.report:
        options.report.write_text(report.text() + "\n", encoding="utf-8")
    return 1 if report.failures else 0


def main() -> int:
    return run_all(__doc__, USUAL, ALL, damaged_files, "tests.fuzz.worker", Report())


if __name__ == "__main__":
    sys.exit(main())
