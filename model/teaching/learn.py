"""Learning heads from embeddings: which kind is chosen, and how good it is, is told by time that was held out.

The marked time is shared out among PARTS. All but the last choose: each in turn is held out, while the others of them
teach. The last one reports: nothing was chosen by it. What is used in the end has learned from all of it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.engine.taught_head import LinearHead, LstmHead, Projection, TaughtHead, WindowHead, softmax
from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.metrics import balanced_accuracy, confusion
from model.teaching.fit_linear import fit_linear
from model.teaching.fit_lstm import fit_lstm
from model.teaching.fit_projection import fit_projection
from model.teaching.samples import PARTS, Samples

COMPONENTS = 64
MOST_WINDOWS = 4000  # that one head learns from; of more, each label keeps its share
MOST_TO_CHOOSE = 1500  # the same, of those that only choose among kinds
OFFLINE_FRAMES = 15
PENALTY = 1e-5
KINDS = ("linear", "lstm", "both")
TEMPERATURES = np.exp(np.linspace(np.log(0.25), np.log(4), 81))

OnProgress = Callable[[float], None]  # told the share that is done, 0 to 1; it may raise to stop


@dataclass(frozen=True)
class Said:
    """What a head said of moments that it had not learned from.

    ground_truth: label indices ``(moments,)``. probabilities: ``(moments, labels)``. video: numbers of the videos
    ``(moments,)``. row: which of the video's frames each is ``(moments,)``.
    """

    ground_truth: np.ndarray
    probabilities: np.ndarray
    video: np.ndarray
    row: np.ndarray


@dataclass(frozen=True)
class Learned:
    """head: learned from all marked time. kind: one of KINDS. accuracies: mean recall of each kind on the time that chose.
    held_out: what a head of that kind said of the time that reports."""

    head: TaughtHead
    kind: str
    accuracies: dict[str, float]
    held_out: Said


def learn(samples: Samples, frames: int, seed: int = 0, on_progress: OnProgress = lambda share: None) -> Learned:
    """Choose a kind of head, tell how good it is on held-out time, and learn it from all of the marked time.

    Args:
        samples: With moments of two labels or more.
        frames: In a window of the model.
        seed: Of all that is drawn at random: the same one gives the same head.
        on_progress: See OnProgress.

    Returns:
        The head, and what can be said of how good it is.
    """
    reports = samples.part == PARTS - 1
    said = {kind: np.full((len(samples.row), samples.labels), np.nan, np.float32) for kind in KINDS}
    steps = PARTS + 2

    def step(number: int) -> OnProgress:
        return lambda share: on_progress(min(1.0, (number + share) / steps))

    apart = project(samples, ~reports, seed)
    for part in range(PARTS - 1):
        held = samples.part == part
        teaches = ~held & ~reports
        if held.any() and _varied(samples, teaches):
            _say(samples, apart, teaches, held, frames, KINDS[:2], seed, said, step(part), MOST_TO_CHOOSE)
    known = ~np.isnan(said["both"]).any(axis=1)
    accuracies = {kind: _balanced(samples, said[kind], known) for kind in KINDS}
    kind = max(KINDS, key=lambda one: (accuracies[one], one == "both"))
    temperature = _temperature(said[kind][known], samples.ground_truth[known])
    if _varied(samples, ~reports):
        _say(samples, apart, ~reports, reports, frames, _parts_of(kind), seed, said, step(PARTS - 1))
    told = np.flatnonzero(reports & ~np.isnan(said[kind]).any(axis=1))
    probabilities = _at_temperature(said[kind][told], temperature)
    held_out = Said(samples.ground_truth[told], probabilities, samples.video[told], samples.row[told])
    everything = np.ones(len(samples.row), bool)
    whole = project(samples, everything, seed)
    live = fit_head(samples, whole, everything, frames, frames - 1, _parts_of(kind), seed, step(PARTS))
    middle = OFFLINE_FRAMES // 2
    offline = fit_head(samples, whole, everything, OFFLINE_FRAMES, middle, _parts_of(kind), seed, step(PARTS + 1))
    head = TaughtHead(
        whole.projection,
        WindowHead(frames, frames - 1, *live, temperature),
        WindowHead(OFFLINE_FRAMES, middle, *offline, temperature),
    )
    on_progress(1.0)
    return Learned(head, kind, accuracies, held_out)


def say_held_out(samples: Samples, teaches: np.ndarray, frames: int, kind: str, seed: int = 0) -> Said | None:
    """What other marks would have taught: heads learned from them, on the held-out time that reports.

    Args:
        samples: As they are now.
        teaches: Label indices ``(moments,)`` of the other marks at the moments of ``samples``; UNDECIDED where there was none.
        frames: In a window of the model.
        kind: Of the head, one of KINDS.
        seed: See ``learn``.

    Returns:
        What was said; None where the other marks hold fewer than two labels outside that time.
    """
    reports = samples.part == PARTS - 1
    other = copy.copy(samples)
    other.ground_truth = teaches
    learnt = (teaches != UNDECIDED) & ~reports
    if not _varied(other, learnt):
        return None
    said = {name: np.full((len(samples.row), samples.labels), np.nan, np.float32) for name in KINDS}
    projected = project(samples, ~reports, seed)
    _say(other, projected, learnt, reports, frames, _parts_of(kind), seed, said, lambda share: None)
    told = np.flatnonzero(reports)
    return Said(samples.ground_truth[told], said[kind][told], samples.video[told], samples.row[told])


def _parts_of(kind: str) -> tuple[str, ...]:
    return KINDS[:2] if kind == "both" else (kind,)


def _varied(samples: Samples, which: np.ndarray) -> bool:
    """Whether more than one label is among the moments ``which``."""
    return len(np.unique(samples.ground_truth[which])) > 1


@dataclass(frozen=True)
class Projected:
    """A projection, and every video's frames projected by it."""

    projection: Projection
    frames: list[np.ndarray]


