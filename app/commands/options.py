"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str, typer.Option("--model", "-m", help="A model's name (see `models`) or its folder.", metavar="NAME")
]
IgnoreOtherLabels = Annotated[
    bool, typer.Option("--ignore-other-labels", help="Leave out moments with labels that the model does not have.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")]
Device = Annotated[str, typer.Option(help="What classifies: auto, cpu or gpu.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write the figures to this file.", metavar="FILE")]


def check_device(device: str) -> None:
    """UserError unless ``device`` is one."""
    from app.errors import UserError
    from model.engine import DEVICES

    if device not in DEVICES:
        raise UserError(f"Received --device {device!r}: expected one of {', '.join(DEVICES)}.")


def label_list(labels: str | None) -> tuple[str, ...] | None:
    """``--labels a,b`` as its parts; None when it was not given."""
    return tuple(part.strip() for part in labels.split(",") if part.strip()) if labels else None
