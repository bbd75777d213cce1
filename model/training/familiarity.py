"""``python -m model.training.familiarity MODEL FOOTAGE --validation DIR``: tell a model which pictures it is familiar with.

MODEL: its folder, or its name under ``weights/``. FOOTAGE: what it learned from. The validation footage, which taught it
nothing, says from where on doubt begins: it is itself to be taken for familiar. Writes ``familiarity.npz`` beside the
networks; what the model says of a picture stays as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.datasets.read import find_footage
from model.engine.familiarity import (
    FAMILIARITY_FILE,
    SMALLEST_LIMIT,
    Familiarity,
    save_familiarity,
    to_length_one,
)
from model.engine.litert import LiteRTEngine
from model.registry import find_model
from model.safe_text import say
from model.spec import forget_digest
from model.training.augmentation import augment
from model.video.reader import length
from model.video.timed_frames import frames_at

STEP = 1.0  # seconds from one picture to the next
PROTOTYPES = 512
ROUNDS = 12  # of k-means
AVERAGED = 3  # pictures in a row whose mean distance is looked at: a moment's is no reason for doubt
FAMILIAR_SHARE = 0.96  # of the validation footage's time that no doubt is to arise in


def features_of(video: Path, engine: LiteRTEngine, views: int, seeds: list[int]) -> np.ndarray:
    """Encode a picture of every STEP seconds.

    Args:
        video: The file.
        engine: The model's.
        views: Random augmentations of each picture beside the picture itself.
        seeds: Draw them.

    Returns:
        Float32 ``(pictures, features)``, in order of time.

    Raises:
        FootageError: The video cannot be read.
    """
    found = []
    for which, _, image in frames_at(video, np.arange(0.0, length(video), STEP)):
        found.append(engine.encode(image))
        for view in range(views):
            changed = augment(image, engine.spec.image_size, [*seeds, int(which[0]), view])
            found.append(engine.encode(changed))
    return np.stack(found).astype(np.float32)


def fit_familiarity(taught: np.ndarray, untaught: Sequence[np.ndarray], rng: np.random.Generator) -> Familiarity:
    """What a model is familiar with.

    Args:
        taught: Features of pictures that it learned from ``(pictures, features)``.
        untaught: Of such as it should know nevertheless, of each video in order of time; they set the limit.
        rng: Draws the first prototypes.

    Returns:
        What is to be kept of them.
    """
    prototypes = _prototypes(to_length_one(taught), rng)
    unlimited = Familiarity(prototypes, np.ones(1, np.float32))
    means = []
    for video in untaught:
        distances = unlimited.distances(video)
        count = min(AVERAGED, len(distances))
        means.append(np.convolve(distances, np.full(count, 1 / count), "valid"))
    limit = np.quantile(np.concatenate(means), FAMILIAR_SHARE)
    return Familiarity(prototypes, np.float32([max(limit, SMALLEST_LIMIT)]))


def _prototypes(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The middles of PROTOTYPES groups of ``points`` on the sphere (k-means by angle), or the points where they are no more."""
    if len(points) <= PROTOTYPES:
        return points
    middles = points[np.sort(rng.choice(len(points), PROTOTYPES, replace=False))].copy()
    for _ in range(ROUNDS):
        nearest = (points @ middles.T).argmax(axis=1)
        sums = np.zeros_like(middles)
        np.add.at(sums, nearest, points)
        there = np.bincount(nearest, minlength=len(middles)) > 0
        middles[there] = to_length_one(sums[there])
    return middles


def make(folder: Path, footage: Path, validation: Path, seed: int = 0) -> Path:
    """Write what the model in ``folder`` is familiar with; returns the file.

    Raises FootageError or ModelError where footage or model cannot be read.
    """
    engine = LiteRTEngine(folder)
    rng = np.random.default_rng(seed)
    taught, untaught = (
        [features_of(video.path, engine, views, [seed, number]) for number, video in enumerate(videos)]
        for videos, views in (
            (find_footage(footage, engine.spec.labels, True), 1),
            (find_footage(validation, engine.spec.labels, True), 0),
        )
    )
    forget_digest(folder / FAMILIARITY_FILE)
    path = save_familiarity(fit_familiarity(np.concatenate(taught), untaught, rng), folder / FAMILIARITY_FILE)
    engine.spec.write(folder)  # it tells of the file now
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("footage", type=Path)
    parser.add_argument("--validation", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    say(make(find_model(args.model), args.footage, args.validation, args.seed))


if __name__ == "__main__":
    main()
