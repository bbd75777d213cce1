"""CARD.md of a taught model: what it learned from, and how good it is on time that was held out."""

from __future__ import annotations

from pathlib import Path

from model import machine
from model.files import write_whole
from model.registry import CARD_FILE
from model.safe_text import markdown_cell
from model.spec import ModelSpec


def write_card(folder: Path, spec: ModelSpec, report: dict) -> Path:
    """Write ``folder/CARD.md`` from a teaching's report; returns its path."""
    figures = report["held_out"]
    tuned = ", tuned to these videos" if report.get("fine_tuning", {}).get("kept") else ""
    lines = [
        f"# {markdown_cell(spec.name)}",
        "",
        f"Taught on the general encoder{tuned} ({spec.backbone}, {spec.image_size[0]} x {spec.image_size[1]} pixels, "
        f"{spec.clip_length} frames at {spec.sample_fps:g} a second) in {report['seconds']['all']:.0f} s on {machine.name()}.",
        "",
        f"On held-out time {_percent(figures['accuracy'])} of {figures['clips']} clips are right "
        f"(mean recall {_percent(figures['balanced_accuracy'])}, calibration error {_number(figures['calibration_error'])}).",
        "",
        "| label | moments | seconds | videos | recall |",
        "|---|---|---|---|---|",
    ]
    for label, count in report["counts"].items():
        cells = (markdown_cell(label), count["moments"], f"{count['seconds']:.0f}", count["videos"])
        lines.append("| " + " | ".join(map(str, cells)) + f" | {_percent(figures['recall'].get(label))} |")
    heads = ", ".join(f"{kind} {_percent(value)}" for kind, value in report["heads"].items())
    lines += ["", f"Mean recall of the kinds of head on the time that chose: {heads}; chosen: {report['chosen']}.", ""]
    lines += [f"- {markdown_cell(sentence)}" for sentence in report["warnings"]]
    return write_whole(folder / CARD_FILE, "\n".join(lines).rstrip() + "\n")


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
