"""Annotations in the form of ActivityNet and its kin (THUMOS14, FineAction): http://activity-net.org/download.html"""

from __future__ import annotations

from pathlib import Path

from model.datasets.foreign.found import FoundLabels, WrongFormatError, json_of, listing, mapping


def read_activitynet(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read ``{"database": {VIDEO: {"annotations": [{"segment": [start, end], "label": …}]}}}``; see ``READERS``."""
    database = mapping(json_of(content)).get("database")
    if not isinstance(database, dict):
        raise WrongFormatError("it has no database")
    for video, about in database.items():
        for part in map(mapping, listing(mapping(about).get("annotations"))):
            segment = listing(part.get("segment"))
            start, end = segment if len(segment) == 2 else (None, None)
            found.add(str(video), start, end, part.get("label"))
