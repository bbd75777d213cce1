"""Whether a picture is like any that a model has learned from, told by the features that it has anyway.

The footage's own features are kept as a few hundred prototypes in the space of their principal components; how far the
nearest one lies, and how much of the picture lies outside that space, is what tells pictures of another kind (the nearest
neighbour as in Sun et al. 2022, what lies outside as in Wang et al. 2022). Made by ``model.training.familiarity``.
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
MOST = 1000.0  # that is ever said
FARTHEST = 1e6  # deviations that a feature may be from its mean: numbers stay numbers
_AXES = {"mean": 1, "scale": 1, "matrix": 2, "prototypes": 2, "limits": 1}


@dataclass(frozen=True)
class Familiarity:
    """What a model has learned from, as its CNN sees it.

    Attributes:
        mean, scale: Of each feature, float32 ``(features,)``.
        matrix: Standardised features to principal components, float32 ``(features, components)``, its columns of length 1.
        prototypes: Float32 ``(prototypes, components)``.
        limits: Float32 ``(2,)``: the distance to the nearest prototype, and that to the components' space, at which
            doubt begins.
    """

    mean: np.ndarray
    scale: np.ndarray
    matrix: np.ndarray
    prototypes: np.ndarray
    limits: np.ndarray

    def distances(self, features: np.ndarray) -> np.ndarray:
        """How far pictures ``(pictures, features)`` are from what was learned from, in two ways, float32 ``(pictures, 2)``."""
        standard = (np.asarray(features, np.float32) - self.mean) / self.scale
        standard = np.nan_to_num(np.clip(standard, -FARTHEST, FARTHEST), nan=FARTHEST)
        inside = standard @ self.matrix
        outside = np.square(standard).sum(axis=1) - np.square(inside).sum(axis=1)
        nearest = np.square(inside).sum(axis=1)[:, None] + np.square(self.prototypes).sum(axis=1)
        nearest = (nearest - 2 * inside @ self.prototypes.T).min(axis=1)
        return np.sqrt(np.maximum(np.stack([nearest, outside], axis=1), 0.0))

    def __call__(self, features: np.ndarray) -> float:
        """How unlike all that was learned from a picture of ``(features,)`` is: 1 where doubt begins, at most MOST."""
        shares = self.distances(features[None])[0] / self.limits
        return float(min(np.square(shares).mean() ** 0.5, MOST))


def save_familiarity(familiarity: Familiarity, path: Path) -> Path:
    """Write ``familiarity`` to ``path``, whole or not at all; returns it. Raises OSError."""
    with replacing(path) as temporary:
        np.savez(temporary, **{name: getattr(familiarity, name) for name in _AXES})
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
        found = Familiarity(**read_arrays(path, _AXES, MOST_BYTES))
        components, prototypes = found.matrix.shape[1], len(found.prototypes)
        shapes = ((features,), (features,), (features, components), (prototypes, components), (2,))
        for name, shape in zip(_AXES, shapes, strict=True):
            array = getattr(found, name)
            if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
                raise ValueError(f"{name} of {array.dtype} {array.shape}, expected finite float32 {shape}")
        if not 1 <= prototypes <= MOST_PROTOTYPES or components < 1:
            raise ValueError(f"{prototypes} prototypes of {components} components")
        if not ((found.scale > 0).all() and (found.limits > 0).all()):
            raise ValueError("a scale or limit that is not above 0")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise ModelError(
            f"Received {path}: it does not say what this model is familiar with ({reason}); copy the model again, or remove "
            "the file."
        ) from error
    return found
