"""Timelines kept between runs, by the content of the video and of the model: renamed and copied files find theirs.

Beside each other lie ``KEY.json`` (segments, corrections) and, while a scan is not done, ``KEY.npz`` (predictions).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from app.frames import Prediction
from app.settings import program_folder
from app.timeline import Segment
from model.engine.litert import ENCODER_FILES, HEAD_FILES
from model.files import replacing, write_whole
from model.spec import SPEC_FILE

PART = 2**20  # bytes read at each of the places that a video is told by
PLACES = 8


@dataclass(frozen=True)
class Kept:
    """What is known of one video by one model. ``done``: seconds of it that were scanned, the whole when ``complete``.

    error: why the scan ended before the video's end, one sentence; "" otherwise. corrections: a person's segments.
    """

    duration: float | None = None
    done: float = 0.0
    complete: bool = False
    error: str = ""
    segments: tuple[Segment, ...] = ()
    corrections: tuple[Segment, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether nothing more will be found."""
        return self.complete or bool(self.error)


def folder() -> Path:
    """Where timelines are kept."""
    return program_folder("cache") / "timelines"


def predictions_file(key: str) -> Path:
    """Where the predictions of an unfinished scan are kept."""
    return folder() / f"{key}.npz"


def key_of(video: Path, model: Path) -> str:
    """A name for what ``model`` (a folder) says of ``video``: it changes with the content of either. Raises OSError."""
    digest = blake2b(digest_size=16)
    size = video.stat().st_size
    digest.update(str(size).encode())
    with video.open("rb") as file:
        for place in range(PLACES):
            file.seek(max(0, (size - PART) * place // (PLACES - 1)))
            digest.update(file.read(PART))
    for name in (SPEC_FILE, *ENCODER_FILES.values(), *HEAD_FILES.values()):
        path = model / name
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def load(key: str) -> Kept | None:
    """What was kept under ``key``; None where there is nothing, or nothing that can be read."""
    try:
        data = json.loads((folder() / f"{key}.json").read_text(encoding="utf-8"))
        return Kept(
            data["duration"],
            float(data["done"]),
            bool(data["complete"]),
            str(data.get("error", "")),
            tuple(from_rows(data["segments"])),
            tuple(from_rows(data["corrections"], by_user=True)),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(key: str, kept: Kept) -> bool:
    """Keep ``kept`` under ``key``, whole or not at all; False where it cannot be written."""
    data = {
        "duration": kept.duration,
        "done": kept.done,
        "complete": kept.complete,
        "error": kept.error,
        "segments": to_rows(kept.segments),
        "corrections": to_rows(kept.corrections),
    }
    try:
        folder().mkdir(parents=True, exist_ok=True)
        write_whole(folder() / f"{key}.json", json.dumps(data) + "\n")
    except OSError:
        return False
    return True


def load_predictions(path: Path) -> list[Prediction]:
    """The predictions of a scan that was stopped, in order; none where there are none or they cannot be read."""
    try:
        with np.load(path) as kept:
            times, probabilities, frames = kept["times"], kept["probabilities"], kept["frames"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return []
    return [Prediction(float(t), p, 0.0, int(f)) for t, p, f in zip(times, probabilities, frames, strict=True)]


def save_predictions(path: Path, predictions: Sequence[Prediction]) -> None:
    """Keep them at ``path``, whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        with temporary.open("wb") as file:
            np.savez(
                file,
                times=np.array([one.time for one in predictions]),
                probabilities=np.array([one.probabilities for one in predictions], np.float32),
                frames=np.array([one.frame_index for one in predictions], np.int64),
            )


def to_rows(segments: Iterable[Segment]) -> list[list]:
    """``[start, end, label, confidence]`` of each: what JSON takes."""
    return [[part.start, part.end, part.label, part.confidence] for part in segments]


def from_rows(rows: Iterable[Sequence], by_user: bool = False) -> list[Segment]:
    """Segments of such rows. Raises ValueError or TypeError for rows of another kind."""
    return [Segment(float(s), float(e), str(label), float(c), by_user) for s, e, label, c in rows]
