"""What a library keeps of one video: what it is, what was found in it, and by what its moments are found again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from app.timeline.timeline import Segment
from model.json_data import is_number, is_text, is_whole
from model.spec import LONGEST_LABEL, MOST_LABELS

VERSION = 1  # of what is kept, and how
MOST_SECONDS = 4_000_000.0  # of one video: a month and a half
LONGEST_NAME = 40_000  # characters of a path
_DIGITS = frozenset("0123456789abcdef-")
_IDENTITIES = (("content", 32), ("key", 80), ("encoder", 16), ("model_id", 16))


@dataclass(frozen=True)
class About:
    """A video and the model that answered.

    Attributes:
        content: What tells the video from others, 32 hexadecimal digits.
        path: Where it lay, absolute.
        size, changed: The file's, bytes and seconds since 1970.
        duration: Seconds.
        model, model_id: The model's name, and what tells it from others of that name.
        labels: The model's.
        sample_fps: The model's rate.
        key: Under which the window keeps what a person corrects, and what a model found (``app/recorded/scan_store.py``).
        encoder: What tells the CNN's features from another's.
        features: How many the CNN gives.
        by_embeddings: Whether the answers were made of kept embeddings and not of the video.
        version: Of what is kept.
    """

    content: str
    path: str
    size: int
    changed: float
    duration: float
    model: str
    model_id: str
    labels: tuple[str, ...]
    sample_fps: float
    key: str
    encoder: str
    features: int
    by_embeddings: bool = False
    version: int = VERSION

    def as_data(self) -> dict[str, Any]:
        """What JSON takes."""
        return asdict(self) | {"labels": list(self.labels)}

    @classmethod
    def from_data(cls, data: Any) -> About:
        """What was read. Raises ValueError for anything else."""
        if not isinstance(data, dict) or set(data) != {field.name for field in fields(cls)}:
            raise ValueError("a video that is not described as it should be")
        labels = data["labels"]
        right = (
            all(_is_hexadecimal(data[name], most) for name, most in _IDENTITIES)
            and is_text(data["path"], LONGEST_NAME)
            and is_whole(data["size"], 0, 2**62)
            and is_number(data["changed"], -1e11, 1e11)
            and is_number(data["duration"], 0, MOST_SECONDS)
            and is_text(data["model"], LONGEST_LABEL)
            and isinstance(labels, list)
            and 2 <= len(labels) <= MOST_LABELS
            and all(is_text(label, LONGEST_LABEL) for label in labels)
            and is_number(data["sample_fps"], 0.01, 240)
            and is_whole(data["features"], 1, 2**20)
            and isinstance(data["by_embeddings"], bool)
        )
        if not right:
            raise ValueError("a video that is described by values that cannot be")
        if data["version"] != VERSION:
            raise ValueError(f"answers of version {data['version']!r}, expected {VERSION}")
        return cls(**(data | {"labels": tuple(labels)}))


def _is_hexadecimal(value: Any, most: int) -> bool:
    return is_text(value, most) and value != "" and set(value) <= _DIGITS


@dataclass(frozen=True)
class Seconds:
    """One search vector for each second of a video that has frames.

    Attributes:
        numbers: int64 ``(n,)``, rising: second k lasts from k to k + 1 s.
        vectors: int8 ``(n, DIMENSIONS)``, see ``app/library/search_vectors.py``.
        fine: uint8 ``(n, coordinates / 2)``, see ``app/library/fine_vectors.py``; None where they are kept already, or nowhere.
    """

    numbers: np.ndarray
    vectors: np.ndarray
    fine: np.ndarray | None = None


@dataclass(frozen=True)
class PackedPart:
    """Embeddings of frames that follow each other, in small form; ``app/library/packing.py``.

    Attributes:
        times: float64 ``(n,)``, seconds.
        mean: float16 ``(features,)``.
        basis: int8 ``(components, features)``.
        scales: float32 ``(components,)``, which the rows of ``basis`` are multiplied by.
        steps: float32 ``(components,)``.
        steps_taken: int8 ``(n, components)``.
    """

    times: np.ndarray
    mean: np.ndarray
    basis: np.ndarray
    scales: np.ndarray
    steps: np.ndarray
    steps_taken: np.ndarray


@dataclass(frozen=True)
class Answers:
    """All that is kept of one video.

    Attributes:
        segments: Of its timeline, as the model found them.
        times, probabilities: Of the predictions, float64 ``(n,)`` and float32 ``(n, labels)``.
        thumbnails: Times in seconds and JPEG files, in order.
    """

    about: About
    segments: tuple[Segment, ...]
    times: np.ndarray
    probabilities: np.ndarray
    seconds: Seconds
    thumbnails: tuple[tuple[float, bytes], ...]
    embeddings: tuple[PackedPart, ...]
