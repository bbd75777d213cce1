"""Tables on stdout: framed on a terminal, and whole (never cut to a width) where they go to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from model.safe_text import shown

WHOLE = 10_000  # columns: wider than any table


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows of text under a header; every column but the first is aligned to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(shown(title)), title_justify="left", box=box.SIMPLE_HEAD)
    for number, name in enumerate(header):
        table.add_column(Text(shown(name)), justify="right" if number else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(shown(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else WHOLE).print(table)
