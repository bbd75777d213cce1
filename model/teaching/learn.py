"""Learning heads from embeddings: which kind is chosen, and how good it is, is told by time that was held out.

The marked time is shared out among PARTS. All but the last choose: each in turn is held out, while the others of them
teach. The last one reports: nothing was chosen by it. What is used in the end has learned from all of it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.engine.adaptation import Adaptation
from model.engine.numpy_lstm import softmax
from model.engine.taught_head import TaughtHead, WindowHead
from model.evaluation.ground_truth import UNDECIDED
from model.evaluation.metrics import balanced_accuracy, confusion
from model.teaching.heads import MOST_WINDOWS, OnProgress, Projected, fit_head, project
from model.teaching.samples import PARTS, Samples

MOST_TO_CHOOSE = 1500  # the same, of those that only choose among kinds
OFFLINE_FRAMES = 15
KINDS = ("linear", "lstm", "both")
# Mean recall by which another kind must be better: on maps not seen before the linear one loses least.
LINEAR_MARGIN = 0.05
CHOOSING = tuple(range(PARTS - 1))
# Adapting to a video pays on maps that were never seen, which held-out time of the same videos hardly shows: there may be none
# where that says it costs more mean recall than this.
ADAPTATION_MARGIN = 0.03
MOST_OF_ONE = 0.9  # of a video's marked time: where one label has more, what its frames have in common is that label
TEMPERATURES = np.exp(np.linspace(np.log(0.25), np.log(4), 81))


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


def learn(
    samples: Samples,
    frames: int,
    seed: int = 0,
    on_progress: OnProgress = lambda share: None,
    choosing: Sequence[int] = CHOOSING,
) -> Learned:
    """Choose a kind of head, tell how good it is on held-out time, and learn it from all of the marked time.

    Args:
        samples: With moments of two labels or more.
        frames: In a window of the model.
        seed: Of all that is drawn at random: the same one gives the same head.
        on_progress: See OnProgress.
        choosing: Parts of the marked time that choose: fewer where the encoder itself has learned from some.

    Returns:
        The head, and what can be said of how good it is.
    """
    reports = samples.part == PARTS - 1
    said = _nothing_said(samples)
    steps = PARTS + 2

    def step(number: int) -> OnProgress:
        return lambda share: on_progress(min(1.0, (number + share) / steps))

    apart, said["linear"][:] = _chosen_projection(samples, ~reports, frames, seed, choosing)
    _say_in_turn(samples, apart, ~reports, frames, "lstm", seed, said, choosing, step)
    known = ~np.isnan(said["both"]).any(axis=1)
    accuracies = {kind: _balanced(samples, said[kind], known) for kind in KINDS}
    kind = max(KINDS, key=lambda one: accuracies[one] + LINEAR_MARGIN * (one == "linear"))
    temperature = _temperature(said[kind][known], samples.ground_truth[known])
    if _varied(samples, ~reports):
        _say(samples, apart, ~reports, reports, frames, _parts_of(kind), seed, said, step(PARTS - 1))
    told = np.flatnonzero(reports & ~np.isnan(said[kind]).any(axis=1))
    probabilities = _at_temperature(said[kind][told], temperature)
    held_out = Said(samples.ground_truth[told], probabilities, samples.video[told], samples.row[told])
    everything = np.ones(len(samples.row), bool)
    whole = project(samples, everything, seed, apart.adaptation)
    live = fit_head(samples, whole, everything, frames, frames - 1, _parts_of(kind), seed, step(PARTS))
    middle = OFFLINE_FRAMES // 2
    offline = fit_head(samples, whole, everything, OFFLINE_FRAMES, middle, _parts_of(kind), seed, step(PARTS + 1))
    reads = any(one.readout is not None and one.readout.kernel.any() for one in (live, offline))
    readouts = (live.readout, offline.readout) if reads else (None, None)
    head = TaughtHead(
        whole.projection,
        WindowHead(frames, frames - 1, live.linear, live.lstm, temperature, readouts[0]),
        WindowHead(OFFLINE_FRAMES, middle, offline.linear, offline.lstm, temperature, readouts[1]),
        apart.adaptation,
        samples.knowledge if reads else None,
    )
    on_progress(1.0)
    return Learned(head, kind, accuracies, held_out)


def say_held_out(samples: Samples, teaches: np.ndarray, frames: int, learned: Learned, seed: int = 0) -> Said | None:
    """What other marks would have taught: heads learned from them, on the held-out time that reports.

    Args:
        samples: As they are now.
        teaches: Label indices ``(moments,)`` of the other marks at the moments of ``samples``; UNDECIDED where there was none.
        frames: In a window of the model.
        learned: Whose kind of head it is to be, and whose adaptation.
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
    said = _nothing_said(samples)
    projected, kind = project(samples, ~reports, seed, learned.head.adaptation), learned.kind
    _say(other, projected, learnt, reports, frames, _parts_of(kind), seed, said, lambda share: None)
    told = np.flatnonzero(reports)
    return Said(samples.ground_truth[told], said[kind][told], samples.video[told], samples.row[told])


