"""Encodings with mean 0 and deviation 1 while the LSTM learns from them; afterwards the LSTM itself does that to them.

Encodings are never negative, and large after max pooling: raw, they saturate a fresh LSTM's gates, and its gradients
mostly tell of their mean (LeCun et al., "Efficient BackProp", 1998, section 4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.files import replacing
from model.network.backbones import keras, layers

_FLOOR = 0.1  # of the mean variance, added to each: an encoding that hardly ever moves is not blown up to full strength


@dataclass(frozen=True)
class Scales:
    """mean, deviation: ``(features,)`` float32; deviation above 0."""

    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def of(cls, features: np.ndarray) -> Scales:
        """Those of ``features`` ``(..., features)``."""
        rows = features.reshape(-1, features.shape[-1])
        variance = rows.var(axis=0, dtype=np.float64)
        deviation = np.sqrt(variance + _FLOOR * variance.mean() + 1e-12)
        return cls(rows.mean(axis=0, dtype=np.float64).astype(np.float32), deviation.astype(np.float32))

    @classmethod
    def read(cls, file: Path) -> Scales:
        """What ``write`` wrote."""
        with np.load(file) as kept:
            return cls(kept["mean"], kept["deviation"])

    def write(self, file: Path) -> None:
        """Write to ``file`` (``.npz``), whole or not at all."""
        with replacing(file) as temporary:
            np.savez(temporary, mean=self.mean, deviation=self.deviation)

    def layer(self) -> keras.layers.Layer:
        """A layer without weights that standardises ``(..., features)``."""
        return layers.Normalization(mean=self.mean, variance=self.deviation**2, name="standardise")

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """``features`` standardised, float32."""
        return (features.astype(np.float32) - self.mean) / self.deviation

    def fold(self, lstm: keras.layers.LSTM) -> None:
        """Make ``lstm``, which took standardised encodings, take raw ones: it gives what it gave."""
        kernel, recurrent, bias = lstm.get_weights()
        kernel = kernel / self.deviation[:, None]
        lstm.set_weights([kernel, recurrent, bias - self.mean @ kernel])

    def unfold(self, lstm: keras.layers.LSTM) -> None:
        """The way back: make ``lstm``, which took raw encodings, take standardised ones."""
        kernel, recurrent, bias = lstm.get_weights()
        lstm.set_weights([kernel * self.deviation[:, None], recurrent, bias + self.mean @ kernel])
