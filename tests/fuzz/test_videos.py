"""A sample of the damaged videos that ``python -m tests.fuzz.videos`` tries: two of each kind of damage."""

from __future__ import annotations

from tests.fuzz.bases import KINDS
from tests.fuzz.damage import DAMAGES, damaged_files
from tests.fuzz.videos import Report, Worker, run

SEED = 7


def test_damaged_videos_harm_nothing(tmp_path):
    steps = len(KINDS)
    numbers = [place * steps + (3 * place + extra) % steps for place in range(len(DAMAGES)) for extra in (0, 5)]
    report = run(damaged_files(tmp_path, SEED, numbers), [Worker(tmp_path)], Report())
    assert report.tried == len(numbers) and not report.failures, report.text()


def test_the_same_seed_gives_the_same_files(tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    contents = []
    for folder in folders:
        folder.mkdir()
        contents.append([path.read_bytes() for path in damaged_files(folder, SEED, range(100, 140))])
    assert contents[0] == contents[1]
