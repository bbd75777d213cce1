"""JSON from outside is data: bounded before memory is taken, and refused in one way whatever is wrong with it."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from model.errors import ModelError
from model.paths import read_bounded

MOST_BYTES = 16 * 2**20
MOST_CONTAINERS = 500_000  # lists and objects: an empty one takes two bytes in the file and sixty in memory
DEEPEST = 64  # levels: what is nested deeper cannot be written, compared or printed again
_MOST_DIGITS = 18  # of a whole number: what fits in 64 bits


def read_json(path: Path, *, most_bytes: int = MOST_BYTES, finite: bool = True) -> Any:
    """Read the JSON file at ``path``.

    Args:
        path: a regular file, UTF-8.
        most_bytes: the largest file that is read at all.
        finite: refuse NaN, infinities and numbers too large for a float; else they come as floats.

    Returns:
        What ``json.loads`` gives.

    Raises:
        OSError: the file is missing or cannot be read.
        ValueError: it is too large, no JSON, nested too deep or, with ``finite``, holds no finite number somewhere.
    """
    return parse_json(read_bounded(path, most_bytes), finite=finite)


def read_object(path: Path) -> dict:
    """The names and values in one of a model's JSON files; none where there is no file.

    Raises:
        ModelError: It is damaged.
    """
    try:
        kept = read_json(path, finite=False)
        if not isinstance(kept, dict):
            raise ValueError("expected names and values")
        return kept
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(f"Received {path}: it cannot be read ({error}); restore the file or remove it.") from error


def parse_json(content: bytes, *, finite: bool = True) -> Any:
    """As ``read_json``, of a file's ``content``."""
    if content.count(b"[") + content.count(b"{") > MOST_CONTAINERS:
        raise ValueError(f"more than {MOST_CONTAINERS:,} lists and objects")
    number = _finite if finite else float
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            parse_constant=number,
            parse_float=number,
            parse_int=lambda text: int(text) if len(text) <= _MOST_DIGITS else number(text),
        )
    except RecursionError:
        raise ValueError(f"nested deeper than {DEEPEST} levels") from None
    _check_depth(data)
    return data


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]} is no finite number")
    return value


def _check_depth(data: Any) -> None:
    level = [data]
    for _ in range(DEEPEST):
        level = [
            child
            for part in level
            if isinstance(part, (list, dict))
            for child in (part.values() if isinstance(part, dict) else part)
            if isinstance(child, (list, dict))
        ]
        if not level:
            return
    raise ValueError(f"nested deeper than {DEEPEST} levels")


def is_number(value: Any, least: float = -math.inf, most: float = math.inf) -> bool:
    """Whether ``value`` is a finite number, and no ``bool``, from ``least`` to ``most``."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return least <= value <= most and abs(value) <= sys.float_info.max


def is_text(value: Any, longest: int) -> bool:
    """Whether ``value`` is a string of at most ``longest`` characters that can be written as UTF-8."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_whole(value: Any, least: int, most: int) -> bool:
    """Whether ``value`` is an ``int``, and no ``bool``, from ``least`` to ``most``."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
