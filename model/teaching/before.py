"""What the marks of the last time would have taught: what a new teaching is compared with."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.datasets.label_file import LabelledSegment
from model.datasets.read import LabelledVideo
from model.evaluation.ground_truth import true_labels
from model.json_data import read_json
from model.spec import ModelSpec
from model.teaching.footage import Teachable
from model.teaching.learn import Learned, say_held_out
from model.teaching.report import held_out_figures
from model.teaching.samples import EmbeddedVideo, Samples

MARKS_FILE = "marks.json"


def figures_before(
    folder: Path | None,
    spec: ModelSpec,
    footage: list[Teachable],
    videos: list[EmbeddedVideo],
    samples: Samples,
    learned: Learned,
    seed: int,
) -> dict | None:
    """What the marks of the last time teach, on the held-out time of now.

    The last model itself has learned from some of that time by now, so that its figures would flatter it.

    Args:
        folder: Of the last model; None where there was none.
        spec: Of the new one.
        footage: All videos, as they are marked now. videos, samples: What is encoded of them.
        learned: From ``samples``.
        seed: See ``learn``.

    Returns:
        The figures and the last model's name; None where there was none or its marks held fewer than two of the labels.
    """
    marks = None if folder is None else _read_marks(folder)
    if marks is None or not len(learned.held_out.row):
        return None
    by_name = {one.name: one for one in footage}
    taught = []
    for video in videos:
        one = by_name[video.name]
        labelled = LabelledVideo(one.video.path, tuple(marks.get(one.content, ())))
        taught.append(true_labels(labelled, spec.labels, video.embeddings.times[video.labelled]))
    said = say_held_out(samples, np.concatenate(taught), spec.clip_length, learned, seed)
    if said is None:
        return None
    return {"model": folder.name} | held_out_figures(said, videos, spec.clip_length, spec.labels)


def _read_marks(folder: Path) -> dict[str, list[LabelledSegment]] | None:
    """The marks that the model in ``folder`` was taught from, by the content of the videos; None where they cannot be read."""
    try:
        data = read_json(folder / MARKS_FILE)
        return {
            str(content): [LabelledSegment(float(start), float(end), str(label)) for start, end, label in rows]
            for content, rows in data.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return None
