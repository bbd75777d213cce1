"""Libraries made without a video: what a model would have found, invented by seed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.library.answers import About, Answers, Seconds
from app.library.entry import entry_of
from app.library.index import writing
from app.library.keeping import keep
from app.library.packing import pack
from app.library.place import Place
from app.library.search_vectors import to_vector
from app.timeline.timeline import Segment

LABELS = ("chop", "others", "gun", "chests", "shooting")
FEATURES = 48


def made_answers(number: int, seconds: int = 60, changed: float = 1.7e9, folder: str = "/recordings") -> Answers:
    """All that is kept of one invented video."""
    random = np.random.default_rng(number)
    edges = np.unique(np.r_[0.0, np.sort(random.uniform(0, seconds, max(2, seconds // 5))).round(3), float(seconds)])
    labels = random.integers(0, len(LABELS), len(edges))
    segments = tuple(
        Segment(float(a), float(b), LABELS[label], float(sure))
        for a, b, label, sure in zip(edges, edges[1:], labels, random.uniform(0.3, 1, len(edges)))
    )
    times = np.arange(7, seconds * 10) / 10
    probabilities = random.dirichlet(np.full(len(LABELS), 0.2), len(times)).astype(np.float32)
    frames = np.maximum(random.normal(size=(seconds * 10, 4)) @ random.normal(size=(4, FEATURES)), 0).astype(np.float16)
    vectors = np.stack([to_vector(frames[10 * second].astype(float) + 0.01) for second in range(seconds)])
    content = f"{number:032x}"
    about = About(
        content, f"{folder}/video {number}.mp4", 1000 + number, changed + number, float(seconds), "made", "ab12",
        LABELS, 10.0, f"{number:032x}-{number:032x}", "cd34", FEATURES,
    )  # fmt: skip
    return Answers(
        about, segments, times, probabilities, Seconds(np.arange(seconds), vectors),
        ((1.0, b"first"), (9.0, b"second")), (pack(np.arange(seconds * 10) / 10, frames),),
    )  # fmt: skip


def made_library(folder: Path, several: Sequence[Answers]) -> Place:
    """A library that holds them."""
    place = Place(folder)
    place.make()
    for answers in several:
        keep(place, answers)
    with writing(place) as index:
        index.put([entry_of(place, one.about, one.segments, one.seconds) for one in several])
    return place
