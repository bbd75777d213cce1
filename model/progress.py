"""One progress bar for all long jobs."""

from __future__ import annotations

from collections.abc import Callable

from model.safe_text import shown


class Progress:
    """A rich progress bar on standard error, or nothing at all when ``quiet``. A context manager."""

    def __init__(self, quiet: bool = False):
        self._bar = None
        if not quiet:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._bar = Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True))

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_) -> None:
        if self._bar:
            self._bar.stop()

    def task(self, text: str, total: int) -> Callable[..., None]:
        """Start a line for ``total`` steps; the returned function advances it by one, or by the number given.

        It may be called from any thread.
        """
        if self._bar is None:
            return lambda steps=1: None
        bar, number = self._bar, self._bar.add_task(shown(text), total=total)
        return lambda steps=1: bar.advance(number, steps)

    def say(self, text: str) -> None:
        """Print a line above the bars."""
        if self._bar:
            self._bar.console.print(shown(text), markup=False, emoji=False, highlight=False)
