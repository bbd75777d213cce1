"""Which rules fire at which decision. Pure: no clock, no thread; the same decisions always give the same firings.

A label's run goes from the first sure decision for it to the first for another one; a decision that is unsure changes
nothing, as in the label that is shown. A source that is changed, a seek, a loop and a pause end a run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.frames import Decision
from app.integrations.rules import BEGIN, END, LOST, Rule
from app.timeline.timeline import Segment

GAP_SECONDS = 3.0  # without a decision: whatever was there before has ended
STEP = 0.1  # seconds between two decisions made of a segment
_EPSILON = 1e-6  # times of 1/10 s are 0.09999…, and must still count as it


@dataclass(frozen=True)
class Firing:
    """A rule that is to be done.

    Attributes:
        rule: Its place among the engine's rules, from 0.
        event: ``begin``, ``end`` or ``lost``.
        time: Video time at which it fires, seconds.
        began: When its label began, seconds.
        label, previous: The label, and the one before; "" for none.
        confidence: The label's mean probability since it began, 0..1.
    """

    rule: int
    event: str
    time: float
    began: float
    label: str
    previous: str
    confidence: float


class RuleEngine:
    """Takes the decisions on one source after another.

    Attributes:
        rules: In the order of their numbers.
        changes: Labels that began, of which the rules were told.
    """

    def __init__(self, rules: Iterable[Rule] = ()):
        self.rules: tuple[Rule, ...] = tuple(rules)
        self.changes = 0
        self._rested: dict[int, float] = {}  # until when a rule rests, video time
        self._source: str | None = None
        self._forget()

    def use(self, rules: Iterable[Rule]) -> None:
        """Let other rules take the place of these, while a label is there.

        Rules that stay have been done and rest as before. One that is new or was changed waits for the next label to begin:
        whoever edits a rule has nothing done by that.
        """
        before, self.rules = self.rules, tuple(rules)
        places = {rule: number for number, rule in enumerate(before)}
        kept = {new: places[rule] for new, rule in enumerate(self.rules) if rule in places}
        begun = {new for new, rule in enumerate(self.rules) if new not in kept and rule.on == BEGIN and self._label}
        self._done = {new for new, old in kept.items() if old in self._done} | begun
        self._rested = {new: self._rested[old] for new, old in kept.items() if old in self._rested}

    def _forget(self) -> None:
        self._label = self._previous = ""
        self._began = self._last = self._sum = 0.0
        self._count = 0
        self._done: set[int] = set()  # rules that this run has been taken to already

    def decide(self, decision: Decision, source: str = "") -> list[Firing]:
        """Take the next decision.

        Args:
            decision: The newest.
            source: What it is about.

        Returns:
            The rules that fire, in their order; those on the end of what was before come first.
        """
        fired: list[Firing] = []
        time = decision.time
        if source != self._source or time < self._last or time - self._last > GAP_SECONDS:
            fired += self.end()
            if source != self._source or time < self._last:
                self._rested.clear()  # the clock has begun anew
            self._forget()
            self._source = source
        self._last = time
        if not decision.sure:
            return fired
        if decision.label != self._label:
            fired += self.end()
            self._previous, self._label = self._label, decision.label
            self._began, self._sum, self._count = time, 0.0, 0
            self._done.clear()
            self.changes += 1
        self._sum += decision.confidence
        self._count += 1
        return fired + self._fire(BEGIN)

    def end(self) -> list[Firing]:
        """The label that is there ends now: those that fire."""
        return self._fire(END)

    def lost(self) -> list[Firing]:
        """The picture is lost: those that fire."""
        return self._fire(LOST)

    def _fire(self, event: str) -> list[Firing]:
        mean = self._sum / self._count if self._count else 0.0
        fired = []
        for number, rule in enumerate(self.rules):
            if rule.on != event or not rule.enabled or number in self._done:
                continue
            if (rule.labels and self._label not in rule.labels) or not (self._label or event == LOST):
                continue
            if self._last - self._began < rule.seconds - _EPSILON or mean < rule.confidence - _EPSILON:
                continue
            self._done.add(number)
            if self._last < self._rested.get(number, float("-inf")) - _EPSILON:
                continue
            self._rested[number] = self._last + rule.cooldown
            fired.append(Firing(number, event, self._last, self._began, self._label, self._previous, mean))
        return fired


def would_fire(rules: Sequence[Rule], decisions: Iterable[Decision]) -> list[Firing]:
    """What rules would have done on a recorded video.

    Args:
        rules: To be tried.
        decisions: On the whole video, in order.

    Returns:
        Their firings, in order of time.
    """
    engine = RuleEngine(rules)
    fired = [one for decision in decisions for one in engine.decide(decision)]
    return fired + engine.end()


def decisions_from(segments: Iterable[Segment]) -> Iterator[Decision]:
    """The decisions that a timeline's segments stand for, STEP apart: to try rules on a video that was scanned.

    Args:
        segments: In order of time.

    Yields:
        Decisions with the segments' labels and confidences.
    """
    nothing = np.zeros(0)
    for part in segments:
        for number in range(max(1, math.ceil((part.end - part.start) / STEP))):
            yield Decision(part.label, part.confidence, part.start + number * STEP, nothing)
