"""What the command line shows besides sentences: a progress bar on stderr, where someone looks at it, and tables on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from model.safe_text import say, shown

WHOLE = 10_000  # columns: wider than any table


class Bar:
    """One line that moves; says nothing where stderr is no terminal."""

    def __init__(self, progress=None):
        self._progress = progress
        self._task = None if progress is None else progress.add_task("", total=None)

    @property
    def shown(self) -> bool:
        return self._progress is not None

    def begin(self, text: str) -> None:
        """Start again at zero under another heading."""
        if self._progress is not None:
            self._progress.reset(self._task, description=shown(text), total=None)

    def describe(self, text: str) -> None:
        """Change the heading only."""
        if self._progress is not None:
            self._progress.update(self._task, description=shown(text))

    def update(self, done: float, total: float | None) -> None:
        """Move the bar.

        Args:
            done: In any unit.
            total: In the same; None: unknown.
        """
        if self._progress is not None:
            self._progress.update(self._task, completed=done, total=None if total is None else max(done, total))

    def say(self, text: str) -> None:
        """One line on stderr, above the bar where there is one."""
        if self._progress is None:
            say(text, error=True)
        else:
            self._progress.console.print(shown(text), markup=False, emoji=False, highlight=False, soft_wrap=True)


@contextmanager
def progress_bar(quiet: bool = False) -> Iterator[Bar]:
    """A bar for the time of a ``with`` block.

    Args:
        quiet: Whether to show none.
    """
    if quiet or not sys.stderr.isatty():
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), redirect_stdout=False, transient=True) as progress:
        yield Bar(progress)


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: framed on a terminal, and whole (never cut to a width) where it goes to a file.

    Args:
        title: Above it.
        header: The columns' names; every column but the first is aligned to the right.
        rows: Their texts, as many as there are columns.
    """
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
