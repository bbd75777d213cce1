"""``library add``: classify what is new or changed in folders, and keep it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.library.options import Folder
from app.commands.options import Model, Quiet
from model.safe_text import say

if TYPE_CHECKING:
    from app.commands.terminal import Bar
    from app.library.keeping import Added
    from app.library.look import LibraryModel
    from app.library.place import Place
    from app.library.plan import Plan, Todo


def add(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders, searched for videos, and video files.", metavar="FOLDER...")
    ] = None,
    model: Model = "",
    at_once: Annotated[
        int | None,
        typer.Option(help="Videos classified side by side; one for every eight cores if left out.", min=1, max=64),
    ] = None,
    ray: Annotated[
        str,
        typer.Option(help="Have the machines of a Ray cluster do it: auto, or its first machine.", metavar="HOST:PORT"),
    ] = "",
    library: Folder = None,
    quiet: Quiet = False,
) -> None:
    """Classify what is new or changed, and keep what was found.

    Videos are known by what is in them: those that were moved or renamed are recognised. It runs at low priority, and may be
    stopped at any time: run it again to go on. With --model, what other models have answered is answered anew by that one,
    without the videos where its CNN is the same; without FOLDER, all of the library. A video that cannot be read is named on
    stderr, the others are done, and the exit status is 1. With --ray, all machines must see the library, the videos, the model
    and this program under the same paths, which is looked at first.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.terminal import progress_bar
    from app.errors import UserError
    from app.library.place import Place
    from app.library.priority import lower_priority

    if not paths and not model:
        raise UserError("Received no FOLDER: name one, or a --model that is to answer for all of the library.")
    if ray and at_once:
        raise UserError(
            "Received both --ray and --at-once: expected one of them; a cluster does as many as it has cores for."
        )
    place, chosen = Place(library), library_model(model)
    place.make()
    lower_priority()
    with progress_bar(quiet) as bar:
        failed = add_paths(place, chosen, paths or None, bool(model), at_once, bar, ray)
    raise typer.Exit(1 if failed else 0)


def library_model(name: str) -> LibraryModel:
    """The model of ``--model``, or the default one. Raises ModelError."""
    from app.library.look import LibraryModel
    from model.registry import DEFAULT_MODEL, find_model

    return LibraryModel.of(find_model(name or DEFAULT_MODEL))


def add_paths(
    place: Place,
    model: LibraryModel,
    paths: Iterable[Path] | None,
    anew: bool,
    at_once: int | None,
    bar: Bar,
    ray: str = "",
) -> bool:
    """Add what is below ``paths``, or with None all that is in the library; whether anything failed.

    Raises:
        UserError: The library or the cluster cannot be used. ModelError: the model cannot.
    """
    from app.commands.classify import open_engines
    from app.library.adding import add as add_here
    from app.library.adding import note_moves
    from app.recorded.parallel import default_count

    with cluster_of(ray) as machines:
        bar.begin("Looking what is new")
        plan = look_for_work(place, model, paths, anew, bar)
        note_moves(place, plan.moved)
        say(summary(plan, anew))
        if not plan.todo:
            return bool(plan.failures)
        if machines is not None:
            say(f"{machines.check_machines(place, plan.todo, model)} machines share what they must.")
            return answer(plan.todo, lambda _: machines.add(place, plan.todo, model), bar) or bool(plan.failures)
        count = max(1, min(at_once or default_count(), len(plan.todo)))
        engines = open_engines(model.folder, "cpu", count)
        return answer(plan.todo, lambda told: add_here(place, plan.todo, model, engines, told), bar) or bool(
            plan.failures
        )


@contextmanager
def cluster_of(address: str) -> Iterator[ModuleType | None]:
    """``app.library.cluster``, joined; None where there is no address. Raises UserError."""
    if not address:
        yield None
        return
    from app.library import cluster

    with cluster.joined(address):
        yield cluster


def look_for_work(place: Place, model: LibraryModel, paths: Iterable[Path] | None, anew: bool, bar: Bar) -> Plan:
    """What is to be done; what is wrong with files is said. Raises UserError."""
    from app.commands.inputs import find_videos
    from app.library.index import reading
    from app.library.plan import all_videos, make_plan
    from app.library.sync import catch_up

    for failure in catch_up(place):
        bar.say(failure)
    videos, failures = find_videos(list(paths)) if paths is not None else ([], [])
    with reading(place) as index:
        plan = make_plan(index, videos if paths is not None else all_videos(index), model, anew)
    plan.failures[:0] = failures
    for failure in plan.failures:
        bar.say(failure)
    return plan


def summary(plan: Plan, anew: bool) -> str:
    """One line for people: what there is to do."""
    seconds = sum(job.duration for job in plan.todo)
    words = [f"{len(plan.todo)} to classify" + (f" ({span(seconds)} of video)" if seconds else "")]
    words += [f"{plan.answered} known already"] if plan.answered else []
    words += [f"{len(plan.moved)} moved"] if plan.moved else []
    words += [f"{plan.copies} the same as others"] if plan.copies else []
    line = f"{', '.join(words)}."
    if plan.by_others and not anew:
        line += f" {plan.by_others} were answered by another model and stay so; name one with --model to have it answer anew."
    return line


def answer(
    todo: list[Todo], begin: Callable[[Callable[[int, float], None]], Generator[Added, None, None]], bar: Bar
) -> bool:
    """Answer for videos, and say how long it will yet take; whether any failed.

    Args:
        todo: The videos.
        begin: Given what is to be told of a video's number and the seconds of it that are done: what becomes of each.
        bar: What shows it.
    """
    from app.errors import UserError

    done, total, begun = [0.0] * len(todo), sum(job.duration for job in todo), time.monotonic()
    failed, count = False, 0

    def progress(number: int, seconds: float) -> None:
        done[number] = min(seconds, todo[number].duration or seconds)
        bar.update(sum(done), total or None)

    bar.begin(f"1/{len(todo)} {todo[0].video.name}")
    try:
        with closing(begin(progress)) as results:
            for count, added in enumerate(results, 1):
                job = todo[added.number]
                progress(added.number, job.duration)
                if added.failure:
                    bar.say(added.failure)
                    failed = True
                elif not bar.shown:
                    say(_line(added, job, f"{count}/{len(todo)}", left(sum(done), total, time.monotonic() - begun)))
                if count < len(todo):
                    bar.describe(f"{count + 1}/{len(todo)} {todo[count].video.name}")
    except UserError as error:  # the disk is full, say: nothing that was named is wrong
        bar.say(str(error))
        return True
    return failed


def _line(added: Added, job: Todo, number: str, remaining: str) -> str:
    how = ", from kept embeddings" if added.by_embeddings else ""
    what = f"{added.segments} segments{how}" if not added.by_others else "added by another process"
    return f"{number} {job.video}: {what}{remaining}"


def left(done: float, total: float, seconds: float) -> str:
    """How long the rest will take, as ``; about 3 min left``; "" where that is not known or nothing is left."""
    if not done or done >= total:
        return ""
    return f"; about {span(seconds * (total - done) / done)} left"


def span(seconds: float) -> str:
    """A length of time for people."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
