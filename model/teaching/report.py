"""What is told after a teaching: how good the head is on held-out time, what it confuses, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.metrics import accuracy, balanced_accuracy, calibration_error, confusion, per_label, reliability
from model.safe_text import counted
from model.teaching.footage import MOST_SECONDS, Teachable
from model.teaching.learn import Said
from model.teaching.pictures import Look, PictureKind
from model.teaching.samples import EmbeddedVideo

FEW_MOMENTS = 5
OTHERS = "others"
MOST_MISTAKES = 24
MOST_DIFFERING = 5  # videos that are named
MISTAKES_APART = 1.0  # seconds


def clips_of(said: Said, videos: Sequence[EmbeddedVideo], frames: int) -> np.ndarray:
    """Which of the moments end a clip: windows that do not overlap, all of whose ``frames`` carry one label.

    Where marks are shorter than that, every moment counts.

    Returns:
        Places in ``said``, int ``(clips,)``.
    """
    ends = []
    for number, one in enumerate(videos):
        places = np.flatnonzero(said.video == number)
        run, before, label = 0, None, UNDECIDED
        for place in places[np.argsort(said.row[places])]:
            tick, here = int(one.embeddings.ticks[said.row[place]]), int(said.ground_truth[place])
            run = run + 1 if run and here == label and tick == before + 1 else 1
            before, label = tick, here
            if run == frames:
                ends.append(place)
                run = 0
    return np.array(ends, int) if ends else np.arange(len(said.row))


def held_out_figures(said: Said, videos: Sequence[EmbeddedVideo], frames: int, labels: tuple[str, ...]) -> dict:
    """The figures of held-out time as plain values; a figure with nothing to measure is None."""
    ends = clips_of(said, videos, frames)
    matrix = confusion(said.ground_truth[ends], said.probabilities[ends].argmax(axis=1), len(labels))
    return {
        "clips": len(ends),
        "accuracy": accuracy(matrix),
        "balanced_accuracy": balanced_accuracy(matrix) if len(ends) else None,
        "recall": {label: figures["recall"] for label, figures in per_label(matrix, labels).items()},
        "confusion": matrix.tolist(),
        "calibration_error": calibration_error(reliability(said.probabilities, said.ground_truth)),
    }


def mistakes_of(said: Said, videos: Sequence[EmbeddedVideo], frames: int, labels: tuple[str, ...]) -> list[dict]:
    """The held-out clips that were said wrong, the surest first, none nearer than MISTAKES_APART to another."""
    guessed, ends = said.probabilities.argmax(axis=1), clips_of(said, videos, frames)
    wrong = ends[guessed[ends] != said.ground_truth[ends]]
    found: list[dict] = []
    for place in wrong[np.argsort(-said.probabilities[wrong].max(axis=1))]:
        video = videos[said.video[place]]
        time = float(video.embeddings.times[said.row[place]])
        if any(one["video"] == video.name and abs(one["time"] - time) < MISTAKES_APART for one in found):
            continue
        found.append({
            "video": video.name,
            "time": round(time, 3),
            "label": labels[said.ground_truth[place]],
            "said": labels[guessed[place]],
            "confidence": round(float(said.probabilities[place].max()), 4),
        })  # fmt: skip
        if len(found) == MOST_MISTAKES:
            break
    return found


def counts_of(footage: Sequence[Teachable], labels: tuple[str, ...]) -> dict[str, dict]:
    """Of each label: marked moments, seconds, and in how many videos."""
    counts = {label: {"moments": 0, "seconds": 0.0, "videos": 0} for label in labels}
    for one in footage:
        for label in {segment.label for segment in one.video.segments} & set(labels):
            own = [segment for segment in one.video.segments if segment.label == label]
            counts[label]["moments"] += len(own)
            counts[label]["seconds"] += sum(segment.end - segment.start for segment in own)
            counts[label]["videos"] += 1
    for figures in counts.values():
        figures["seconds"] = round(figures["seconds"], 2)
    return counts


def warnings_of(counts: dict[str, dict], figures: dict, whole_videos: bool) -> list[str]:
    """What would make the model better, or makes the figures doubtful, in sentences.

    Args:
        counts: ``counts_of``'s.
        figures: ``held_out_figures``'.
        whole_videos: Whether they are of videos that taught nothing.
    """
    found = []
    for label, count in counts.items():
        if count["moments"] < FEW_MOMENTS:
            moments = counted(count["moments"], "moment")
            found.append(f"{label} is marked in {moments} only: mark it in different places, ten or more.")
        elif count["videos"] == 1 and len(counts) > 1:
            found.append(f"All of {label} is from one video: how it looks elsewhere is not known.")
        if count["seconds"] > MOST_SECONDS:
            found.append(
                f"Of {label} {count['seconds'] / 60:.0f} minutes are marked: a part of each mark was learned from."
            )
    if OTHERS not in counts:
        found.append(
            f"Nothing is marked as {OTHERS}: the model takes everything for one of its labels; mark some time in which none of "
            "them happens."
        )
    if (figures["clips"] or 0) < 20:
        found.append(f"Only {counted(figures['clips'] or 0, 'held-out clip')}: the figures may be off by much.")
    if not whole_videos:
        found.append(
            "The figures are of other moments of the same videos: in places that were never marked less is right; mark moments "
            "in more videos of other places."
        )
    return found


def differing_videos(looks: dict[str, Look], most_rate: float) -> list[str]:
    """Sentences about videos that look unlike all the others that are learned from, by size, rate or brightness.

    Args:
        looks: By the videos' names.
        most_rate: Pictures a second that the model takes: what is above makes no difference.
    """
    found = []
    names = list(looks)
    for name in names if len(names) > 2 else names[1:]:  # of two, each differs from the other: that is said once
        kind = PictureKind.of(looks[other] for other in names if other != name)
        look = looks[name]
        differences = kind.differences(look.size, look.rate or None, float(look.brightness.mean()), most_rate)
        if differences:
            found.append(
                f"{name} looks unlike the other {'videos' if len(names) > 2 else 'video'} ({', '.join(differences)}): mark "
                "every label in videos of each look, or the look is taken for the label."
            )
    return found[:MOST_DIFFERING]
