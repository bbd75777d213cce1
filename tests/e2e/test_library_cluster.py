"""Adding with a cluster of three nodes, of which one dies, and a worker of another: all is done, and as one machine does it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from app.library.check import examine
from app.library.place import Place
from tests.conftest import ROOT, write_video

COUNT = 200
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed (tests/requirements-rare.txt)"),
]


def test_a_cluster_that_loses_a_node_and_a_worker_does_all_and_as_one_machine_does(tmp_path):
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    for number in range(COUNT):
        size = (160 + 2 * (number // 30), 120)
        write_video(recordings / f"{number:03}.mp4", seconds=1.2 + number % 30 / 30, size=size)
    cluster = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.ray_cluster", "3"], cwd=ROOT, text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with cluster:
        address = cluster.stdout.readline().strip()
        with adding(recordings, tmp_path / "many", "--ray", address) as many:
            assert "200 to classify" in many.stdout.readline() and many.stdout.readline().startswith("3 machines share")
            for line in many.stdout:
                if line.startswith("30/"):
                    print("kill worker", file=cluster.stdin)
                if line.startswith("60/"):
                    print("kill node", file=cluster.stdin)
            errors = many.stderr.read()
        cluster.stdin.close()
        assert cluster.stdout.read().split() == ["killed", "killed"]
    assert many.returncode == 0 and errors == "", errors
    with adding(recordings, tmp_path / "one") as one:
        assert one.communicate()[1] == ""
    assert one.returncode == 0
    assert_equal(Place(tmp_path / "many"), Place(tmp_path / "one"))


def adding(recordings, library, *more: str) -> subprocess.Popen:
    words = [sys.executable, "run_app.py", "library", "add", recordings, "--library", library, *more]
    return subprocess.Popen(
        [str(word) for word in words], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def assert_equal(many: Place, one: Place) -> None:
    files = sorted(path.name for path in one.videos.iterdir())
    assert sorted(path.name for path in many.videos.iterdir()) == files and len(files) == 2 * COUNT
    for name in files:
        assert (many.videos / name).read_bytes() == (one.videos / name).read_bytes(), name
    for place in (many, one):
        health = examine(place)
        assert health.videos == COUNT and not health.problems and not health.missing
