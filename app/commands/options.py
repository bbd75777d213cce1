"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str, typer.Option("--model", "-m", help="A model's name (see `models`) or its folder.", metavar="NAME")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Also write the figures to this file.", metavar="FILE")]
