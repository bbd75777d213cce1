"""Pictures of a training and an evaluation, as PNG: board, confusion matrix, reliability diagram, clusters."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.evaluation.report import percent
from model.files import replacing
from model.marks import MARK
from model.safe_text import one_line, shortened

INK, PALE = "#1b2430", "#8a94a3"
# The original notes' colours for their five labels (red, blue, green and black rounds, red triangles); more for others'.
MARKS = (("#d62728", "o"), ("#1f4fd8", "o"), ("#2ca02c", "o"), ("#111111", "o"), ("#d62728", "^"))
MORE_MARKS = (("#9467bd", "s"), ("#e8a202", "s"), ("#17a2b8", "s"), ("#7f7f7f", "D"), ("#bc5090", "D"))


def new_figure(width: float, height: float):
    """Make a figure that needs no screen.

    Args:
        width: Inches.
        height: Inches.

    Returns:
        Matplotlib's ``Figure``.
    """
    from matplotlib import rcParams
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rcParams["text.parse_math"] = False
    figure = Figure(figsize=(width, height), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _words(label: str) -> str:
    """A label as matplotlib shows it, which leaves out what begins with ``_``; ``$`` is no formula's mark in ``new_figure``."""
    words = shortened(one_line(label), 18)
    return f" {words}" if words.startswith("_") else words


def save_figure(figure, path: Path) -> Path:
    """Write ``figure`` to ``path``, whole or not at all, with the program's mark; returns it."""
    says = {".png": "Software", ".svg": "Creator", ".pdf": "Creator"}.get(path.suffix.lower())
    with replacing(path) as temporary:
        figure.savefig(temporary, metadata={says: MARK} if says else None)
    return path


def confusion_picture(summary: dict, path: Path, title: str) -> Path:
    """Draw the clips' confusion matrix of ``metrics.summarise``: shade is the share of the true label.

    Args:
        summary: Of ``metrics.summarise``.
        path: Where to (PNG).
        title: Above it.

    Returns:
        ``path``.
    """
    labels, matrix = [_words(label) for label in summary["labels"]], summary["confusion"]
    shares = [[n / max(1, sum(row)) for n in row] for row in matrix]
    figure = new_figure(1.6 + 0.95 * len(labels), 1.5 + 0.8 * len(labels))
    axes = figure.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels)
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("said")
    axes.set_ylabel("true")
    axes.set_title(f"{title}: clip accuracy {percent(summary['clip_accuracy'])}", fontsize=11)
    for y, row in enumerate(matrix):
        for x, count in enumerate(row):
            shade = shares[y][x]
            text = f"{100 * shade:.0f} %\n{count}" if count else "0"
            axes.text(x, y, text, ha="center", va="center", fontsize=9, color="white" if shade > 0.5 else INK)
    return save_figure(figure, path)


def reliability_picture(summary: dict, path: Path, title: str) -> Path:
    """Draw how often the model was right at each confidence: an honest one lies on the diagonal.

    Below, how many predictions each range of confidence holds.

    Args:
        summary: Of ``metrics.summarise``.
        path: Where to (PNG).
        title: Above it.

    Returns:
        ``path``.
    """
    bins = summary["reliability"]
    figure = new_figure(5, 5.4)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    confidence = [b["confidence"] for b in bins]
    upper.plot([0, 1], [0, 1], color=PALE, linestyle="--", linewidth=1, label="honest")
    upper.plot(confidence, [b["accuracy"] for b in bins], marker="o", color="#1f4fd8", label="measured")
    upper.set_ylabel("share that was right")
    upper.set_ylim(0, 1.02)
    upper.legend(loc="upper left", frameon=False)
    ece = summary["ece"]
    upper.set_title(f"{title}: calibration error {'-' if ece is None else f'{ece:.3f}'}", fontsize=11)
    lower.bar(confidence, [b["count"] for b in bins], width=0.04, color=PALE)
    lower.set_xlim(0, 1.02)
    lower.set_xlabel("confidence")
    lower.set_ylabel("predictions")
    return save_figure(figure, path)


def board_picture(stages: dict[str, list[dict]], path: Path) -> Path:
    """Draw the training board: accuracy and loss on training and validation rows, epoch by epoch, stage after stage.

    Args:
        stages: Each stage's epochs' figures, with ``accuracy``, ``loss``, ``val_accuracy`` and ``val_loss``.
        path: Where to (PNG).

    Returns:
        ``path``.
    """
    stages = {name: epochs for name, epochs in stages.items() if epochs}
    figure = new_figure(9, 3.8)
    panels = figure.subplots(1, 2)
    for axes, what in zip(panels, ("accuracy", "loss"), strict=True):
        first = 1
        for number, (name, epochs) in enumerate(stages.items()):
            at = range(first, first + len(epochs))
            for key, colour, text in ((what, "#1f4fd8", "training"), (f"val_{what}", "#e8702a", "validation")):
                label = None if number else text
                axes.plot(at, [epoch[key] for epoch in epochs], marker="o", color=colour, label=label)
            height = 1.01 + 0.045 * number  # a row for each name: a stage of few epochs is narrower than its own
            axes.text(first - 0.35, height, name, transform=axes.get_xaxis_transform(), fontsize=8, color=INK)
            if number:
                axes.axvline(first - 0.5, color=PALE, linewidth=1, linestyle=":")
            first += len(epochs)
        axes.set_xlabel("epoch")
        axes.set_xlim(0.5, first - 0.5)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.set_title(what, fontsize=11, pad=16 + 14 * (len(stages) - 1))
        axes.grid(color="#e3e6ea", linewidth=0.6)
    panels[0].set_ylim(top=1.0)
    panels[1].set_ylim(bottom=0.0)
    panels[0].legend(loc="lower right", frameon=False)
    return save_figure(figure, path)


def clusters_picture(
    points: np.ndarray, ground_truth: np.ndarray, labels: tuple[str, ...], path: Path, title: str
) -> Path:
    """Draw clips' last activations in two dimensions, ``points (clips, 2)``, one colour and mark for each label.

    Args:
        points: ``(clips, 2)``.
        ground_truth: Label indices ``(clips,)``.
        labels: The model's.
        path: Where to (PNG).
        title: Above it.

    Returns:
        ``path``.
    """
    figure = new_figure(6.4, 5.4)
    axes = figure.add_subplot()
    marks = (*MARKS, *MORE_MARKS)
    for number, label in enumerate(labels):
        rows = ground_truth == number
        colour, mark = marks[number % len(marks)]
        axes.scatter(*points[rows].T, c=colour, marker=mark, s=16, linewidths=0, alpha=0.75, label=_words(label))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_title(f"{title}: {len(ground_truth)} clips", fontsize=11)
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return save_figure(figure, path)
