"""``STEM.otio``, ``STEM.fcpxml``, ``STEM.xml``: the segments as clips of an edit, by OpenTimelineIO and its adapters.

https://opentimelineio.readthedocs.io – DaVinci Resolve reads the first, Final Cut Pro X the second, Premiere Pro and Final Cut
Pro 7 the third.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError
from app.export.elan import xml_text
from app.label_display import title_of
from app.recorded.result import Result
from model.errors import FootageError
from model.known_results import write_result
from model.marks import text_of
from model.program_name import extra_install
from model.video.reader import video_info
from model.video.timestamps import ASSUMED_FPS

if TYPE_CHECKING:
    import opentimelineio

PACKAGES = "opentimelineio otio-fcp-adapter otio-fcpx-xml-adapter"
OTIO, FCPX, FCP7 = "otio_json", "fcpx_xml", "fcp_xml"
NO_QUOTES = str.maketrans("'\"", "’”")  # the adapter for FCPXML looks names up in a path of XML
# Frames a second that a format knows, as its adapter writes them; times stay what they are, in seconds.
RATES = {
    FCPX: (23.98, 24.0, 25.0, 29.97, 30.0, 50.0, 59.94, 60.0),
    FCP7: (24000 / 1001, 24.0, 25.0, 30000 / 1001, 30.0, 48.0, 50.0, 60000 / 1001, 60.0),
}
BEGINS = {OTIO: '{\n    "OTIO_SCHEMA": "Timeline.', FCPX: "<!DOCTYPE fcpxml>", FCP7: "<xmeml "}


def timeline_of(result: Result, adapter: str = OTIO) -> opentimelineio.schema.Timeline:
    """The segments as an edit: one track, a clip for each, in order.

    Args:
        result: What was found.
        adapter: What is to write it: where that knows no such rate of frames, the nearest takes its place.

    Raises:
        UserError: OpenTimelineIO is not installed.
    """
    try:
        import opentimelineio as otio
    except ImportError as error:
        raise UserError(
            f"Received an install without opentimelineio, which this needs: {extra_install('formats', PACKAGES)}."
        ) from error
    try:
        rate = video_info(result.video).fps or ASSUMED_FPS
    except FootageError:
        rate = ASSUMED_FPS
    rate = min(RATES.get(adapter, (rate,)), key=lambda known: abs(known - rate))

    def span(first: int, frames: int) -> opentimelineio.opentime.TimeRange:
        return otio.opentime.TimeRange(
            otio.opentime.RationalTime(first, rate), otio.opentime.RationalTime(frames, rate)
        )

    timeline = otio.schema.Timeline(name=xml_text(result.video.stem).translate(NO_QUOTES))
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    timeline.tracks.append(track)
    whole = round(result.end * rate)
    for part in result.segments:
        first, last = round(part.start * rate), round(part.end * rate)
        if last <= first:
            continue
        media = otio.schema.ExternalReference(
            target_url=result.video.absolute().as_uri(), available_range=span(0, max(whole, last))
        )
        media.name = xml_text(result.video.name).translate(NO_QUOTES)
        name = f"{xml_text(title_of(part.label)).translate(NO_QUOTES)} {part.confidence:.0%}"
        clip = otio.schema.Clip(name=name, media_reference=media, source_range=span(first, last - first))
        clip.metadata["live-action-classifier"] = {
            "label": xml_text(part.label),
            "confidence": round(part.confidence, 4),
        }
        clip.markers.append(otio.schema.Marker(name=xml_text(part.label), marked_range=span(first, 0)))
        track.append(clip)
    return timeline


def _write(adapter: str, result: Result, path: Path) -> Path:
    timeline = timeline_of(result, adapter)
    import opentimelineio as otio

    if adapter not in otio.adapters.available_adapter_names():
        raise UserError(f"Received an install without the adapter {adapter}: {extra_install('formats', PACKAGES)}.")
    return write_result(path, otio.adapters.write_to_string(timeline, adapter))


def _wrote(adapter: str, path: Path) -> bool:
    return BEGINS[adapter] in text_of(path)[:200]


write_otio, wrote_otio = partial(_write, OTIO), partial(_wrote, OTIO)
write_fcpx, wrote_fcpx = partial(_write, FCPX), partial(_wrote, FCPX)
write_fcp7, wrote_fcp7 = partial(_write, FCP7), partial(_wrote, FCP7)
