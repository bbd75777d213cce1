"""``STEM.csv``: one row a segment, ``start,end,label,confidence``; seconds to the millisecond."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from app.batch import Result
from model.files import write_whole

HEADER = ("start", "end", "label", "confidence")


def write_csv(result: Result, path: Path) -> Path:
    """Write the segments to ``path``; returns it. Raises OSError when it cannot be written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for part in result.segments:
        writer.writerow((f"{part.start:.3f}", f"{part.end:.3f}", part.label, f"{part.confidence:.4f}"))
    return write_whole(path, text.getvalue())
