"""One field of a training's configuration as a command-line option: its help, its names and its limits."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from pathlib import Path
from typing import Any

from model.errors import ModelError


@dataclass(frozen=True)
class Option:
    """How a field of ``TrainingConfig`` is given on the command line, and what it may be.

    help: one sentence for ``train --help``.
    flags: its names, the first one is shown; empty: the positional argument.
    metavar: what stands for the value in the help; None: the type.
    least, most: the limits of a number, both included; None: no limit.
    recorded: whether the recorded command names it; not so for folders that change nothing about the result.
    as_text: whether the command line hands it over as it was typed, for the configuration to take apart.
    """

    help: str
    flags: tuple[str, ...]
    metavar: str | None = None
    least: float | None = None
    most: float | None = None
    recorded: bool = True
    as_text: bool = False

    def check(self, value: Any, kind: type) -> None:
        """Refuse a number of the wrong kind or outside the limits.

        Args:
            value: What was given; None and what is not meant to be a number passes.
            kind: int or float where a number is meant.

        Raises:
            ModelError: The number is no whole one where that is meant, or outside ``least`` to ``most``.
        """
        if kind not in (int, float) or value is None:
            return
        least, most = self.least or 0, float("inf") if self.most is None else self.most
        number = isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)
        if not (number and least <= value <= most):
            limits = f"from {written_value(least)}" + ("" if self.most is None else f" to {written_value(most)}")
            what = "whole number" if kind is int else "number"
            raise ModelError(f"Received {self.flags[0]} {value}: expected a {what} {limits}.")

    def words(self, value: Any) -> list[str]:
        """The words by which a command line gives ``value``; none where leaving the option out says the same."""
        on, _, off = (self.flags[0] if self.flags else "").partition("/")
        if value is None:
            return []
        if isinstance(value, bool):
            return [on] if value else [off] if off else []
        return [on, written_value(value)] if on else [written_value(value)]


def written_value(value: Any) -> str:
    """A value as it is typed: a tuple with commas, a number in the fewest digits that say exactly it."""
    if isinstance(value, tuple):
        return ",".join(value)
    short = f"{value:g}" if isinstance(value, float) else str(value)
    return short if not isinstance(value, float) or float(short) == value else repr(value)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: a path as text, a tuple as a list."""
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Path) else value


def option(flags: str, help: str, default: Any = MISSING, **more: Any) -> Any:
    """A dataclass field with its ``Option`` as metadata.

    Args:
        flags: The option's names, separated by spaces; empty for the positional argument.
        help: One sentence for the help.
        default: The field's default; a field without one has to be given.
        more: Further fields of ``Option``.
    """
    return field(default=default, metadata={"option": Option(help, tuple(flags.split()), **more)})
