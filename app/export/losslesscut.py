"""``STEM-llc.csv``: segments for LosslessCut (File, Import project, CSV): start, end, name; seconds, no header."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from app.recorded.classify import Result
from model.files import write_whole


def write_losslesscut(result: Result, path: Path) -> Path:
    """Write the segments to ``path``; returns it. Raises OSError when it cannot be written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for part in result.segments:
        writer.writerow((f"{part.start:.3f}", f"{part.end:.3f}", part.label))
    return write_whole(path, text.getvalue())
