"""Viterbi decoding: one label for each moment, chosen for all moments together, where a change of label costs.

The algorithm of Viterbi (1967) on a hidden Markov model that knows of labels no more than that each is as likely to follow
another. It is exact and grows with the video: what no later moment can change any more is settled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SWITCH_COSTS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0)  # nats: those that are tried for an offline head
_FLOOR = 1e-5  # no single moment, however sure, outweighs two changes


class ViterbiDecoder:
    """Takes the probabilities of one moment after another.

    Attributes:
        settled: The labels that will not change any more, in order.
    """

    def __init__(self, labels: int, cost: float):
        """
        Args:
            labels: How many.
            cost: Of a change, nats, 0 or more.
        """
        self._scores = np.zeros(labels)
        self._cost = cost
        self._origins: list[np.ndarray] = []  # of each moment not settled: for each label, the one before it
        self.settled: list[int] = []

    def add(self, probabilities: np.ndarray) -> None:
        """Take the next moment.

        Args:
            probabilities: ``(labels,)``.
        """
        best = int(self._scores.argmax())
        changed = self._scores[best] - self._cost
        stays = self._scores >= changed
        self._origins.append(np.where(stays, np.arange(len(stays)), best))
        self._scores = np.where(stays, self._scores, changed) + np.log(np.maximum(probabilities, _FLOOR))
        self._scores -= self._scores.max()

    def open(self) -> list[int]:
        """The labels of the moments after the settled ones, as they look by now; settles what can be."""
        alive = np.arange(len(self._scores))
        now = int(self._scores.argmax())
        back, meeting = [], 0
        for number in range(len(self._origins) - 1, -1, -1):
            back.append(now)
            if alive is not None:
                if (alive == alive[0]).all():  # whichever label comes out first in the end, it came this way
                    meeting, alive = number + 1, None
                else:
                    alive = self._origins[number][alive]
            now = int(self._origins[number][now])
        back.reverse()
        self.settled += back[:meeting]
        del self._origins[:meeting]
        return back[meeting:]


def spans_along(times: Sequence[float], probabilities: np.ndarray, cost: float) -> list[tuple[float, float, int]]:
    """Decode ``(n, labels)`` at ``times`` (seconds) to ``(start, end, label)``; changes are midway between moments.

    The last moment counts for as long as the one before it.

    Args:
        times: Seconds ``(n,)``, rising.
        probabilities: ``(n, labels)``.
        cost: Of a change of label, nats, 0 or more.

    Returns:
        Spans in order, without gaps.
    """
    decoder = ViterbiDecoder(probabilities.shape[1], cost)
    for row in probabilities:
        decoder.add(row)
    open_end = decoder.open()
    labels = np.array(decoder.settled + open_end, int)
    times = np.asarray(times, float)
    if not len(times):
        return []
    last = times[-1] - times[-2] if len(times) > 1 else 0.0
    edges = np.concatenate([[times[0]], (times[1:] + times[:-1]) / 2, [times[-1] + last]])
    starts = np.flatnonzero(np.concatenate([[True], labels[1:] != labels[:-1]]))
    ends = np.append(starts[1:], len(labels))
    return [(float(edges[s]), float(edges[e]), int(labels[s])) for s, e in zip(starts, ends, strict=True)]
