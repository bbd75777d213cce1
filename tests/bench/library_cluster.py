"""``python -m tests.bench.library_cluster VIDEO...``: what a Ray cluster gains when it adds videos, and what limits it.

The parts are measured on one machine, in seconds of its processors, which other programs do not change: making a video's files,
taking them into the index, and what Ray asks of the machine that hands out. Then clusters of one, two and three nodes of one
core each add the videos. From the parts follows what 16 machines would take for a thousand hours; nobody has tried that.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app import runtime_env  # noqa: F401  (cv2 first)
from app.library import cluster
from app.library.adding import put
from app.library.index import reading, writing
from app.library.keeping import keep_one
from app.library.look import LibraryModel
from app.library.place import Place
from app.library.plan import Todo, make_plan
from model.engine import open_engine
from model.registry import DEFAULT_MODEL, find_model
from tests.conftest import ROOT

HOURS, MACHINES, CORES = 1_000, 16, 8
TASKS = 100
NETWORK = 110e6  # bytes a second that a gigabit carries


def plan_for(place: Place, videos: list[Path], model: LibraryModel) -> list[Todo]:
    """What is to be done in an empty library."""
    place.make()
    with writing(place):
        pass
    with reading(place) as index:
        return make_plan(index, videos, model, False).todo


def parts(folder: Path, videos: list[Path], model: LibraryModel) -> tuple[float, float, float]:
    """Seconds of processor for an hour of video, and for each video to index it; and seconds of video in all."""
    place = Place(folder)
    todo, engine = plan_for(place, videos, model), open_engine(model.folder, 1)
    seconds = sum(job.duration for job in todo)
    begun = time.process_time()
    for number, job in enumerate(todo):
        assert not keep_one(place, number, job, model, engine, 1)[0].failure
    middle = time.process_time()
    for job in todo:
        put(place, job.content)
    end = time.process_time()
    return (middle - begun) / seconds * 3600, (end - middle) / len(todo), seconds


def nothing() -> None:
    """The task that costs nothing but being handed out."""


def handing_out(address: str) -> float:
    """Seconds of processor that a task asks of the machine that hands it out."""
    import ray

    with cluster.joined(address):
        task = ray.remote(num_cpus=1)(nothing)
        ray.get(task.remote())
        begun = time.process_time()
        for _ in range(TASKS):
            ray.get(task.remote())
        return (time.process_time() - begun) / TASKS


def on_nodes(folder: Path, videos: list[Path], model: LibraryModel, nodes: int) -> tuple[float, float]:
    """Seconds that a cluster of so many nodes takes from its first task to its last, and what a task costs."""
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.ray_cluster", str(nodes)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with running:
        address = running.stdout.readline().strip()
        cost = handing_out(address)
        place = Place(folder)
        todo = plan_for(place, videos, model)
        with cluster.joined(address):
            cluster.check_machines(place, todo, model)
            warm = [Todo(job.video, job.content, job.duration, False) for job in todo[:nodes]]
            for added in cluster.add(place, warm, model):  # each worker has loaded its model
                assert not added.failure, added.failure
            begun = time.perf_counter()
            for added in cluster.add(place, todo[nodes:], model):
                assert not added.failure, added.failure
            taken = time.perf_counter() - begun
        running.stdin.close()
    return taken / (len(todo) - nodes), cost


def main() -> None:
    videos, model = list(map(Path, sys.argv[1:])), LibraryModel.of(find_model(DEFAULT_MODEL))
    with tempfile.TemporaryDirectory() as folder:
        an_hour, to_index, seconds = parts(Path(folder) / "one", videos, model)
        size = sum(video.stat().st_size for video in videos) / seconds * 3600
        print(f"{len(videos)} videos, {seconds:.0f} s, {size / 1e6:.0f} MB an hour")
        print(
            f"one core: {an_hour:.0f} s of processor an hour of video; {to_index * 1000:.0f} ms to index a video",
            flush=True,
        )
        alone, cost = 0.0, 0.0
        for nodes in (1, 2, 3):
            each, cost = on_nodes(Path(folder) / f"{nodes} nodes", videos, model, nodes)
            alone = alone or each
            efficiency = alone / each / nodes
            print(f"{nodes} nodes: {each:.2f} s a video, {efficiency:.0%} of {nodes} times one node", flush=True)
        print(f"handing out: {cost * 1000:.1f} ms of processor a video")
    computing = HOURS * an_hour / (MACHINES * CORES)
    indexing = HOURS * (to_index + cost)
    network = HOURS * size / NETWORK
    print(
        f"{HOURS} hours in videos of one hour on {MACHINES} machines of {CORES} such cores: computing {computing / 60:.0f} min, "
        f"indexing and handing out by one machine {indexing:.0f} s, reading over one gigabit {network / 60:.0f} min"
    )


if __name__ == "__main__":
    main()
