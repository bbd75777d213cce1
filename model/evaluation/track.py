"""What a model said along one video, beside what is true of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from model.datasets.read import LabelledVideo
from model.evaluation.ground_truth import UNDECIDED, true_labels

BOUNDARY = 0.3  # seconds: nearer than this to a change of label, even people disagree


@dataclass(frozen=True)
class Track:
    """What a model said along one video, one row for each frame its clock sampled.

    Attributes:
        times: Seconds ``(n,)``.
        ground_truth: Label indices ``(n,)``, -1 undecided.
        probabilities: ``(n, labels)``, NaN while the window was warming up.
        segments: The true ``(start, end, label index)``, in order.
        offline_probabilities: ``(n, labels)``, of the offline head, which also sees later frames; None where the model
            has none.
    """

    times: np.ndarray
    ground_truth: np.ndarray
    probabilities: np.ndarray
    segments: tuple[tuple[float, float, int], ...] = ()
    offline_probabilities: np.ndarray | None = None

    @classmethod
    def of(
        cls, video: LabelledVideo, labels: tuple[str, ...], times, probabilities, offline_probabilities=None
    ) -> Track:
        """Put what a model said beside what is true.

        Args:
            video: Labelled.
            labels: The model's.
            times: Seconds ``(n,)``.
            probabilities: ``(n, labels)``, NaN while the window was warming up.
            offline_probabilities: ``(n, labels)``, or None.

        Returns:
            The track.
        """
        times = np.asarray(times, np.float64)
        segments = tuple((s.start, s.end, labels.index(s.label)) for s in video.segments if s.label in labels)
        offline_probabilities = None if offline_probabilities is None else np.asarray(offline_probabilities, np.float64)
        return cls(
            times,
            true_labels(video, labels, times),
            np.asarray(probabilities, np.float64),
            segments,
            offline_probabilities,
        )

    @property
    def predicted(self) -> np.ndarray:
        """Label indices ``(n,)``, -1 while warming up."""
        ready = self.ready
        result = np.full(len(self.times), -1)
        result[ready] = self.probabilities[ready].argmax(axis=1)
        return result

    def recorded(self) -> Track:
        """What a timeline is made of: the ready rows of the offline head's probabilities, else of the predictions."""
        one = self if self.offline_probabilities is None else replace(self, probabilities=self.offline_probabilities)
        ready = one.ready
        return replace(
            one,
            times=one.times[ready],
            ground_truth=one.ground_truth[ready],
            probabilities=one.probabilities[ready],
            offline_probabilities=None,
        )

    def flawless(self) -> np.ndarray:
        """Probabilities ``(n, labels)`` of a model that is always right: 1 for the true label, its own where undecided."""
        decided = self.ready & (self.ground_truth != UNDECIDED)
        result = self.probabilities.copy()
        result[decided] = np.eye(result.shape[1])[self.ground_truth[decided]]
        return result

    @property
    def ready(self) -> np.ndarray:
        """Where there is a prediction, bool ``(n,)``."""
        return ~np.isnan(self.probabilities).any(axis=1)

    def clips(self, clip_length: int) -> np.ndarray:
        """Find non-overlapping windows whose frames all carry one label.

        Args:
            clip_length: Frames in one window.

        Returns:
            Rows ``(m,)`` that end such a window and have a prediction.
        """
        ends, run = [], 0
        for row, label in enumerate(self.ground_truth):
            if label == UNDECIDED:
                run = 0
                continue
            run = run + 1 if run and label == self.ground_truth[row - 1] else 1
            if run == clip_length:
                ends.append(row)
                run = 0
        return np.array([row for row in ends if not np.isnan(self.probabilities[row]).any()], int)

    def inside(self) -> np.ndarray:
        """Where no true segment starts or ends within BOUNDARY seconds, bool ``(n,)``."""
        edges = np.array(
            [edge for start, end, _ in self.segments for edge in (start, end) if np.isfinite(edge) and edge > 0]
        )
        if not len(edges):
            return np.ones(len(self.times), bool)
        return np.abs(self.times[:, None] - edges[None]).min(axis=1) > BOUNDARY

    def delays(self) -> list[tuple[int, float]]:
        """``(label index, seconds)`` from each action's start to the first right prediction in it; inf for none.

        An action that already runs when the model gets ready has no start to measure from.
        """
        ready = np.flatnonzero(self.ready)
        if not len(ready):
            return []
        predicted, found = self.predicted, []
        for start, end, label in self.segments:
            if start <= self.times[ready[0]]:
                continue
            rows = ready[(self.times[ready] >= start) & (self.times[ready] < end)]
            right = rows[predicted[rows] == label]
            if len(rows):
                found.append((label, float(self.times[right[0]] - start) if len(right) else np.inf))
        return found
