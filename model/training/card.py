"""The model's card: what it learned from, how, and how long it took."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from model.datasets.read import LabelledVideo
from model.evaluation.pictures import board_picture
from model.evaluation.report import headline, percent, put_section, seconds
from model.network.offline_head import REACH
from model.safe_text import markdown_cell
from model.spec import ModelSpec

if TYPE_CHECKING:
    from model.training.hindsight import TaughtHindsight


def machine(gpu: str | None = None) -> str:
    """This machine in words. gpu: the one that training ran on."""
    name = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass  # not Linux: the platform's own word will do
    return f"{name}, {os.cpu_count()} cores, {gpu or 'no GPU used'}, {platform.system()}, Python {platform.python_version()}"


def minutes_by_label(videos: list[LabelledVideo], labels: tuple[str, ...]) -> dict[str, float]:
    """Labelled minutes of each label; clips of class folders, whose length the footage does not state, are left out."""
    totals = dict.fromkeys(labels, 0.0)
    for video in videos:
        for segment in video.segments:
            if segment.label in totals and segment.end != float("inf"):
                totals[segment.label] += (segment.end - segment.start) / 60
    return {label: round(total, 2) for label, total in totals.items()}


def write_training(
    folder: Path, spec: ModelSpec, footage: dict[str, list[LabelledVideo]], facts: list[tuple[str, str]],
    stages: dict[str, list[dict]], rates: dict[str, dict],
) -> None:  # fmt: skip
    """Write the card's first sections; footage: part name to its videos. facts: further rows of the first table.

    stages: the training's stages and their epochs' figures (``finetune``)."""
    rows = ["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in facts)]
    rows.append(f"| Network | {spec.backbone}, LSTM {spec.lstm_units}, dense {', '.join(map(str, spec.dense_units))} |")
    rows.append(f"| Window | {spec.clip_length} frames at {spec.sample_fps:g} a second ({spec.clip_seconds:.2f} s) |")
    rows.append(f"| Temperature | {spec.temperature:g} |")
    put_section(folder, "How it was trained", "\n".join(rows))

    rows = [
        "| minutes | " + " | ".join(map(markdown_cell, spec.labels)) + " | videos |",
        "|" + "---|" * (len(spec.labels) + 2),
    ]
    for part, videos in footage.items():
        minutes = minutes_by_label(videos, spec.labels)
        rows.append(
            f"| {part} | " + " | ".join(f"{minutes[label]:.1f}" for label in spec.labels) + f" | {len(videos)} |"
        )
    put_section(folder, "Footage", "\n".join(rows))

    for stage, epochs in stages.items():
        if not epochs:
            continue
        rows = ["| epoch | loss | accuracy | validation loss | validation accuracy | mean recall |", "|" + "---|" * 6]
        rows += [
            f"| {e['epoch']} | {e['loss']:.3f} | {percent(e['accuracy'])} | {e['val_loss']:.3f} "
            f"| {percent(e['val_accuracy'])} | {percent(e['balanced'])} |"
            for e in epochs
        ]
        put_section(folder, f"Training: {stage}", "\n".join(rows))
    if any(stages.values()):
        board_picture(stages, Path(folder) / "board.png")
        put_section(folder, "Training board", "![training board](board.png)")
    if rates:
        rows = ["| frames per second | clips | over time | median delay |", "|---|---|---|---|"]
        for fps, f in rates.items():
            figures = (percent(f["clip_accuracy"]), percent(f["time_accuracy"]), seconds(f["delay_median_s"]))
            rows.append(f"| {float(fps):g} | " + " | ".join(figures) + " |")
        put_section(folder, "Choosing the frame rate on validation", "\n".join(rows))


def write_hindsight(folder: Path, taught: TaughtHindsight, facts: Sequence[tuple[str, str]] = ()) -> None:
    """Write the card's section on hindsight. facts: further rows of its table."""
    figures, best = taught.figures, max(taught.history, key=lambda epoch: (epoch["balanced"], epoch["epoch"]))
    rows = [
        *facts,
        ("Looks", f"{REACH} sampled frames back, {REACH} ahead"),
        ("Chosen", f"epoch {best['epoch']} of {len(taught.history)}; a change of label costs {taught.switch_cost:g}"),
        ("Validation: moments right", percent(figures["time_accuracy"])),
        ("Validation: event F1", f"{percent(figures['event_f1'])} of {figures['events']} events"),
    ]
    put_section(
        folder, "Hindsight", "\n".join(["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in rows)])
    )


def one_line(summary: dict) -> str:
    """A summary's headline in one line, for the terminal."""
    return "; ".join(f"{name.lower()} {text}" for name, text in headline(summary)[1:5])
