"""``library find``: segments by what they are and what is near them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.library.options import Folder, Labels, Longer, Near, Since, Surer, Text, clock, query_of
from model.safe_text import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.library.find import Found, Hit

SHOWN = 100  # on a terminal, unless more are asked for

AsCsv = Annotated[bool, typer.Option("--csv", help="All of them as a table: video,start,end,label,confidence,yours.")]
AsJson = Annotated[bool, typer.Option("--json", help="All of them as JSON.")]


def find(
    label: Labels = "",
    longer: Longer = 0.0,
    surer: Surer = 0.0,
    near: Near = None,
    since: Since = "",
    text: Text = "",
    order: Annotated[str, typer.Option(help="By path, newest, surest or longest.")] = "path",
    most: Annotated[int | None, typer.Option("--most", help="How many at most.", min=1)] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    library: Folder = None,
) -> None:
    """Find segments in all recordings of the library, with what was corrected in the window."""
    from app.library.find import find as ask
    from app.library.index import reading
    from app.library.place import Place

    check_order(order)
    check_form(as_csv, as_json)
    with reading(Place(library)) as index:
        shown = most if as_csv or as_json or most else SHOWN
        found = ask(index, query_of(index, label, longer, surer, near, since, text, order=order, most=shown))
    if as_csv:
        print_lines(csv_rows(found.hits))
    elif as_json:
        print_json([as_data(hit) for hit in found.hits])
    else:
        _print(found)


def check_order(order: str) -> None:
    """Raise UserError unless hits can be put in that order."""
    from app.errors import UserError
    from app.library.find import ORDERS

    if order not in ORDERS:
        raise UserError(f"Received --order {order!r}: expected one of {', '.join(ORDERS)}.")


def check_form(as_csv: bool, as_json: bool) -> None:
    """Raise UserError where two forms are asked for."""
    from app.errors import UserError

    if as_csv and as_json:
        raise UserError("Received both --csv and --json: expected one of them.")


def csv_rows(hits: Sequence[Hit]) -> list[str]:
    """The lines of a table."""
    from model.safe_text import csv_line, table_cell

    lines = [csv_line("video", "start", "end", "label", "confidence", "yours")]
    for hit in hits:
        cells = (f"{hit.start:.3f}", f"{hit.end:.3f}", table_cell(hit.label), f"{hit.confidence:.4f}")
        lines.append(csv_line(table_cell(hit.path), *cells, "yes" if hit.yours else ""))
    return lines


def as_data(hit: Hit) -> dict:
    """What JSON says of a hit."""
    return {
        "video": hit.path,
        "start": round(hit.start, 3),
        "end": round(hit.end, 3),
        "label": hit.label,
        "confidence": round(hit.confidence, 4),
        "yours": hit.yours,
    }


def print_lines(lines: Sequence[str]) -> None:
    """Print lines that have their own ends, safe to show."""
    from model.safe_text import say_lines

    say_lines("".join(lines))


def print_json(data: object) -> None:
    """Print JSON."""
    from model.safe_text import json_text, say_lines

    say_lines(json_text(data, indent=1) + "\n")


def _print(found: Found) -> None:
    """The hits for people, those of one video together."""
    before = ""
    for hit in found.hits:
        if hit.path != before:
            say(hit.path)
            before = hit.path
        sure = "yours" if hit.yours else f"{hit.confidence:.0%}"
        say(f"  {clock(hit.start):>9} to {clock(hit.end):>9}  {hit.end - hit.start:6.1f} s  {hit.label}  {sure}")
    if found.count > len(found.hits):
        say(f"{len(found.hits)} of {found.count} shown; --most, --csv and --json give more.")
    elif not found.hits:
        say("Nothing was found.")
