"""ModelSpec: everything but the weights that a trained LRCN needs to run the way it was trained.

Written to and read from ``weights/NAME/model.json``, so that labels, clip length, frame rate, image size and scaling are data
and never code. Beside them the file holds the SHA-256 of every network in the folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from model.digests import digests_in
from model.errors import ModelError
from model.files import write_whole
from model.json_data import is_number, is_text, is_whole, read_json
from model.program_name import program_name

SPEC_FILE = "model.json"
DIGESTS_FIELD = "sha256"
SCALINGS = ("tf", "caffe", "unit", "lite")
POOLINGS = ("avg", "max", "regions")
HEADS = ("lstm", "taught")
PRECISIONS = ("fp32", "int8")
MOST_BYTES = 2**20  # of the file
SWITCH_COST = 6.0  # of a change of label, in nats: two predictions in a row, once they are sure
MOST_LABELS, LONGEST_LABEL = 1000, 200  # labels, characters
_DIGEST = re.compile(r"[0-9a-f]{64}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_]{1,64}")


@dataclass(frozen=True)
class ModelSpec:
    """How an LRCN is built and fed.

    ``RANGES`` says what each may be; ModelError where one is anything else.

    Attributes:
        name: The model's folder name under ``weights/``.
        backbone: The CNN run on each frame; a key of ``model.network.backbones.BACKBONES``.
        pooling: Of the CNN's feature maps: ``avg`` or ``max`` of the whole last one, or ``regions`` side by side
            (``model/network/regions.py``).
        lstm_units, dense_units, dropout: The head; ``dense_units`` are the hidden dense layers' widths.
        labels: Class names in the order of the network's outputs.
        clip_length: Frames in one window (7 in the original notes).
        sample_fps: Frames per second of *video time* at which the window is sampled.
        image_size: ``(height, width)`` in pixels of what the CNN sees.
        scaling: ``tf`` maps 0..255 to -1..1, ``caffe`` subtracts ImageNet's BGR means, ``unit`` maps to 0..1,
            ``lite`` is ``(x - 127) / 128``.
        temperature: Divides the logits; fitted on validation footage so that confidence is honest.
        switch_cost: Of a change of label in the timeline of a recorded video, in nats
            (``model/evaluation/viterbi.py``).
        precision: ``fp32`` or ``int8``, how the CPU runs the CNN: the quicker one that says the same
            (``model/conversion/precision.py``).
        head: What classifies the features: the ``lstm`` that was trained with the CNN, or one that was ``taught`` on top
            of it (``model/engine/taught_head.py``) and goes by none of lstm_units, dense_units and dropout.
    """

    name: str
    backbone: str = "mobilenet_v2"
    pooling: str = "avg"
    lstm_units: int = 256
    dense_units: tuple[int, ...] = (64, 32)
    dropout: float = 0.5
    labels: tuple[str, ...] = ("chop", "others", "gun", "chests", "shooting")
    clip_length: int = 7
    sample_fps: float = 10.0
    image_size: tuple[int, int] = (224, 224)
    scaling: str = "tf"
    temperature: float = 1.0
    switch_cost: float = SWITCH_COST
    precision: str = "fp32"
    head: str = "lstm"

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            holds, expected = RANGES[field.name]
            if not holds(value):
                raise ModelError(f"Received {field.name}={_shown(value)} in a model spec: expected {expected}.")
            if isinstance(value, list):
                object.__setattr__(self, field.name, tuple(value))

    @property
    def clip_seconds(self) -> float:
        """Video time from a window's first frame to its last, in seconds."""
        return (self.clip_length - 1) / self.sample_fps

    @property
    def network(self) -> str:
        """For people: what it is built of."""
        return f"{self.backbone}, taught" if self.head == "taught" else f"{self.backbone}, LSTM {self.lstm_units}"

    def with_(self, **changes) -> ModelSpec:
        """A copy with ``changes`` made."""
        return replace(self, **changes)

    def write(self, folder: Path) -> Path:
        """Write ``folder/model.json``, with the digests of the networks that are there, whole or not at all.

        Write it last: a folder whose networks are not those that it tells of is refused.

        Returns:
            Its path.
        """
        data = asdict(self) | {DIGESTS_FIELD: digests_in(Path(folder))}
        return write_whole(Path(folder) / SPEC_FILE, json.dumps(data, indent=2) + "\n")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _several(value: Any, least: int, most: int, holds: Callable[[Any], bool]) -> bool:
    return isinstance(value, (list, tuple)) and least <= len(value) <= most and all(map(holds, value))


