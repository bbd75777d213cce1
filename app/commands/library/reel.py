"""``library reel``: the best moments of many recordings in one video."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.library.options import Folder, Labels, Longer, Near, Since, Surer, Text, query_of
from app.commands.options import Quiet
from model.safe_text import say


def reel(
    out: Annotated[Path, typer.Option("--out", "-o", help="The reel: .mp4, .mkv or .mov.", metavar="FILE")],
    label: Labels = "",
    longer: Longer = 0.0,
    surer: Surer = 0.0,
    near: Near = None,
    since: Since = "",
    text: Text = "",
    pad: Annotated[float, typer.Option(help="Seconds kept before and after each moment.", min=0.0, max=60.0)] = 1.0,
    most: Annotated[
        float, typer.Option("--max", help="Seconds of reel at most; the most confident moments come in.", min=1.0)
    ] = 120.0,
    library: Folder = None,
    quiet: Quiet = False,
) -> None:
    """Cut moments out of all recordings that match, and join them, with their sound.

    A recording that is gone or cannot be read is named on stderr, the others are cut, and the exit status is 1.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.highlights import check_reel
    from app.commands.terminal import progress_bar
    from app.errors import UserError
    from app.library.find import find
    from app.library.index import reading
    from app.library.place import Place
    from app.library.reel import choose_parts
    from app.recorded.joined_cut import join_parts

    check_reel(out)
    with reading(Place(library)) as index:
        hits = find(index, query_of(index, label, longer, surer, near, since, text)).hits
    chosen = choose_parts(hits, pad, most)
    if not chosen:
        raise UserError("Received a reel of nothing: no segment matches; ask for less with fewer options.")
    total = sum(part.duration for _, parts in chosen for part in parts)
    with progress_bar(quiet) as bar:
        bar.begin(f"Cutting {out.name}")
        failures: list[str] = []

        def unreadable(sentence: str) -> None:
            failures.append(sentence)
            bar.say(sentence)

        try:
            seconds = join_parts(chosen, out, lambda done: bar.update(done, total), unreadable)
        except OSError as error:
            raise UserError(
                f"Received {out} to write: {error.strerror or error}; make room or name another."
            ) from error
    count = sum(len(parts) for _, parts in chosen)
    say(f"{out}: {count} moments of {len(chosen) - len(failures)} videos, {seconds:.1f} s.")
    raise typer.Exit(1 if failures else 0)
