"""What is handed out to a cluster, and what becomes of it; Ray itself is stood in for (the slow tests have the real one)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from app.errors import UserError
from app.library import cluster
from app.library.find import Query, find
from app.library.index import reading
from app.library.keeping import Added, keep
from app.library.place import Place
from app.library.plan import Todo
from tests.app.library.made import made_answers

CPU_AND_MEMORY = {"CPU": 1.0, "memory": float(2 << 30)}


class FakeRay(ModuleType):
    """Does a task when it is asked for its outcome; counts those that were handed out and not asked for."""

    def __init__(self, nodes: list[dict]):
        super().__init__("ray")
        names = ("RayError", "WorkerCrashedError", "NodeDiedError", "OutOfMemoryError")
        base = type("RayError", (Exception,), {})
        self.exceptions = SimpleNamespace(**{name: type(name, (base,), {}) for name in names} | {"RayError": base})
        self.machines, self.out, self.most, self.cancelled = nodes, {}, 0, []

    def nodes(self) -> list[dict]:
        return self.machines

    def remote(self, **options) -> Callable:
        assert options["num_cpus"] == 1 and options["max_retries"] > 0

        def task(function: Callable) -> SimpleNamespace:
            def hand_out(*arguments):
                one = object()
                self.out[one] = function, arguments
                self.most = max(self.most, len(self.out))
                return one

            return SimpleNamespace(remote=hand_out)

        return task

    def wait(self, many: list, timeout: float) -> tuple[list, list]:
        return ([], many) if not self.machines else (many[-1:], many[:-1])  # the last one first

    def get(self, one):
        function, arguments = self.out.pop(one)
        return function(*arguments)

    def cancel(self, one, force: bool) -> None:
        self.cancelled.append(one)


@pytest.fixture
def ray(monkeypatch) -> FakeRay:
    fake = FakeRay([{"Alive": True, "Resources": CPU_AND_MEMORY} for _ in range(3)])
    monkeypatch.setitem(sys.modules, "ray", fake)
    return fake


def worker(place: Place, dies: str = "") -> Callable:
    """Keeps invented answers, as a machine of the cluster does."""

    def keep_here(library: str, number: int, job: Todo, *_) -> Added:
        if job.video.stem == dies:
            raise sys.modules["ray"].exceptions.WorkerCrashedError
        keep(Place(Path(library)), made_answers(int(job.video.stem), seconds=5))
        return Added(number, segments=3)

    return keep_here


@pytest.fixture
def place(tmp_path) -> Place:
    place = Place(tmp_path / "library")
    place.make()
    return place


MODEL = SimpleNamespace(id="ab12", folder=Path("model"))
TODO = [Todo(Path(f"/{number}.mp4"), f"{number:032x}", 5.0, False) for number in range(1, 13)]


def test_a_cluster_holds_no_more_than_it_can_soon_do_and_the_index_has_what_is_done(ray, place, monkeypatch):
    monkeypatch.setattr(cluster, "keep_here", worker(place, dies="5"))
    found = {added.number: added for added in cluster.add(place, TODO, MODEL)}
    assert sorted(found) == list(range(12)) and ray.most <= 2 * 3
    assert [number for number, added in found.items() if added.failure] == [4] and "workers died" in found[4].failure
    with reading(place) as index:
        assert {hit.content for hit in find(index, Query()).hits} == {job.content for job in TODO} - {TODO[4].content}


def test_a_machine_without_memory_for_a_video_is_given_none(ray, place, monkeypatch):
    monkeypatch.setattr(cluster, "keep_here", worker(place))
    ray.machines = [*ray.machines[:1], {"Alive": True, "Resources": CPU_AND_MEMORY | {"memory": 1000.0}}]
    assert len(list(cluster.add(place, TODO[:6], MODEL))) == 6 and ray.most <= 2


def test_where_no_machine_is_left_what_was_done_stays_and_the_rest_is_said(ray, place, monkeypatch):
    monkeypatch.setattr(cluster, "keep_here", worker(place))
    adding = cluster.add(place, TODO, MODEL)
    done = next(adding)
    ray.machines = []
    with pytest.raises(UserError, match="no machine is left"):
        list(adding)
    assert ray.cancelled and place.file_of(TODO[done.number].content).exists()
    with pytest.raises(UserError, match="without a machine"):
        next(cluster.add(place, TODO, MODEL))


def test_what_a_worker_says_of_the_library_is_said_as_it_is(ray, place, monkeypatch):
    class RaysOwn(UserError):
        """As Ray makes one of what a worker raises."""

        cause = UserError("Received library: the disk is full.")

        def __str__(self) -> str:
            return "a traceback\nof many lines"

    def keep_here(*_):
        raise RaysOwn

    monkeypatch.setattr(cluster, "keep_here", keep_here)
    with pytest.raises(UserError, match=r"^Received library: the disk is full\.$"):
        next(cluster.add(place, TODO, MODEL))
