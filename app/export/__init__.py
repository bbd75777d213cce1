"""Writers of results, one format a file. Each writes its file whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.batch import Result
from app.export.csv import write_csv
from app.export.json import write_json

# Format name (also the file's suffix) to its writer.
WRITERS: dict[str, Callable[[Result, Path], Path]] = {"csv": write_csv, "json": write_json}

__all__ = ["WRITERS", "write_csv", "write_json"]
