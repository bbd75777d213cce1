"""A trained model whose features another CNN learns to tell (as in Romero et al. 2015, "FitNets")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.digests import file_digest
from model.engine.litert import ENCODER_FILES, FrameEncoder
from model.network.backbones import keras, layers
from model.spec import read_spec

IMPORTANCE = 1.0  # of the features, beside the labels


@dataclass(frozen=True)
class Teacher:
    """What a teacher says of pictures.

    image_size: ``(height, width)`` in pixels of what it sees.
    features: How many it gives.
    digest: Of its network.
    open: Gives a thread its own way from a BGR uint8 picture to float32 ``(features,)``.
    """

    image_size: tuple[int, int]
    features: int
    digest: str
    open: Callable[[], Callable[[np.ndarray], np.ndarray]]


def open_teacher(folder: Path) -> Teacher:
    """The model in ``folder`` as a teacher.

    Raises:
        ModelError: It is missing or damaged.
    """
    spec = read_spec(folder)
    file = Path(folder) / ENCODER_FILES[spec.precision]
    features = FrameEncoder(file, spec, 1).features
    return Teacher(spec.image_size, features, file_digest(file), lambda: FrameEncoder(file, spec, 1))


class Imitation(layers.Layer):
    """Gives its first input, and adds to the loss how far the second is from the third: mean squares, both standardised."""

    def call(self, inputs):
        """inputs: probabilities, features of the learner, and the teacher's ``(batch, features)``."""
        said, own, others = inputs
        self.add_loss(IMPORTANCE * keras.ops.mean(keras.ops.square(own - others)))
        return said


def imitating(network: keras.Model, embeddings: keras.KerasTensor, features: int) -> keras.Model:
    """``network`` such that its embeddings learn to tell the teacher's, too, by a layer that is forgotten afterwards.

    Args:
        network: From what the CNN takes to probabilities.
        embeddings: Those in it, standardised.
        features: The teacher's.

    Returns:
        From ``[inputs, the teacher's features (batch, features)]`` to the same probabilities.
    """
    others = layers.Input((features,), name="teacher")
    wanted = layers.BatchNormalization(center=False, scale=False, momentum=0.9, name="teacher_norm")(others)
    own = layers.Dense(features, name="told")(embeddings)
    return keras.Model([network.input, others], Imitation(dtype="float32")([network.output, own, wanted]))
