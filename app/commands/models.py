"""``models``: the trained models there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from model.safe_text import say


def models(
    table: Annotated[
        bool, typer.Option("--table", help="Also write the table of all of them, weights/README.md and SHA256SUMS.")
    ] = False,
) -> None:
    """List the models in weights/ with what they look at, what they tell apart and how good they are."""
    from app.commands.terminal import print_table
    from model.errors import ModelError
    from model.registry import WEIGHTS, list_models
    from model.spec import read_spec

    rows = []
    for folder in list_models():
        try:
            size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) / 2**20
        except OSError:  # a folder that nobody may look into
            size = 0.0
        try:
            spec = read_spec(folder)
        except ModelError as error:
            rows.append((folder.name, "unreadable", "", f"{size:.0f} MB", "", ""))
            say(error, error=True)
            continue
        window = f"{spec.clip_length} at {spec.sample_fps:g}/s"
        rows.append((spec.name, spec.network, window, f"{size:.0f} MB", _accuracy(folder), ", ".join(spec.labels)))
    print_table(str(WEIGHTS), ("name", "network", "frames", "size", "clip accuracy", "labels"), rows)
    if table:
        from model.engine.provenance import write_sums
        from model.evaluation.table import write_table

        say(write_table(WEIGHTS))
        say(write_sums(WEIGHTS))


def _accuracy(folder: Path) -> str:
    """The clip accuracy on each footage that CARD.md reports on (``model/evaluation/report.py`` writes it), ``-`` without any."""
    from model.evaluation.report import MOST_BYTES
    from model.paths import read_bounded
    from model.registry import CARD_FILE

    card = folder / CARD_FILE
    try:
        lines = read_bounded(card, MOST_BYTES).decode("utf-8", "replace").splitlines()
    except (OSError, ValueError):
        return "-"
    figures, section = [], ""
    for line in lines:
        if line.startswith("## "):
            section = line[3:].strip()
        elif found := re.match(r"\| Clip accuracy \| (\d+(?:\.\d+)?)\s?%", line):
            figures.append(f"{section}: {found[1]} %")
    return ", ".join(figures) or "-"
