"""``library stats``: how much time each label takes."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.library.find import AsCsv, AsJson, check_form, print_json, print_lines
from app.commands.library.options import Folder


def stats(
    by: Annotated[str, typer.Option("--by", help="For each day, video, folder or model; or of all together.")] = "all",
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    library: Folder = None,
) -> None:
    """Say how much time each label takes, in how many segments, and the longest of them."""
    from dataclasses import asdict

    from app.commands.library.add import span
    from app.commands.terminal import print_table
    from app.errors import UserError
    from app.library.index import reading
    from app.library.place import Place
    from app.library.statistics import GROUPS, extent, statistics
    from model.safe_text import csv_line, table_cell

    check_form(as_csv, as_json)
    if by not in GROUPS:
        raise UserError(f"Received --by {by!r}: expected one of {', '.join(GROUPS)}.")
    place = Place(library)
    with reading(place) as index:
        rows, much = statistics(index, by), extent(index)
    if as_json:
        print_json(
            {"videos": much.videos, "seconds": round(much.seconds, 3), "by": by, "labels": list(map(asdict, rows))}
        )
        return
    if as_csv:
        lines = [csv_line(by, "label", "seconds", "segments", "longest", "videos")]
        for row in rows:
            figures = (f"{row.seconds:.3f}", str(row.count), f"{row.longest:.3f}", str(row.videos))
            lines.append(csv_line(table_cell(row.group), table_cell(row.label), *figures))
        print_lines(lines)
        return
    title = f"{much.videos} videos, {span(much.seconds)}: {place.folder}"
    header = ("label", "time", "segments", "longest", "videos")
    cells = [(row.label, span(row.seconds), str(row.count), f"{row.longest:.1f} s", str(row.videos)) for row in rows]
    if by != "all":
        header, cells = (by, *header), [(row.group, *line) for row, line in zip(rows, cells, strict=True)]
    print_table(title, header, cells)
