"""Label tracks of Audacity: a start, an end and a name a line, with tabs between; seconds.

https://manual.audacityteam.org/man/importing_and_exporting_labels.html
"""

from __future__ import annotations

from pathlib import Path

from model.datasets.foreign.found import POINT_SECONDS, FoundLabels, WrongFormatError, lines_of, number_of


def read_audacity(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read a label track; see ``READERS``. A label at one moment lasts POINT_SECONDS."""
    is_one = False
    for line in lines_of(content):
        if not line.strip() or line.startswith("\\"):  # the line before has these frequencies
            continue
        start, end, name = (*line.rstrip("\r\n").split("\t", 2), "", "")[:3]
        begin, stop = number_of(start), number_of(end)
        if not is_one and (begin is None or stop is None):
            raise WrongFormatError("its lines are no start, end and name with tabs between")
        is_one = True
        moment = begin is not None and stop == begin
        found.add("", start, begin + POINT_SECONDS if moment else end, name)
    if not is_one:
        raise WrongFormatError("it is empty")
