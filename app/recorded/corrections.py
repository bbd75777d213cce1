"""A person's corrections of videos, kept for good: in the folder of the program's data, which no cleaner of caches empties.

They are known by the video's content and the model's labels (``own``, of ``scan_store.key_of``), so that they outlive the model
and a renaming. Where somebody asked for it, they lie beside the video as well, in ``VIDEO.corrections.json``, and move with it:
of the two the one that was saved later counts. Earlier versions kept them among the timelines; they are found there still.

    {"format": 1, "timelines": {OWN: {"saved": 1767225600.0, "segments": [[start, end, label, confidence], …]}}}

Several windows may be at one video. Whoever saves reads first what is there by now, under a lock, and adds to it.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.log import note_once
from app.recorded.segment_rows import from_rows, to_rows
from app.timeline.segment_map import around
from app.timeline.timeline import Segment
from model.files import FRESH, PRIVATE, locked, write_whole
from model.json_data import is_number, read_json
from model.paths import make_private, program_folder

ENDING = ".corrections.json"
LATEST = 1e12  # seconds since 1970
Kept = tuple[float, tuple[Segment, ...]]  # when they were saved, and they


def folder() -> Path:
    """Where corrections are kept."""
    return program_folder("data") / "corrections"


def beside(video: Path) -> Path:
    """Where the corrections of ``video`` lie when they move with it."""
    return video.with_name(video.name + ENDING)


def load(own: str, video: Path | None = None) -> tuple[Segment, ...]:
    """What a person corrected.

    Args:
        own: The first part of ``scan_store.key_of``.
        video: The file, beside which they may lie too.

    Returns:
        The segments in order; none where there is nothing that can be read.
    """
    return max((kept for _, kept in _found(own, video)), key=lambda kept: kept[0], default=(0.0, ()))[1]


def save(own: str, mine: Iterable[Segment], before: Iterable[Segment] = (), video: Path | None = None) -> bool:
    """Keep a person's segments, for every model with these labels.

    Args:
        own: The first part of ``scan_store.key_of``.
        mine: In any order.
        before: What the one who saves had loaded or saved last. What of it is not among ``mine`` was taken back and goes;
            what is there and not in it was corrected elsewhere meanwhile, and stays around ``mine``.
        video: The file; corrections that lie beside it are brought up to date.

    Returns:
        False where they cannot be written.
    """
    mine = sorted(mine, key=lambda part: part.start)
    known = {*mine, *before}
    try:
        with _alone():
            theirs = [part for part in load(own, video) if part not in known]
            rows = to_rows(sorted([*mine, *around(theirs, mine)], key=lambda part: part.start))
            _write(folder() / f"{own}.json", own, rows, PRIVATE)
            if video is not None and beside(video).exists():
                with contextlib.suppress(OSError):  # on a disk that is read only: the others count, being later
                    _write(beside(video), own, rows, FRESH)
    except OSError:
        return False
    return True


def keep_beside(own: str, video: Path) -> Path:
    """Keep what was corrected beside the video as well, from now on.

    Args:
        own: The first part of ``scan_store.key_of``.
        video: The file.

    Returns:
        The file that was written.

    Raises:
        OSError: It cannot be written, or a file that is none of this program's has the name.
    """
    with _alone():
        _write(beside(video), own, to_rows(load(own, video)), FRESH)
    return beside(video)


@contextlib.contextmanager
def _alone():
    make_private(program_folder("data"))
    make_private(folder())
    with locked(folder() / "lock"):
        yield


def _found(own: str, video: Path | None) -> list[tuple[Path, Kept]]:
    places = [folder() / f"{own}.json", *([] if video is None else [beside(video)])]
    found = [(path, kept) for path in places if (kept := _read(path, own)) is not None]
    if not found:
        earlier = program_folder("cache") / "timelines" / f"{own}.json"
        found = [(earlier, kept)] if (kept := _read(earlier, own)) is not None else []
    return found


def _read(path: Path, own: str) -> Kept | None:
    """What the file at ``path`` keeps under ``own``; None, and a line in the log, where it cannot be read."""
    try:
        data = read_json(path)
        if isinstance(data, list):  # as earlier versions wrote it
            return 0.0, tuple(from_rows(data, by_user=True))
        one = _timelines(data).get(own)
        if one is None:
            return None
        if not is_number(one["saved"], 0, LATEST):
            raise ValueError("a time that is none")
        return float(one["saved"]), tuple(from_rows(one["segments"], by_user=True))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        note_once(f"Received {path} that cannot be read ({error}): what was corrected there is passed over.")
        return None


def _timelines(data: Any) -> dict[str, Any]:
    """What a file of corrections holds, by ``own``. Raises ValueError where it is none."""
    if not (isinstance(data, dict) and data.get("format") == 1 and isinstance(data.get("timelines"), dict)):
        raise ValueError("it is no file of corrections")
    return data["timelines"]


def _write(path: Path, own: str, rows: list, mode: int) -> None:
    """Write ``rows`` under ``own``; what lies there under other names stays.

    A damaged file of the program's gets out of the way, and stays; a foreign one beside a video is not touched. Raises OSError.
    """
    others: dict[str, Any] = {}
    try:
        others = _timelines(read_json(path))
    except FileNotFoundError:
        pass
    except (ValueError, KeyError, TypeError) as error:
        if mode == FRESH:
            raise OSError(f"{path.name} is there already and no file of corrections") from error
        os.replace(path, path.with_suffix(".damaged.json"))
    data = {"format": 1, "timelines": {**others, own: {"saved": time.time(), "segments": rows}}}
    write_whole(path, json.dumps(data) + "\n", mode=mode, durable=True)