def recall_of_part(samples: Samples, frames: int, part: int, learned: Learned, seed: int = 0) -> float:
    """The mean recall on one choosing ``part`` of heads of the kind of ``learned`` that the other choosing parts teach."""
    held, reports = samples.part == part, samples.part == PARTS - 1
    teaches = ~held & ~reports
    if not held.any() or not _varied(samples, teaches):
        return float("nan")
    said = _nothing_said(samples)
    projected = project(samples, teaches, seed, learned.head.adaptation)
    rest = (seed, said, lambda share: None, MOST_TO_CHOOSE)
    _say(samples, projected, teaches, held, frames, _parts_of(learned.kind), *rest)
    return _balanced(samples, said[learned.kind], held)


def _nothing_said(samples: Samples) -> dict[str, np.ndarray]:
    """For each kind of head its probabilities ``(moments, labels)``, NaN until ``_say`` writes them."""
    return {kind: np.full((len(samples.row), samples.labels), np.nan, np.float32) for kind in KINDS}


def _parts_of(kind: str) -> tuple[str, ...]:
    return KINDS[:2] if kind == "both" else (kind,)


def _varied(samples: Samples, which: np.ndarray) -> bool:
    """Whether more than one label is among the moments ``which``."""
    return len(np.unique(samples.ground_truth[which])) > 1


def _chosen_projection(
    samples: Samples, seen: np.ndarray, frames: int, seed: int, choosing: Sequence[int]
) -> tuple[Projected, np.ndarray]:
    """Fitted to the moments ``seen``; what linear heads say of held-out time among them decides whether it adapts.

    Returns:
        The projection, and what the linear heads said of the time that chooses, ``(moments, labels)``; NaN of other time.
    """
    projections = [project(samples, seen, seed)]
    if _mixed(samples):
        projections.append(projections[0].adapting(Adaptation()))
    found = []
    for projected in projections:
        said = _nothing_said(samples)
        _say_in_turn(samples, projected, seen, frames, "linear", seed, said, choosing)
        found.append((projected, said["linear"]))
    recalls = [_balanced(samples, said, ~np.isnan(said).any(axis=1)) for _, said in found]
    return found[-1] if recalls[-1] >= recalls[0] - ADAPTATION_MARGIN else found[0]


def _say_in_turn(
    samples: Samples,
    projected: Projected,
    seen: np.ndarray,
    frames: int,
    kind: str,
    seed: int,
    said: dict[str, np.ndarray],
    choosing: Sequence[int],
    step: Callable[[int], OnProgress] = lambda number: lambda share: None,
) -> None:
    """Hold each of the parts ``choosing`` out of the moments ``seen``, as ``_say``."""
    for part in choosing:
        held = samples.part == part
        teaches = ~held & seen
        if held.any() and _varied(samples, teaches):
            _say(samples, projected, teaches, held, frames, (kind,), seed, said, step(part), MOST_TO_CHOOSE)


def _mixed(samples: Samples) -> bool:
    """Whether at least half of the marked time is of videos that show more than one label."""
    counts = [np.bincount(one.ground_truth[one.labelled], minlength=1) for one in samples.videos]
    mixed = sum(int(count.sum()) for count in counts if count.max() <= MOST_OF_ONE * count.sum())
    return mixed >= len(samples.row) / 2


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
    fitted = fit_head(samples, projected, teaches, frames, frames - 1, parts, seed, on_progress, most)
    rows = np.flatnonzero(held)
    windows = samples.windows(projected.frames, rows, frames, frames - 1)
    heads = {"linear": (fitted.linear, None), "lstm": (None, fitted.lstm), "both": (fitted.linear, fitted.lstm)}
    for kind in KINDS[:2] if len(parts) < 2 else KINDS:
        if any(heads[kind]):
            said[kind][rows] = WindowHead(frames, frames - 1, *heads[kind], readout=fitted.readout).probabilities(
                windows
            )
    if len(parts) < 2:  # the other kind may have spoken before; NaN where it said nothing
        said["both"][rows] = (said["linear"][rows] + said["lstm"][rows]) / 2


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
