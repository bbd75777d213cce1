"""Set up and run all tests: ``python3 tests/run.py [--all] [pytest's options and paths]``.

Needs nothing but Python 3.10 to 3.13: an environment, packages and, as root on Debian or Ubuntu, system libraries are
installed where they are missing. The tests run in parts, each a pytest process of its own, one more at a time than there are
processors, as some of them mostly wait; the last line counts them all, as pytest does. Exit status: 0 all passed; 1 some failed;
2 nothing could be run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.installation import SetupError, environment_python  # noqa: E402

AT_ONCE = (os.cpu_count() or 1) + 1
PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}
NO_TESTS_COLLECTED = 5  # pytest's exit status
NICE = [] if os.name == "nt" else ["nice", "-n", "4"]  # more, and what else keeps the machine busy would starve them


@dataclass(frozen=True)
class Part:
    """Tests that share a process.

    Attributes:
        name: of their folder in ``tests``.
        options: pytest's, for these tests alone.
        low_priority: whether they let all others go first.
    """

    name: str
    options: tuple[str, ...] = ()
    low_priority: bool = False

    @property
    def folder(self) -> Path:
        return ROOT / "tests" / self.name


# TensorFlow and Qt must not share a process: its LLVM and that of Qt's OpenGL collide. What makes and trains networks only
# computes, so it lets those go first who wait for a window or a live source.
LONGEST_FIRST = (
    Part("keras", ("-p", "no:pytest-qt"), low_priority=True),
    Part("model", low_priority=True),
    Part("app"),
    Part("e2e"),
    Part("window"),
)


def parts() -> list[Part]:
    """All tests, a part a folder. Whoever is free takes the next, so with the longest first all end at about one time."""
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("**/test_*.py"))}
    return [*LONGEST_FIRST, *(Part(name) for name in sorted(folders - {part.name for part in LONGEST_FIRST}))]


@dataclass
class Result:
    """What became of a part: exit status, what pytest printed, its counts ("passed", "failed", …), and seconds."""

    part: Part
    status: int
    output: str = ""
    counts: Counter = field(default_factory=Counter)
    seconds: float = 0.0


def chosen(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Split the command line into the tests that are named, and everything else."""
    named = [word for word in arguments if not word.startswith("-") and (ROOT / word.split("::")[0]).exists()]
    return named, [word for word in arguments if word not in named]


def paths_of(part: Part, named: list[str]) -> list[str]:
    """What of ``part`` is among the tests ``named`` (none: all of it)."""
    paths = {word: (ROOT / word.split("::")[0]).resolve() for word in named}
    if not named or any(is_within(part.folder, path) for path in paths.values()):
        return [f"tests/{part.name}"]
    return [word for word, path in paths.items() if is_within(path, part.folder)]


def is_within(path: Path, folder: Path) -> bool:
    """Whether ``path`` is ``folder`` or anything in it."""
    return path == folder or folder in path.parents


def run_part(python: str, part: Part, arguments: list[str], shown: bool) -> Result:
    """Run pytest on ``arguments``; what it prints is shown at once, or kept."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            *(NICE if part.low_priority else []),
            python,
            "-m",
            "pytest",
            *part.options,
            f"--junitxml={report}",
            *arguments,
        ]
        if not shown:
            print(f"{part.name}: begins", flush=True)
            command.append("--color=no")
        kept = {} if shown else {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        done = subprocess.run(command, cwd=ROOT, **kept)
        result = Result(part, done.returncode, done.stdout or "", seconds=time.monotonic() - began)
        if report.is_file():
            result.counts = count(report)
    if not shown:
        print(f"{part.name}: ends after {result.seconds:.0f} s, {said(result.counts)}", flush=True)
    return result


def count(report: Path) -> Counter:
    """How many tests passed, failed, and so on, by pytest's XML report."""
    (suite,) = ElementTree.parse(report).getroot().iter("testsuite")
    kinds = {"failed": "failures", "errors": "errors", "skipped": "skipped"}
    counts = Counter({kind: int(suite.get(name, 0)) for kind, name in kinds.items()})
    counts["passed"] = int(suite.get("tests", 0)) - sum(counts.values())
    return counts


def said(counts: Counter) -> str:
    """As pytest says it: ``1 failed, 20 passed``."""
    kinds = ("failed", "passed", "skipped", "errors")
    return ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind]) or "no tests ran"


def main(arguments: list[str]) -> int:
    """Run the tests that are asked for; the exit status."""
    packages = "requirements-rare.txt" if "--all" in arguments else "requirements.txt"
    try:
        python = str(environment_python(ROOT / "tests" / packages, programs=PROGRAMS))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    named, options = chosen(arguments)
    work = [(part, paths) for part in parts() if (paths := paths_of(part, named))]
    if len(work) == 1:
        ((part, paths),) = work
        return run_part(python, part, [*paths, *options], shown=True).status
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(lambda one: run_part(python, one[0], [*one[1], *options], shown=False), work))
    return summarise(results, time.monotonic() - began)


def summarise(results: list[Result], seconds: float) -> int:
    """Print what each part said, then all counts in one line; returns the exit status."""
    counts = sum((result.counts for result in results), Counter())
    for result in results:
        print(f"\n{f' {result.part.name} ':#^100}\n{result.output}", flush=True)
    broken = [result for result in results if result.status not in (0, 1, NO_TESTS_COLLECTED)]
    for result in broken:
        print(
            f"{result.part.name}: pytest ended with status {result.status}, so not all of its tests may have been run."
        )
    minutes, rest = divmod(round(seconds), 60)
    line = f" {said(counts)} in {seconds:.2f}s ({minutes // 60}:{minutes % 60:02}:{rest:02}) "
    print(f"{line:=^100}", flush=True)
    if broken:
        return 1
    statuses = {result.status for result in results}
    return 1 if 1 in statuses else NO_TESTS_COLLECTED if statuses == {NO_TESTS_COLLECTED} else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
