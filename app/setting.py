"""One row of a schema: what a setting, or a rule's field, is called, may be and means to a person."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from model.json_data import is_number

LONGEST_TEXT = 40_000  # characters: eight of the longest paths that Linux knows


@dataclass(frozen=True)
class Setting:
    """One row of the schema.

    Attributes:
        name: As in the file, and on ``Settings``.
        default: Also says the type.
        help: A sentence for people.
        title: Its name in the dialog; "" for what the program keeps by itself.
        unit: ``s``, or "" for a plain number.
        least, most: A number's range.
        choices: The texts it may be; none: any.
        folder: Whether a text is a folder's path.
        advanced: Whether the dialog keeps it for those who ask for more.
    """

    name: str
    default: str | float
    help: str
    title: str = ""
    unit: str = ""
    least: float = 0.0
    most: float = 1.0
    choices: tuple[str, ...] = ()
    folder: bool = False
    advanced: bool = False

    @property
    def option(self) -> str:
        """Its option on the command line, such as ``--record-what``; "" for what the program keeps by itself."""
        return f"--{self.name.replace('_', '-')}" if self.title else ""

    @property
    def expected(self) -> str:
        """What it may be, for people."""
        if isinstance(self.default, float):
            return f"a number from {self.least:g} to {self.most:g}"
        return " or ".join(self.choices) if self.choices else "a text"

    def holds(self, value: Any) -> bool:
        """Whether the setting may be ``value``."""
        if isinstance(self.default, float):
            return is_number(value, self.least, self.most)
        return value in self.choices if self.choices else _is_plain(value)


def _is_plain(value: Any) -> bool:
    """Whether ``value`` is a text that can be part of a path, be it one that is no valid Unicode."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\0" in value:
        return False
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        return False
    return True
