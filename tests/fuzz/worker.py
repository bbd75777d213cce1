"""Tries the program on one file after another: ``python -m tests.fuzz.worker``, a path a line in, a line of JSON a path out.

A process of its own, since a damaged file may end it, hang it or fill the memory; whoever started it watches.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

Verb = Callable[[Path, Path], int]  # the path and a folder of the worker's to the exit status


def peak_mb(reset: bool = False) -> float:
    """The most memory that was resident, MB: since the last reset where the system can forget (Linux)."""
    try:
        if reset:
            Path("/proc/self/clear_refs").write_text("5")
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    except OSError:
        import psutil

        return psutil.Process().memory_info().rss / 2**20


@contextlib.contextmanager
def caught():
    """Yield a function that returns ``(stdout, stderr)``: everything written meanwhile, by libraries too."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        kept = os.dup(1), os.dup(2)
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)

        def read() -> tuple[str, str]:
            sys.stdout.flush()
            sys.stderr.flush()
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode(errors="replace"))
            return texts[0], texts[1]

        try:
            yield read
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, copy in zip((1, 2), kept, strict=True):
                os.dup2(copy, number)
                os.close(copy)


def classify(path: Path, folder: Path) -> int:
    from app.commands import main

    return main(["classify", str(path), "--out", str(folder / "out"), "--quiet"])


def check(path: Path, folder: Path) -> int:
    """``footage check`` of a folder that holds a link to the file and its label file."""
    from app.commands import main

    data = folder / "data"
    data.mkdir(exist_ok=True)
    for old in data.iterdir():
        old.unlink()
    name = path.name if path.suffix.lower() != ".gif" else f"{path.stem}.mp4"
    os.link(path, data / name)
    (data / f"{Path(name).stem}.csv").write_text(LABELS)
    return main(["footage", "check", str(data)])


def play(path: Path, folder: Path) -> int:
    """Open it as the window does, read it to its end, and seek; prints what came, or the sentence why nothing did."""
    from app.errors import UserError
    from app.sources import open_source

    try:
        source = open_source(str(path))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        frames, last = 0, 0.0
        while frames < 500 and (grabbed := source.grab()) is not None:
            frames, last = frames + 1, grabbed[1]
            source.retrieve()
        source.seek(last / 2)
    finally:
        source.close()
    print(f"{frames} frames, {last:.2f} s")
    return 0 if frames else 1


LABELS = "start,end,label\n0,.1,gun\n.1,.2,chop\n.2,.3,chests\n.3,.4,others\n.4,.5,shooting\n"
VERBS = {"classify": classify, "check": check, "play": play}


def attempt(path: Path, folder: Path, verbs: dict[str, Verb]) -> dict:
    """What each verb made of the file: its exit status, what it wrote and the most memory it took."""
    found = {}
    for name, verb in verbs.items():
        peak_mb(reset=True)
        with caught() as read:
            try:
                status = verb(path, folder)
            except BaseException:
                traceback.print_exc()
                status = 1
            out, err = read()
        found[name] = {"status": status, "out": out[-4000:], "err": err[-4000:], "peak_mb": round(peak_mb())}
    return found


def main(verbs: dict[str, Verb]) -> None:
    """Answer on stdout what comes of each path on stdin, as a line of JSON."""
    from app import runtime_env  # noqa: F401  (cv2 first)

    with tempfile.TemporaryDirectory() as folder:
        for line in sys.stdin:
            answer = json.dumps(attempt(Path(json.loads(line)), Path(folder), verbs))
            print(answer, flush=True)


if __name__ == "__main__":
    main(VERBS)
