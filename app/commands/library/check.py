"""``library check``: whether a library is whole, and its repair."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.library.options import Folder
from model.safe_text import say


def check(
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Make the index anew, and move files that are damaged aside, to NAME.damaged."),
    ] = False,
    library: Folder = None,
) -> None:
    """Look whether all that is kept can be read, whether the index knows it, and whether the videos lie where they did.

    What is wrong is named on stderr, and the exit status is 1; with --repair it is 1 where something was lost.
    """
    from app.library.check import examine
    from app.library.place import Place
    from app.library.sync import rebuild

    place = Place(library)
    if repair:
        place.expect()
        damaged = rebuild(place)
        for sentence in damaged:
            say(sentence, error=True)
    health = examine(place)
    for sentence in (*health.problems, *health.missing):
        say(sentence, error=True)
    if repair:
        say(f"The index was made anew from {health.videos} videos; {len(damaged)} damaged files were moved aside.")
        raise typer.Exit(1 if damaged or health.problems else 0)
    if health.problems:
        say(f"{health.videos} videos can be read; {len(health.problems)} things are wrong: add --repair.")
    else:
        say(f"{health.videos} videos, all whole; {len(health.missing)} of them are not where they were.")
    raise typer.Exit(1 if health.problems or health.missing else 0)
