"""Which precision a model runs in: int8 where it says the same as float32, on footage that neither learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.datasets.read import LabelledVideo
from model.engine.litert import ENCODER_FILES
from model.evaluation.evaluate import follow_all
from model.evaluation.metrics import summarise
from model.evaluation.track import Track
from model.progress import Progress
from model.spec import read_spec

LEAST_AGREEMENT = 0.995  # of all predictions
MOST_LOSS = 0.002  # of clip accuracy and of accuracy over time


def choose_precision(folder: Path, videos: list[LabelledVideo], progress: Progress) -> dict:
    """Follow ``videos`` in both precisions and write the better one into the model's spec.

    Only ``precision`` where the folder has no int8 encoder.

    Args:
        folder: The model's.
        videos: Labelled videos that it was not trained on.
        progress: Shows how far it is.

    Returns:
        ``precision``, what was chosen; ``same_label``, the share of predictions alike; ``largest_difference`` between
        probabilities; and ``fp32`` and ``int8`` with ``clip_accuracy`` and ``time_accuracy`` each.

    Raises:
        ModelError: The model cannot be used.
        FootageError: A video cannot be read.
    """
    spec = read_spec(folder)
    if not (folder / ENCODER_FILES["int8"]).is_file():
        spec.with_(precision="fp32").write(folder)
        return {"precision": "fp32"}
    advance = progress.task(f"Comparing int8 with fp32 on {len(videos)} videos", 2 * len(videos))
    tracks = {name: follow_all(videos, folder, done=advance, precision=name) for name in ("fp32", "int8")}
    result = compare_precisions(tracks["fp32"], tracks["int8"])
    for name, each in tracks.items():
        figures = summarise(each, spec.labels, spec.clip_length)
        result[name] = {what: figures[what] for what in ("clip_accuracy", "time_accuracy")}
    holds = result["same_label"] >= LEAST_AGREEMENT and all(
        (result["int8"][what] or 0.0) >= (result["fp32"][what] or 0.0) - MOST_LOSS
        for what in ("clip_accuracy", "time_accuracy")
    )
    result["precision"] = "int8" if holds else "fp32"
    spec.with_(precision=result["precision"]).write(folder)
    return result


def compare_precisions(ones: list[Track], others: list[Track]) -> dict:
    """How alike two engines' tracks of the same videos are: ``same_label`` (0 to 1) and ``largest_difference``.

    Args:
        ones: One engine's, a track for each video.
        others: The other's, in the same order.

    Returns:
        ``same_label``, the share of predictions alike (0 to 1), and ``largest_difference`` between probabilities.
    """
    pairs = [
        (one.probabilities[one.ready], other.probabilities[one.ready]) for one, other in zip(ones, others, strict=True)
    ]
    return how_alike(*(np.concatenate(each) for each in zip(*pairs, strict=True)))


def how_alike(one: np.ndarray, other: np.ndarray) -> dict:
    """``same_label``, the share of rows alike, and ``largest_difference`` of two ``(n, labels)`` of probabilities."""
    return {
        "same_label": round(float((one.argmax(1) == other.argmax(1)).mean()), 5) if len(one) else 1.0,
        "largest_difference": round(float(np.abs(one - other).max()), 7) if len(one) else 0.0,
    }
