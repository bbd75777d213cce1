"""Hindsight: what a moment of recorded video was, told from what came before and after it. The network, in pure Keras 3.

A prediction must not wait for what comes; a timeline of recorded video may. The network looks at the CNN's features of
the REACH sampled frames on either side of the moment: dilated convolutions over time with shortcuts (as in MS-TCN, Abu
Farha and Gall 2019), in place of the LSTM. The frames are encoded anyway, so that it costs a thirtieth of a prediction.
"""

from __future__ import annotations

from pathlib import Path

from model.network.backbones import keras, layers
from model.network.lrcn import fill, save_as_half

HINDSIGHT_WEIGHTS = "hindsight.weights.h5"
DILATIONS = (1, 2, 4)
REACH = sum(DILATIONS)  # sampled frames before the moment, and as many after it
SPAN = 2 * REACH + 1
UNITS = 64
HIDDEN_FEATURES = 0.5  # of the features, alike over a span, hidden while it is trained
HIDDEN_UNITS = 0.2


def build_hindsight(features: int, labels: int, frames: int | None = None) -> keras.Model:
    """From ``(batch, frames, features)`` to probabilities ``(batch, frames - 2 * REACH, labels)``.

    Those of all frames but the first and the last REACH. frames: SPAN or more; None: any number.
    """
    stretch = layers.Input((frames, features), name="features")
    hidden = layers.SpatialDropout1D(HIDDEN_FEATURES, name="hidden")(stretch)
    hidden = layers.Conv1D(UNITS, 1, name="projection")(hidden)
    for dilation in DILATIONS:
        found = layers.Conv1D(UNITS, 3, dilation_rate=dilation, activation="relu", name=f"past_and_future_{dilation}")(
            hidden
        )
        found = layers.SpatialDropout1D(HIDDEN_UNITS, name=f"dropout_{dilation}")(found)
        found = layers.Conv1D(UNITS, 1, name=f"mixed_{dilation}")(found)
        hidden = layers.Add(name=f"sum_{dilation}")(
            [layers.Cropping1D(dilation, name=f"middle_{dilation}")(hidden), found]
        )
    hidden = layers.Activation("relu", name="known")(hidden)
    probabilities = layers.Conv1D(labels, 1, activation="softmax", dtype="float32", name="probabilities")(hidden)
    return keras.Model(stretch, probabilities, name="hindsight")


def save_hindsight(network: keras.Model, folder: Path) -> Path:
    """Round the weights to float16 and write them to ``folder``, whole or not at all; returns the file."""
    return save_as_half(network, Path(folder) / HINDSIGHT_WEIGHTS)


def load_hindsight(folder: Path, features: int, labels: int) -> keras.Model | None:
    """The network, for any number of frames, whose weights are in ``folder``; None where there are none.

    Raises ModelError when they do not fit.
    """
    path = Path(folder) / HINDSIGHT_WEIGHTS
    if not path.is_file():
        return None
    network = build_hindsight(features, labels)
    fill(network, path, "this model's hindsight", "teach it again with `run_app.py train --only-hindsight`")
    return network
