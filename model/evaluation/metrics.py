"""How good predictions are: per clip, over time, in delay and in honesty. Numbers only, no files and no engine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.evaluation.decided_time import Span
from model.evaluation.events import compare_events, event_figures
from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.track import Track

# Makes a track's times ``(n,)`` and probabilities ``(n, labels)``, all ready, a timeline of ``(start, end, label index)``.
MakeTimeline = Callable[[np.ndarray, np.ndarray], "list[Span]"]


def confusion(ground_truth: np.ndarray, predicted: np.ndarray, count: int) -> np.ndarray:
    """Count predictions by true and predicted label.

    Args:
        ground_truth: Label indices ``(n,)``.
        predicted: Label indices ``(n,)``.
        count: How many labels there are.

    Returns:
        Int ``(count, count)``: rows are true labels, columns predicted ones.
    """
    matrix = np.zeros((count, count), int)
    np.add.at(matrix, (ground_truth, predicted), 1)
    return matrix


def per_label(matrix: np.ndarray, labels: tuple[str, ...]) -> dict[str, dict]:
    """Precision, recall, F1 and support of each label.

    Args:
        matrix: A confusion matrix.
        labels: Its rows' and columns'.

    Returns:
        ``precision``, ``recall``, ``f1`` (0 to 1; None where they are not defined) and ``support``, by label.
    """
    result = {}
    for number, label in enumerate(labels):
        right, said, there = matrix[number, number], matrix[:, number].sum(), matrix[number].sum()
        result[label] = {
            "precision": float(right / said) if said else None,
            "recall": float(right / there) if there else None,
            "f1": float(2 * right / (said + there)) if said + there else None,
            "support": int(there),
        }
    return result


def accuracy(matrix: np.ndarray) -> float | None:
    """The share of a confusion matrix on its diagonal.

    Args:
        matrix: ``(labels, labels)``.

    Returns:
        From 0 to 1; None when it is empty.
    """
    total = matrix.sum()
    return float(np.trace(matrix) / total) if total else None


def balanced_accuracy(matrix: np.ndarray) -> float:
    """The mean recall of the labels that occur.

    Args:
        matrix: ``(labels, labels)``.

    Returns:
        From 0 to 1; 0.0 when none occurs.
    """
    there = matrix.sum(axis=1)
    recalls = np.diag(matrix)[there > 0] / there[there > 0]
    return float(recalls.mean()) if len(recalls) else 0.0


def reliability(probabilities: np.ndarray, ground_truth: np.ndarray, bins: int = 15) -> list[dict]:
    """How often predictions are right, by their confidence.

    Args:
        probabilities: ``(n, labels)``.
        ground_truth: Label indices ``(n,)``.
        bins: Into how many equal ranges confidence is cut.

    Returns:
        ``confidence`` and ``accuracy`` (means, 0 to 1) and ``count`` of each range that occurs.
    """
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == ground_truth
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        {"confidence": float(confidence[rows].mean()), "accuracy": float(right[rows].mean()), "count": int(rows.sum())}
        for rows in (which == b for b in sorted(set(which.tolist())))
    ]


def calibration_error(bins: list[dict]) -> float | None:
    """Expected calibration error: confidence's mean distance from accuracy.

    Args:
        bins: Of ``reliability``.

    Returns:
        From 0 to 1; None for no bins.
    """
    count = sum(b["count"] for b in bins)
    return sum(abs(b["confidence"] - b["accuracy"]) * b["count"] for b in bins) / count if count else None


def log_loss(probabilities: np.ndarray, ground_truth: np.ndarray) -> float | None:
    """The mean of ``-log`` of what was given to the true label.

    Args:
        probabilities: ``(n, labels)``.
        ground_truth: Label indices ``(n,)``.

    Returns:
        In nats; None for no rows.
    """
    if not len(ground_truth):
        return None
    return float(-np.log(np.maximum(probabilities[np.arange(len(ground_truth)), ground_truth], 1e-7)).mean())


def summarise(
    tracks: list[Track], labels: tuple[str, ...], clip_length: int, make_timeline: MakeTimeline | None = None
) -> dict:
    """All figures of ``tracks``, as plain JSON-able values; a figure with nothing to measure is None.

    Args:
        tracks: One of each video.
        labels: The model's.
        clip_length: Frames in one window.
        make_timeline: With it, the figures of ``model.evaluation.events.event_figures`` are among them, of the timeline
            of recorded video; ``event_f1_flawless``: what a model that is always right would reach by it, as it is
            asked at the model's rate alone; and ``recorded_accuracy``, the share of moments that it gives the right
            label, knowing what came after where it can.

    Returns:
        The figures, by name.
    """
    ground_truths, saids, probabilities, insides, clip_ground_truths, clip_saids, delays = [], [], [], [], [], [], []
    for track in tracks:
        scored = track.ready & (track.ground_truth != UNDECIDED)
        said, ends = track.predicted, track.clips(clip_length)
        ground_truths.append(track.ground_truth[scored])
        saids.append(said[scored])
        probabilities.append(track.probabilities[scored])
        insides.append(track.inside()[scored])
        clip_ground_truths.append(track.ground_truth[ends])
        clip_saids.append(said[ends])
        delays += track.delays()
    empty = [np.zeros(0, int)]
    ground_truth, said = np.concatenate(ground_truths or empty), np.concatenate(saids or empty)
    scored = np.concatenate(probabilities or [np.zeros((0, len(labels)))])
    bins = reliability(scored, ground_truth)
    inside = np.concatenate(insides or [np.zeros(0, bool)])
    over_time = confusion(ground_truth, said, len(labels))
    clips = confusion(np.concatenate(clip_ground_truths or empty), np.concatenate(clip_saids or empty), len(labels))
    by_clip, by_time = per_label(clips, labels), per_label(over_time, labels)
    seconds = sum(float(t.times[-1] - t.times[0]) for t in tracks if len(t.times))
    return {
        "videos": len(tracks),
        "minutes": round(seconds / 60, 2),
        "clip_accuracy": accuracy(clips),
        "clips": int(clips.sum()),
        "time_accuracy": accuracy(over_time),
        "predictions": int(over_time.sum()),
        "time_accuracy_inside": accuracy(confusion(ground_truth[inside], said[inside], len(labels))),
        "labels": {label: {"clip": by_clip[label], "time": by_time[label]} for label in labels},
        "confusion": clips.tolist(),
        "time_confusion": over_time.tolist(),
        "delay_median_s": _median([seconds for _, seconds in delays]),
        "delay_median_s_by_label": {
            label: _median([seconds for which, seconds in delays if which == number])
            for number, label in enumerate(labels)
        },
        "delay_starts": len(delays),
        "delay_missed": sum(1 for _, seconds in delays if np.isinf(seconds)),
        "ece": calibration_error(bins),
        "reliability": bins,
        "log_loss": log_loss(scored, ground_truth),
        **({} if make_timeline is None else _of_events(tracks, labels, make_timeline)),
    }


def _of_events(tracks: list[Track], labels: tuple[str, ...], make_timeline: MakeTimeline) -> dict:
    counts, best, right, decided = [], [], 0, 0
    for track in (track.recorded() for track in tracks):
        for probabilities, compared in ((track.probabilities, counts), (track.flawless(), best)):
            said = make_timeline(track.times, probabilities) if len(track.times) else []
            compared.append(compare_events(track.segments, said))
        known = track.ground_truth != UNDECIDED
        right += int((track.predicted == track.ground_truth)[known].sum())
        decided += int(known.sum())
    return event_figures(counts, labels) | {
        "event_f1_flawless": event_figures(best, labels)["event_f1"],
        "recorded_accuracy": right / decided if decided else None,
    }


def _median(values: list[float]) -> float | None:
    """The median, a missed action counting as endless; None when there is none, or most were missed."""
    middle = float(np.median(values)) if values else np.inf
    return middle if np.isfinite(middle) else None
