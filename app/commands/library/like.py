"""``library like``: moments that look like one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.library.find import AsCsv, AsJson, check_form, print_json, print_lines
from app.commands.library.options import Folder, clock
from app.commands.options import Model
from model.safe_text import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.library.alike import Alike


def like(
    moment: Annotated[
        str, typer.Argument(help="A video and a time in it: match.mp4@83.5 or match.mp4@1:23.5", metavar="VIDEO@TIME")
    ],
    most: Annotated[int, typer.Option("--most", help="How many at most.", min=1, max=10_000)] = 20,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    model: Model = "",
    library: Folder = None,
) -> None:
    """Find the moments in all recordings that look most like one.

    The video need not be in the library: then the moment is looked at by --model, and compared with what that one's CNN has seen.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.commands.library.add import library_model
    from app.library.alike import alike, moment_in, moment_of_video
    from app.library.index import reading
    from app.library.moment import parse_moment
    from app.library.place import Place
    from model.video.identity import content_of

    check_form(as_csv, as_json)
    video, time = parse_moment(moment)
    with reading(Place(library)) as index:
        wanted = moment_in(index, content_of(video), time)
        if wanted is None:
            wanted = moment_of_video(video, time, library_model(model))
        found = alike(index, wanted, most)
    if as_csv:
        print_lines(_csv_rows(found))
    elif as_json:
        print_json([_as_data(one) for one in found])
    else:
        for one in found:
            say(f"{one.similarity:6.3f}  {clock(one.time):>9}  {one.label or '-'}  {one.path}")
        if not found:
            say("Nothing was found: nothing in the library was seen by the same CNN.")


def _csv_rows(found: Sequence[Alike]) -> list[str]:
    from model.safe_text import csv_line, table_cell

    lines = [csv_line("video", "time", "similarity", "label")]
    for one in found:
        cells = (f"{one.time:.3f}", f"{one.similarity:.4f}", table_cell(one.label))
        lines.append(csv_line(table_cell(one.path), *cells))
    return lines


def _as_data(one: Alike) -> dict:
    return {
        "video": one.path,
        "time": round(one.time, 3),
        "similarity": round(one.similarity, 4),
        "label": one.label,
    }
