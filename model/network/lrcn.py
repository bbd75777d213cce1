"""The LRCN: a CNN run on each frame, an LSTM over its encodings, dense layers over the LSTM. Pure Keras 3.

The end-to-end network of the original notes and the two parts that streaming runs (encoder and head)
are three views of the same layers: train any, and all have learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from model.digests import file_digest
from model.engine.provenance import check_listed
from model.errors import ModelError
from model.files import replacing, temporary_file
from model.hdf5_data import check_hdf5
from model.network.architectures import ARCHITECTURES
from model.network.backbones import halves, keras, layers, make_backbone
from model.network.regions import RegionPooling
from model.spec import ModelSpec, forget_digest

__all__ = [
    "ARCHITECTURES",
    "WEIGHTS_FILE",
    "Lrcn",
    "build",
    "encode_clips",
    "fill",
    "load_lrcn",
    "round_to_half",
    "save_as_half",
    "save_weights",
    "upper_encoder",
]

WEIGHTS_FILE = "lrcn.weights.h5"


@dataclass(frozen=True)
class Lrcn:
    """Three networks over the same layers.

    Attributes:
        backbone: ``(batch, height, width, 3)`` to its last feature map.
        encoder: ``(batch, height, width, 3)`` to ``(batch, features)``.
        head: ``(batch, clip_length, features)`` to probabilities ``(batch, labels)``.
        lrcn: ``(batch, clip_length, height, width, 3)`` to probabilities ``(batch, labels)``.
    """

    spec: ModelSpec
    backbone: keras.Model
    encoder: keras.Model
    head: keras.Model
    lrcn: keras.Model


def build(spec: ModelSpec, backbone_weights: str | Path | None = None) -> Lrcn:
    """Build an LRCN.

    Args:
        spec: What it is.
        backbone_weights: None (random), ``imagenet`` or a ``.weights.h5`` file; LSTM and dense layers start random.

    Returns:
        Its networks, which share their layers.

    Raises:
        ModelError: The backbone is unknown, or the weights cannot be loaded.
    """
    backbone = make_backbone(spec.backbone, spec.image_size, backbone_weights)
    pools = {"avg": layers.GlobalAveragePooling2D, "max": layers.GlobalMaxPooling2D, "regions": RegionPooling}
    pool = pools[spec.pooling](name="pool")
    encoder = keras.Model(backbone.input, pool(backbone.output), name="encoder")

    # Unrolled: seven steps are few, and neither LiteRT nor TensorFlow then needs a loop (faster on both).
    over_features = [layers.LSTM(spec.lstm_units, unroll=True, name="lstm")]
    for number, units in enumerate(spec.dense_units, 1):
        over_features.append(layers.Dense(units, activation="relu", name=f"dense_{number}"))
        over_features.append(layers.Dropout(spec.dropout, name=f"dropout_{number}"))
    over_features.append(layers.Dense(len(spec.labels), activation="softmax", dtype="float32", name="probabilities"))

    features = layers.Input((spec.clip_length, encoder.output_shape[-1]), name="features")
    clip = layers.Input((spec.clip_length, *spec.image_size, 3), name="clip")
    encodings = layers.TimeDistributed(pool, name="pools")(layers.TimeDistributed(backbone, name="backbones")(clip))
    return Lrcn(
        spec=spec,
        backbone=backbone,
        encoder=encoder,
        head=keras.Model(features, _chain(over_features, features), name="head"),
        lrcn=keras.Model(clip, _chain(over_features, encodings), name="lrcn"),
    )


def upper_encoder(parts: Lrcn, cut: str | None) -> keras.Model:
    """What the CNN's lower half gives (``backbones.halves``) to ``(batch, features)``: the half that is trained.

    Args:
        parts: The model.
        cut: The last layer of the lower half; None: there is none.

    Returns:
        The network.
    """
    _, upper = halves(parts.backbone, cut)
    return keras.Model(upper.input, parts.encoder.layers[-1](upper.output), name="upper_encoder")


def encode_clips(encoder: keras.Model, clips: np.ndarray) -> np.ndarray:
    """Encode clips frame by frame.

    Args:
        encoder: Takes one frame.
        clips: ``(clips, clip_length, ...)`` of what it takes.

    Returns:
        Float32 ``(clips, clip_length, features)``.
    """
    encodings = encoder.predict_on_batch(clips.reshape(-1, *clips.shape[2:]))
    return np.asarray(encodings).reshape(*clips.shape[:2], -1)


def _chain(steps: list, tensor):
    for step in steps:
        tensor = step(tensor)
    return tensor


def round_to_half(network: keras.Model) -> None:
    """Round every weight to what float16 can hold, so that half-size files keep the network exactly."""
    network.set_weights([_half(weight).astype(np.float32) for weight in network.get_weights()])


def _half(weight: np.ndarray) -> np.ndarray:
    """To float16 without infinities: the rare huge batch-norm variance is held at float16's largest."""
    largest = np.finfo(np.float16).max
    return np.clip(weight, -largest, largest).astype(np.float16)


def save_weights(parts: Lrcn, path: Path) -> Path:
    """Round the weights to float16 and write them to ``path`` (``.weights.h5``), whole or not at all.

    Args:
        parts: The model.
        path: Where to (``.weights.h5``).

    Returns:
        ``path``.
    """
    return save_as_half(parts.lrcn, path)


def save_as_half(network: keras.Model, path: Path) -> Path:
    """As ``save_weights``, for any network."""
    round_to_half(network)
    path = Path(path)
    forget_digest(path)
    with temporary_file(path) as plain:
        network.save_weights(plain)
        with replacing(path) as half, h5py.File(plain, "r") as source, h5py.File(half, "w") as target:
            _copy_as_half(source, target)
    return path


def _copy_as_half(source, target) -> None:
    for key, value in source.attrs.items():
        target.attrs[key] = value
    for key, item in source.items():
        if isinstance(item, h5py.Group):
            _copy_as_half(item, target.create_group(key))
        elif np.issubdtype(item.dtype, np.floating):
            packing = {"compression": "gzip", "shuffle": True} if item.size > 1000 else {}
            target.create_dataset(key, data=_half(item[()]), **packing)
        else:
            target.create_dataset(key, data=item[()])


def load_lrcn(folder: Path, spec: ModelSpec) -> Lrcn:
    """Build a model and fill it from ``lrcn.weights.h5``, which holds numbers only: loading runs no code.

    Args:
        folder: The model's.
        spec: The model's.

    Returns:
        Its networks.

    Raises:
        ModelError: The file is missing, damaged or of another shape.
    """
    path = Path(folder) / WEIGHTS_FILE
    if not path.is_file():
        raise ModelError(f"Received model folder {folder}: expected {WEIGHTS_FILE} in it; train the model again.")
    check_hdf5(path)  # before the memory for what is to be filled is taken
    parts = build(spec)
    fill(parts.lrcn, path, "this model", "train the model again")
    return parts


def fill(network: keras.Model, path: Path, whose: str, otherwise: str) -> None:
    """Load weights into a network.

    Args:
        network: Of the same shape as the one that wrote them.
        path: A ``.weights.h5`` file.
        whose: What they are to be, for the sentence.
        otherwise: What to do but restore the file.

    Raises:
        ModelError: They are missing, damaged or of another shape.
    """
    check_hdf5(path)
    check_listed(path, file_digest(path))
    try:
        network.load_weights(path)
    except Exception as error:  # h5py and Keras raise many kinds
        reason = " ".join(str(error).split())[:160]
        raise ModelError(
            f"Received {path}: it is no weights file of {whose} ({reason}); restore the file or {otherwise}."
        ) from error
