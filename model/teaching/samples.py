"""What a head learns from: windows of embeddings with their labels, and stretches of time that are held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.engine.knowledge import SPAN, Knowledge
from model.evaluation.ground_truth import UNDECIDED
from model.teaching.embeddings import Embeddings

PARTS = 4  # of the marked time: three choose, one reports
FEWEST_WHOLE = 30  # windows that show a label alone, below which those that also show what was before it teach as well
STRETCH_SECONDS = 8.0  # the shortest stretch of time that is held out as one


@dataclass(frozen=True)
class EmbeddedVideo:
    """One video's encoded frames and what a person says of them.

    name: of the video. embeddings: of the marked time, and of what windows see around it. ground_truth: label indices
    ``(frames,)``, UNDECIDED where nothing is marked.
    """

    name: str
    embeddings: Embeddings
    ground_truth: np.ndarray

    @property
    def labelled(self) -> np.ndarray:
        """The rows that are marked."""
        return np.flatnonzero(self.ground_truth != UNDECIDED)


def windows_of(ticks: np.ndarray, rows: np.ndarray, frames: int, newest: int) -> np.ndarray:
    """The windows around some frames.

    Args:
        ticks: Of a video's encoded frames, rising.
        rows: Of the frames that the windows' labels belong to.
        frames: In a window.
        newest: Which of them ``rows`` are: ``frames - 1`` for a window that must answer at once, the middle for one that may
            look ahead.

    Returns:
        Rows ``(windows, frames)``. For a tick that was not encoded, as before the video's first frame, the nearest one stands.
    """
    wanted = ticks[rows][:, None] + np.arange(frames) - newest
    above = np.clip(np.searchsorted(ticks, wanted), 0, len(ticks) - 1)
    below = np.maximum(above - 1, 0)
    nearer = np.abs(ticks[below] - wanted) < np.abs(ticks[above] - wanted)
    return np.where(nearer, below, above)


def spans_of(ticks: np.ndarray) -> np.ndarray:
    """For each encoded frame the rows of those that a model of other games sees, ``(frames, knowledge.SPAN)``."""
    return windows_of(ticks, np.arange(len(ticks)), SPAN, SPAN - 1)


def held_out_parts(videos: Sequence[EmbeddedVideo], parts: int) -> list[np.ndarray]:
    """Share the marked time out among ``parts``, each of which can be held out while the others teach.

    Neighbouring frames are all but the same picture, so a held-out moment must not lie beside one that taught: whole
    videos are shared out where there are enough of them for every part to hold all labels that are not rare, which also tells
    how it will be on videos not seen before; else long stretches of each video in turn, label by label.

    Args:
        videos: One or more.
        parts: 2 or more.

    Returns:
        For each video the part of each of its frames, int ``(frames,)``; -1 for a frame that is not marked.
    """
    if len(videos) >= parts:
        whole = _whole_videos(videos, parts)
        if len(videos) >= 3 * parts or _all_hold_all(videos, whole, parts):
            return whole
    return [_along_time(video, parts, first) for first, video in enumerate(videos)]


def _all_hold_all(videos: Sequence[EmbeddedVideo], part: Sequence[np.ndarray], parts: int) -> bool:
    """Whether each part holds FEWEST_WHOLE moments or more of each label, and none much more of all than its share."""
    number = np.concatenate([own[video.labelled] for own, video in zip(part, videos, strict=True)])
    label = np.concatenate([video.ground_truth[video.labelled] for video in videos])
    held = np.zeros((parts, label.max() + 1))
    np.add.at(held, (number, label), 1)
    present = held.sum(axis=0) > 0
    return bool((held[:, present] >= FEWEST_WHOLE).all() and held.sum(axis=1).max() <= 2 * len(label) / parts)


def _whole_videos(videos: Sequence[EmbeddedVideo], parts: int) -> list[np.ndarray]:
    """The videos with most labels first, each to the part that has least of what the video shows."""
    count = max(int(video.ground_truth.max(initial=0)) for video in videos) + 1
    held = np.zeros((parts, count))
    result: list[np.ndarray] = [np.zeros(0, int)] * len(videos)
    for number in sorted(range(len(videos)), key=lambda n: -len(videos[n].labelled)):
        marked = videos[number].ground_truth
        shown = np.bincount(marked[marked != UNDECIDED], minlength=count)
        part = int((held @ shown).argmin()) if shown.sum() else 0
        held[part] += shown
        result[number] = np.where(marked == UNDECIDED, -1, part)
    return result


def _along_time(video: EmbeddedVideo, parts: int, first: int) -> np.ndarray:
    """Each label's time cut into stretches, which go to the parts in turn."""
    part = np.full(len(video.ground_truth), -1)
    for label in np.unique(video.ground_truth[video.labelled]):
        rows = np.flatnonzero(video.ground_truth == label)
        seconds = _seconds_before(video.embeddings.times, rows)
        total = float(seconds[-1])
        pieces = max(parts, int(total // STRETCH_SECONDS) // parts * parts)
        part[rows] = (first + np.minimum(seconds / max(total, 1e-9) * pieces, pieces - 1).astype(int)) % parts
    return part


def _seconds_before(times: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The label's own time up to each of its ``rows``: gaps between them do not count."""
    steps = np.diff(times[rows], prepend=times[rows[0]])
    usual = float(np.median(np.diff(times))) if len(times) > 1 else 0.0
    return np.cumsum(np.minimum(steps, 2 * usual))


class Samples:
    """All marked moments of several videos, and the part of the marked time that each belongs to.

    whole_videos: whether no video has time in two parts, so that what is held out is of videos that did not teach.
    knowledge: what a model of other games says; None: nothing is known. known: its scores of each video's frames.
    scores_of: which of its scores is each label's (``Knowledge.scores_of``); None where it does not know them all.
    """

    def __init__(
        self,
        videos: Sequence[EmbeddedVideo],
        labels: int,
        knowledge: Knowledge | None = None,
        scores_of: np.ndarray | None = None,
    ):
        self.videos, self.labels, self.knowledge, self.scores_of = tuple(videos), labels, knowledge, scores_of
        embedded = [one.embeddings for one in videos]
        self.known = [
            np.zeros((len(one.ticks), 0), np.float32)
            if knowledge is None
            else knowledge.along(one.features, spans_of(one.ticks))
            for one in embedded
        ]
        parts = held_out_parts(videos, PARTS)
        self.whole_videos = all(len(np.unique(part[part >= 0])) <= 1 for part in parts)
        self.video = np.concatenate([np.full(len(one.labelled), number) for number, one in enumerate(videos)])
        self.row = np.concatenate([one.labelled for one in videos])
        self.ground_truth = np.concatenate([one.ground_truth[one.labelled] for one in videos])
        self.part = np.concatenate([part[one.labelled] for part, one in zip(parts, videos, strict=True)])

    def rows(self, which: np.ndarray, frames: int, newest: int) -> np.ndarray:
        """The windows of the moments ``which``, as rows of their videos ``(windows, frames)``."""
        result = np.empty((len(which), frames), int)
        for number, one in enumerate(self.videos):
            own = self.video[which] == number
            result[own] = windows_of(one.embeddings.ticks, self.row[which[own]], frames, newest)
        return result

    def windows(self, projected: Sequence[np.ndarray], which: np.ndarray, frames: int, newest: int) -> np.ndarray:
        """float32 ``(windows, frames, components)`` of the moments ``which``; projected: each video's frames."""
        rows = self.rows(which, frames, newest)
        result = np.empty((*rows.shape, projected[0].shape[1]), np.float32)
        for number, one in enumerate(projected):
            own = self.video[which] == number
            result[own] = one[rows[own]]
        return result

    def whole(self, which: np.ndarray, frames: int, newest: int) -> np.ndarray:
        """Those of ``which`` whose window shows their label alone; all of a label with fewer than FEWEST_WHOLE such."""
        rows, alone = self.rows(which, frames, newest), np.zeros(len(which), bool)
        for number, one in enumerate(self.videos):
            own = self.video[which] == number
            alone[own] = (one.ground_truth[rows[own]] == self.ground_truth[which[own]][:, None]).all(axis=1)
        for label in np.unique(self.ground_truth[which]):
            own = self.ground_truth[which] == label
            if alone[own].sum() < FEWEST_WHOLE:
                alone |= own
        return which[alone]

    def capped(self, which: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
        """At most ``most`` of the moments ``which``; what is rare is kept, what is frequent loses."""
        if len(which) <= most:
            return which
        own = [which[self.ground_truth[which] == label] for label in np.unique(self.ground_truth[which])]
        left, kept = most, []
        for place, one in enumerate(sorted(own, key=len)):
            share = left // (len(own) - place)
            kept.append(one if len(one) <= share else rng.choice(one, share, replace=False))
            left -= len(kept[-1])
        return np.sort(np.concatenate(kept))
