"""Adding videos with the machines of a Ray cluster: each makes Parquet files, as one machine does; this one keeps the index.

A video is a task. It may be done twice, where its machine died before it said so: the second time it finds what was kept. As
many wait for a free machine as can run, and no more, so that a cluster of any size holds little.

Ray: Moritz et al. 2018, Ray: A Distributed Framework for Emerging AI Applications.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import UserError
from app.library import shared
from app.library.adding import put
from app.library.keeping import Added
from app.library.look import LibraryModel
from app.library.place import Place
from app.library.plan import Todo
from app.library.worker import keep_here
from app.recorded.parallel import CORES_EACH
from model.errors import ModelError
from model.files import temporary_file
from model.program_name import extra_install

PACKAGE = "'ray>=2.40,<3'"
RETRIES = 3  # of a video whose worker or machine died, before the video is blamed
MEMORY = 1 << 30  # bytes that a machine keeps free for each video
LOOK_SECONDS = 1.0  # how long Ctrl-C and a cluster without machines may go unseen
CHECK_SECONDS = 600.0  # for a machine to start this program and look around, busy as it may be
CONNECT_SECONDS = 10.0
_ADDRESS = re.compile(r"([A-Za-z0-9._-]{1,253}):(\d{1,5})")


@contextmanager
def joined(address: str) -> Iterator[None]:
    """Belong to a Ray cluster.

    Args:
        address: ``auto`` for the one that this machine belongs to, or HOST:PORT.

    Raises:
        UserError: Ray is not installed, or no cluster answers.
    """
    _check_address(address)
    try:
        import ray
    except ModuleNotFoundError as error:
        raise UserError(
            f"Received --ray and an install without Ray: on all machines, {extra_install('cluster', PACKAGE)}."
        ) from error
    _hush()
    # NumPy takes one thread there as here (app/__init__.py; Ray's workers load it before that): more round otherwise.
    environment = {"env_vars": {"PYTHONPATH": str(shared.ROOT), "OPENBLAS_NUM_THREADS": "1"}}
    try:
        ray.init(address, runtime_env=environment, log_to_driver=False, logging_level="ERROR", configure_logging=False)
    except (OSError, RuntimeError, ValueError) as error:  # ConnectionError where there is none
        raise _no_cluster(address, str(error).strip().split("\n")[0][:200]) from error
    try:
        yield
    finally:
        ray.shutdown()


def _hush() -> None:
    """Keep Ray from printing among this program's lines what its machines say of themselves; it has no setting for that."""
    with suppress(ImportError):
        from ray._private import worker

        worker.print_to_stdstream = lambda *_, **__: None


def _check_address(address: str) -> None:
    """Raise UserError unless somebody listens there; Ray itself takes minutes to say so."""
    if address == "auto":
        return
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found[2]) > 65535:
        raise UserError(f"Received --ray {address!r}: expected auto, or HOST:PORT of a cluster's first machine.")
    try:
        socket.create_connection((found[1], int(found[2])), CONNECT_SECONDS).close()
    except OSError as error:
        raise _no_cluster(address, error.strerror or str(error)) from error


def _no_cluster(address: str, reason: str) -> UserError:
    return UserError(
        f"Received --ray {address}: no Ray cluster answers ({reason}); start one with `ray start --head` and "
        "`ray start --address HOST:PORT` on the other machines."
    )


def check_machines(place: Place, todo: Sequence[Todo], model: LibraryModel) -> int:
    """Make sure that all machines share what they must.

    Args:
        place: The library's, made.
        todo: What is to be done.
        model: Which answers.

    Returns:
        How many machines there are.

    Raises:
        UserError: One does not, named with what it lacks; or the library cannot be written to.
    """
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    machines, said = _machines(), secrets.token_hex(8)
    try:
        with temporary_file(place.folder / "token") as token:
            token.write_text(said)
            videos = shared.some_videos([job.video for job in todo])
            asked = shared.Asked(
                str(place.folder.absolute()), str(token.absolute()), said, str(model.folder.absolute()), videos
            )
            here = shared.look_around(asked)
            look = ray.remote(num_cpus=0, max_retries=1)(shared.look_around)
            looks = [
                look.options(scheduling_strategy=NodeAffinitySchedulingStrategy(one["NodeID"], soft=False)).remote(
                    asked
                )
                for one in machines
            ]
            for machine, one in zip(machines, looks, strict=True):
                name = machine["NodeManagerAddress"]
                try:
                    there = ray.get(one, timeout=CHECK_SECONDS)
                except ray.exceptions.GetTimeoutError as error:
                    raise _cannot_look(name, f"it has not answered for {CHECK_SECONDS:.0f} s") from error
                except ray.exceptions.RayError as error:
                    raise _cannot_look(name, _last_line(error)) from error
                shared.check(asked, here, there, name)
    except OSError as error:
        raise UserError(
            f"Received library {place.folder}: it cannot be written to ({error.strerror or error}); make room, or change its "
            "permissions, and add again."
        ) from error
    return len(machines)


