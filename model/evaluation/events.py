"""How well a timeline's events fit the true ones: found or not, when they begin and end, and how restless it is.

An event is ``(start, end, label index)``, seconds, half-open. Undecided time, where ground truth has no label, is cut out of
both timelines before anything is compared, and what then touches with the same label is one event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.evaluation.decided_time import HAIR, DecidedTime, Event, Span

LASTING = 0.5  # seconds; what is over sooner is less than a model's window, and people hardly see it


def overlap(one: Event, other: Event) -> float:
    """Intersection over union of two events' decided time.

    Args:
        one: An event.
        other: Another one.

    Returns:
        From 0 to 1.
    """
    shared = min(one.end, other.end) - max(one.begin, other.begin)
    return max(0.0, shared) / (max(one.end, other.end) - min(one.begin, other.begin))


def match(ground_truth: Sequence[Event], said: Sequence[Event], least: float = 0.5) -> list[tuple[int, int]]:
    """Pair true events with those that were said, the best overlaps first. Each event is in one pair at most.

    Each event is in one pair at most.

    Args:
        ground_truth: The true events.
        said: The model's.
        least: The overlap from which two of one label are a pair, 0 to 1.

    Returns:
        Pairs ``(index of ground_truth, index of said)``.
    """
    candidates = []
    first = 0
    for number, true in enumerate(ground_truth):
        while first < len(said) and said[first].end <= true.begin:
            first += 1
        for other in range(first, len(said)):
            if said[other].begin >= true.end:
                break
            if said[other].label == true.label and (share := overlap(true, said[other])) >= least:
                candidates.append((-share, number, other))
    taken_true, taken_said, pairs = set(), set(), []
    for _, number, other in sorted(candidates):
        if number not in taken_true and other not in taken_said:
            taken_true.add(number)
            taken_said.add(other)
            pairs.append((number, other))
    return pairs


def changes(events: Sequence[Event]) -> int:
    """How often the label changes from one event to the next."""
    return sum(1 for one, other in zip(events, events[1:]) if one.label != other.label)


def boundary_errors(
    ground_truth: Sequence[Span], found: Sequence[Event], said: Sequence[Event], pairs: Sequence[tuple[int, int]]
) -> list[float]:
    """Seconds by which the paired events begin and end late (above 0) or early, where ground truth says when that was.

    Args:
        ground_truth: As spans, to tell where one true event touches the next: only there a moment of change is known.
        found: The true events on decided time.
        said: The model's.
        pairs: See ``match``.

    Returns:
        Seconds, two for each pair at most.
    """
    starts, ends = np.array([s for s, _, _ in ground_truth], float), np.array([e for _, e, _ in ground_truth], float)
    errors = []
    for number, other in pairs:
        true, one = found[number], said[other]
        if len(ends) and np.abs(ends - true.start).min() <= HAIR:
            errors.append(one.start - true.start)
        if len(starts) and np.abs(starts - true.stop).min() <= HAIR:
            errors.append(one.stop - true.stop)
    return errors


@dataclass(frozen=True)
class EventCounts:
    """What ``compare_events`` counted in one video.

    Attributes:
        errors: Signed boundary errors, seconds.
    """

    true: tuple[int, ...]  # labels of the true events
    said: tuple[int, ...]  # labels of the timeline's events
    matched: tuple[int, ...]  # labels of the pairs
    lasting: tuple[bool, ...]  # for each true event of LASTING or more: whether it is in a pair
    true_changes: int
    said_changes: int
    seconds: float
    errors: tuple[float, ...]


def compare_events(ground_truth: Sequence[Span], said: Sequence[Span], least: float = 0.5) -> EventCounts:
    """Compare a timeline with the ground truth over the decided time that the timeline covers.

    Args:
        ground_truth: True spans, in order, without overlap.
        said: The timeline's.
        least: See ``match``.

    Returns:
        What was counted.
    """
    if not said:
        labels = tuple(label for _, _, label in ground_truth)
        return EventCounts(labels, (), (), _lasting(DecidedTime(ground_truth).events(ground_truth), []), 0, 0, 0.0, ())
    covered = [(max(s, said[0][0]), min(e, said[-1][1]), n) for s, e, n in ground_truth]
    decided = DecidedTime([span for span in covered if span[1] > span[0]])
    true_events, said_events = decided.events(covered), decided.events(said)
    pairs = match(true_events, said_events, least)
    return EventCounts(
        tuple(event.label for event in true_events),
        tuple(event.label for event in said_events),
        tuple(true_events[number].label for number, _ in pairs),
        _lasting(true_events, pairs),
        changes(true_events),
        changes(said_events),
        decided.seconds,
        tuple(boundary_errors(ground_truth, true_events, said_events, pairs)),
    )


def _lasting(ground_truth: Sequence[Event], pairs: Sequence[tuple[int, int]]) -> tuple[bool, ...]:
    found = {number for number, _ in pairs}
    return tuple(
        number in found for number, event in enumerate(ground_truth) if event.end - event.begin >= LASTING - HAIR
    )


def f1(matched: int, true: int, said: int) -> float | None:
    """The harmonic mean of precision and recall.

    Args:
        matched: Events that were found.
        true: Events that there are.
        said: Events that were said.

    Returns:
        From 0 to 1; None where there is nothing to find and nothing was said.
    """
    return 2 * matched / (true + said) if true + said else None


def event_figures(counts: Sequence[EventCounts], labels: Sequence[str]) -> dict:
    """Event F1 (all labels and each), flicker and boundary errors of several videos, JSON-able; None: nothing to
    measure.

    events_lasting_found: the share of true events of LASTING seconds or more that were found.
    flicker_per_minute: label changes a minute beyond the ground truth's own. boundary errors are absolute, in seconds;
    boundary_bias_s is their signed median: above 0 the timeline is late.

    Args:
        counts: One of each video.
        labels: The model's.

    Returns:
        The figures, by name.
    """

    def score(number: int | None) -> float | None:
        sizes = (
            sum(len(part) if number is None else part.count(number) for part in parts)
            for parts in zip(*((c.matched, c.true, c.said) for c in counts))
        )
        return f1(*sizes) if counts else None

    minutes = sum(c.seconds for c in counts) / 60
    beyond = sum(c.said_changes - c.true_changes for c in counts)
    errors = np.array([error for c in counts for error in c.errors])
    size = np.abs(errors)
    lasting = [found for c in counts for found in c.lasting]
    return {
        "event_f1": score(None),
        "event_f1_by_label": {label: score(number) for number, label in enumerate(labels)},
        "events": sum(len(c.true) for c in counts),
        "events_said": sum(len(c.said) for c in counts),
        "events_lasting": len(lasting),
        "events_lasting_found": sum(lasting) / len(lasting) if lasting else None,
        "flicker_per_minute": beyond / minutes if minutes else None,
        "boundaries": len(errors),
        "boundary_error_median_s": float(np.median(size)) if len(size) else None,
        "boundary_error_p90_s": float(np.percentile(size, 90)) if len(size) else None,
        "boundary_bias_s": float(np.median(errors)) if len(errors) else None,
    }
