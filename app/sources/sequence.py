"""Numbered pictures as a video: a folder of them, or a pattern such as ``frames/%04d.png``, 30 a second or ``@24``."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from app.runtime_env import cv2
from app.sources.base import SourceNotFoundError, SourceUnreadableError
from model.paths import expand_user

FPS = 30.0
SUFFIXES = frozenset(".png .jpg .jpeg .bmp .tif .tiff .webp .ppm .pgm".split())
_RATE = re.compile(r"(.+)@(\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"%0?(\d*)d")


def split_rate(text: str) -> tuple[str, float]:
    """``frames@24`` as ``("frames", 24.0)``; 30 a second where no rate is written. A path that is there is a path."""
    found = None if expand_user(text).exists() else _RATE.fullmatch(text)
    return (found[1], float(found[2])) if found and 0 < float(found[2]) <= 1000 else (text, FPS)


def is_sequence(text: str) -> bool:
    """Whether ``text`` names numbered pictures: a pattern, or a folder that holds pictures."""
    path = expand_user(split_rate(text)[0])
    if path.is_dir():
        return any(file.suffix.lower() in SUFFIXES for file in path.iterdir())
    return _NUMBER.search(path.name) is not None and not path.exists()


def in_order(files: list[Path]) -> list[Path]:
    """By the numbers in their names, so that 2 comes before 10."""
    return sorted(files, key=lambda file: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", file.name.lower())])


class ImageSequence:
    """See ``app.sources.base.Source``. A picture that cannot be read is an undecodable frame, not the end."""

    live = False

    def __init__(self, text: str):
        """Raises SourceNotFoundError where there is no such picture, SourceUnreadableError where none can be read."""
        where, self.fps = split_rate(text)
        path = expand_user(where)
        folder = path if path.is_dir() else path.parent
        if path.is_dir():
            matches = [file for file in path.iterdir() if file.suffix.lower() in SUFFIXES]
        else:
            before, after = _NUMBER.split(path.name)[0], _NUMBER.split(path.name)[-1]
            name = re.compile(re.escape(before) + r"\d+" + re.escape(after))
            matches = [file for file in folder.iterdir() if name.fullmatch(file.name)] if folder.is_dir() else []
        self.name = f"{path.name} ({len(matches)} pictures)"
        self._files = in_order(matches)
        self._index = -1
        if not self._files:
            raise SourceNotFoundError(
                f"Received source {text}: there is no picture of that name; "
                "expected a folder of pictures or a pattern such as frames/%04d.png."
            )
        self.duration = len(self._files) / self.fps
        if self._read(0) is None:
            raise SourceUnreadableError(
                f"Received {self._files[0]}: it is no picture that can be read; remove it or save it again as PNG."
            )

    def grab(self) -> tuple[int, float] | None:
        """See ``Source.grab``."""
        if self._index + 1 >= len(self._files):
            return None
        self._index += 1
        return self._index, self._index / self.fps

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        return self._read(self._index)

    def _read(self, index: int) -> np.ndarray | None:
        try:  # not cv2.imread: on Windows it cannot open paths beyond ASCII
            return cv2.imdecode(np.fromfile(self._files[index], np.uint8), cv2.IMREAD_COLOR)
        except (OSError, cv2.error):
            return None

    def close(self) -> None:
        """See ``Source.close``."""
