"""Annotations of ELAN (``.eaf``): https://archive.mpi.nl/tla/elan – times in milliseconds, tiers of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from model.datasets.foreign.found import FoundLabels, WrongFormatError, number_of

_ENTITIES = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_PIECE = 2**12  # characters that are parsed at a time: elements of a piece are taken out of one list
DEEPEST = 64  # levels
MOST_ATTRIBUTES = 3_000_000  # each annotation with its two times has seven


def read_elan(content: bytes, path: Path, found: FoundLabels) -> None:
    """Read a document; see ``READERS``. Annotations of all tiers that have times of their own are taken."""
    if b"ANNOTATION_DOCUMENT" not in content[:10_000]:
        raise WrongFormatError("it is no ELAN document")
    text = content.decode()  # as text: an encoding that the document states is of no account
    if _ENTITIES.search(text):  # entities can grow without end
        raise WrongFormatError("it defines entities, which no ELAN document does")
    if text.count("=") > MOST_ATTRIBUTES:
        raise WrongFormatError(f"it has more than {MOST_ATTRIBUTES:,} attributes")
    media, slots = "", {}
    for element in _elements(text):
        if element.tag == "MEDIA_DESCRIPTOR":
            media = media or unquote(element.get("RELATIVE_MEDIA_URL") or element.get("MEDIA_URL") or "")
        elif element.tag == "TIME_SLOT":
            slots[element.get("TIME_SLOT_ID")] = number_of(element.get("TIME_VALUE"))
        elif element.tag == "ALIGNABLE_ANNOTATION":
            start, end = (slots.get(element.get(name)) for name in ("TIME_SLOT_REF1", "TIME_SLOT_REF2"))
            label = element.findtext("ANNOTATION_VALUE") or ""
            found.add(media, None if start is None else start / 1000, None if end is None else end / 1000, label)


def _elements(text: str) -> Iterator[ElementTree.Element]:
    """Each element at its end, with what is in it; it is forgotten then, so that a long document takes no memory.

    Raises WrongFormatError.
    """
    parser = ElementTree.XMLPullParser(("start", "end"))
    parents: list[ElementTree.Element] = []
    try:
        for begin in range(0, len(text) + 1, _PIECE):
            parser.feed(text[begin : begin + _PIECE])
            if begin + _PIECE > len(text):
                parser.close()
            for event, element in parser.read_events():
                if event == "start":
                    parents.append(element)
                    if len(parents) > DEEPEST:
                        raise WrongFormatError(f"its elements are nested deeper than {DEEPEST} levels")
                    continue
                parents.pop()
                yield element
                if parents and element.tag != "ANNOTATION_VALUE":
                    parents[-1].remove(element)
    except ElementTree.ParseError as error:
        raise WrongFormatError(f"it is no XML: {error}") from error
