"""Files are written whole or not at all, never through links, and killed runs leave nothing behind for good."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time

import h5py
import pytest

from model.files import locked, placing, remove_leftovers, replacing, write_whole
from tests.conftest import ROOT

POSIX = pytest.mark.skipif(os.name == "nt", reason="links and signals are another matter there")


def test_it_is_there_whole_or_not_at_all(tmp_path):
    path = write_whole(tmp_path / "a.txt", "before")
    with pytest.raises(ValueError), replacing(path) as temporary:
        temporary.write_text("half")
        assert temporary.suffix == ".txt" and path.read_text() == "before"
        raise ValueError
    assert path.read_text() == "before" and os.listdir(tmp_path) == ["a.txt"]


def test_many_threads_write_one_file(tmp_path):
    """With one temporary name for all of them some would find theirs gone."""
    errors, path = [], tmp_path / "one.json"

    def write(number: int) -> None:
        try:
            for _ in range(50):
                write_whole(path, str(number) * 2000)
        except OSError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and os.listdir(tmp_path) == ["one.json"]
    assert len(path.read_text()) == 2000 and len(set(path.read_text())) == 1


@POSIX
def test_links_are_never_written_through(tmp_path):
    """A stranger's links with the names of temporary files, and a link at the target itself."""
    (tmp_path / "precious").write_text("precious")
    for name in (f".a.{os.getpid()}.part.txt", ".float32.a.txt", "new.a.txt", "a.txt"):
        (tmp_path / name).symlink_to(tmp_path / "precious")
    write_whole(tmp_path / "a.txt", "mine")
    assert (tmp_path / "precious").read_text() == "precious"
    assert (tmp_path / "a.txt").read_text() == "mine" and not (tmp_path / "a.txt").is_symlink()


@POSIX
def test_permissions(tmp_path):
    before = os.umask(0o022)
    try:
        path = write_whole(tmp_path / "a.txt", "for all")
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        path.chmod(0o640)
        assert stat.S_IMODE(write_whole(path, "as it was").stat().st_mode) == 0o640
        assert stat.S_IMODE(write_whole(path, "mine", mode=0o600).stat().st_mode) == 0o600
    finally:
        os.umask(before)


@POSIX
@pytest.mark.parametrize("links", [True, False])
def test_placing_takes_nobodys_place(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no hard links here")))
    with placing(tmp_path / "a.txt") as temporary:
        temporary.write_text("first")
    with pytest.raises(FileExistsError), placing(tmp_path / "a.txt") as temporary:
        temporary.write_text("second")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError), placing(tmp_path / "link.txt") as temporary:
        temporary.write_text("third")
    assert (tmp_path / "a.txt").read_text() == "first" and sorted(os.listdir(tmp_path)) == ["a.txt", "link.txt"]


WRITER = """
import sys, time
from pathlib import Path
from model.files import replacing
with replacing(Path(sys.argv[1]) / "a.weights.h5") as temporary:
    temporary.write_text("half")
    print(temporary.name, flush=True)
    time.sleep(60)
"""


@POSIX
def test_leftovers_of_the_killed_go_those_of_the_living_stay(tmp_path):
    def begin() -> tuple[subprocess.Popen, str]:
        writer = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        return writer, writer.stdout.readline().strip()

    (killed, left), (living, used) = begin(), begin()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    machine = left.split("-")[1]
    assert left.endswith(".weights.h5") and set(os.listdir(tmp_path)) == {left, used}
    now = time.time()
    made = {  # name: when it was written
        ".notes.part.txt": now - 1e6,  # somebody else's that looks a little like it
        f".lac-{machine}-{living.pid}-0123456789abcdef.part.txt": now - 1e6,  # before that process: of another one
        ".lac-00000000-1-0123456789abcdef.part": now - 1e6,  # another machine's
        ".lac-00000000-2-0123456789abcdef.part": now - 100,
    }
    for name, when in made.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (when, when))
    remove_leftovers(tmp_path)
    assert set(os.listdir(tmp_path)) == {used, ".notes.part.txt", ".lac-00000000-2-0123456789abcdef.part"}
    living.kill()
    living.communicate()


def test_hdf5_may_lock_what_it_writes(tmp_path):
    with replacing(tmp_path / "a.h5") as temporary, h5py.File(temporary, "w") as file:
        file["answer"] = 42
    with h5py.File(tmp_path / "a.h5") as file:
        assert file["answer"][()] == 42


HOLDER = """
import sys
from pathlib import Path
from model.files import locked
counter = Path(sys.argv[1])
for _ in range(100):
    with locked(counter.with_suffix(".lock")):
        counter.write_text(str(int(counter.read_text()) + 1))
"""


def test_a_lock_holds_against_processes_and_threads(tmp_path):
    counter = tmp_path / "counter.txt"
    counter.write_text("0")
    others = [subprocess.Popen([sys.executable, "-c", HOLDER, counter], cwd=ROOT) for _ in range(3)]

    def count() -> None:
        for _ in range(100):
            with locked(counter.with_suffix(".lock")):
                counter.write_text(str(int(counter.read_text()) + 1))

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait(120) for other in others] == [0, 0, 0] and counter.read_text() == "500"


def test_a_lock_that_is_held_is_not_waited_for_for_ever(tmp_path):
    lock = tmp_path / "a.lock"
    with locked(lock):
        with pytest.raises(TimeoutError), locked(lock, patience=0.05):
            raise AssertionError("it was held")
    with locked(lock, patience=0.05):
        pass
