"""Teaching that is killed at any moment: no half a model, nothing marked is lost, and the next one ends as if it had not been."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.teach.run import teach_folder
from model.datasets.read import find_footage
from model.engine import open_engine
from tests.conftest import ROOT
from tests.model.teaching.conftest import LABELS, write_game
from tests.model.teaching.test_teaching import project_of

pytestmark = pytest.mark.timeout(900)


def killed_when(project: Path, stage: str, done: float) -> None:
    """Start teaching ``project`` and kill it as soon as it says that it is so far."""
    with subprocess.Popen(
        [sys.executable, "-m", "app.teach.teach_process", str(project)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            for line in process.stdout:
                said = json.loads(line)
                assert "error" not in said, said
                if said.get("stage") == stage and said["done"] >= done:
                    break
        finally:
            process.kill()


def test_a_killed_teaching_leaves_no_half_a_model_and_loses_no_mark(tmp_path):
    game = tmp_path / "game"
    for number in range(2):
        write_game(game, f"match_{number}", 9, number)
    project = project_of(game, tmp_path / "project", 9).folder
    marks = {path.name: path.read_bytes() for path in project.glob("*.csv")}
    for stage, done in (("encoding", 0.3), ("learning", 0.1), ("learning", 0.9), ("reporting", 0.0)):
        killed_when(project, stage, done)
        for path in (project / "models").glob("[!.]*") if (project / "models").is_dir() else ():
            open_engine(path).close()  # what has a name is whole
    assert {path.name: path.read_bytes() for path in project.glob("*.csv")} == marks
    report = teach_folder(project)
    assert report["held_out"]["accuracy"] > 0.8 and Path(report["folder"]).is_dir()
    assert not list((project / "models").glob(".*")) and len(find_footage(project, LABELS)) == 2