def _cannot_look(machine: str, reason: str) -> UserError:
    return UserError(
        f"Received a cluster whose machine {machine} cannot run this program ({reason}): install the same version at "
        f"{shared.ROOT} on all machines, or take that machine out of the cluster."
    )


def _last_line(error: Exception) -> str:
    return str(error).strip().split("\n")[-1][:200]


def add(place: Place, todo: Sequence[Todo], model: LibraryModel) -> Iterator[Added]:
    """Answer for videos on all machines of the cluster that this process belongs to.

    Args:
        place: The library's, made and seen by all of them under the same path.
        todo: What is to be done.
        model: Which answers.

    Yields:
        What became of each, as they are done.

    Raises:
        UserError: The library cannot be written to, or no machine is left; what was whole by then stays.
        ModelError: The model does not work.
    """
    import ray

    cores = _cores_each(_machines())
    task = ray.remote(num_cpus=cores, memory=MEMORY, max_retries=RETRIES)(keep_here)
    same = model.id, shared.program_identity()
    waiting, running = iter(enumerate(todo)), {}
    try:
        while True:
            for number, job in waiting:
                video = Todo(Path(os.path.abspath(job.video)), job.content, job.duration, job.again)
                one = task.remote(
                    str(place.folder.absolute()), number, video, str(model.folder.absolute()), cores, *same
                )
                running[one] = number
                if len(running) >= 2 * _room(cores):
                    break
            if not running:
                return
            done, _ = ray.wait(list(running), timeout=LOOK_SECONDS)
            if not done and not _room(cores):
                raise UserError(
                    f"Received a cluster of which no machine is left with {cores} cores and {MEMORY >> 30} GiB for Ray; "
                    "what was done is kept: add again."
                )
            for one in done:
                number = running.pop(one)
                added = _outcome(one, number, todo[number].video)
                if not added.failure:
                    put(place, todo[number].content)
                yield added
    finally:
        for one in running:
            ray.cancel(one, force=True)


def _outcome(one, number: int, video: Path) -> Added:
    import ray

    try:
        return ray.get(one)
    except (UserError, ModelError) as error:  # Ray's own is one as well, and says the worker's whole traceback
        raise (getattr(error, "cause", None) or error) from None
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError, ray.exceptions.OutOfMemoryError):
        return Added(
            number,
            f"Received {video}: {RETRIES + 1} workers died while classifying it; add it on one machine to see why.",
        )
    except ray.exceptions.RayError as error:
        return Added(number, f"Received {video}: its worker failed ({_last_line(error)}).")


def _machines() -> list[dict]:
    """Those that are alive and have cores. Raises UserError where there are none."""
    import ray

    found = [machine for machine in ray.nodes() if machine["Alive"] and machine["Resources"].get("CPU", 0) >= 1]
    if not found:
        raise UserError(
            "Received a cluster without a machine that has a core: add one with `ray start --address HOST:PORT`."
        )
    return found


def _cores_each(machines: Sequence[dict]) -> int:
    return int(min(CORES_EACH, *(machine["Resources"]["CPU"] for machine in machines)))


def _room(cores: int) -> int:
    """How many videos can be answered at a time."""
    import ray

    alive = [one["Resources"] for one in ray.nodes() if one["Alive"]]
    return sum(int(min(one.get("CPU", 0) // cores, one.get("memory", 0) // MEMORY)) for one in alive)
