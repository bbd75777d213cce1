"""``STEM.csv``: one row a segment, ``start,end,label,confidence``; seconds to the millisecond. Read back as well."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from app.errors import UserError
from app.recorded.classify import Result
from app.timeline.timeline import Segment
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


def read_csv(path: Path) -> list[Segment]:
    """The segments of a ``STEM.csv``, in order; written again they give the same file.

    Columns may be in any order, and the confidence may be left out (1). Raises UserError, naming the line, for what is
    no such file.
    """
    try:
        rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), skipinitialspace=True)
        names = [name.strip().lower() for name in rows.fieldnames or []]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"Received {path}: it cannot be read ({error}); name a CSV that `classify` wrote.") from error
    if not set(HEADER[:3]) <= set(names):
        raise UserError(
            f"Received {path} with the header {','.join(names) or '(none)'}: expected {','.join(HEADER)}; "
            "name a CSV that `classify` wrote."
        )
    rows.fieldnames = names
    segments = []
    for row in rows:
        try:
            start, end = float(row["start"]), float(row["end"])
            confidence = float(row.get("confidence") or 1.0)
            label = row["label"].strip()
            good = label and 0 <= start < end and math.isfinite(end) and 0 <= confidence <= 1
        except (TypeError, ValueError, AttributeError):
            good = False
        if not good or (segments and start < segments[-1].end):
            raise UserError(
                f"Received {path}, line {rows.line_num}: expected a start before its end, in seconds and after the row "
                "before, a label and a confidence of 0 to 1; correct that line."
            )
        segments.append(Segment(start, end, label, confidence))
    return segments
