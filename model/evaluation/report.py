"""Figures for people: a table for the terminal, a section for the model's card."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from model.errors import ModelError
from model.evaluation.events import LASTING
from model.files import write_whole
from model.json_data import read_object
from model.marks import wrote_picture
from model.outputs import Outputs, check_folder
from model.paths import read_bounded
from model.registry import CARD_FILE
from model.safe_text import markdown_cell, shown

EVALUATION_FILE = "evaluation.json"
MOST_BYTES = 16 * 2**20


def percent(value: float | None) -> str:
    """``0.9712`` as ``97.1 %``; a dash for None."""
    return "-" if value is None else f"{100 * value:.1f}\u00a0%"


def seconds(value: float | None) -> str:
    """``0.2314`` as ``0.23 s``; a dash for None."""
    return "-" if value is None else f"{value:.2f}\u00a0s"


def headline(summary: dict) -> list[tuple[str, str]]:
    """The figures that are one number each, as ``(name, text)``.

    Args:
        summary: Of ``metrics.summarise``.

    Returns:
        Names and texts, in the order of a report.
    """
    ece = summary["ece"]
    return [
        ("Videos", f"{summary['videos']} ({summary['minutes']:.1f} minutes)"),
        ("Clip accuracy", f"{percent(summary['clip_accuracy'])} of {summary['clips']} clips"),
        ("Accuracy over time", f"{percent(summary['time_accuracy'])} of {summary['predictions']} predictions"),
        ("... more than 0.3 s from a change", percent(summary["time_accuracy_inside"])),
        (
            "Median delay to the right label",
            f"{seconds(summary['delay_median_s'])} ({summary['delay_missed']} of {summary['delay_starts']} missed)",
        ),
        ("Expected calibration error", "-" if ece is None else f"{ece:.3f}"),
        ("Log loss", "-" if summary["log_loss"] is None else f"{summary['log_loss']:.3f}"),
        *(_of_events(summary) if "event_f1" in summary else ()),
    ]


def summary_line(summary: dict) -> str:
    """The headline of a summary in one line, for the terminal."""
    return "; ".join(f"{name.lower()} {text}" for name, text in headline(summary)[1:5])


def _of_events(summary: dict) -> list[tuple[str, str]]:
    flicker = summary["flicker_per_minute"]
    return [
        ("Recorded: moments right, knowing what came after", percent(summary["recorded_accuracy"])),
        ("Event F1 (IoU 0.5 or more)", f"{percent(summary['event_f1'])} of {summary['events']} events"),
        ("... a model that is always right would reach", percent(summary["event_f1_flawless"])),
        (
            f"... those of {LASTING:g} s or more found",
            f"{percent(summary['events_lasting_found'])} of {summary['events_lasting']}",
        ),
        ("Label changes a minute beyond the truth's", "-" if flicker is None else f"{flicker:.1f}"),
        (
            "Boundary error, median and 90th percentile",
            f"{seconds(summary['boundary_error_median_s'])}, {seconds(summary['boundary_error_p90_s'])} "
            f"of {summary['boundaries']} boundaries",
        ),
    ]


def _label_rows(summary: dict) -> list[list[str]]:
    rows = []
    for label, figures in summary["labels"].items():
        clip, time = figures["clip"], figures["time"]
        parts = [percent(clip[key]) for key in ("precision", "recall", "f1")] + [str(clip["support"])]
        parts += [percent(time[key]) for key in ("precision", "recall", "f1")]
        rows.append([label, *parts, seconds(summary["delay_median_s_by_label"][label])])
    return rows


_COLUMNS = ("label", "precision", "recall", "F1", "clips", "precision (time)", "recall (time)", "F1 (time)", "delay")


def print_summary(summary: dict, title: str) -> None:
    """Print ``summary`` as tables on standard output."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    console.print(Text(shown(title), "bold"))
    for name, text in headline(summary):
        console.print(Text(f"  {name}: ").append(text, "bold"))
    columns = [number for number, name in enumerate(_COLUMNS) if name not in ("precision (time)", "F1 (time)")]
    table = Table(*(_COLUMNS[number] for number in columns), title="Per label")
    for row in _label_rows(summary):
        table.add_row(*(Text(shown(row[number])) for number in columns))
    console.print(table)
    labels = [Text(shown(label)) for label in summary["labels"]]
    matrix = Table("true \\ said", title="Clips")
    for label in labels:
        matrix.add_column(label)
    for label, row in zip(labels, summary["confusion"], strict=True):
        matrix.add_row(label, *(str(n) if n else "." for n in row))
    console.print(matrix)


