"""Embeddings with mean 0 and deviation 1 while a head learns from them; afterwards the head's own weights do that.

Embeddings are never negative, and large after max pooling: raw, they saturate a fresh LSTM's gates, and its gradients
mostly tell of their mean (LeCun et al., "Efficient BackProp", 1998, section 4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.arrays import read_kept
from model.files import replacing
from model.network.backbones import keras, layers

_FLOOR = (
    0.1  # of the mean variance, added to each: an embedding that hardly ever moves is not blown up to full strength
)


@dataclass(frozen=True)
class Standardiser:
    """Subtracts ``mean`` and divides by ``deviation``, both ``(features,)`` float32; deviation is above 0."""

    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray) -> Standardiser:
        """The one that standardises ``features`` ``(..., features)``."""
        rows = features.reshape(-1, features.shape[-1])
        variance = rows.var(axis=0, dtype=np.float64)
        deviation = np.sqrt(variance + _FLOOR * variance.mean() + 1e-12)
        return cls(rows.mean(axis=0, dtype=np.float64).astype(np.float32), deviation.astype(np.float32))

    @classmethod
    def read(cls, file: Path) -> Standardiser:
        """What ``write`` wrote. Raises ModelError where it is damaged."""
        return cls(**read_kept(file, {"mean": 1, "deviation": 1}))

    def write(self, file: Path) -> None:
        """Write to ``file`` (``.npz``), whole or not at all."""
        with replacing(file) as temporary:
            np.savez(temporary, mean=self.mean, deviation=self.deviation)

    def layer(self) -> keras.layers.Layer:
        """A layer without weights to train that standardises ``(..., features)``."""
        return layers.Normalization(mean=self.mean, variance=self.deviation**2, name="standardise")

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """``features`` ``(..., features)`` standardised, float32."""
        return (features.astype(np.float32) - self.mean) / self.deviation

    def fold_into(self, layer: keras.layers.Layer) -> None:
        """Make ``layer``, which took standardised embeddings, take raw ones: its outputs stay what they were.

        Args:
            layer: An LSTM, or a Conv1D over one frame.
        """
        kernel, *between, bias = layer.get_weights()
        kernel = kernel / self.deviation[:, None]
        layer.set_weights([kernel, *between, bias - self._of_mean(kernel)])

    def unfold_from(self, layer: keras.layers.Layer) -> None:
        """The way back: make ``layer``, which took raw embeddings, take standardised ones."""
        kernel, *between, bias = layer.get_weights()
        layer.set_weights([kernel * self.deviation[:, None], *between, bias + self._of_mean(kernel)])

    def _of_mean(self, kernel: np.ndarray) -> np.ndarray:
        """What a layer of this kernel, of shape ``(features, units)`` or ``(1, features, units)``, makes of the mean."""
        return self.mean @ kernel.reshape(kernel.shape[-2:])
