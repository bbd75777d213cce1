"""Annotations of ELAN (``.eaf``): https://archive.mpi.nl/tla/elan – times in milliseconds, tiers of their own."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from model.datasets.foreign.found import FoundLabels, WrongFormatError, number_of

_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_elan(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read a document; see ``READERS``. Annotations of all tiers that have times of their own are taken."""
    if b"ANNOTATION_DOCUMENT" not in content[:10_000] or _ENTITIES.search(content):  # entities can grow without end
        raise WrongFormatError("it is no ELAN document")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise WrongFormatError(f"it is no XML: {error}") from error
    media = next(
        (one.get("RELATIVE_MEDIA_URL") or one.get("MEDIA_URL") or "" for one in root.iter("MEDIA_DESCRIPTOR")), ""
    )
    slots = {one.get("TIME_SLOT_ID"): number_of(one.get("TIME_VALUE")) for one in root.iter("TIME_SLOT")}
    for annotation in root.iter("ALIGNABLE_ANNOTATION"):
        start, end = (slots.get(annotation.get(name)) for name in ("TIME_SLOT_REF1", "TIME_SLOT_REF2"))
        label = annotation.findtext("ANNOTATION_VALUE") or ""
        found.add(unquote(media), None if start is None else start / 1000, None if end is None else end / 1000, label)
