"""What readers of other tools' files find: segments by video, and a sentence for each row that says none."""

from __future__ import annotations

import math
import re
from pathlib import Path

from model.datasets.label_file import LabelledSegment, short
from model.limits import MOST_LABEL_ROWS, MOST_PROBLEMS

POINT_SECONDS = 0.1  # how long an event without a duration is taken to last: one tick of the model's clock
LONGEST_LABEL = 200  # characters


class WrongFormatError(Exception):
    """The file is none of the format."""


class FoundLabels:
    """Collects segments.

    Attributes:
        segments: By the video's file name, or "" where the file names none; in order of time once ``done``.
        videos: Where each lay, as the file says.
        problems: A sentence for each that was left out, MOST_PROBLEMS at most.
        frames_per_second: Of the videos, for formats that count frames; None: not known.
    """

    def __init__(self, path: Path, frames_per_second: float | None = None):
        """
        Args:
            path: The file, for sentences.
            frames_per_second: See above.
        """
        self._path, self.frames_per_second = path, frames_per_second
        self.segments: dict[str, list[LabelledSegment]] = {}
        self.videos: dict[str, str] = {}
        self.problems: list[str] = []
        self._count = 0

    def add(self, video: str, start: object, end: object, label: object) -> None:
        """Take a segment; what is none is named as a problem.

        Args:
            video: The file's name or path; "" for unknown.
            start, end: Seconds; numbers or their text.
            label: A text.
        """
        begin, stop = number_of(start), number_of(end)
        text = " ".join(label.split())[:LONGEST_LABEL] if isinstance(label, str) else ""
        if begin is None or stop is None or not text or not 0 <= begin < stop:
            self.problem(
                f"{short(str(label))} from {short(str(start))} to {short(str(end))}", "0 <= start < end and a label"
            )
        elif self._count >= MOST_LABEL_ROWS:
            self.problem("more rows", f"{MOST_LABEL_ROWS} at most; the rest was left out")
        else:
            self._count += 1
            name = re.split(r"[\\/]", video)[-1]
            self.videos.setdefault(name, video)
            self.segments.setdefault(name, []).append(LabelledSegment(begin, stop, text))

    def problem(self, received: str, expected: str) -> None:
        """Name what was left out."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{self._path}: received {received}, expected {expected}.")

    def done(self) -> FoundLabels:
        """With the segments of each video in order of time."""
        for parts in self.segments.values():
            parts.sort(key=lambda part: (part.start, part.end))
        return self


def number_of(value: object) -> float | None:
    """A finite number, or a text of one with a point or a comma; None for anything else."""
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", "."))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def mapping(value: object) -> dict:
    """``value`` where it holds names and values; else nothing."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> list:
    """``value`` where it is a list; else nothing."""
    return value if isinstance(value, list) else []


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16. Raises WrongFormatError."""
    try:
        encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongFormatError("it is no text in UTF-8") from error


def json_of(content: bytes) -> object:
    """The JSON of a file. Raises WrongFormatError."""
    from model.json_data import parse_json

    try:
        return parse_json(content)
    except ValueError as error:
        raise WrongFormatError(f"it is no JSON: {error}") from error
