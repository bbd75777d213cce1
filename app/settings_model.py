"""The view model of the settings: the file's, with what the command line asks for in this run."""

from __future__ import annotations

from typing import Any

from app.errors import UserError
from app.events import Event
from app.setting import Setting
from app.settings import SCHEMA, Settings, load_settings, save_settings

ROWS: dict[str, Setting] = {row.name: row for row in SCHEMA}


class SettingsModel:
    """The settings in use.

    Attributes:
        changed: They have changed; with the ``Settings`` in use now.
    """

    def __init__(self, **for_this_run: Any):
        """
        Args:
            for_this_run: Values by their names that take the place of the file's until they are changed; they are not saved.

        Raises:
            UserError: A value that its setting cannot have.
        """
        for name, value in for_this_run.items():
            check_setting(name, value, ROWS[name].option or name)
        self._for_this_run = dict(for_this_run)
        self.changed = Event()

    @property
    def now(self) -> Settings:
        """The settings in use."""
        return load_settings().with_(**self._for_this_run)

    def change(self, **values: Any) -> None:
        """Save values and tell of them; they hold for this run and those to come.

        Args:
            values: By the settings' names.

        Raises:
            UserError: A value that its setting cannot have; nothing is changed.
        """
        for name, value in values.items():
            check_setting(name, value, ROWS[name].title or name)
        for name in values:
            self._for_this_run.pop(name, None)
        save_settings(load_settings().with_(**values))
        self.changed.emit(self.now)

    def reset(self) -> None:
        """Give every setting that people change its default; what the program keeps by itself stays."""
        self.change(**{row.name: row.default for row in SCHEMA if row.title})


def check_setting(name: str, value: Any, shown: str) -> None:
    """Refuse a value that a setting cannot have.

    Args:
        name: The setting's.
        value: What it is to be.
        shown: What the person who asks calls it, such as ``--record-what``.

    Raises:
        UserError: It cannot be ``value``.
    """
    row = ROWS[name]
    if not row.holds(value):
        raise UserError(f"Received {shown} {value!r}: expected {row.expected}.")
