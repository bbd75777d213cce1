"""Segments of LosslessCut: its projects (``.llc``, JSON5) and its tables (start, end, name; no header).

https://github.com/mifi/lossless-cut
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from model.datasets.foreign.found import (
    FoundLabels,
    WrongFormatError,
    check_size,
    json_of,
    lines_of,
    listing,
    mapping,
    number_of,
)

# Of JSON5 (https://spec.json5.org) as LosslessCut writes it: names without quotes, texts in single ones, a comma at the end.
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<name>[A-Za-z_$][\w$]*)"""
    r"""|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<mark>[{}\[\]:,])""",
    re.DOTALL,
)
_WORDS = {"true", "false", "null"}
MOST_TOKENS = 5_000_000


def read_losslesscut(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read a project; see ``READERS``. A segment without a start begins at 0; one without a name is left out."""
    check_size(content)
    data = mapping(json_of(json_from_json5(content.decode()).encode()))
    if not isinstance(data.get("cutSegments"), list):
        raise WrongFormatError("it has no cutSegments")
    media = data.get("mediaFileName")
    for part in map(mapping, listing(data["cutSegments"])):
        found.add(media if isinstance(media, str) else "", part.get("start", 0.0), part.get("end"), part.get("name"))


def read_losslesscut_table(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read a table; see ``READERS``. An empty start is the video's beginning."""
    is_one = False
    try:
        for row in csv.reader(lines_of(content), strict=True):
            if not row:
                continue
            start, end, name = (*row, "", "", "")[:3]
            if not is_one and (
                len(row) < 3 or number_of(start.strip() or 0.0) is None or number_of(end or 0.0) is None
            ):
                raise WrongFormatError("it is no table of start, end and name")
            is_one = True
            found.add("", start.strip() or 0.0, end, name)
    except csv.Error as error:
        if not is_one:
            raise WrongFormatError(f"it is no table: {error}") from error
        found.problem("what is no table from there on", f"rows of cells ({error})")
    if not is_one:
        raise WrongFormatError("it is empty")


def json_from_json5(text: str) -> str:
    """JSON of a JSON5 text. Raises WrongFormatError."""
    parts: list[str] = []
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise WrongFormatError(f"it is no JSON5 from character {place} on")
        if len(parts) > MOST_TOKENS:
            raise WrongFormatError(f"it has more than {MOST_TOKENS:,} names, values and marks")
        place = token.end()
        kind, value = token.lastgroup, token[0]
        if kind == "space":
            continue
        if kind == "text":
            value = _quoted(value)
        elif kind == "name":
            value = value if value in _WORDS else json.dumps(value)
        elif kind == "number":
            value = repr(float(value)) if not re.fullmatch(r"-?(0|[1-9]\d{0,17})", value) else value
        elif value in "}]" and parts and parts[-1] == ",":
            parts.pop()  # JSON has no comma at the end
        parts.append(value)
    return "".join(parts)


def _quoted(text: str) -> str:
    """A text of JSON5 as JSON's."""
    inner = re.sub(r"\\\r?\n", "", text[1:-1]).replace("\\'", "'")
    if text[0] == "'":
        inner = re.sub(r'(?<!\\)((?:\\\\)*)"', r'\1\\"', inner)
    inner = re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", inner)
    return '"' + re.sub(r"[\x00-\x1f]", lambda found: json.dumps(found[0])[1:-1], inner) + '"'
