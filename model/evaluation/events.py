"""How well a timeline's events fit the true ones: found or not, when they begin and end, and how restless it is.

An event is ``(start, end, label index)``, seconds, half-open. Undecided time, where ground truth has no label, is cut out of
both timelines before anything is compared, and what then touches with the same label is one event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Span = tuple[float, float, int]
LASTING = 0.5  # seconds; what is over sooner is less than a model's window, and people hardly see it
HAIR = 0.001  # seconds: label files are rounded, so segments this near each other touch


@dataclass(frozen=True)
class Event:
    """One event on decided time.

    Attributes:
        begin, end: On the clock of decided time alone.
        start, stop: On the video's.
    """

    begin: float
    end: float
    label: int
    start: float
    stop: float


class DecidedTime:
    """The parts of a video for which there is ground truth, laid end to end."""

    def __init__(self, ground_truth: Sequence[Span], until: float = np.inf):
        """
        Args:
            ground_truth: True events in order, without overlap.
            until: Seconds; later ones are left out.
        """
        kept = [(start, min(end, until)) for start, end, _ in ground_truth if min(end, until) > start]
        self.starts = np.array([start for start, _ in kept], float)
        self.ends = np.array([end for _, end in kept], float)
        lengths = self.ends - self.starts
        self._before = np.concatenate([[0.0], np.cumsum(lengths)])

    @property
    def seconds(self) -> float:
        return float(self._before[-1])

    def events(self, spans: Sequence[Span]) -> list[Event]:
        """``spans`` (in order, without overlap) as events on decided time, touching equals made one."""
        found: list[Event] = []
        for start, end, label in spans:
            for row in range(np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")):
                first, last = max(start, self.starts[row]), min(end, self.ends[row])
                if last <= first:
                    continue
                begin = float(self._before[row] + first - self.starts[row])
                stop = float(self._before[row] + last - self.starts[row])
                previous = found[-1] if found else None
                if previous is not None and previous.label == label and begin - previous.end <= HAIR:
                    found[-1] = Event(previous.begin, stop, label, previous.start, float(last))
                else:
                    found.append(Event(begin, stop, label, float(first), float(last)))
        return found


def overlap(one: Event, other: Event) -> float:
    """Intersection over union of two events' decided time, 0..1."""
    shared = min(one.end, other.end) - max(one.begin, other.begin)
    return max(0.0, shared) / (max(one.end, other.end) - min(one.begin, other.begin))


def match(ground_truth: Sequence[Event], said: Sequence[Event], least: float = 0.5) -> list[tuple[int, int]]:
    """Pairs ``(index of ground_truth, index of said)`` of one label that overlap by ``least`` or more, the best first.

    Each event is in one pair at most.
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
    """Compare a timeline with the ground truth over the decided time that the timeline covers."""
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
    """The harmonic mean of precision and recall; None where there is nothing to find and nothing was said."""
    return 2 * matched / (true + said) if true + said else None


def event_figures(counts: Sequence[EventCounts], labels: Sequence[str]) -> dict:
    """Event F1 (all labels and each), flicker and boundary errors of several videos, JSON-able; None: nothing to measure.

    events_lasting_found: the share of true events of LASTING seconds or more that were found.
    flicker_per_minute: label changes a minute beyond the ground truth's own. boundary errors are absolute, in seconds;
    boundary_bias_s is their signed median: above 0 the timeline is late.
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
