"""Timelines kept between runs, by what is in the files: renamed and copied ones find theirs.

A key is ``OWN-FOUND``: the video and the labels, under which a person's corrections are kept (``corrections``), and the model
with one version's way. Beside each other lie ``OWN-FOUND.json``, the segments found, and, while a scan is not done,
``OWN-FOUND.npz``, its predictions and moments.

Several windows, and ``highlights``, may be at one video. Whoever saves reads first what is there by now, under a lock, and
adds to it: nothing that another has found or corrected is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from app.log import note_once
from app.recorded import corrections
from app.recorded.segment_rows import MOST_SECONDS, from_rows, to_rows
from app.timeline.timeline import Segment
from model.engine.litert import ENCODER_FILES, HEAD_FILES
from model.engine.offline_head import OFFLINE_HEAD_FILE
from model.files import PRIVATE, locked, write_whole
from model.json_data import is_number, read_json
from model.paths import make_private, program_folder
from model.spec import SPEC_FILE, ModelSpec, read_spec
from model.video.identity import content_digest

PART = 2**20  # bytes of a network that are read at once
WAY = "likeliest path, from what players call zero"  # of making timelines; what was found in another way is found anew

T = TypeVar("T")


@dataclass(frozen=True)
class StoredScan:
    """What is known of one video by one model. ``done``: seconds of it that were scanned, the whole when ``complete``.

    Attributes:
        error: Why the scan ended before the video's end, one sentence; "" otherwise.
        corrections: A person's segments.
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


def make_cache_folder() -> None:
    """Make the folder where timelines are kept, for its owner alone. Raises OSError."""
    make_private(program_folder("cache"))
    make_private(folder())


def predictions_file(key: str) -> Path:
    """Where the predictions of an unfinished scan are kept."""
    return folder() / f"{key}.npz"


def own_key_of(video: Path, spec: ModelSpec) -> str:
    """Name a person's corrections of a video by the labels of a model: the first part of ``key_of``.

    Raises:
        FootageError: The video cannot be read.
        OSError: It is not there.
    """
    digest = content_digest(video)
    digest.update(repr(spec.labels).encode())
    return digest.hexdigest()


def key_of(video: Path, model: Path) -> str:
    """Name what a model says of a video, by what is in both.

    Args:
        video: The file.
        model: The model's folder.

    Returns:
        The key.

    Raises:
        FootageError: The video cannot be read.
        OSError, ModelError: The model cannot be read.
    """
    found = content_digest(video)
    whose = own_key_of(video, read_spec(model))
    found.update(WAY.encode())
    for name in (SPEC_FILE, *ENCODER_FILES.values(), *HEAD_FILES.values(), OFFLINE_HEAD_FILE):
        path = model / name
        if path.is_file():
            with path.open("rb") as file:
                while part := file.read(PART):
                    found.update(part)
    return f"{whose}-{found.hexdigest()}"


def load(key: str, video: Path | None = None) -> StoredScan | None:
    """Look up what was kept.

    Args:
        key: Of ``key_of``.
        video: The file, beside which a person's corrections may lie.

    Returns:
        It; None where there is nothing, or nothing that can be read.
    """
    corrected, found = corrections.load(own(key), video), _read_found(key)
    if found is not None:
        return replace(found, corrections=corrected)
    return StoredScan(corrections=corrected) if corrected else None


def own(key: str) -> str:
    """What a person's corrections are known by, of a key."""
    return key.partition("-")[0]


def _read_found(key: str) -> StoredScan | None:
    return _read(key, _as_stored)


def _as_stored(data: Any) -> StoredScan:
    duration, done, complete, error = (data[name] for name in ("duration", "done", "complete", "error"))
    if not (
        (duration is None or is_number(duration, 0, MOST_SECONDS))
        and is_number(done, 0, MOST_SECONDS)
        and isinstance(complete, bool)
        and isinstance(error, str)
    ):
        raise ValueError("values of another kind")
    return StoredScan(duration, float(done), complete, error, tuple(from_rows(data["segments"])))


def _read(name: str, take: Callable[[Any], T]) -> T | None:
    """What ``take`` makes of the file; None, and a line in the log, where it is damaged."""
    path = folder() / f"{name}.json"
    try:
        return take(read_json(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        note_once(f"Received {path} that cannot be read ({error}): the timeline is made anew.")
        return None


def save(key: str, stored: StoredScan) -> bool:
    """Keep what was found, whole or not at all.

    Where another scan got further meanwhile, what it found stays.

    Args:
        key: Of ``key_of``.
        stored: What was found.

    Returns:
        False where it cannot be written.
    """
    data = {
        "duration": stored.duration,
        "done": stored.done,
        "complete": stored.complete,
        "error": stored.error,
        "segments": to_rows(stored.segments),
    }

    def newest() -> dict | None:
        there = _read_found(key)
        further = there is not None and (there.complete, there.done) > (stored.complete, stored.done)
        return None if further else data

    return _update(key, newest)


def _update(name: str, content: Callable[[], dict | list | None]) -> bool:
    """Write what ``content`` makes of what is there, while nobody else writes; None: it stays as it is."""
    try:
        make_cache_folder()
        with locked(folder() / "lock"):
            data = content()
            if data is not None:
                write_whole(folder() / f"{name}.json", json.dumps(data) + "\n", mode=PRIVATE, durable=True)
    except OSError:
        return False
    return True
