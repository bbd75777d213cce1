"""A few seconds of Minetest, Nexuiz, Red Eclipse and LibreQuake, recorded for real where they are installed."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from model.errors import FootageError
from model.games.librequake.maps import folder, maps_of
from model.games.librequake.record import PROGRAMS as LIBREQUAKE
from model.games.minetest.record import PROGRAMS as MINETEST
from model.games.minetest.worlds import WORLD_SEEDS
from model.games.nexuiz.maps import MAPS
from model.games.nexuiz.record import PROGRAMS as NEXUIZ
from model.games.redeclipse.maps import MAPS as ARENAS
from model.games.redeclipse.record import PROGRAMS as REDECLIPSE
from model.games.screen import require
from tests.conftest import ROOT

LABELS = {
    "minetest": {"chop", "chests", "others"},
    "nexuiz": {"gun", "shooting", "others"},
    "redeclipse": {"chop", "gun", "shooting", "others"},
    "librequake": {"chop", "gun", "shooting", "others"},
}
PROGRAMS = {"minetest": MINETEST, "nexuiz": NEXUIZ, "redeclipse": REDECLIPSE, "librequake": LIBREQUAKE}


def installed(game: str) -> None:
    try:
        require(game, PROGRAMS[game])
        if game == "librequake":
            folder()
    except FootageError as error:
        pytest.skip(str(error))


def recording(out: Path, game: str, minutes: str, home: Path) -> subprocess.Popen:
    """The recorder as a process of its own, whose home and temporary folder are ``home``."""
    command = [sys.executable, str(ROOT / "run_app.py"), "footage", "record", str(out), "--game", game, "--quiet"]
    command += ["--minutes", minutes, "--split", "test", "--seed", "3"]
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def programs_in(folder: Path) -> list[str]:
    """Programs that run with something below ``folder``."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words:
            found.append(words.replace("\0", " "))
    return found


@pytest.mark.timeout(900)
@pytest.mark.slow
@pytest.mark.parametrize("game", list(PROGRAMS))
def test_a_few_seconds_are_recorded_with_labels_and_nothing_is_left_behind(tmp_path, game):
    installed(game)
    out, home = tmp_path / "out", tmp_path / "home"
    home.mkdir()
    with recording(out, game, "0.15", home) as recorder:
        said, errors = recorder.communicate(timeout=800)
    assert recorder.returncode == 0, errors
    video = Path(said.strip())
    assert video == out / f"{game}_test_0003_000.mp4"
    assert sorted(path.suffix for path in out.iterdir()) == [".csv", ".json", ".mp4"]

    how = json.loads(video.with_suffix(".json").read_text())
    splits = {"minetest": WORLD_SEEDS, "nexuiz": MAPS, "redeclipse": ARENAS}
    places = maps_of(folder(), "test") if game == "librequake" else splits[game]["test"]
    assert how["seed" if game == "minetest" else "map"] in places
    capture, pictures = cv2.VideoCapture(str(video)), []
    while (read := capture.read())[0]:
        pictures.append(cv2.resize(read[1], (64, 48)).astype(int))
    fps = capture.get(cv2.CAP_PROP_FPS)
    assert fps >= 20 and 0.9 * 9 * fps <= len(pictures) <= 1.1 * 9 * fps
    assert (capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)) == (
        how["width"],
        how["height"],
    )
    moved = [np.abs(a - b).mean() > 0.1 for a, b in zip(pictures, pictures[1:])]
    assert (
        sum(moved) > 30 and np.mean([picture.std() for picture in pictures]) > 3
    )  # somebody plays, something is drawn

    rows = list(csv.DictReader(video.with_suffix(".csv").read_text().splitlines()))
    assert rows and {row["label"] for row in rows} <= LABELS[game]
    assert all(float(a["end"]) <= float(b["start"]) for a, b in zip(rows, rows[1:]))
    assert float(rows[-1]["end"]) <= len(pictures) / fps + 0.01
    assert sum(float(row["end"]) - float(row["start"]) for row in rows) > 2
    assert not list(home.iterdir()) and not programs_in(home)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("game", list(PROGRAMS))
def test_a_recorder_that_is_told_to_end_takes_its_programs_along(tmp_path, game):
    installed(game)
    home = tmp_path / "home"
    home.mkdir()
    with recording(tmp_path / "out", game, "5", home) as recorder:
        while not any(
            name in words for words in programs_in(home) for name in ("/minetest ", "/darkplaces ", "/redeclipse ")
        ):
            assert recorder.poll() is None
            time.sleep(0.01)
        recorder.terminate()
        recorder.communicate(timeout=250)
    assert recorder.returncode
    assert not programs_in(home) and not list(home.iterdir())
    assert not list((tmp_path / "out").iterdir())
