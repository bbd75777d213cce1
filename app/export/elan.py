"""``STEM.eaf``: a document of ELAN with one tier of annotations; times in milliseconds."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from app.recorded.result import Result
from model.known_results import write_result
from model.marks import text_of
from model.safe_text import one_line

TIER, LINES = "label", "default-lt"
SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML 1.0 cannot hold


def xml_text(text: str) -> str:
    """``text`` on one line, of characters that XML can hold."""
    return _NO_XML.sub("\ufffd", one_line(text))


def write_elan(result: Result, path: Path) -> Path:
    """Write the segments as annotations. See ``Format.write``."""
    root = ElementTree.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": "Live Action Classifier",
            "DATE": "1970-01-01T00:00:00+00:00",
            "FORMAT": "3.0",
            "VERSION": "3.0",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:noNamespaceSchemaLocation": SCHEMA,
        },  # fmt: skip
    )
    header = ElementTree.SubElement(root, "HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"})
    media = {"MEDIA_URL": result.video.absolute().as_uri(), "MIME_TYPE": "video/mp4"}
    ElementTree.SubElement(
        header, "MEDIA_DESCRIPTOR", media | {"RELATIVE_MEDIA_URL": f"./{xml_text(result.video.name)}"}
    )
    slots = ElementTree.SubElement(root, "TIME_ORDER")
    tier = ElementTree.SubElement(root, "TIER", {"LINGUISTIC_TYPE_REF": LINES, "TIER_ID": TIER})
    for number, part in enumerate(result.segments, 1):
        names = [f"ts{2 * number - 1}", f"ts{2 * number}"]
        for name, time in zip(names, (part.start, part.end)):
            slot = {"TIME_SLOT_ID": name, "TIME_VALUE": str(round(time * 1000))}
            ElementTree.SubElement(slots, "TIME_SLOT", slot)
        place = {"ANNOTATION_ID": f"a{number}", "TIME_SLOT_REF1": names[0], "TIME_SLOT_REF2": names[1]}
        annotation = ElementTree.SubElement(ElementTree.SubElement(tier, "ANNOTATION"), "ALIGNABLE_ANNOTATION", place)
        ElementTree.SubElement(annotation, "ANNOTATION_VALUE").text = xml_text(part.label)
    kind = {"GRAPHIC_REFERENCES": "false", "LINGUISTIC_TYPE_ID": LINES, "TIME_ALIGNABLE": "true"}
    ElementTree.SubElement(root, "LINGUISTIC_TYPE", kind)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return write_result(path, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def wrote_elan(path: Path) -> bool:
    """Whether the file at ``path`` is one of ``write_elan``."""
    return '<ANNOTATION_DOCUMENT AUTHOR="Live Action Classifier"' in text_of(path)[:1000]
