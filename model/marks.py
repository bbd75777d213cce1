"""How a file tells that this program wrote it, and as what: by a mark where its format has room for one, else by its form.

Only such files are ever replaced (``model/outputs.py``). Each test reads a bounded part of the file and takes what it finds
as data. None is proof against a forger; each is against a file that a person made, or has worked on since.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from model.paths import read_bounded

MARK = "Live Action Classifier"
_VIDEO_ENDS = 4 * 2**20  # bytes at either end of a video: containers keep what is said about it there
_PICTURE_HEAD = 64 * 2**10
_JSON_HEAD = 4 * 2**10
_LONGEST_LINE = 64 * 2**10
LONGEST_TEXT = 64 * 2**20  # bytes; no table of ours comes near


def mark(kind: str) -> str:
    """What a file of ours says of itself.

    Args:
        kind: Such as ``highlight reel``.
    """
    return f"{MARK}: {kind}"


def video_marks(kind: str, suffix: str) -> dict[str, str]:
    """Metadata for a video container of PyAV that is written.

    Matroska and MP4 name the program that wrote them. Another program that works on the file puts its own name there,
    and then it is not ours any more. A QuickTime file has room in its comment alone.

    Args:
        suffix: ``.mp4``, ``.mkv`` or ``.mov``.
    """
    return {"comment" if suffix.lower() == ".mov" else "encoding_tool": mark(kind)}


def wrote_video(path: Path, kind: str) -> bool:
    """Whether the video at ``path`` carries the mark of ``kind``."""
    wanted = mark(kind).encode()
    try:
        with path.open("rb") as file:
            head = file.read(_VIDEO_ENDS)
            file.seek(max(0, path.stat().st_size - _VIDEO_ENDS))
            return wanted in head or wanted in file.read(_VIDEO_ENDS)
    except OSError:
        return False


def wrote_picture(path: Path, earlier: bool = False) -> bool:
    """Whether the picture at ``path`` says that this program drew it.

    Args:
        earlier: Or Matplotlib, as earlier versions had it.
    """
    head = _head(path, _PICTURE_HEAD)
    return MARK.encode() in head or (earlier and b"Matplotlib version" in head)


def wrote_json(path: Path, *keys: str) -> bool:
    """Whether the file at ``path`` begins as an object of JSON whose first keys are ``keys``, in this order."""
    value = r"(?:\"(?:[^\"\\]|\\.)*\"|[-+.\w]+|\[[^\[\]]*\])"
    members = rf"\s*:\s*{value}\s*,\s*".join(f'"{re.escape(key)}"' for key in keys)
    return re.match(rf"\s*\{{\s*{members}\s*:", _head(path, _JSON_HEAD).decode("utf-8", "replace")) is not None


def begins_with_line(path: Path, *keys: str) -> bool:
    """Whether the first line of the file at ``path`` is an object of JSON with these keys, as in files of events."""
    line, end, _ = _head(path, _LONGEST_LINE).partition(b"\n")
    try:
        found = json.loads(line)
        return bool(end) and isinstance(found, dict) and set(keys) <= set(found)
    except (ValueError, RecursionError):
        return False


def text_of(path: Path) -> str:
    """The whole text at ``path``; "" where it is none, or too long to be one of ours."""
    try:
        return read_bounded(path, LONGEST_TEXT).decode("utf-8")
    except (OSError, ValueError):
        return ""


def _head(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        return b""
