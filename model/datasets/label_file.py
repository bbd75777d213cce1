"""Label files as people have them: a table with the columns ``start``, ``end`` and ``label``, in any order.

Spreadsheets write such tables in many ways: with ``,``, ``;`` or tabs between cells, decimal points or commas, as UTF-8 or
UTF-16, with a byte order mark or without, and with rows left empty. Times are seconds, ``m:ss`` or ``h:mm:ss``, with
fractions. Intervals are half-open. What cannot be understood is never guessed: it is named with its row.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from pathlib import Path

from model.files import write_whole
from model.limits import MOST_LABEL_BYTES, MOST_LABEL_ROWS, MOST_PROBLEMS
from model.safe_text import cell_text, csv_line, table_cell

HEADER = ("start", "end", "label")
_DELIMITERS = ",;\t"
_SEPARATOR_LINE = re.compile(
    r"\s*\"?sep=.\"?\s*", re.IGNORECASE
)  # Excel's own line about the delimiter, before the header
_SECONDS = re.compile(r"\d+(?:[.,]\d*)?(?:[eE][+-]?\d+)?|[.,]\d+(?:[eE][+-]?\d+)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d\d(?:[.,]\d*)?)", re.ASCII)
_LOOK = 4096  # bytes by which UTF-16 without a byte order mark is told
_LOST = "\ufffd"  # what stands in decoded text for bytes that are no text


@dataclass(frozen=True)
class LabelledSegment:
    """``label`` is true in the half-open interval ``[start, end)``, in seconds from the video's zero."""

    start: float
    end: float
    label: str


def parse_labels(path: Path) -> tuple[list[LabelledSegment], list[str]]:
    """Read a label file as far as it can be read: the good segments in file order, and a sentence for each bad row.

    Of a file with more than MOST_PROBLEMS bad rows or MOST_LABEL_ROWS good ones the rest is not read.

    Args:
        path: A ``.csv`` file.

    Returns:
        The good segments in file order, and a sentence for each bad row.
    """
    segments: list[LabelledSegment] = []
    problems: list[str] = []
    try:
        size = path.stat().st_size
        if size > MOST_LABEL_BYTES:
            return [], [f"{path}: received {size >> 20} MB, expected a label file of at most {MOST_LABEL_BYTES >> 20}."]
        with path.open(newline="", encoding=_encoding(path), errors="replace") as file:
            before, line = _first_line(file)
            table = _table(line)
            if table is None:
                received = short(line.strip()) or "of an empty file"
                return [], [f"{path}, line {before}: received the header {received}, expected start,end,label."]
            rows = csv.reader(file, delimiter=table.delimiter)
            for row in rows:
                if len(segments) >= MOST_LABEL_ROWS or len(problems) >= MOST_PROBLEMS:
                    problems.append(
                        f"{path}: from line {before + rows.line_num} on it was not read; it is too long, or no label file."
                    )
                    break
                if not any(cell.strip() for cell in row):
                    continue
                found = table.segment(row)
                if isinstance(found, LabelledSegment):
                    segments.append(found)
                else:
                    received = short(table.delimiter.join(row))
                    problems.append(f"{path}, line {before + rows.line_num}: received {received}, expected {found}.")
    except (OSError, csv.Error) as error:
        problems.append(f"{path}: the label file cannot be read ({error}).")
    return segments, problems


def write_labels(path: Path, segments: Iterable[LabelledSegment]) -> Path:
    """Write a label file, in order of time, whole or not at all.

    Args:
        path: Where to; what is there is replaced.
        segments: Seconds, to the millisecond.

    Returns:
        ``path``.

    Raises:
        OSError: It cannot be written.
    """
    rows = (
        csv_line(f"{part.start:.3f}", f"{part.end:.3f}", table_cell(part.label))
        for part in sorted(segments, key=lambda part: part.start)
    )
    return write_whole(path, csv_line(*HEADER) + "".join(rows), durable=True)


def short(text: str) -> str:
    """``text`` as it is put into a sentence."""
    return text if len(text) <= 80 else f"{text[:80]}..."


def seconds_of(text: str) -> float | None:
    """Read a moment as people write it: ``83.5``, ``83,5``, ``1:23.5`` or ``0:01:23.5``.

    Args:
        text: A cell of a table.

    Returns:
        Seconds; None where it says none.
    """
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return float(text.replace(",", "."))
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return None
    hours, minutes, seconds = int(clock[1] or 0), int(clock[2]), float(clock[3].replace(",", "."))
    if seconds >= 60 or (clock[1] is not None and minutes >= 60):
        return None
    return hours * 3600.0 + minutes * 60.0 + seconds


@dataclass(frozen=True)
class _Table:
    """places: of the columns ``start``, ``end`` and ``label``. columns: how many have names. delimiter: between cells."""

    places: tuple[int, ...]
    columns: int
    delimiter: str

    def segment(self, row: list[str]) -> LabelledSegment | str:
        """The segment that a row says; where it says none, what was expected of it."""
        if any(cell.strip() for cell in row[self.columns :]):  # such as 3,5 for three and a half, between commas
            return f"{self.columns} cells; put quotes around a cell that has {self.delimiter!r} in it"
        if len(row) <= max(self.places):
            return "a start, an end and a label"
        if any(_LOST in cell for cell in row):
            return "text in UTF-8 or UTF-16; save the table as one of these"
        start, end = (seconds_of(row[place]) for place in self.places[:2])
        label = cell_text(row[self.places[2]].strip())
        if start is None or end is None:
            return "times of 0 or more, in seconds or as h:mm:ss"
        if not 0 <= start < end < inf or not label:
            return "0 <= start < end and a label"
        return LabelledSegment(start, end, label)


def _encoding(path: Path) -> str:
    """Of the text at ``path``, by its first bytes."""
    with path.open("rb") as file:
        return encoding_of(file.read(_LOOK))


def encoding_of(begin: bytes) -> str:
    """Of a text, by its first bytes: UTF-8, or UTF-16 with a byte order mark or without."""
    begin = begin[:_LOOK]
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if begin[1::2].count(0) > len(begin) // 4:  # most letters of such a table are ASCII: every other byte is 0
        return "utf-16-le"
    if begin[::2].count(0) > len(begin) // 4:
        return "utf-16-be"
    return "utf-8-sig"


def _first_line(file: Iterable[str]) -> tuple[int, str]:
    """The first line that says anything, and its number; "" where there is none."""
    number = 1
    for number, line in enumerate(file, 1):
        if line.strip(" \r\n" + _DELIMITERS) and not _SEPARATOR_LINE.fullmatch(line):
            return number, line
    return number, ""


def _table(line: str) -> _Table | None:
    """What the header says of the table; None where it is no header."""
    for delimiter in _DELIMITERS:
        names = [cell.strip().lower() for cell in next(csv.reader([line], delimiter=delimiter), [])]
        if all(names.count(name) == 1 for name in HEADER):
            columns = max(place for place, name in enumerate(names, 1) if name)
            return _Table(tuple(names.index(name) for name in HEADER), columns, delimiter)
    return None
