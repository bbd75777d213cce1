"""A sample of the damaged model folders that ``python -m tests.fuzz.folders`` tries: one or two of each kind of damage."""

from __future__ import annotations

import hashlib

from tests.fuzz.folder_damage import DAMAGES, damaged_folders
from tests.fuzz.folders import WORKER, FolderReport
from tests.fuzz.videos import Worker, run

SEED, COUNT = 3, 18


def test_damaged_model_folders_harm_nothing(tmp_path):
    report = run(damaged_folders(tmp_path, SEED, range(COUNT)), [Worker(tmp_path, WORKER)], FolderReport())
    assert report.tried == COUNT >= len(DAMAGES) and not report.failures, report.text()


def test_the_same_seed_gives_the_same_folders(tmp_path):
    def content(folder):
        files = sorted(file for file in folder.rglob("*") if file.is_file() and file.stat().st_size < 2**30)
        return [(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files if file.suffix != ".h5"]

    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made.append([(path.name, content(path)) for path in damaged_folders(tmp_path / name, SEED, range(24))])
    assert made[0] == made[1]
