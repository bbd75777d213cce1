"""Which clips to save around events, and when. Pure: times come from outside, seconds of the machine's clock."""

from __future__ import annotations

from dataclasses import dataclass

NEAR = 1.0  # seconds between two clips that become one


@dataclass
class PlannedClip:
    """``[begin, end)`` and the labels of its events, each once, in their order."""

    begin: float
    end: float
    labels: list[str]


class ClipPlan:
    """Merges clips that are near, and saves no moment twice.

    Attributes:
        most: Seconds of the longest clip: what goes on for longer becomes several, without a gap.
        planned: Those that are not due yet, in order.
    """

    def __init__(self, most: float):
        """
        Args:
            most: See above, more than 0.
        """
        self.most = most
        self.planned: list[PlannedClip] = []
        self._saved_until = float("-inf")

    def ask(self, begin: float, end: float, label: str) -> None:
        """Plan to save what is captured from ``begin`` to ``end``.

        Args:
            begin, end: Of the machine's clock; events come in their order.
            label: The event's.
        """
        begin = max(begin, self._saved_until)
        last = self.planned[-1] if self.planned else None
        if last is not None and begin <= last.end + NEAR:
            last.end = max(last.end, end)
            last.labels += [label] if label not in last.labels else []
        elif end > begin:
            self.planned.append(last := PlannedClip(begin, end, [label]))
        while last is not None and last.end - last.begin > self.most:
            rest = PlannedClip(last.begin + self.most, last.end, list(last.labels))
            last.end = rest.begin
            self.planned.append(last := rest)

    def due(self, now: float) -> list[PlannedClip]:
        """Those that have ended by ``now``; they are planned no more."""
        done = [clip for clip in self.planned if clip.end <= now]
        self.planned = self.planned[len(done) :]
        if done:
            self._saved_until = done[-1].end
        return done

    @property
    def next_end(self) -> float | None:
        """When the next one is due; None where none is planned."""
        return self.planned[0].end if self.planned else None
