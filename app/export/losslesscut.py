"""Segments for LosslessCut: ``STEM-llc.csv`` (File, Import project, CSV: start, end, name; no header), and ``STEM.llc``."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from app.recorded.result import Result
from model.known_results import write_result
from model.marks import text_of, wrote_json
from model.safe_text import csv_line, json_text, table_cell

_TIMES = re.compile(r"\d+\.\d{3},\d+\.\d{3}")


def write_losslesscut(result: Result, path: Path) -> Path:
    """Write the segments for LosslessCut. See ``Format.write``."""
    rows = (csv_line(f"{part.start:.3f}", f"{part.end:.3f}", table_cell(part.label)) for part in result.segments)
    return write_result(path, "".join(rows))


def wrote_losslesscut(path: Path) -> bool:
    """Whether a table is one of ``write_losslesscut``; LosslessCut itself leaves trailing zeros out.

    Args:
        path: The file.

    Returns:
        Whether it is.
    """
    try:
        rows = list(csv.reader(io.StringIO(text_of(path), newline=""), strict=True))
    except csv.Error:
        return False
    return bool(rows) and all(len(row) == 3 and _TIMES.fullmatch(",".join(row[:2])) for row in rows)


def write_losslesscut_project(result: Result, path: Path) -> Path:
    """Write the segments as a project (``.llc``), which LosslessCut opens with its video beside it. See ``Format.write``."""
    parts = [{"start": round(part.start, 3), "end": round(part.end, 3), "name": part.label} for part in result.segments]
    data = {"version": 1, "mediaFileName": result.video.name, "cutSegments": parts}
    return write_result(path, json_text(data, indent=2) + "\n")  # JSON is JSON5, too


def wrote_losslesscut_project(path: Path) -> bool:
    """Whether the file at ``path`` is one of ``write_losslesscut_project``."""
    return wrote_json(path, "version", "mediaFileName", "cutSegments")
