"""Adding that is killed at any moment, done twice at once, or out of room: nothing whole is lost, nothing is half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.library.check import examine
from app.library.find import Query, find
from app.library.index import reading
from app.library.parquet_file import AnswersFile
from app.library.place import Place
from app.library.sync import catch_up
from tests.app.library.made import made_answers
from tests.conftest import ROOT

COUNT = 12
pytestmark = pytest.mark.timeout(1800)


def adder(library: Path, *more: int, count: int = COUNT) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.app.library.adder", str(library), str(count), *map(str, more)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def whole(place: Place) -> set[str]:
    """The videos with answers, all of which can be read."""
    found = set(place.files())
    for content in found:
        with AnswersFile(place.file_of(content)) as kept:
            expected = made_answers(int(content, 16))
            assert kept.segments() == list(expected.segments)
            assert sum(len(part.times) for part in kept.embeddings()) == 600
    return found


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_at_random_moments(tmp_path, kills):
    place, chance, before = Place(tmp_path / "library"), random.Random(kills), set()
    for _ in range(kills):
        with adder(place.folder) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.5))
            process.kill()
        now = whole(place)
        assert now >= before
        before = now
        if place.index.exists():  # what was in it can be asked at once
            with reading(place) as index:
                assert {hit.content for hit in find(index, Query()).hits} <= now
        assert catch_up(place) == []
        with reading(place) as index:
            assert {hit.content for hit in find(index, Query()).hits} == now
        if len(now) == COUNT:  # all done: begin anew
            for content in now:
                place.file_of(content).unlink()
            before = set()
            assert catch_up(place) == []
    with adder(place.folder) as process:
        said, errors = process.communicate()
    assert process.returncode == 0 and len(said.splitlines()) == COUNT + 1, errors
    assert len(whole(place)) == COUNT
    health = examine(place)
    assert health.videos == COUNT and not health.problems
    assert not list(place.videos.glob(".lac-*"))  # what the killed ones had begun is gone


def test_two_processes_add_at_once(tmp_path):
    place = Place(tmp_path / "library")
    with adder(place.folder) as one, adder(place.folder) as other:
        said = [process.communicate() for process in (one, other)]
    assert [one.returncode, other.returncode] == [0, 0], said
    assert all(len(out.splitlines()) == COUNT + 1 for out, _ in said)
    assert len(whole(place)) == COUNT
    with reading(place) as index:
        assert find(index, Query()).count == sum(len(made_answers(n).segments) for n in range(1, COUNT + 1))
        assert index.ask("SELECT count(*) AS n FROM videos")["n"][0] == COUNT
    assert not examine(place).problems


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
def test_a_disk_that_is_full_loses_nothing(tmp_path):
    place = Place(tmp_path / "library")
    with adder(place.folder, 2_000, count=2) as process:
        _, errors = process.communicate()
    assert process.returncode and "could not be kept" in errors and "make room" in errors
    assert len(whole(place)) == 0 and not list(place.videos.glob(".lac-*"))
    with adder(place.folder, count=2) as process:
        _, errors = process.communicate()
    assert process.returncode == 0 and len(whole(place)) == 2, errors
    with reading(place) as index:
        assert find(index, Query()).count == sum(len(made_answers(n).segments) for n in (1, 2))


def end_of(process: subprocess.Popen) -> str:
    """What it says on stderr until it ends; one that stands still is killed and fails the test."""
    try:
        return process.communicate(timeout=300)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        raise


# Keeps three videos, has the index take BEFORE of them and the next where no file may have more than LIMIT bytes, as on a full
# disk; says what that one's error is.
FULL = """
import resource, signal, sys
from app.errors import UserError
from app.library.adding import put
from app.library.keeping import keep
from app.library.place import Place
from tests.app.library.made import made_answers
place, before, limit = Place(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
place.make()
several = [made_answers(number, seconds=5, folder="/" + 2000 * "x") for number in (1, 2, 3)]
for answers in several:
    keep(place, answers)
for answers in several[:before]:
    put(place, answers.about.content)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    put(place, several[before].about.content)
except UserError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
@pytest.mark.parametrize(("before", "limit"), [(0, 20_000), (2, 1_030), (2, 700)])
def test_a_disk_that_is_full_while_the_index_is_written(tmp_path, before, limit):
    """A new index has no room; what is written to the one that there is has none; nor have search vectors."""
    place = Place(tmp_path / "library")
    command = [sys.executable, "-c", FULL, str(place.folder), str(before), str(limit)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300
    )  # one that stands still is killed
    assert done.stderr == "" and done.stdout.count("\n") == 1
    assert "its index cannot be written (File too large); what was classified is kept" in done.stdout
    assert len(place.files()) == 3
    if before:
        with reading(place) as index:
            assert {hit.content for hit in find(index, Query()).hits} == {f"{number:032x}" for number in (1, 2)}
    else:
        assert not [
            path.name for path in place.folder.iterdir() if "index" in path.name
        ]  # none, rather than half of one
    assert catch_up(place) == []  # as the next adding does, when there is room
    with reading(place) as index:
        assert find(index, Query()).count == sum(len(made_answers(n, seconds=5).segments) for n in (1, 2, 3))
    assert not examine(place).problems


# Root may write everywhere: without these two capabilities it may where the permissions say so.
WITHOUT_PRIVILEGES = """
import ctypes, os, sys
if os.geteuid() == 0:
    libc, head, data = ctypes.CDLL(None, use_errno=True), (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(head, data) == 0
    data[0] &= ~0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert libc.capset(head, data) == 0
from app.commands import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="root is root there")
def test_a_library_that_is_read_only_can_be_asked_and_says_why_nothing_is_added(tmp_path):
    place = Place(tmp_path / "library")
    with adder(place.folder, count=2) as process:
        end_of(process)
    before = {path: path.read_bytes() for path in place.folder.rglob("*") if path.is_file()}
    folders = (place.videos, place.folder / "claims", place.folder)

    def run(*words: object) -> subprocess.CompletedProcess:
        command = [
            sys.executable,
            "-c",
            WITHOUT_PRIVILEGES,
            "library",
            *map(str, words),
            "--library",
            str(place.folder),
        ]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)

    for folder in folders:
        folder.chmod(0o555)
    try:
        asked, added, repaired = run("find"), run("add", tmp_path), run("check", "--repair")
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert asked.returncode == 0 and "shown" in asked.stdout or "video 1.mp4" in asked.stdout, asked.stderr
    assert added.returncode == 2 and added.stderr.count("\n") == 1 and "you may write to" in added.stderr, added.stderr
    assert repaired.returncode == 2 and repaired.stderr.count("\n") == 1 and "permission" in repaired.stderr.lower()
    assert before == {path: path.read_bytes() for path in place.folder.rglob("*") if path.is_file()}
