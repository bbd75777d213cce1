"""Tables that BORIS exports: of aggregated events (a start and a stop a row), and of tabular events (a row for each of them)."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

from model.datasets.foreign.found import POINT_SECONDS, FoundLabels, WrongFormatError, lines_of, number_of

MOST_HEAD = 40  # lines before the header: what BORIS says of the observation
BEHAVIOUR, START, STOP, TIME = "behavior", "start (s)", "stop (s)", "time"
FILES = ("media file name", "media file path", "media file")
KINDS = ("behavior type", "status")
SUBJECTS = ("subject", "modifiers", "modifier")


def read_boris_table(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read a table; see ``READERS``."""
    lines = lines_of(content)
    for line in itertools.islice(lines, MOST_HEAD):
        for delimiter in "\t,;":
            names = [cell.strip().strip('"').lower() for cell in line.split(delimiter)]
            if BEHAVIOUR in names and ({START, STOP} <= set(names) or TIME in names):
                _read_rows(names, csv.reader(lines, delimiter=delimiter), found)
                return
    raise WrongFormatError("it has no columns Behavior, and Start (s) and Stop (s) or Time")


def _read_rows(names: list[str], rows, found: FoundLabels) -> None:
    open_states: dict[tuple, float] = {}
    try:
        for row in rows:
            cells = dict(zip(names, row))
            if not any(cell.strip() for cell in row):
                continue
            file = next((cells[name].split(";")[0].strip() for name in FILES if cells.get(name)), "")
            label = cells.get(BEHAVIOUR, "")
            if START in names:
                start, stop = number_of(cells.get(START)), number_of(cells.get(STOP))
                point = (
                    start is not None and (stop is None or stop == start) and cells.get(KINDS[0], "").upper() == "POINT"
                )
                found.add(file, cells.get(START), start + POINT_SECONDS if point else cells.get(STOP), label)
                continue
            _read_event(cells, file, label, open_states, found)
    except csv.Error as error:
        found.problem("what is no table from there on", f"rows of cells ({error})")
    for (_, label, *_), time in open_states.items():
        found.problem(f"{label} that begins at {time:g} s and does not end", "a row with STOP")


def _read_event(
    cells: dict[str, str], file: str, label: str, open_states: dict[tuple, float], found: FoundLabels
) -> None:
    time = number_of(cells.get(TIME))
    kind = next((cells[name].strip().upper() for name in KINDS if cells.get(name)), "")
    key = (file, label, *(cells.get(name, "") for name in SUBJECTS))
    if time is None:
        found.problem(f"{label} at {cells.get(TIME)}", "a time in seconds")
    elif kind == "START":
        open_states[key] = time
    elif kind == "STOP" and key in open_states:
        found.add(file, open_states.pop(key), time, label)
    elif kind == "STOP":
        found.problem(f"{label} that ends at {time:g} s", "a row with START before it")
    else:
        found.add(file, time, time + POINT_SECONDS, label)
