"""Adding that is killed at any moment, done twice at once, or out of room: nothing whole is lost, nothing is half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.errors import UserError
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


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other permissions there")
def test_a_library_that_is_read_only_can_be_asked_and_says_why_nothing_is_added(tmp_path):
    import os

    place = Place(tmp_path / "library")
    with adder(place.folder, count=2) as process:
        process.communicate()
    for folder, mode in ((place.videos, 0o555), (place.folder / "claims", 0o555), (place.folder, 0o555)):
        folder.chmod(mode)
    try:
        with reading(place) as index:
            assert find(index, Query()).count
        if os.access(place.folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(UserError, match="name a folder you may write to"):
            place.make()
    finally:
        for folder in (place.folder, place.videos, place.folder / "claims"):
            folder.chmod(0o755)
