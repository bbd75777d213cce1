"""Damaged model folders put through the program: ``python -m tests.fuzz.folders [COUNT | --all] [--seed N] [--report FILE]``.

Must hold for each: no signal, no hang, no traceback, no more than a gigabyte; probabilities, or a sentence that names the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzz.folder_damage import damaged_folders
from tests.fuzz.videos import MOST_MB, Report, run_all

USUAL, ALL = 100, 3000
WORKER = "tests.fuzz.folder_worker"


class FolderReport(Report):
    """What came of damaged model folders."""

    def __init__(self):
        super().__init__(what="model folders")

    def faults(self, verb: str, path: Path, result: dict) -> list[str]:
        said, complaint, status = result["out"].strip(), result["err"].strip(), result["status"]
        if status == 1 and "that the model looks at" in complaint:
            return []  # a slower clock than the video is long: no fault of the folder's
        wrong = []
        if "Traceback" in said + complaint:
            wrong.append(f"a traceback: {complaint[-300:]}")
        if result["peak_mb"] > MOST_MB:
            wrong.append(f"{result['peak_mb']} MB resident")
        if status == 0 and not said:
            wrong.append("exit status 0 with nothing said")
        if status not in (0, 2):
            wrong.append(f"exit status {status}: {complaint[:200]}")
        if status and path.name not in complaint:
            wrong.append(f"no sentence that names the folder: {complaint[:200]}")
        if len(complaint.splitlines()) > 1 or len(complaint) > 1500:
            wrong.append(f"more than a sentence: {complaint[:200]}")
        return wrong


if __name__ == "__main__":
    sys.exit(run_all(__doc__, USUAL, ALL, damaged_folders, WORKER, FolderReport()))
