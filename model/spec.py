"""ModelSpec: everything but the weights that a trained LRCN needs to run the way it was trained.

Written to and read from ``weights/NAME/model.json``, so that labels, clip length, frame rate,
image size and scaling are data and never code.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from collections_extended import setlist

from model.errors import ModelError
from model.evaluation.viterbi import SWITCH_COST
from model.files import write_whole

SPEC_FILE = "model.json"
SCALINGS = ("tf", "caffe", "unit")
POOLINGS = ("avg", "max")
PRECISIONS = ("fp32", "int8")


@dataclass(frozen=True)
class ModelSpec:
    """How an LRCN is built and fed.

    name: the model's folder name under ``weights/``.
    backbone: the CNN run on each frame; a key of ``model.network.backbones.BACKBONES``.
    pooling: global pooling over the CNN's last feature map, ``avg`` or ``max``.
    lstm_units, dense_units, dropout: the head; ``dense_units`` are the hidden dense layers' widths.
    labels: class names in the order of the network's outputs.
    clip_length: frames in one window (7 in the original notes).
    sample_fps: frames per second of *video time* at which the window is sampled.
    image_size: ``(height, width)`` in pixels of what the CNN sees.
    scaling: ``tf`` maps 0..255 to -1..1, ``caffe`` subtracts ImageNet's BGR means, ``unit`` maps to 0..1.
    temperature: divides the logits; fitted on validation footage so that confidence is honest.
    switch_cost: of a change of label in the timeline of a recorded video, in nats (``model/evaluation/viterbi.py``).
    precision: ``fp32`` or ``int8``, how the CPU runs the CNN: the quicker one that says the same
        (``model/conversion/precision.py``).
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

    def __post_init__(self):
        object.__setattr__(self, "labels", tuple(self.labels))
        object.__setattr__(self, "dense_units", tuple(self.dense_units))
        object.__setattr__(self, "image_size", tuple(self.image_size))
        checks = (
            (len(self.labels) >= 2, "labels", "at least two labels"),
            (len(setlist(self.labels)) == len(self.labels), "labels", "each label once"),
            (self.clip_length >= 1, "clip_length", "a whole number of frames from 1"),
            (0 < self.sample_fps <= 240, "sample_fps", "a rate above 0 and at most 240 per second"),
            (len(self.image_size) == 2 and min(self.image_size) >= 32, "image_size", "(height, width), 32 or more"),
            (self.scaling in SCALINGS, "scaling", f"one of {', '.join(SCALINGS)}"),
            (self.pooling in POOLINGS, "pooling", f"one of {', '.join(POOLINGS)}"),
            (self.switch_cost >= 0, "switch_cost", "a number from 0"),
            (self.temperature > 0, "temperature", "a number above 0"),
            (self.precision in PRECISIONS, "precision", f"one of {', '.join(PRECISIONS)}"),
        )
        for holds, field, expected in checks:
            if not holds:
                raise ModelError(f"Received {field}={getattr(self, field)!r} in a model spec: expected {expected}.")

    @property
    def clip_seconds(self) -> float:
        """Video time from a window's first frame to its last, in seconds."""
        return (self.clip_length - 1) / self.sample_fps

    def with_(self, **changes) -> ModelSpec:
        """A copy with ``changes`` made."""
        return replace(self, **changes)

    def write(self, folder: Path) -> Path:
        """Write ``folder/model.json`` whole or not at all; returns its path."""
        return write_whole(Path(folder) / SPEC_FILE, json.dumps(asdict(self), indent=2) + "\n")


def read_spec(folder: Path) -> ModelSpec:
    """Read ``folder/model.json``.

    Raises ModelError when the folder or the file is missing, is no JSON, or holds unknown or wrong fields.
    """
    folder = Path(folder)
    path = folder / SPEC_FILE
    if not folder.is_dir():
        raise ModelError(
            f"Received model folder {folder}: there is no such folder; `run_app.py models` lists those there are."
        )
    if not path.is_file():
        raise ModelError(
            f"Received model folder {folder}: expected {SPEC_FILE} in it; name a folder that `train` wrote."
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        unknown = set(data) - {field.name for field in fields(ModelSpec)}
        if unknown:
            raise ValueError(f"unknown fields {', '.join(sorted(unknown))}")
        return ModelSpec(**data)
    except (ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            f"Received {path}: it is no valid model description ({error}); restore the file or train the model again."
        ) from error
