"""The general encoder: a CNN that was made once for all games, on whose features heads are taught.

Its folder holds ``encoder.json`` beside ``encoder.tflite`` and ``encoder_int8.tflite``, ``knowledge.npz``, what a model of games
says of its features, and ``encoder.weights.h5`` that it can be tuned from.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import fields
from pathlib import Path

from model.digests import file_digest
from model.engine.knowledge import KNOWLEDGE_FILE
from model.engine.litert import ENCODER_FILES, FrameEncoder, default_threads
from model.errors import ModelError
from model.files import replacing, write_whole
from model.json_data import read_json
from model.registry import WEIGHTS
from model.spec import ModelSpec

GENERAL = WEIGHTS / "general"
ENCODER_FILE = "encoder.json"
ENCODER_WEIGHTS = "encoder.weights.h5"  # Keras' own, in float16: for tuning alone
MOST_BYTES = 64 * 2**10
# What of a model's description is the encoder's to say.
FIELDS = ("backbone", "pooling", "clip_length", "sample_fps", "image_size", "scaling", "precision")


def read_encoder(folder: Path, name: str, labels: tuple[str, ...]) -> ModelSpec:
    """The description of a model that is taught on the encoder in ``folder``.

    Raises:
        ModelError: The folder holds no encoder, a damaged description, or the labels cannot be a model's.
    """
    path = Path(folder) / ENCODER_FILE
    try:
        data = read_json(path, most_bytes=MOST_BYTES)
        if not isinstance(data, dict) or set(data) != set(FIELDS):
            raise ValueError(f"expected {', '.join(FIELDS)}")
    except FileNotFoundError as error:
        raise ModelError(f"Received {folder}: expected an encoder ({ENCODER_FILE}) in it; copy it again.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise ModelError(f"Received {path}: it describes no encoder ({reason}); copy it again.") from error
    return ModelSpec(name, labels=labels, head="taught", **data)


def write_encoder(folder: Path, spec: ModelSpec) -> Path:
    """Write ``encoder.json``: what of ``spec`` is the encoder's. Returns its path."""
    own = {field.name: getattr(spec, field.name) for field in fields(spec) if field.name in FIELDS}
    return write_whole(Path(folder) / ENCODER_FILE, json.dumps(own, indent=2) + "\n")


def open_encoder(folder: Path, spec: ModelSpec, threads: int | None = None) -> FrameEncoder:
    """The encoder in ``folder``; ModelError when it is missing or damaged. Belongs to one thread."""
    return FrameEncoder(Path(folder) / ENCODER_FILES[spec.precision], spec, threads or default_threads())


def encoder_identity(folder: Path, spec: ModelSpec) -> str:
    """A name, in hexadecimal, for the features that the encoder in ``folder`` gives: others have another."""
    said = json.dumps([file_digest(Path(folder) / ENCODER_FILES[spec.precision]), spec.sample_fps, spec.image_size])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def copy_encoder(source: Path, target: Path) -> None:
    """Copy the encoder's networks, and what it knows of games, from one folder into another. Raises OSError."""
    _copy(source, target, *ENCODER_FILES.values(), KNOWLEDGE_FILE)


def copy_knowledge(source: Path, target: Path) -> None:
    """Copy what is known of games alone, for another encoder with the same half that knows them. Raises OSError."""
    _copy(source, target, KNOWLEDGE_FILE)


def _copy(source: Path, target: Path, *names: str) -> None:
    for name in names:
        if (source / name).is_file():
            with replacing(target / name) as temporary:
                shutil.copyfile(source / name, temporary)
