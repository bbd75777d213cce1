"""``STEM.srt`` (SubRip) and ``STEM.vtt`` (WebVTT): each segment as a subtitle, ``Shooting 93 %``."""

from __future__ import annotations

import re
from pathlib import Path

from app.label_display import sureness, title_of
from app.recorded.result import Result
from app.timeline.timeline import Segment
from model.known_results import write_result
from model.marks import text_of

# SubRip has no way to quote what players take for markup, <b> and {\\an8}: what looks alike takes its place.
NO_MARKUP = str.maketrans("<>{}", "‹›()")
_CUE = re.compile(r"\d+\n\d+:\d\d:\d\d[,.]\d{3} --> \d+:\d\d:\d\d[,.]\d{3}\n.* (\d{1,3} %|\(by hand\))")


def write_srt(result: Result, path: Path) -> Path:
    """Write the segments as SubRip subtitles. See ``Format.write``."""
    cues = [
        f"{number}\n{timecode(part.start, ',')} --> {timecode(part.end, ',')}\n{_text(part).translate(NO_MARKUP)}\n"
        for number, part in enumerate(result.segments, 1)
    ]
    return write_result(path, "\n".join(cues))


def write_vtt(result: Result, path: Path) -> Path:
    """Write the segments as WebVTT subtitles. See ``Format.write``."""
    cues = [
        f"{number}\n{timecode(part.start, '.')} --> {timecode(part.end, '.')}\n{_escaped(_text(part))}\n"
        for number, part in enumerate(result.segments, 1)
    ]
    return write_result(path, "\n".join(["WEBVTT\n", *cues]))


def wrote_srt(path: Path) -> bool:
    """Whether the subtitles at ``path`` are of ``write_srt``: each a label and a confidence, nothing that is spoken."""
    return _all_ours(text_of(path))


def wrote_vtt(path: Path) -> bool:
    """Whether the subtitles at ``path`` are of ``write_vtt``, as ``wrote_srt``."""
    begin, _, cues = text_of(path).partition("\n\n")
    return begin == "WEBVTT" and _all_ours(cues)


def _all_ours(cues: str) -> bool:
    return all(_CUE.fullmatch(cue) for cue in cues.rstrip("\n").split("\n\n"))


def timecode(seconds: float, point: str) -> str:
    """A moment as subtitles write it: ``3723.5`` is ``01:02:03,500``.

    Args:
        seconds: 0 or more.
        point: What stands before the milliseconds.

    Returns:
        The text.
    """
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}{point}{whole % 1000:03d}"


def _text(part: Segment) -> str:
    return f"{title_of(part.label)} {sureness(part)}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
