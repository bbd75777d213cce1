"""Timelines kept between runs, by what is in the files: renamed and copied ones find theirs.

A key is ``OWN-FOUND``. Beside each other lie ``OWN.json``, a person's corrections, known by the video and the labels alone, so
that they outlive the model; ``OWN-FOUND.json``, the segments found by one model in one version's way; and,
while a scan is not done, ``OWN-FOUND.npz``, its predictions and moments.

Several windows, and ``highlights``, may be at one video. Whoever saves reads first what is there by now, under a lock, and
adds to it: nothing that another has found or corrected is lost.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from app.frames import Moment, Prediction
from app.timeline.editing import around
from app.timeline.timeline import Segment
from model.engine.litert import ENCODER_FILES, HEAD_FILES
from model.engine.offline_head import HINDSIGHT_FILE
from model.files import PRIVATE, locked, replacing, write_whole
from model.paths import make_private, program_folder
from model.spec import SPEC_FILE, read_spec
from model.video.file_check import check_file

PART = 2**20  # bytes read at each of the places that a video is told by
PLACES = 8
WAY = "likeliest path"  # of making timelines; what was found in another way is found anew

T = TypeVar("T")


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


def _make_folder() -> None:
    make_private(program_folder("cache"))
    make_private(folder())


def predictions_file(key: str) -> Path:
    """Where the predictions of an unfinished scan are kept."""
    return folder() / f"{key}.npz"


def key_of(video: Path, model: Path) -> str:
    """A name for what ``model`` (a folder) says of ``video``, by what is in both.

    Raises OSError and FootageError where the video cannot be read; ModelError for the model.
    """
    check_file(video)
    digest = blake2b(digest_size=16)
    size = video.stat().st_size
    digest.update(str(size).encode())
    with video.open("rb") as file:
        for place in range(PLACES):
            file.seek(max(0, (size - PART) * place // (PLACES - 1)))
            digest.update(file.read(PART))
    found = digest.copy()
    digest.update(repr(read_spec(model).labels).encode())
    found.update(WAY.encode())
    for name in (SPEC_FILE, *ENCODER_FILES.values(), *HEAD_FILES.values(), HINDSIGHT_FILE):
        path = model / name
        if path.is_file():
            found.update(path.read_bytes())
    return f"{digest.hexdigest()}-{found.hexdigest()}"


def load(key: str) -> Kept | None:
    """What was kept under ``key``; None where there is nothing, or nothing that can be read."""
    corrections, found = _read_corrections(key), _read_found(key)
    if found is not None:
        return replace(found, corrections=corrections)
    return Kept(corrections=corrections) if corrections else None


def _own(key: str) -> str:
    return key.partition("-")[0]


def _read_corrections(key: str) -> tuple[Segment, ...]:
    return _read(_own(key), lambda rows: tuple(from_rows(rows, by_user=True))) or ()


def _read_found(key: str) -> Kept | None:
    return _read(
        key,
        lambda data: Kept(
            data["duration"],
            float(data["done"]),
            bool(data["complete"]),
            str(data["error"]),
            tuple(from_rows(data["segments"])),
        ),
    )


def _read(name: str, take: Callable[[Any], T]) -> T | None:
    try:
        return take(json.loads((folder() / f"{name}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(key: str, kept: Kept) -> bool:
    """Keep what was found under ``key``, whole or not at all; False where it cannot be written.

    Where another scan got further meanwhile, what it found stays.
    """
    data = {
        "duration": kept.duration,
        "done": kept.done,
        "complete": kept.complete,
        "error": kept.error,
        "segments": to_rows(kept.segments),
    }

    def newest() -> dict | None:
        there = _read_found(key)
        further = there is not None and (there.complete, there.done) > (kept.complete, kept.done)
        return None if further else data

    return _update(key, newest)


def save_corrections(key: str, corrections: Iterable[Segment], before: Iterable[Segment] = ()) -> bool:
    """Keep a person's segments, for every model with these labels; False where they cannot be written.

    before: what the one who saves had loaded or saved last. What of it is not among ``corrections`` was taken back and goes;
    what is there and not in it was corrected elsewhere meanwhile, and stays around ``corrections``.
    """
    mine = sorted(corrections, key=lambda part: part.start)
    known = {*mine, *before}

    def merged() -> list:
        theirs = [part for part in _read_corrections(key) if part not in known]
        return to_rows(sorted([*mine, *around(theirs, mine)], key=lambda part: part.start))

    return _update(_own(key), merged)


def _update(name: str, content: Callable[[], dict | list | None]) -> bool:
    """Write what ``content`` makes of what is there, while nobody else writes; None: it stays as it is."""
    try:
        _make_folder()
        with locked(folder() / "lock"):
            data = content()
            if data is not None:
                write_whole(folder() / f"{name}.json", json.dumps(data) + "\n", mode=PRIVATE, durable=True)
    except OSError:
        return False
    return True


def load_predictions(path: Path) -> tuple[list[Prediction], list[Moment]]:
    """The predictions of a scan that was stopped, in order, and its timeline's moments; none where they cannot be read."""
    try:
        with np.load(path) as kept:
            times, probabilities, frames = kept["times"], kept["probabilities"], kept["frames"]
            moments = kept["moments"], kept["moments_probabilities"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return [], []
    return [Prediction(float(t), p, 0.0, int(f)) for t, p, f in zip(times, probabilities, frames, strict=True)], [
        Moment(float(t), p) for t, p in zip(*moments, strict=True)
    ]


def save_predictions(path: Path, predictions: Sequence[Prediction], moments: Sequence[Moment]) -> None:
    """Keep them at ``path``, whole or not at all. Raises OSError."""
    _make_folder()
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, PRIVATE) as temporary:
        with temporary.open("wb") as file:
            np.savez(
                file,
                times=np.array([one.time for one in predictions]),
                probabilities=np.array([one.probabilities for one in predictions], np.float32),
                frames=np.array([one.frame_index for one in predictions], np.int64),
                moments=np.array([one.time for one in moments]),
                moments_probabilities=np.array([one.probabilities for one in moments], np.float32),
            )


def to_rows(segments: Iterable[Segment]) -> list[list]:
    """``[start, end, label, confidence]`` of each: what JSON takes."""
    return [[part.start, part.end, part.label, part.confidence] for part in segments]


def from_rows(rows: Iterable[Sequence], by_user: bool = False) -> list[Segment]:
    """Segments of such rows. Raises ValueError or TypeError for rows of another kind."""
    return [Segment(float(s), float(e), str(label), float(c), by_user) for s, e, label, c in rows]
