"""``python -m model.training.familiarity MODEL FOOTAGE --validation DIR``: tell a model which pictures it is familiar with.

MODEL: its folder, or its name under ``weights/``. FOOTAGE: what it learned from. The validation footage, which taught it
nothing, says from where on doubt begins: it is itself to be taken for familiar. Writes ``familiarity.npz`` beside the
networks; what the model says of a picture stays as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from model.datasets.read import find_footage
from model.engine.familiarity import FAMILIARITY_FILE, Familiarity, save_familiarity
from model.engine.litert import LiteRTEngine
from model.registry import find_model
from model.safe_text import say
from model.spec import forget_digest
from model.training.augmentation import augment
from model.video.reader import length
from model.video.timed_frames import frames_at

STEP = 1.0  # seconds from one picture to the next
COMPONENTS = 64
PROTOTYPES = 512
ROUNDS = 12  # of k-means
SMALLEST_DEVIATION = 1e-2  # a feature that never moved says little when it first does
FAMILIAR_SHARE = 0.97  # of the validation footage's pictures that no doubt is to arise about


def features_of(videos: Iterable[Path], engine: LiteRTEngine, views: int, seed: int) -> np.ndarray:
    """Encode a picture of every STEP seconds.

    Args:
        videos: Their files.
        engine: The model's.
        views: Random augmentations of each picture beside the picture itself.
        seed: Draws them.

    Returns:
        Float32 ``(pictures, features)``.

    Raises:
        FootageError: A video cannot be read.
    """
    found = []
    for number, video in enumerate(videos):
        for which, _, image in frames_at(video, np.arange(0.0, length(video), STEP)):
            found.append(engine.encode(image))
            for view in range(views):
                seeds = [seed, number, int(which[0]), view]
                found.append(engine.encode(augment(image, engine.spec.image_size, seeds)))
    return np.stack(found).astype(np.float32)


def fit_familiarity(taught: np.ndarray, untaught: np.ndarray, rng: np.random.Generator) -> Familiarity:
    """What a model is familiar with.

    Args:
        taught: Features of pictures that it learned from ``(pictures, features)``, more than two.
        untaught: Of such as it should know nevertheless, on which the limits are set.
        rng: Draws the first prototypes.

    Returns:
        What is to be kept of them.
    """
    mean, scale = taught.mean(axis=0), np.maximum(taught.std(axis=0), SMALLEST_DEVIATION)
    standard = (taught - mean) / scale
    _, vectors = np.linalg.eigh(standard.T @ standard)  # rising
    matrix = np.ascontiguousarray(vectors[:, ::-1][:, : min(COMPONENTS, len(taught) - 1)], np.float32)
    prototypes = _prototypes(standard @ matrix, rng)
    first = Familiarity(mean, scale, matrix, prototypes, np.ones(2, np.float32))
    distances = first.distances(untaught)
    limits = np.median(distances, axis=0)
    limits = np.maximum(
        limits, 0.1 * limits.max() + 1e-6
    )  # where the components are all there is, nothing lies outside
    doubts = np.sqrt(np.square(distances / limits).mean(axis=1))
    limits = (limits * np.quantile(doubts, FAMILIAR_SHARE)).astype(np.float32)
    return Familiarity(mean, scale, matrix, prototypes, limits)


def _prototypes(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The middles of PROTOTYPES groups of ``points`` (k-means), or the points themselves where they are no more."""
    if len(points) <= PROTOTYPES:
        return points
    middles = points[np.sort(rng.choice(len(points), PROTOTYPES, replace=False))].copy()
    for _ in range(ROUNDS):
        nearest = (np.square(middles).sum(axis=1) - 2 * points @ middles.T).argmin(axis=1)
        counts = np.bincount(nearest, minlength=len(middles))
        sums = np.zeros_like(middles)
        np.add.at(sums, nearest, points)
        middles[counts > 0] = sums[counts > 0] / counts[counts > 0, None]
    return middles


def make(folder: Path, footage: Path, validation: Path, seed: int = 0) -> Path:
    """Write what the model in ``folder`` is familiar with; returns the file.

    Raises FootageError or ModelError where footage or model cannot be read.
    """
    engine = LiteRTEngine(folder)
    rng = np.random.default_rng(seed)
    taught, untaught = (
        features_of([video.path for video in find_footage(where, engine.spec.labels, True)], engine, views, seed)
        for where, views in ((footage, 1), (validation, 0))
    )
    forget_digest(folder / FAMILIARITY_FILE)
    path = save_familiarity(fit_familiarity(taught, untaught, rng), folder / FAMILIARITY_FILE)
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