def card_section(summary: dict, *pictures: str) -> str:
    """``summary`` as Markdown, with links to ``pictures`` in the card's folder.

    Args:
        summary: Of ``metrics.summarise``.

    Returns:
        Markdown.
    """
    lines = ["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in headline(summary)), ""]
    lines += ["| " + " | ".join(_COLUMNS) + " |", "|" + "---|" * len(_COLUMNS)]
    lines += ["| " + " | ".join(map(markdown_cell, row)) + " |" for row in _label_rows(summary)]
    labels = [markdown_cell(label) for label in summary["labels"]]
    lines += ["", "| clips: true \\ said | " + " | ".join(labels) + " |", "|" + "---|" * (len(labels) + 1)]
    for label, row in zip(labels, summary["confusion"], strict=True):
        lines.append(f"| {label} | " + " | ".join(map(str, row)) + " |")
    for picture in pictures:
        lines += ["", f"![{picture.split('_')[0]}]({picture})"]
    return "\n".join(lines) + "\n"


def check_card(folder: Path, pictures: Iterable[str]) -> None:
    """Refuse a model's folder in which an evaluation could not be put, or would take the place of something else.

    Args:
        folder: The model's.
        pictures: Names of those that will be drawn into it.

    Raises:
        OutputError: A picture would replace one that this program did not draw, or the folder cannot be written to.
        ModelError: The card or earlier figures cannot be read.
    """
    check_folder(folder, f"--card for {folder}")
    for picture in pictures:
        Outputs.check(
            folder / picture, "--card", lambda path: wrote_picture(path, earlier=True), "evaluate a copy of the model"
        )
    _card_in(folder)
    read_object(folder / EVALUATION_FILE)


def _card_in(folder: Path) -> str:
    """The text of the model's card, the beginning of one where there is none. Raises ModelError."""
    path = Path(folder) / CARD_FILE
    try:
        return read_bounded(path, MOST_BYTES).decode("utf-8")
    except FileNotFoundError:
        return f"# {Path(folder).name}\n"
    except (OSError, ValueError) as error:
        raise ModelError(f"Received {path}: it cannot be read ({error}); restore the file or remove it.") from error


def put_figures(folder: Path, title: str, summary: dict) -> Path:
    """Keep a summary in ``evaluation.json`` beside the model, in place of an earlier one under that title.

    Args:
        folder: The model's.
        title: What it was evaluated on.
        summary: Of ``metrics.summarise``.

    Returns:
        The file's path.
    """
    path = Path(folder) / EVALUATION_FILE
    return write_whole(path, json.dumps(read_object(path) | {title: summary}, indent=1) + "\n")


def put_section(folder: Path, title: str, text: str, replaces: str | None = None) -> Path:
    """Write ``text`` under ``## title`` in ``folder/CARD.md``, in place of the section that stood there.

    Args:
        folder: The model's.
        title: Without line breaks.
        text: Markdown.
        replaces: A title that the section had in earlier versions of the program.

    Returns:
        The card's path.
    """
    path = Path(folder) / CARD_FILE
    card = _card_in(folder)
    section = f"## {title}\n\n{text.strip()}\n"
    titles = "|".join(re.escape(one) for one in (title, replaces) if one)
    pattern = re.compile(rf"^## (?:{titles})\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(card):
        card = pattern.sub(lambda _: section + "\n", card)
    else:
        card = card.rstrip("\n") + "\n\n" + section
    return write_whole(path, card.rstrip("\n") + "\n")
