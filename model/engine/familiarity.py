"""Whether a picture is like any that a model has learned from, told by the features that it has anyway.

The footage's own features, each brought to length 1, are kept as a few hundred prototypes; the angle to the nearest of them
tells pictures of another kind (deep nearest neighbours, Sun et al. 2022). A model of several games takes much for known that
way; it may keep a linear probe besides, fitted to its footage against pictures of other kinds (outlier exposure, Hendrycks et
al. 2019). Made by ``model.training.familiarity``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.arrays import read_arrays
from model.engine.provenance import check_listed
from model.errors import ModelError
from model.files import replacing

FAMILIARITY_FILE = "familiarity.npz"
MOST_BYTES = 64 * 2**20
MOST_PROTOTYPES = 4096
SMALLEST_LIMIT = 1e-4
_AXES = {"prototypes": 2, "limit": 1, "probe": 1, "probe_limit": 1}
_OPTIONAL = ("probe", "probe_limit")


@dataclass(frozen=True)
class Familiarity:
    """What a model has learned from, as its CNN sees it.

    Attributes:
        prototypes: Float32 ``(prototypes, features)``, rows of length 1.
        limit: Float32 ``(1,)``: the distance to the nearest prototype at which doubt begins; 2 is never reached.
        probe: Float32 ``(features + 1,)``: how much each feature speaks for another kind of picture, in log odds, and what is
            added; None: there is none.
        probe_limit: Float32 ``(1,)``: the probability by it at which doubt begins.
    """

    prototypes: np.ndarray
    limit: np.ndarray
    probe: np.ndarray | None = None
    probe_limit: np.ndarray | None = None

    def distances(self, features: np.ndarray) -> np.ndarray:
        """How far pictures ``(pictures, features)`` are from what was learned from, ``(pictures,)``: one less the cosine of the
        angle to the nearest prototype, 0 to 2."""
        return 1.0 - (to_length_one(features) @ self.prototypes.T).max(axis=1)

    def odds(self, features: np.ndarray) -> np.ndarray:
        """The probability by the probe that pictures ``(pictures, features)`` are of another kind, ``(pictures,)``."""
        known = np.isfinite(features).all(axis=1)
        log_odds = np.einsum("pf,f->p", np.where(known[:, None], features, 0.0), self.probe[:-1]) + self.probe[-1]
        return np.where(known, 1 / (1 + np.exp(-np.clip(log_odds, -50, 50))), 1.0)

    def __call__(self, features: np.ndarray) -> float:
        """How unlike all that was learned from a picture of ``(features,)`` is: 0 or more, 1 where doubt begins."""
        # Not a matrix product: NumPy would wake a thread for each core, which takes ten times as long as the numbers do.
        nearest = np.einsum("pf,f->p", self.prototypes, to_length_one(features[None])[0]).max()
        far = float(max(0.0, 1.0 - nearest) / self.limit[0])
        return far if self.probe is None else max(far, float(self.odds(features[None])[0] / self.probe_limit[0]))


def to_length_one(features: np.ndarray) -> np.ndarray:
    """The rows of ``features``, each divided by its length; what is no number counts as nothing."""
    numbers = np.nan_to_num(np.asarray(features, np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    largest = np.maximum(
        np.abs(numbers).max(axis=1, keepdims=True), 1e-12
    )  # or the squares of large ones are too large
    return numbers / largest / np.maximum(np.linalg.norm(numbers / largest, axis=1, keepdims=True), 1e-12)


def save_familiarity(familiarity: Familiarity, path: Path) -> Path:
    """Write ``familiarity`` to ``path``, whole or not at all; returns it. Raises OSError."""
    with replacing(path) as temporary:
        there = {name: getattr(familiarity, name) for name in _AXES}
        np.savez(temporary, **{name: array for name, array in there.items() if array is not None})
    return Path(path)


def open_familiarity(folder: Path, features: int) -> Familiarity | None:
    """What the model in ``folder`` is familiar with. It is numbers alone: reading them runs no code.

    Args:
        folder: The model's.
        features: That its CNN gives for each picture.

    Returns:
        None where the model does not say.

    Raises:
        ModelError: The file is damaged, or does not fit the model.
    """
    path = Path(folder) / FAMILIARITY_FILE
    if not path.exists():
        return None
    check_listed(path)
    try:
        arrays = read_arrays(path, _AXES, MOST_BYTES, _OPTIONAL)
        if ("probe" in arrays) != ("probe_limit" in arrays):
            raise ValueError("a probe without its limit, or the other way round")
        found, count = Familiarity(**arrays), len(arrays["prototypes"])
        shapes = {"prototypes": (count, features), "limit": (1,), "probe": (features + 1,), "probe_limit": (1,)}
        for name, array in arrays.items():
            shape = shapes[name]
            if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
                raise ValueError(f"{name} of {array.dtype} {array.shape}, expected finite float32 {shape}")
        if not 1 <= count <= MOST_PROTOTYPES:
            raise ValueError(f"{count} prototypes, expected 1 to {MOST_PROTOTYPES}")
        if not np.allclose(np.linalg.norm(found.prototypes, axis=1), 1.0, atol=1e-3):
            raise ValueError("prototypes that are not of length 1")
        if not SMALLEST_LIMIT <= found.limit[0] <= 2.0:
            raise ValueError(f"a limit of {found.limit[0]}")
        if found.probe is not None and not SMALLEST_LIMIT <= found.probe_limit[0] <= 1.0:
            raise ValueError(f"a limit of {found.probe_limit[0]} to the probe")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise ModelError(
            f"Received {path}: it does not say what this model is familiar with ({reason}); copy the model again, or remove "
            "the file."
        ) from error
    return found
