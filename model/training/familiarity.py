"""``python -m model.training.familiarity MODEL FOOTAGE --validation DIR [--unlike DIR]``: tell a model what it is familiar with.

MODEL: its folder, or its name under ``weights/``. FOOTAGE: what it learned from. The validation footage, which taught it
nothing, says from where on doubt begins: it is itself to be taken for familiar. With videos that are unlike the footage, a
probe learns to tell the two apart by. Writes ``familiarity.npz`` beside the networks; what the model says of a picture stays
as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
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
from model.errors import FootageError
from model.registry import find_model
from model.safe_text import say
from model.spec import forget_digest
from model.training.augmentation import augment
from model.video.names import videos_below
from model.video.reader import length
from model.video.timed_frames import frames_at

STEP = 1.0  # seconds from one picture to the next
PROTOTYPES = 512
ROUNDS = 12  # of k-means
AVERAGED = 3  # pictures in a row whose mean distance is looked at: a moment's is no reason for doubt
PENALTY, STEPS = 2e-3, 12  # of the probe: on its squared weights; of Newton's method
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


def fit_familiarity(
    taught: np.ndarray, untaught: Sequence[np.ndarray], rng: np.random.Generator, unlike: np.ndarray | None = None
) -> Familiarity:
    """What a model is familiar with.

    Args:
        taught: Features of pictures that it learned from ``(pictures, features)``.
        untaught: Of such as it should know nevertheless, of each video in order of time; they set the limits.
        rng: Draws the first prototypes.
        unlike: Features of pictures of other kinds ``(pictures, features)``, for a probe; None: there is to be none.

    Returns:
        What is to be kept of them.
    """
    prototypes = _prototypes(to_length_one(taught), rng)
    found = Familiarity(prototypes, np.ones(1, np.float32))
    # Two ways of doubting may err at different times: each has half of the share.
    share = FAMILIAR_SHARE if unlike is None else (1 + FAMILIAR_SHARE) / 2
    limit = _limit([found.distances(video) for video in untaught], share)
    found = replace(found, limit=np.float32([max(limit, SMALLEST_LIMIT)]))
    if unlike is None:
        return found
    found = replace(found, probe=fit_probe(taught, unlike))
    limit = _limit([found.odds(video) for video in untaught], share)
    return replace(found, probe_limit=np.float32([max(limit, SMALLEST_LIMIT)]))


def _limit(of_videos: Sequence[np.ndarray], share: float) -> float:
    """What the means over AVERAGED pictures in a row stay below in ``share`` of the time."""
    means = []
    for values in of_videos:
        count = min(AVERAGED, len(values))
        means.append(np.convolve(values, np.full(count, 1 / count), "valid"))
    return float(np.quantile(np.concatenate(means), share))


def fit_probe(taught: np.ndarray, unlike: np.ndarray) -> np.ndarray:
    """Logistic regression that tells pictures of other kinds from those that were learned from (Newton's method).

    Args:
        taught: Features of pictures that were learned from ``(pictures, features)``.
        unlike: Of others; both sides count alike, however many pictures they have.

    Returns:
        Float32 ``(features + 1,)``, as ``Familiarity.probe``.
    """
    rows = np.concatenate([taught, unlike]).astype(np.float64)
    wanted = np.repeat([0.0, 1.0], [len(taught), len(unlike)])
    weights = np.repeat([0.5 / len(taught), 0.5 / len(unlike)], [len(taught), len(unlike)])
    mean = weights @ rows
    scale = np.sqrt(weights @ np.square(rows - mean)) + 1e-3 * rows.std() + 1e-9
    rows = np.column_stack([(rows - mean) / scale, np.ones(len(rows))])
    penalty = np.append(np.full(rows.shape[1] - 1, PENALTY), 1e-9)
    found = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        said = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (weights * (said - wanted)) + penalty * found
        bend = (rows * (weights * np.maximum(said * (1 - said), 1e-6))[:, None]).T @ rows + np.diag(penalty)
        found -= np.linalg.solve(bend, slope)
    probe = found[:-1] / scale
    return np.append(probe, found[-1] - mean @ probe).astype(np.float32)


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


def make(folder: Path, footage: Path, validation: Path, seed: int = 0, unlike: Path | None = None) -> Path:
    """Write what the model in ``folder`` is familiar with; returns the file.

    Raises FootageError or ModelError where footage or model cannot be read.
    """
    engine = LiteRTEngine(folder)
    rng = np.random.default_rng(seed)
    labels = engine.spec.labels
    taught, untaught, others = (
        [features_of(path, engine, views, [seed, number]) for number, path in enumerate(paths)]
        for paths, views in (
            ([video.path for video in find_footage(footage, labels, True)], 1),
            ([video.path for video in find_footage(validation, labels, True)], 0),
            ([] if unlike is None else _videos(unlike), 1),
        )
    )
    forget_digest(folder / FAMILIARITY_FILE)
    found = fit_familiarity(np.concatenate(taught), untaught, rng, np.concatenate(others) if others else None)
    path = save_familiarity(found, folder / FAMILIARITY_FILE)
    engine.spec.write(folder)  # it tells of the file now
    return path


def _videos(folder: Path) -> list[Path]:
    """The videos in ``folder``; raises FootageError where there is none."""
    found, wrong = videos_below(folder)
    if not found:
        raise FootageError(
            " ".join(wrong) or f"Received --unlike {folder}: no video is there; put some of other kinds there."
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("footage", type=Path)
    parser.add_argument("--validation", type=Path, required=True)
    parser.add_argument("--unlike", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    say(make(find_model(args.model), args.footage, args.validation, args.seed, args.unlike))


if __name__ == "__main__":
    main()
