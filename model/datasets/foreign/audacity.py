"""Label tracks of Audacity: a start, an end and a name a line, with tabs between; seconds.

https://manual.audacityteam.org/man/importing_and_exporting_labels.html
"""

from __future__ import annotations

from pathlib import Path

from model.datasets.foreign.found import POINT_SECONDS, FoundLabels, WrongFormatError, number_of, text_of


def read_audacity(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read a label track; see ``READERS``. A label at one moment lasts POINT_SECONDS."""
    lines = [line for line in text_of(content).splitlines() if line.strip() and not line.startswith("\\")]
    rows = [line.split("\t", 2) for line in lines]  # a line that begins with \ has frequencies
    if not rows or any(len(row) < 3 or number_of(row[0]) is None or number_of(row[1]) is None for row in rows):
        raise WrongFormatError("its lines are no start, end and name with tabs between")
    for start, end, name in rows:
        begin, stop = number_of(start), number_of(end)
        found.add("", begin, begin + POINT_SECONDS if stop == begin else stop, name)
