"""The offline head: what a moment of recorded video was, told from what came before and after it. Pure Keras 3.

A prediction must not wait for what comes; a timeline of recorded video may. The network looks at the CNN's embeddings of
the REACH sampled frames on either side of the moment: a temporal convolutional network, dilated convolutions with
shortcuts (as in MS-TCN, Abu Farha and Gall 2019), in place of the LSTM. The frames are encoded anyway, so that it costs
a thirtieth of a prediction.
"""

from __future__ import annotations

from pathlib import Path

from model.network.backbones import keras, layers
from model.network.lrcn import fill, save_as_half
from model.program_name import program_name

OFFLINE_HEAD_WEIGHTS = "hindsight.weights.h5"  # the name that it has in the folders of all models
DILATIONS = (1, 2, 4)
REACH = sum(DILATIONS)  # sampled frames before the moment, and as many after it
SPAN = 2 * REACH + 1
UNITS = 64
HIDDEN_FEATURES = 0.5  # of the features, alike over a span, hidden while it is trained
HIDDEN_UNITS = 0.2


def build_offline_head(features: int, labels: int, frames: int | None = None) -> keras.Model:
    """Build the network, with random weights.

    Args:
        features: Numbers in one embedding.
        labels: How many.
        frames: SPAN or more; None: any number.

    Returns:
        From ``(batch, frames, features)`` to probabilities ``(batch, frames - 2 * REACH, labels)``, those of all frames
        but the first and the last REACH.
    """
    sequence = layers.Input((frames, features), name="features")
    hidden = layers.SpatialDropout1D(HIDDEN_FEATURES, name="hidden")(sequence)
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
    return keras.Model(sequence, probabilities, name="offline_head")


def save_offline_head(network: keras.Model, folder: Path) -> Path:
    """Round the weights to float16 and write them to the model's ``folder``, whole or not at all.

    Returns:
        The file.
    """
    return save_as_half(network, Path(folder) / OFFLINE_HEAD_WEIGHTS)


def load_offline_head(folder: Path, features: int, labels: int) -> keras.Model | None:
    """Build the network for any number of frames, with the weights that are in the model's ``folder``.

    Args:
        folder: The model's.
        features: Numbers in one embedding of its CNN.
        labels: How many it has.

    Returns:
        None where the folder holds no offline head.

    Raises:
        ModelError: The weights are those of another network, or damaged.
    """
    path = Path(folder) / OFFLINE_HEAD_WEIGHTS
    if not path.is_file():
        return None
    network = build_offline_head(features, labels)
    fill(
        network, path, "this model's offline head", f"train it again with `{program_name()} train --only-offline-head`"
    )
    return network
