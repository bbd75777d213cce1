"""``library watch``: add recordings as they appear."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from app.commands.library.options import Folder
from app.commands.options import Model, Quiet
from model.safe_text import say


def watch(
    folders: Annotated[list[Path], typer.Argument(help="Folders in which recordings appear.", metavar="FOLDER...")],
    model: Model = "",
    rest: Annotated[
        float, typer.Option(help="Seconds for which a file must not change before it is taken.", min=1.0, max=86_400.0)
    ] = 10.0,
    library: Folder = None,
    quiet: Quiet = False,
) -> None:
    """Add recordings as they appear in folders, until Ctrl-C; what is there already comes first.

    A file that is still being written is left until it rests.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.library.add import library_model
    from app.commands.terminal import progress_bar
    from app.errors import UserError
    from app.library.place import Place
    from app.library.priority import lower_priority
    from app.library.watching import Rest

    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"Received {folder}: there is no such folder to watch; make it first, or name another.")
    place, chosen = Place(library), library_model(model)
    place.make()
    lower_priority()
    say(f"Watching {', '.join(map(str, folders))}; Ctrl-C ends it.")
    resting = Rest(rest)
    with progress_bar(quiet) as bar:
        while True:
            take(resting, folders, place, chosen, bar)
            bar.begin("Watching")
            time.sleep(min(rest / 2, 2.0))


def take(resting, folders: Iterable[Path], place, model, bar) -> int:
    """Look once, and add what rests; how many videos that was."""
    from app.commands.library.add import add_paths

    found = resting.look(states(folders), time.monotonic(), time.time())
    if found:
        add_paths(place, model, found, False, None, bar)
    return len(found)


def states(folders: Iterable[Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield each video below the folders with its bytes and when it was changed; what goes away meanwhile is left out."""
    from model.video.names import videos_below

    for folder in folders:
        for path in videos_below(folder)[0]:
            with suppress(OSError):
                about = os.stat(path)
                yield path, (about.st_size, about.st_mtime_ns)
