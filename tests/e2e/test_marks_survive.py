"""Marks outlive a kill: whatever was marked a second before it is on the disk, and the project can be opened."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from app.teach.project import TeachingProject
from tests.conftest import ROOT, write_video

# Marks without end, as fast as nobody could, and says when each was made.
MARKS = """
import sys, time
from pathlib import Path
from app.teach.project import TeachingProject

teaching = TeachingProject.open(Path(sys.argv[1]))
teaching.watch(Path(sys.argv[2]))
for number in range(100_000):
    teaching.mark(number, number + 0.5, ("reload", "others")[number % 2])
    print(number, time.time(), flush=True)
    time.sleep(0.01)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("seconds", [1.4, 2.3])
def test_a_kill_loses_at_most_the_last_second_of_marks(tmp_path, seconds):
    video = write_video(tmp_path / "match.mp4", 1.0)
    TeachingProject.create(tmp_path / "game", "Game", ("reload",)).close()
    program = subprocess.Popen(
        [sys.executable, "-c", MARKS, str(tmp_path / "game"), str(video)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    program.stdout.readline()  # it has begun
    time.sleep(seconds)
    program.kill()
    killed = time.time()
    # The kill may have cut the last line short: it counts only when it ends.
    said = [line.split() for line in program.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
    due = [int(number) for number, made in said if float(made) < killed - 1.0]
    assert due
    again = TeachingProject.open(tmp_path / "game")  # what held it is gone with the process
    kept = {round(part.start) for part in again.marks_of("match")}
    assert set(due) <= kept and {label.name for label in again.labels} == {"reload", "others"}
    again.close()
