"""``evaluate``: how good a model is on labelled footage."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.options import IgnoreOtherLabels, JsonFile, Model, Quiet


def evaluate(
    data: Annotated[Path, typer.Argument(help="A folder of labelled footage.", metavar="DATA")],
    model: Model = "",
    json_file: JsonFile = None,
    card: Annotated[bool, typer.Option("--card", help="Add the figures to the model's CARD.md.")] = False,
    clusters: Annotated[
        bool, typer.Option("--clusters", help="With --card, also draw the clips' clusters (takes a minute).")
    ] = False,
    ignore_other_labels: IgnoreOtherLabels = False,
    quiet: Quiet = False,
) -> None:
    """Measure a model on labelled footage: accuracy, and precision and recall per label.

    A video that cannot be read is named on stderr and left out, and the exit status is 1; as it is where nothing can be
    counted.
    """
    from app import runtime_env  # noqa: F401  (cv2 first)
    from app.timeline.timeline import spans_of
    from model.evaluation.evaluate import evaluate_model
    from model.registry import DEFAULT_MODEL
    from model.safe_text import say

    left_out: list[str] = []

    def not_counted(sentence: str) -> None:
        left_out.append(sentence)
        say(sentence, error=True)

    figures = evaluate_model(
        data,
        model or DEFAULT_MODEL,
        json_file=json_file,
        card=card,
        quiet=quiet,
        timeline_of=spans_of,
        clusters=clusters,
        ignore_others=ignore_other_labels,
        on_unreadable=not_counted,
    )
    if not left_out and not figures["predictions"] and not figures["clips"]:
        not_counted(
            f"Received {data}, in which nothing can be counted: expected labelled time that is longer than what the model sees "
            "at once."
        )
    raise typer.Exit(1 if left_out else 0)
