"""Numbered pictures as a video: a folder of them, or a pattern such as ``frames/%04d.png``, 30 a second or ``@24``."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from app.runtime_env import cv2
from app.sources.base import SourceNotFoundError, SourceUnreadableError
from model.limits import MOST_PICTURE_BYTES, MOST_PICTURE_PIXELS, MOST_PICTURES, MOST_SIDE
from model.paths import expand_user

FPS = 30.0
SUFFIXES = frozenset(".png .jpg .jpeg .bmp .tif .tiff .webp .ppm .pgm".split())
_RATE = re.compile(r"(.+)@(\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"%0?(\d*)d")
_DIGITS = re.compile(r"(\d+)")


def split_rate(text: str) -> tuple[str, float]:
    """Read ``frames@24``; a path that is there is a path.

    Args:
        text: What was asked for.

    Returns:
        The path, and frames a second; 30.0 where no rate is written.
    """
    found = None if expand_user(text).exists() else _RATE.fullmatch(text)
    return (found[1], float(found[2])) if found and 0 < float(found[2]) <= 1000 else (text, FPS)


def is_sequence(text: str) -> bool:
    """Whether ``text`` names numbered pictures: a pattern, or a folder that holds pictures."""
    path = expand_user(split_rate(text)[0])
    if os.path.isdir(path):
        return any(_is_picture(name) for name in _names(path))
    return _NUMBER.search(path.name) is not None and not os.path.exists(path)


def _is_picture(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in SUFFIXES


def _names(folder: Path) -> Iterator[str]:
    """What lies in ``folder``; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                yield entry.name
    except OSError:
        return


def in_order(names: list[str]) -> list[str]:
    """By the numbers in them, so that 2 comes before 10."""

    def key(name: str) -> list[int | str]:
        parts: list[int | str] = _DIGITS.split(name.lower())  # text and digits in turn
        parts[1::2] = [int(part) for part in parts[1::2]]
        return parts

    return sorted(names, key=key)


class ImageSequence:
    """See ``app.sources.base.Source``. A picture that cannot be read is an undecodable frame, not the end."""

    live = False

    def __init__(self, text: str):
        """
        Args:
            text: A folder of pictures or a pattern.

        Raises:
            SourceNotFoundError: There is no such picture.
            SourceUnreadableError: None can be read.
        """
        where, self.fps = split_rate(text)
        path = expand_user(where)
        self._folder, fits = path, _is_picture
        if not os.path.isdir(path):
            self._folder = path.parent
            before, after = _NUMBER.split(path.name)[0], _NUMBER.split(path.name)[-1]
            fits = re.compile(re.escape(before) + r"\d+" + re.escape(after)).fullmatch
        names = list(islice(filter(fits, _names(self._folder)), MOST_PICTURES + 1))
        if not names:
            raise SourceNotFoundError(
                f"Received source {text}: there is no picture of that name; "
                "expected a folder of pictures or a pattern such as frames/%04d.png."
            )
        if len(names) > MOST_PICTURES:
            raise SourceUnreadableError(
                f"Received source {text}: it holds more than {MOST_PICTURES} pictures; spread them over several folders."
            )
        self.name = f"{path.name} ({len(names)} pictures)"
        self._names = in_order(names)
        self._index = -1
        self.duration = len(self._names) / self.fps
        try:
            self._read(0)
        except (OSError, ValueError, cv2.error) as error:
            raise SourceUnreadableError(
                f"Received {self._folder / self._names[0]}: {_reason(error)}; remove it or save it again as PNG."
            ) from error

    def grab(self) -> tuple[int, float] | None:
        """See ``Source.grab``."""
        if self._index + 1 >= len(self._names):
            return None
        self._index += 1
        return self._index, self._index / self.fps

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        try:
            return self._read(self._index)
        except (OSError, ValueError, cv2.error):
            return None

    def _read(self, index: int) -> np.ndarray:
        """The picture; raises OSError, ValueError or ``cv2.error`` where it cannot be read."""
        path = self._folder / self._names[index]
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("it is no file, expected a picture")
        if found.st_size > MOST_PICTURE_BYTES:
            raise ValueError(f"its file has {found.st_size >> 20} MB, expected at most {MOST_PICTURE_BYTES >> 20}")
        # Not cv2.imread: on Windows it cannot open paths beyond ASCII.
        image = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            raise ValueError("it is no picture that can be read")
        return image

    def close(self) -> None:
        """See ``Source.close``."""


def _reason(error: Exception) -> str:
    """Why a picture cannot be read, to be put into a sentence."""
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror or error})"
    if isinstance(error, ValueError):
        return str(error)
    if "MAX_IMAGE" in str(error):  # OpenCV tells its limits apart by the names of their settings only
        return f"it is larger than {MOST_PICTURE_PIXELS / 1e6:.0f} million pixels or {MOST_SIDE} a side"
    return "it is no picture that can be read"
