"""Options that the verbs of ``library`` share, and what they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.options import label_list

if TYPE_CHECKING:
    from app.library.find import Query
    from app.library.index import Index

Folder = Annotated[
    Path | None, typer.Option("--library", help="The library's folder; by default one of the program's.", metavar="DIR")
]
Labels = Annotated[str, typer.Option("--label", "-l", help="Only these labels, with commas between.")]
Longer = Annotated[float, typer.Option(help="Only segments of so many seconds or more.", min=0.0)]
Surer = Annotated[float, typer.Option(help="Only from this confidence on; corrected ones are sure.", min=0.0, max=1.0)]
Near = Annotated[
    list[str] | None,
    typer.Option(
        help="Only with such a segment so many seconds away or less; may be repeated.", metavar="LABEL:SECONDS"
    ),
]
Since = Annotated[str, typer.Option(help="Only recordings since then, e.g. 2026-10.", metavar="DAY")]
Text = Annotated[str, typer.Option("--in", help="Only videos whose path has this in it.", metavar="TEXT")]


def query_of(
    index: Index, label: str, longer: float, surer: float, near: Sequence[str] | None, since: str, text: str, **more
) -> Query:
    """What the options ask for.

    Args:
        index: Of the library that is asked.
        label, longer, surer, near, since, text: As they were given.
        more: Fields of the query.

    Returns:
        The query.

    Raises:
        UserError: An option holds what it cannot, or a label that nothing here has.
    """
    from app.library.find import MOST_NEAR, Query, check_labels, parse_near, parse_since

    labels, nearby = label_list(label) or (), tuple(map(parse_near, near or ()))[:MOST_NEAR]
    check_labels(index, [*labels, *(name for name, _ in nearby)])
    return Query(labels, longer, surer, nearby, parse_since(since) if since else None, text, **more)


def clock(seconds: float) -> str:
    """Seconds of video as people read them, such as 1:02:03.4."""
    tenths = round(seconds * 10)
    minutes, tenths = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    front = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{front}:{tenths / 10:04.1f}"
