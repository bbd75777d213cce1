"""The model's card: what it was trained on, how, and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.datasets.read import LabelledVideo
from model.evaluation.pictures import board_picture
from model.evaluation.report import percent, put_section, seconds
from model.network.offline_head import REACH
from model.safe_text import markdown_cell, one_line
from model.spec import ModelSpec
from model.training.callbacks import best_epoch
from model.training.dataset import Dataset

Rows = Sequence[tuple[str, str]]


def minutes_by_label(videos: list[LabelledVideo], labels: tuple[str, ...]) -> dict[str, float]:
    """Labelled minutes of each label; clips of class folders, whose length the footage does not state, are left out."""
    totals = dict.fromkeys(labels, 0.0)
    for video in videos:
        for segment in video.segments:
            if segment.label in totals and segment.end != float("inf"):
                totals[segment.label] += (segment.end - segment.start) / 60
    return {label: round(total, 2) for label, total in totals.items()}


def write_training(
    folder: Path,
    spec: ModelSpec,
    dataset: Dataset,
    first_rows: Rows,
    stages: dict[str, list[dict]],
    rates: dict[str, dict],
) -> None:
    """Write the card's first sections.

    Args:
        folder: The model's.
        spec: The trained model's.
        dataset: What it was trained and chosen on.
        first_rows: The first rows of the first table, as ``(name, text)``.
        stages: The titles of the training's stages, and the figures of their epochs (``fit``).
        rates: Frame rates that were compared, and their figures (``metrics.summarise``); empty where none were.
    """
    rows = [
        *first_rows,
        ("Network", f"{spec.backbone}, LSTM {spec.lstm_units}, dense {', '.join(map(str, spec.dense_units))}"),
        ("Clip", f"{spec.clip_length} frames at {spec.sample_fps:g} a second ({spec.clip_seconds:.2f} s)"),
        ("Temperature", f"{spec.temperature:g}"),
    ]
    put_section(folder, "How it was trained", _table(("", ""), rows))
    minutes = {part: minutes_by_label(videos, spec.labels) for part, videos in dataset.items()}
    rows = [
        (part, *(f"{minutes[part][label]:.1f}" for label in spec.labels), str(len(dataset[part]))) for part in dataset
    ]
    columns = ("minutes", *map(markdown_cell, spec.labels), "videos")
    put_section(folder, "Footage", _table(columns, rows))
    for stage, epochs in stages.items():
        if epochs:
            put_section(folder, f"Training: {stage}", _epochs_table(epochs))
    if any(stages.values()):
        board_picture(stages, Path(folder) / "board.png")
        put_section(folder, "Training board", "![training board](board.png)")
    if rates:
        rows = [
            (f"{float(fps):g}", percent(f["clip_accuracy"]), percent(f["time_accuracy"]), seconds(f["delay_median_s"]))
            for fps, f in rates.items()
        ]
        columns = ("frames per second", "clips", "over time", "median delay")
        put_section(folder, "Choosing the frame rate on validation", _table(columns, rows))


def write_offline_head(folder: Path, result: dict, first_rows: Rows = ()) -> None:
    """Write the card's section on the offline head.

    Args:
        folder: The model's.
        result: What ``OfflineHeadStage`` gave.
        first_rows: The first rows of its table, as ``(name, text)``.
    """
    figures, epochs = result["figures"], result["epochs"]
    rows = [
        *first_rows,
        ("Sees", f"{REACH} sampled frames before a moment, {REACH} after it"),
        (
            "Chosen",
            f"epoch {best_epoch(epochs)} of {len(epochs)}; a change of label costs {result['switch_cost']:g}",
        ),
        ("Validation: moments right", percent(figures["time_accuracy"])),
        ("Validation: event F1", f"{percent(figures['event_f1'])} of {figures['events']} events"),
    ]
    put_section(folder, "Offline head", _table(("", ""), rows), replaces="Hindsight")


def code(text: str) -> str:
    """``text`` as a cell of a table, set as code where nothing in it would end the cell or the code."""
    return markdown_cell(text) if any(mark in text for mark in "`|") else f"`{one_line(text)}`"


def _epochs_table(epochs: list[dict]) -> str:
    folders = sorted({name for e in epochs for name in e.get("folders", {})})
    columns = ("epoch", "loss", "accuracy", "validation loss", "validation accuracy", "mean recall")
    columns += tuple(f"of {markdown_cell(name)}" for name in folders)
    rows = [
        (
            str(e["epoch"]), f"{e['loss']:.3f}", percent(e["accuracy"]), f"{e['val_loss']:.3f}",
            percent(e["val_accuracy"]), percent(e["balanced"]),
            *(percent(e.get("folders", {}).get(name)) for name in folders),
        )
        for e in epochs
    ]  # fmt: skip
    return _table(columns, rows)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
