"""The networks that a training begins with."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.errors import ModelError
from model.network.backbones import BACKBONES, halves, keras
from model.network.lrcn import ARCHITECTURES, Lrcn, build, load_lrcn
from model.outputs import make_folder
from model.progress import Progress
from model.spec import ModelSpec, read_spec
from model.training.config import TrainingConfig
from model.training.dataset import Dataset, folders_of
from model.training.stage import Training
from model.training.teacher import open_teacher
from model.training.work_folder import OWN_WORK, WorkFolder
from model.training_record import FROM_NOTHING


def start(config: TrainingConfig, spec: ModelSpec, folder: Path, dataset: Dataset, progress: Progress) -> Training:
    """A training before its first stage.

    Args:
        config: What was asked for, ``mixed_precision`` included.
        spec: The model to train.
        folder: Its folder, in which finished stages are kept where ``config.work`` names no other one.
        dataset: The labelled videos.
        progress: Shows it.

    Raises:
        ModelError: The weights to begin with are missing, damaged or of another network, or this has no such layer to
            be frozen up to.
        FootageError: Folders are to be balanced, and there are none.
        OutputError: A folder cannot be made or written to.
    """
    keras.utils.set_random_seed(config.seed)
    folders = None
    if config.only_offline_head:
        parts, known_head = load_lrcn(folder, spec), None
    else:
        _check_shallow(config, spec)
        if config.teacher is not None:
            open_teacher(config.teacher)
        parts, known_head = first_networks(spec, config.backbone_weights, config.begin_with)
        halves(parts.backbone, config.frozen_up_to)  # before hours are spent
        if config.balance_folders:
            folders = folders_of(dataset, config.data, config.validation)
    make_folder(folder, f"--out {folder}")  # now that all that is read is there
    work = WorkFolder(config.work or folder / OWN_WORK)
    return Training(config, parts, dataset, work, progress, folders, known_head)


def first_networks(
    spec: ModelSpec, backbone_weights: str, begin_with: Path | None
) -> tuple[Lrcn, list[np.ndarray] | None]:
    """The LRCN before training; its head is always fresh.

    Args:
        spec: What to build.
        backbone_weights: ``imagenet`` or a file, for the CNN.
        begin_with: A trained model's folder, whose CNN is taken instead; None: none is.

    Returns:
        The LRCN, and the weights of the other model's head where that has the same shape and labels, or else None.

    Raises:
        ModelError: The weights cannot be loaded, or the other model's CNN is another one.
    """
    if begin_with is None:
        return build(spec, backbone_weights), None
    other = read_spec(begin_with)
    parts = build(spec)
    if not _alike(spec, other, "backbone", "pooling", "image_size", "scaling"):
        raise ModelError(
            f"Received --begin-with {begin_with}, whose CNN is {_cnn(other)}: expected {_cnn(spec)}; name a model of the "
            "same CNN."
        )
    known = load_lrcn(begin_with, other)
    parts.encoder.set_weights(known.encoder.get_weights())
    goes_on = _alike(spec, other, "labels", "clip_length", "lstm_units", "dense_units")
    return parts, known.head.get_weights() if goes_on else None


def learns_from_nothing(config: TrainingConfig, spec: ModelSpec) -> bool:
    """Whether the CNN begins with random weights."""
    return config.begin_with is None and BACKBONES[spec.backbone].learns_from_nothing(config.backbone_weights)


def origin_of_weights(config: TrainingConfig, spec: ModelSpec) -> str:
    """Where the CNN's first weights came from, in words."""
    if config.begin_with is not None:
        return f"those of the trained model {config.begin_with.name}"
    if learns_from_nothing(config, spec):
        return FROM_NOTHING
    return "ImageNet" if "imagenet" in config.backbone_weights else config.backbone_weights


def _check_shallow(config: TrainingConfig, spec: ModelSpec) -> None:
    """ModelError where --shallow-epochs asks for what the network does not have, or no longer is."""
    shallow = BACKBONES[spec.backbone].shallow
    if config.shallow_epochs and not (shallow and learns_from_nothing(config, spec)):
        known = ", ".join(arch for arch, one in ARCHITECTURES.items() if BACKBONES[one.backbone].shallow)
        raise ModelError(
            f"Received --shallow-epochs {config.shallow_epochs} for {spec.backbone}: expected a network with blocks that "
            f"begin as identities, from nothing; give --arch {known} and --backbone-weights random."
        )


def _alike(one: ModelSpec, other: ModelSpec, *fields: str) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def _cnn(spec: ModelSpec) -> str:
    height, width = spec.image_size
    return f"{spec.backbone} ({spec.pooling} pooling, pictures of {width}x{height} scaled as {spec.scaling!r})"
