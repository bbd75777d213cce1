"""``STEM-llc.csv``: segments for LosslessCut (File, Import project, CSV): start, end, name; seconds, no header."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from app.recorded.classify import Result
from model.files import write_whole
from model.marks import text_of

_ROW = re.compile(r"\d+\.\d{3},\d+\.\d{3},.+")


def write_losslesscut(result: Result, path: Path) -> Path:
    """Write the segments to ``path``; returns it. Raises OSError when it cannot be written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for part in result.segments:
        writer.writerow((f"{part.start:.3f}", f"{part.end:.3f}", part.label))
    return write_whole(path, text.getvalue())


def wrote_losslesscut(path: Path) -> bool:
    """Whether the table at ``path`` is one of ``write_losslesscut``. LosslessCut itself leaves trailing zeros out."""
    rows = text_of(path).splitlines()
    return bool(rows) and all(_ROW.fullmatch(row) for row in rows)
