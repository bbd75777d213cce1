"""Options that several verbs share."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

Model = Annotated[
    str, typer.Option("--model", "-m", help="A model's name (see `models`) or its folder.", metavar="NAME")
]
IgnoreOtherLabels = Annotated[
    bool, typer.Option("--ignore-other-labels", help="Leave out moments with labels that the model does not have.")
]
Uncorrected = Annotated[
    bool, typer.Option("--uncorrected", help="The model's own word, without what a person corrected in the window.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")]
Device = Annotated[str, typer.Option(help="What classifies: auto, cpu or gpu.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write the figures to this file.", metavar="FILE")]


def check_device(device: str) -> None:
    """Make sure of ``--device``.

    Args:
        device: What was asked for.

    Raises:
        UserError: It is none.
    """
    from app.errors import UserError
    from model.engine import DEVICES

    if device not in DEVICES:
        raise UserError(f"Received --device {device!r}: expected one of {', '.join(DEVICES)}.")


def label_list(labels: str | None) -> tuple[str, ...] | None:
    """``--labels a,b`` as its parts; None when it was not given."""
    return tuple(part.strip() for part in labels.split(",") if part.strip()) if labels else None


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb an option for each setting that people change, from the settings' own schema.

    Args:
        command: Takes ``settings``, a ``SettingsModel`` with what was asked for in this run.

    Returns:
        The verb as Typer reads it.
    """
    from app.settings import SCHEMA

    rows = [row for row in SCHEMA if row.option]
    hints = typing.get_type_hints(command, include_extras=True)
    parameters = [
        one.replace(annotation=hints[one.name])
        for one in inspect.signature(command).parameters.values()
        if one.name != "settings"
    ]
    for row in rows:
        limits = {"min": row.least, "max": row.most} if isinstance(row.default, float) else {}
        shown = f"{row.help} Any of {', '.join(row.choices)}." if row.choices else row.help
        option = typer.Option(
            row.option, help=shown, rich_help_panel="Settings, for this run", show_default=False, **limits
        )
        kind = Annotated[type(row.default) | None, option]
        parameters.append(inspect.Parameter(row.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind))

    @functools.wraps(command)
    def run(*arguments: Any, **given: Any) -> None:
        from app.settings_model import SettingsModel

        asked = {row.name: given.pop(row.name, None) for row in rows}
        command(
            *arguments,
            **given,
            settings=SettingsModel(**{name: value for name, value in asked.items() if value is not None}),
        )

    run.__signature__ = inspect.Signature(parameters)
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
