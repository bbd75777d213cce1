"""Timelines kept between runs, by what is in the files: renamed and copied ones find theirs.

A key is ``OWN-FOUND``. Beside each other lie ``OWN.json``, a person's corrections, known by the video and the labels alone, so
that they outlive the model; ``OWN-FOUND.json``, the segments found by one model in one version's way; and,
while a scan is not done, ``OWN-FOUND.npz``, its predictions and moments.

Several windows, and ``highlights``, may be at one video. Whoever saves reads first what is there by now, under a lock, and
adds to it: nothing that another has found or corrected is lost.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from app.log import note_once
from app.recorded.segment_rows import MOST_SECONDS, from_rows, to_rows
from app.timeline.segment_map import around
from app.timeline.timeline import Segment
from model.engine.litert import ENCODER_FILES, HEAD_FILES
from model.engine.offline_head import OFFLINE_HEAD_FILE
from model.files import PRIVATE, locked, write_whole
from model.json_data import is_number, read_json
from model.paths import make_private, program_folder
from model.spec import SPEC_FILE, read_spec
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
    digest = content_digest(video)
    found = digest.copy()
    digest.update(repr(read_spec(model).labels).encode())
    found.update(WAY.encode())
    for name in (SPEC_FILE, *ENCODER_FILES.values(), *HEAD_FILES.values(), OFFLINE_HEAD_FILE):
        path = model / name
        if path.is_file():
            with path.open("rb") as file:
                while part := file.read(PART):
                    found.update(part)
    return f"{digest.hexdigest()}-{found.hexdigest()}"


def load(key: str) -> StoredScan | None:
    """Look up what was kept.

    Args:
        key: Of ``key_of``.

    Returns:
        It; None where there is nothing, or nothing that can be read.
    """
    corrections, found = _read_corrections(key), _read_found(key)
    if found is not None:
        return replace(found, corrections=corrections)
    return StoredScan(corrections=corrections) if corrections else None


def _own(key: str) -> str:
    return key.partition("-")[0]


def _read_corrections(key: str, keep_damaged: bool = False) -> tuple[Segment, ...]:
    return _read(_own(key), lambda rows: tuple(from_rows(rows, by_user=True)), keep_damaged) or ()


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


def _read(name: str, take: Callable[[Any], T], keep_damaged: bool = False) -> T | None:
    """What ``take`` makes of the file; None, and a line in the log, where it is damaged.

    keep_damaged: a person's work may be in it; it gets out of the way of what is then written, and stays.
    """
    path = folder() / f"{name}.json"
    try:
        return take(read_json(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        note_once(f"Received {path} that cannot be read ({error}): the timeline is made anew.")
        if keep_damaged and not isinstance(error, OSError):
            with contextlib.suppress(OSError):
                os.replace(path, path.with_suffix(".damaged.json"))
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


def save_corrections(key: str, corrections: Iterable[Segment], before: Iterable[Segment] = ()) -> bool:
    """Keep a person's segments, for every model with these labels.

    Args:
        key: Of ``key_of``.
        corrections: In any order.
        before: What the one who saves had loaded or saved last. What of it is not among ``corrections`` was taken back
            and goes; what is there and not in it was corrected elsewhere meanwhile, and stays around ``corrections``.

    Returns:
        False where they cannot be written.
    """
    mine = sorted(corrections, key=lambda part: part.start)
    known = {*mine, *before}

    def merged() -> list:
        theirs = [part for part in _read_corrections(key, keep_damaged=True) if part not in known]
        return to_rows(sorted([*mine, *around(theirs, mine)], key=lambda part: part.start))

    return _update(_own(key), merged)


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