def project(samples: Samples, seen: np.ndarray, seed: int) -> Projected:
    """A projection that was fitted to the frames of the moments ``seen``."""
    rng = np.random.default_rng(seed)
    rows = np.flatnonzero(seen)
    if len(rows) > MOST_WINDOWS:
        rows = np.sort(rng.choice(rows, MOST_WINDOWS, replace=False))
    own = [one.embeddings.features[samples.row[rows[samples.video[rows] == n]]] for n, one in enumerate(samples.videos)]
    projection = fit_projection(np.concatenate(own), COMPONENTS, rng)
    return Projected(projection, [projection(one.embeddings.features) for one in samples.videos])


def _say(
    samples: Samples,
    projected: Projected,
    teaches: np.ndarray,
    held: np.ndarray,
    frames: int,
    parts: Sequence[str],
    seed: int,
    said: dict[str, np.ndarray],
    on_progress: OnProgress,
    most: int = MOST_WINDOWS,
) -> None:
    """Learn from the moments ``teaches`` and write to ``said`` what the heads say of those ``held``."""
    heads = fit_head(samples, projected, teaches, frames, frames - 1, parts, seed, on_progress, most)
    rows = np.flatnonzero(held)
    windows = samples.windows(projected.frames, rows, frames, frames - 1)
    probabilities = {
        part: softmax(head.scores(windows)) for part, head in zip(KINDS, heads, strict=False) if head is not None
    }
    for part, one in probabilities.items():
        said[part][rows] = one
    if len(probabilities) == len(parts) == 2:
        said["both"][rows] = sum(probabilities.values()) / 2


def fit_head(
    samples: Samples,
    projected: Projected,
    teaches: np.ndarray,
    frames: int,
    newest: int,
    parts: Sequence[str],
    seed: int,
    on_progress: OnProgress = lambda share: None,
    most: int = MOST_WINDOWS,
) -> tuple[LinearHead | None, LstmHead | None]:
    """Heads of the kinds ``parts``, learned from the moments ``teaches``."""
    rng = np.random.default_rng(seed)
    rows = samples.capped(samples.whole(np.flatnonzero(teaches), frames, newest), most, rng)
    windows = samples.windows(projected.frames, rows, frames, newest)
    ground_truth = samples.ground_truth[rows]
    importance = _importance(ground_truth)
    linear = lstm = None
    if "linear" in parts:
        linear = fit_linear(windows, ground_truth, importance, samples.labels, PENALTY)
        on_progress(0.5)
    if "lstm" in parts:
        lstm = fit_lstm(
            windows, ground_truth, importance, samples.labels, rng, lambda share: on_progress(0.5 + share / 2)
        )
    return linear, lstm


def _importance(ground_truth: np.ndarray) -> np.ndarray:
    """A weight for each moment, mean 1: a label counts by the square root of how often it occurs."""
    counts = np.bincount(ground_truth)
    weights = 1 / np.sqrt(counts[ground_truth])
    return (weights / weights.mean()).astype(np.float32)


def _balanced(samples: Samples, probabilities: np.ndarray, known: np.ndarray) -> float:
    """The mean recall of the labels that occur among the moments ``known``."""
    return balanced_accuracy(
        confusion(samples.ground_truth[known], probabilities[known].argmax(axis=1), samples.labels)
    )


def _at_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    return softmax(np.log(np.maximum(probabilities, 1e-30)) / temperature)


def _temperature(probabilities: np.ndarray, ground_truth: np.ndarray) -> float:
    """The temperature that makes the true labels likeliest; 1 where there is nothing to tell it by."""
    if not len(ground_truth):
        return 1.0

    def surprise(temperature: float) -> float:
        likely = _at_temperature(probabilities, temperature)[np.arange(len(ground_truth)), ground_truth]
        return -float(np.log(np.maximum(likely, 1e-12)).mean())

    return round(float(min(TEMPERATURES, key=surprise)), 3)
