"""Making embeddings fit for a small head: each feature with mean 0 and deviation 1, then their principal components."""

from __future__ import annotations

import numpy as np

from model.engine.taught_head import Projection

SMALLEST_DEVIATION = 1e-3  # a feature that never moved says nothing when it first does
MOST_FRAMES = 1000  # that components are found by; more change them little and take their square in time


def fit_projection(features: np.ndarray, components: int, rng: np.random.Generator) -> Projection:
    """Fit a projection to frames, labelled or not.

    Args:
        features: ``(frames, features)``; at least two frames.
        components: How many to keep at the most; fewer where there are fewer frames.
        rng: Draws MOST_FRAMES of the frames.

    Returns:
        The projection to the first principal components of the standardised features, scaled alike so that the
        first has deviation 1. (By the eigenvectors of the frames' products: there are fewer frames than features.)
    """
    features = np.asarray(features)
    mean = features.mean(axis=0, dtype=np.float32)
    deviation = np.maximum(features.std(axis=0, dtype=np.float32), SMALLEST_DEVIATION)
    if len(features) > MOST_FRAMES:
        features = features[np.sort(rng.choice(len(features), MOST_FRAMES, replace=False))]
    standard = (features.astype(np.float32) - mean) / deviation
    count = min(components, len(features) - 1, features.shape[1])
    strengths, vectors = np.linalg.eigh(standard @ standard.T)  # rising
    strengths = np.sqrt(np.maximum(strengths[::-1][:count], 1e-6 * strengths[-1]))
    directions = standard.T @ (vectors[:, ::-1][:, :count] / strengths)
    spread = strengths[0] / np.sqrt(len(features))
    return Projection(mean, np.ascontiguousarray(directions / deviation[:, None] / spread, np.float32))
