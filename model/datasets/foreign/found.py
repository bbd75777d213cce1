"""What readers of other tools' files find: segments by video, and a sentence for each row that says none."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from pathlib import Path

from model.datasets.label_file import LabelledSegment, seconds_of, short
from model.json_data import MOST_CONTAINERS, parse_json
from model.limits import MOST_LABEL_ROWS, MOST_PROBLEMS
from model.safe_text import one_line

POINT_SECONDS = 0.1  # how long an event without a duration is taken to last: one tick of the model's clock
LONGEST_LABEL = 200  # characters
LONGEST_LINE = 2**17  # characters: of one cell, ``csv`` takes no more
MOST_VALUES = 5_000_000  # of a file in JSON: numbers of two bytes in the file take thirty in memory


class WrongFormatError(Exception):
    """The file is none of the format."""


class TooLongError(Exception):
    """There is more in the file than is taken; what was found until here stays."""


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
        self._taken = self._left_out = 0

    def add(self, video: str, start: object, end: object, label: object) -> None:
        """Take a segment; what is none is named as a problem.

        Args:
            video: The file's name or path; "" for unknown.
            start, end: Seconds; numbers or their text.
            label: A text.

        Raises:
            TooLongError: There were enough of them.
        """
        begin, stop = number_of(start), number_of(end)
        text = one_line(" ".join(label[: 10 * LONGEST_LABEL].split()))[:LONGEST_LABEL] if isinstance(label, str) else ""
        if begin is None or stop is None or not text or not 0 <= begin < stop:
            self.problem(
                f"{short(str(label))} from {short(str(start))} to {short(str(end))}", "0 <= start < end and a label"
            )
        elif self._taken >= MOST_LABEL_ROWS:
            raise TooLongError
        else:
            self._taken += 1
            name = re.split(r"[\\/]", video)[-1]
            self.videos.setdefault(name, video)
            self.segments.setdefault(name, []).append(LabelledSegment(begin, stop, text))

    def problem(self, received: str, expected: str) -> None:
        """Name what was left out. Raises TooLongError where there was too much of it."""
        self._left_out += 1
        if self._left_out > MOST_LABEL_ROWS:
            raise TooLongError
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{self._path}: received {received}, expected {expected}.")

    def done(self, too_long: bool) -> FoundLabels:
        """With the segments of each video in order of time, and a last sentence on what is not listed."""
        for parts in self.segments.values():
            parts.sort(key=lambda part: (part.start, part.end))
        if self._left_out > len(self.problems):
            self.problems.append(f"{self._path}: {self._left_out - len(self.problems)} more were left out like these.")
        if too_long:
            expected = f"expected {MOST_LABEL_ROWS:,} segments at most; the rest was left out, split the file"
            self.problems.append(f"{self._path}: received more than is taken of one file, {expected}.")
        return self


def number_of(value: object) -> float | None:
    """A finite number, or a text of one with a point or a comma, or of a time (h:mm:ss); None for anything else."""
    if isinstance(value, str):
        try:
            value = seconds_of(value) if ":" in value else float(value.strip().replace(",", "."))
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


def lines_of(content: bytes) -> Iterator[str]:
    """The lines of a text one by one, their ends as they are: a table is read without holding all of its rows.

    Raises WrongFormatError for a line that is longer than any of a table.
    """
    file = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise WrongFormatError(f"it has a line of more than {LONGEST_LINE:,} characters")
        yield line


def check_size(content: bytes) -> None:
    """Raise WrongFormatError for JSON that would take too much memory, before any is taken."""
    if content.count(b"[") + content.count(b"{") > MOST_CONTAINERS:
        raise WrongFormatError(f"it has more than {MOST_CONTAINERS:,} lists and objects")
    if content.count(b",") > MOST_VALUES:
        raise WrongFormatError(f"it has more than {MOST_VALUES:,} values")


def json_of(content: bytes) -> object:
    """The JSON of a file. Raises WrongFormatError."""
    check_size(content)
    try:
        return parse_json(content)
    except ValueError as error:
        raise WrongFormatError(f"it is no JSON: {error}") from error
