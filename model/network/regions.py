"""Pooling by regions: parts of feature maps side by side, for where something is on the screen matters.

What a player holds is at the bottom right or in the middle of the bottom, what it is aimed at in the centre.
"""

from __future__ import annotations

from model.network.backbones import keras, layers

# Rows and columns ``(from, to, from, to)`` in sevenths of the map: the whole, bottom centre, bottom right, centre.
REGIONS = ((0, 7, 0, 7), (4, 7, 2, 5), (4, 7, 4, 7), (2, 5, 2, 5))


class RegionPooling(layers.Layer):
    """A feature map ``(batch, height, width, channels)`` to ``(batch, regions * channels)``: each region's mean, or maximum."""

    def __init__(self, largest: bool = False, **kwargs):
        """largest: the maximum of each channel instead of its mean: it finds what is small."""
        super().__init__(**kwargs)
        self.largest = largest

    def call(self, features):
        height, width = features.shape[1:3]
        pool = keras.ops.max if self.largest else keras.ops.mean
        parts = []
        for top, bottom, left, right in REGIONS:
            rows, columns = _range(top, bottom, height), _range(left, right, width)
            parts.append(pool(features[:, rows[0] : rows[1], columns[0] : columns[1], :], axis=(1, 2)))
        return keras.ops.concatenate(parts, axis=-1)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], len(REGIONS) * input_shape[-1])

    def get_config(self) -> dict:
        return super().get_config() | {"largest": self.largest}


def _range(begin: int, end: int, size: int) -> tuple[int, int]:
    """Sevenths of ``size``, at least one row."""
    first = round(begin * size / 7)
    return first, max(round(end * size / 7), first + 1)
