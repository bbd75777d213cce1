"""``STEM.csv``: one row a segment, ``start,end,label,confidence``; seconds to the millisecond. Read back as well.

Where a person corrected any of them, a fifth column ``by`` says of each whose word it is, ``model`` or ``hand``.

A table of labels that a person made (``start,end,label``) may bear the same name, as it lies beside its video:
``wrote_csv`` tells the two apart."""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path

from app.errors import UserError
from app.recorded.result import Result
from app.timeline.timeline import Segment
from model.known_results import write_result
from model.marks import text_of
from model.safe_text import cell_text, csv_line, table_cell

HEADER = ("start", "end", "label", "confidence")
BY = "by"
MODEL, HAND = "model", "hand"
_TIMES = re.compile(r"\d+\.\d{3},\d+\.\d{3}")
_CONFIDENCE = re.compile(r"[01]\.\d{4}")


def write_csv(result: Result, path: Path) -> Path:
    """Write the segments as a table. See ``Format.write``."""
    by = any(part.by_user for part in result.segments)
    rows = (
        csv_line(
            f"{part.start:.3f}",
            f"{part.end:.3f}",
            table_cell(part.label),
            f"{part.confidence:.4f}",
            *([whose(part)] if by else []),
        )
        for part in result.segments
    )
    return write_result(path, csv_line(*HEADER, *([BY] if by else [])) + "".join(rows))


def whose(part: Segment) -> str:
    """Whose word a segment is, as exports say it."""
    return HAND if part.by_user else MODEL


def wrote_csv(path: Path) -> bool:
    """Whether the table at ``path`` is one of ``write_csv``, each number in its form.

    What a spreadsheet saved or a person typed has other forms (``0`` for ``0.000``), or no confidence.
    """
    text = text_of(path)
    header, _, body = text.partition("\n")
    try:
        rows = list(csv.reader(io.StringIO(body, newline=""), strict=True))
    except csv.Error:
        return False
    columns = {",".join(HEADER): 4, ",".join((*HEADER, BY)): 5}.get(header, 0)
    return columns > 0 and all(
        len(row) == columns
        and row[4:] in ([], [MODEL], [HAND])
        and _TIMES.fullmatch(",".join(row[:2]))
        and _CONFIDENCE.fullmatch(row[3])
        for row in rows
    )


def read_csv(path: Path) -> list[Segment]:
    """The segments of a ``STEM.csv``, in order; written again they give the same file.

    Columns may be in any order, and the confidence may be left out (1). Raises UserError, naming the line, for what is
    no such file.

    Args:
        path: A ``STEM.csv``.

    Returns:
        The segments.

    Raises:
        UserError: It is no such file; the sentence names the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True)
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
            label = cell_text(row["label"].strip())
            good = label and 0 <= start < end and math.isfinite(end) and 0 <= confidence <= 1
        except (TypeError, ValueError, AttributeError):
            good = False
        if not good or (segments and start < segments[-1].end):
            raise UserError(
                f"Received {path}, line {rows.line_num}: expected a start before its end, in seconds and after the row "
                "before, a label and a confidence of 0 to 1; correct that line."
            )
        segments.append(Segment(start, end, label, confidence, row.get(BY) == HAND))
    return segments