def _are_labels(value: Any) -> bool:
    right = _several(value, 2, MOST_LABELS, lambda label: is_text(label, LONGEST_LABEL) and label.strip() != "")
    return right and len(set(value)) == len(value)


def _one_of(*choices: str) -> tuple[Callable[[Any], bool], str]:
    return lambda value: isinstance(value, str) and value in choices, f"one of {', '.join(choices)}"


RANGES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "name": (lambda v: is_text(v, LONGEST_LABEL) and v != "", f"a name of 1 to {LONGEST_LABEL} characters"),
    "backbone": (lambda v: isinstance(v, str) and _IDENTIFIER.fullmatch(v) is not None, "a CNN's name"),
    "pooling": _one_of(*POOLINGS),
    "lstm_units": (lambda v: is_whole(v, 1, 4096), "a whole number from 1 to 4096"),
    "dense_units": (
        lambda v: _several(v, 0, 8, lambda n: is_whole(n, 1, 4096)),
        "up to 8 whole numbers from 1 to 4096",
    ),
    "dropout": (lambda v: is_number(v, 0, 0.99), "a number from 0 to 0.99"),
    "labels": (_are_labels, f"2 to {MOST_LABELS} labels, each once, of 1 to {LONGEST_LABEL} characters"),
    "clip_length": (lambda v: is_whole(v, 1, 240), "a whole number of frames from 1 to 240"),
    "sample_fps": (lambda v: is_number(v, 0.01, 240), "a rate from 0.01 to 240 per second"),
    "image_size": (lambda v: _several(v, 2, 2, lambda n: is_whole(n, 32, 2048)), "(height, width), each 32 to 2048"),
    "scaling": _one_of(*SCALINGS),
    "temperature": (lambda v: is_number(v, 0.01, 100), "a number from 0.01 to 100"),
    "switch_cost": (lambda v: is_number(v, 0, 1000), "a number from 0 to 1000"),
    "precision": _one_of(*PRECISIONS),
    "head": _one_of(*HEADS),
}


def read_spec(folder: Path) -> ModelSpec:
    """Read ``folder/model.json``.

    Raises:
        ModelError: The folder or the file is missing or cannot be read, is no JSON, or holds unknown or wrong fields.
    """
    return _read(Path(folder))[0]


def read_digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of the networks in ``folder``, in hexadecimal by the files' names, as ``model.json`` has them.

    Empty for a folder without a description, or with one from before there were any.

    Raises:
        ModelError: It is damaged.
    """
    return _read(Path(folder))[1] if (Path(folder) / SPEC_FILE).is_file() else {}


def forget_digest(file: Path) -> None:
    """Let ``model.json`` beside ``file`` tell of it no longer, before another takes its place; a damaged one stays as it is."""
    path = Path(file).parent / SPEC_FILE
    try:
        data = read_json(path, most_bytes=MOST_BYTES)
        del data[DIGESTS_FIELD][Path(file).name]
    except (OSError, ValueError, KeyError, TypeError):
        return
    write_whole(path, json.dumps(data, indent=2) + "\n")


def _read(folder: Path) -> tuple[ModelSpec, dict[str, str]]:
    path = folder / SPEC_FILE
    try:
        if not folder.is_dir():
            raise ModelError(
                f"Received model folder {folder}: there is no such folder; `{program_name()} models` lists those there are."
            )
        data = read_json(path, most_bytes=MOST_BYTES)
        if not isinstance(data, dict):
            raise ValueError(f"a {type(data).__name__}, expected names and values")
        digests = data.pop(DIGESTS_FIELD, {})
        if not isinstance(digests, dict) or not all(
            isinstance(d, str) and _DIGEST.fullmatch(d) for d in digests.values()
        ):
            raise ValueError(f"{DIGESTS_FIELD}={_shown(digests)}, expected digests of 64 hexadecimal digits")
        unknown = set(data) - {field.name for field in fields(ModelSpec)}
        if unknown:
            raise ValueError(f"unknown fields {_shown(sorted(unknown))}")
        if "name" not in data:
            raise ValueError("no name")
        try:
            return ModelSpec(**data), digests
        except ModelError as error:
            raise ValueError(str(error).removeprefix("Received ").rstrip(".")) from error
    except FileNotFoundError as error:
        raise ModelError(
            f"Received model folder {folder}: expected {SPEC_FILE} in it; name a folder that `train` wrote."
        ) from error
    except OSError as error:
        raise ModelError(f"Received {path}: it cannot be read ({error.strerror or error}).") from error
    except ValueError as error:
        raise ModelError(
            f"Received {path}: it is no valid model description ({error}); restore the file or train the model again."
        ) from error
