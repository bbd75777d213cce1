"""What the recorders of games have in common: sessions one after another, kept when they are there, and what is missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from model.errors import FootageError, OutputError
from model.games import GAMES, recorder
from model.games.screen import program, require
from model.games.sessions import Recorder, Take, ended_politely


class Camera:
    """Records by writing all but empty files; fails as often as told."""

    def __init__(self, failures: int = 0):
        self.taken: list[Take] = []
        self._failures = failures

    def __call__(self, take: Take):
        self.taken.append(take)
        if self._failures:
            self._failures -= 1
            raise FootageError("the game ended by itself")
        how = {"game": take.game, "split": take.split, "crf": 20, "map": "x"}
        take.video.with_suffix(".json").write_text(json.dumps(how))
        take.video.with_suffix(".csv").touch()
        take.video.touch()
        return take.video


def test_a_recording_that_was_stopped_goes_on_with_the_sessions_that_are_missing(tmp_path):
    first, second = Camera(), Camera()
    videos = Recorder("game", "Game", {}, first)(tmp_path, 3, "train", 7)
    assert [video.name for video in videos] == [f"game_train_0007_{number:03d}.mp4" for number in range(3)]
    videos[1].unlink()  # ended before its video, which comes last
    told = []
    again = Recorder("game", "Game", {}, second)(
        tmp_path, 4, "train", 7, lambda share, name: told.append((share, name))
    )
    assert [take.number for take in second.taken] == [1, 3]
    assert again[:3] == videos and told[-1] == (1.0, "game_train_0007_003.mp4")


@pytest.mark.parametrize("suffix", [".csv", ".json", ".mp4"])
def test_a_session_takes_the_place_of_no_file_that_is_not_its_own(tmp_path, suffix):
    camera, mine = Camera(), tmp_path / f"game_train_0007_001{suffix}"
    mine.write_text("mine")
    with pytest.raises(OutputError, match="name another folder"):
        Recorder("game", "Game", {}, camera)(tmp_path, 3, "train", 7)
    assert mine.read_text() == "mine" and list(tmp_path.iterdir()) == [mine] and not camera.taken


def test_a_longer_recording_begins_with_the_same_sessions():
    one, other = (Take("game", None, "train", 3, 5, seconds) for seconds in (60.0, 60.0))
    assert one.rng().random() == other.rng().random()
    takes = [Take("game", None, split, seed, number, 60.0) for split, seed, number in
             (("train", 3, 5), ("validation", 3, 5), ("train", 4, 5), ("train", 3, 6))]  # fmt: skip
    assert len({take.rng().random() for take in takes}) == 4


def test_every_place_has_its_turn():
    places = tuple("abcde")
    takes = [Take("game", None, "test", 9, number, 60.0) for number in range(5)]
    assert sorted(take.turn(places) for take in takes) == list(places)


def test_a_session_that_failed_is_tried_once_more_with_more_patience_and_then_told(tmp_path):
    camera = Camera(failures=1)
    assert len(Recorder("game", "Game", {}, camera)(tmp_path / "a", 1, "test", 0)) == 1
    first, second = camera.taken
    assert second.patience > first.patience and second.rng().random() == first.rng().random()
    with pytest.raises(FootageError, match="ended by itself"):
        Recorder("game", "Game", {}, Camera(failures=2))(tmp_path / "b", 1, "test", 0)


@pytest.mark.parametrize(
    ("minutes", "split", "said"), [(1, "all", "train, validation, test"), (0, "test", "0 minutes")]
)
def test_a_wrong_request_records_nothing(tmp_path, minutes, split, said):
    camera = Camera()
    with pytest.raises(FootageError, match=said):
        Recorder("game", "Game", {}, camera)(tmp_path / "out", minutes, split, 0)
    assert not camera.taken and not (tmp_path / "out").exists()


def test_being_told_to_end_closes_what_is_open():
    program = (
        "import os, signal\n"
        "from model.games.sessions import ended_politely\n"
        "with ended_politely():\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    finally:\n"
        "        os.kill(os.getpid(), signal.SIGTERM)\n"
        "        print('closed')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "closed\n" and done.returncode == 128 + signal.SIGTERM


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FootageError, match="no footage can be written there"):
        Recorder("game", "Game", {}, Camera())(tmp_path / "file" / "out", 1, "train", 0)


def test_what_is_missing_is_named_with_the_line_that_installs_it():
    programs = {"no-such-program": "package-a", "/no/such/folder": "package-b", sys.executable: "python3"}
    with pytest.raises(FootageError) as error:
        require("Minetest", programs)
    assert "sudo apt-get install package-a package-b" in str(error.value) and "python3" not in str(error.value)


def test_a_game_that_is_not_there_and_wild_drawings_of_another_game_are_wrong_use(tmp_path, call):
    with pytest.raises(FootageError, match=", ".join(GAMES)):
        recorder("doom")
    done = call("footage", "record", tmp_path, "--game", "doom")
    assert (
        done.returncode == 2
        and "freedoom, minetest, nexuiz, redeclipse" in done.stderr
        and "Traceback" not in done.stderr
    )
    done = call("footage", "record", tmp_path, "--game", "nexuiz", "--wild")
    assert done.returncode == 2 and "--wild" in done.stderr and not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="programs end with their starter on Linux alone")
def test_a_started_program_ends_with_whoever_started_it_even_by_force():
    script = (
        "import os, sys\n"
        "from model.games.screen import program\n"
        "command = [sys.executable, '-c', 'print(1, flush=True); input()']\n"
        "with program(command, dict(os.environ), stdin=0, stdout=1) as child:\n"
        "    child.wait()\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as starter:
        assert starter.stdout.readline() == b"1\n"
        starter.kill()
        assert starter.stdout.read() == b""  # the pipe's other end is closed when, and only when, the child is gone too


@pytest.mark.skipif(sys.platform != "linux", reason="programs are started with setpriv on Linux alone")
def test_a_program_that_does_not_listen_is_forced_to_end():
    command = ["sh", "-c", "trap '' TERM; echo ready; while :; do read x || sleep 1; done"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with program(command, dict(os.environ), patience=0.2, **pipes) as deaf, deaf.stdin, deaf.stdout:
        assert deaf.stdout.readline() == b"ready\n"
    assert deaf.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="programs are started with setpriv on Linux alone")
def test_being_told_to_end_while_a_program_starts_ends_that_as_well(monkeypatch):
    started = []

    class ToldMeanwhile(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            started.append(self)
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(subprocess, "Popen", ToldMeanwhile)
    with pytest.raises(SystemExit), ended_politely(), program(["sleep", "600"], dict(os.environ)):
        pytest.fail("it went on")
    assert [process.returncode for process in started] == [-signal.SIGTERM]
