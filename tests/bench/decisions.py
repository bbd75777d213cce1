"""What the decision rules do to a model's labels, on labelled footage: spurious changes and delay, raw and decided.

``python -m tests.bench.decisions FOOTAGE [--model NAME]``. Within a stretch of one true label one change is needed at
most, the arrival at that label; every other change there is spurious (moments without ground truth are left out).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.frames import Prediction
from app.settings import SmoothingRules
from app.timeline.smoothing import RAW, LabelSmoother
from model.datasets.read import find_footage
from model.evaluation.evaluate import follow_all
from model.evaluation.track import Track
from model.registry import find_model
from model.spec import read_spec


@dataclass(frozen=True)
class Figures:
    """spurious: changes that no ground truth asked for. delays: seconds from each true change to the first right label, inf for
    one that was missed. accuracy: share of the moments with a ground truth that got it, 0..1. minutes: of video.
    """

    spurious: int
    delays: tuple[float, ...]
    accuracy: float
    minutes: float

    @property
    def median_delay(self) -> float:
        """A missed change counts as endless."""
        return float(np.median(self.delays))

    @property
    def mean_delay(self) -> float:
        """Of the changes that were found."""
        return float(np.mean([delay for delay in self.delays if np.isfinite(delay)]))


def decided(track: Track, labels: tuple[str, ...], rules: SmoothingRules) -> np.ndarray:
    """Label indices ``(n,)`` as the program would show them, -1 while warming up."""
    smoother, result = LabelSmoother(labels, rules), np.full(len(track.times), -1)
    for row in np.flatnonzero(track.ready):
        prediction = Prediction(float(track.times[row]), track.probabilities[row], 0.0, int(row))
        result[row] = labels.index(smoother.decide(prediction).label)
    return result


def measure(tracks: list[Track], labels: tuple[str, ...], rules: SmoothingRules) -> Figures:
    """Run the rules over ``tracks``."""
    spurious, delays, right, scored = 0, [], 0, 0
    for track in tracks:
        said, ready = decided(track, labels, rules), np.flatnonzero(track.ready)
        known = ready[track.ground_truth[ready] >= 0]
        right, scored = right + int((said[known] == track.ground_truth[known]).sum()), scored + len(known)
        for start, end, label in track.segments:
            rows = ready[(track.times[ready] >= start) & (track.times[ready] < end)]
            if not len(rows):
                continue
            changes = [row for row in rows if row > ready[0] and said[row] != said[row - 1]]
            arrived = any(said[row] == label for row in changes)
            spurious += len(changes) - arrived
            if start > track.times[ready[0]]:
                found = rows[said[rows] == label]
                delays.append(float(track.times[found[0]] - start) if len(found) else np.inf)
    minutes = sum(float(track.times[-1] - track.times[0]) for track in tracks) / 60
    return Figures(spurious, tuple(delays), right / max(1, scored), minutes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("footage", type=Path)
    parser.add_argument("--model", default="b5_lstm_256")
    asked = parser.parse_args()
    folder = find_model(asked.model)
    labels = read_spec(folder).labels
    tracks = follow_all(find_footage(asked.footage, labels), folder)
    rows = {"raw argmax": measure(tracks, labels, RAW), "decided": measure(tracks, labels, SmoothingRules())}
    for name, figures in rows.items():
        print(
            f"{name:<11} {figures.spurious:4d} spurious changes in {figures.minutes:.1f} minutes, delay median "
            f"{figures.median_delay:.3f} s, mean {figures.mean_delay:.3f} s, right {100 * figures.accuracy:.1f} %"
        )
    raw, ruled = rows.values()
    print(
        f"{raw.spurious / max(1, ruled.spurious):.1f}x fewer spurious changes for {ruled.median_delay - raw.median_delay:+.3f} s "
        f"of median delay ({ruled.mean_delay - raw.mean_delay:+.3f} s mean)"
    )


if __name__ == "__main__":
    main()
