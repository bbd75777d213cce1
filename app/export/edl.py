"""``STEM.edl``: an edit decision list in the CMX 3600 format, for video editors: the segments as cuts, in order.

Time code counts frames without dropping any (NON-DROP FRAME), at the nearest whole rate, as editors count 29.97 as 30.
"""

from __future__ import annotations

import re
from pathlib import Path

from app.export.rate import frame_rate
from app.export.wording import title_of
from app.recorded.classify import Result
from model.files import write_whole
from model.marks import text_of
from model.safe_text import one_line

_EVENT = re.compile(r"\d+ +\S+ +V +C +.*")
_COMMENT = re.compile(r"\* COMMENT: .* \d{1,3} %")
FULL_REEL = "AX"  # "auxiliary source": a file, not a tape


def write_edl(result: Result, path: Path) -> Path:
    """Write the segments to ``path``; returns it. A segment of no whole frame is left out.

    Raises OSError when it cannot be written.
    """
    rate = frame_rate(result.video)
    lines = [f"TITLE: {one_line(result.video.stem)[:70]}", "FCM: NON-DROP FRAME", ""]
    recorded, number = 0, 0
    for part in result.segments:
        first, last = round(part.start * rate), round(part.end * rate)
        if last <= first:
            continue
        number += 1
        times = [timecode(frame, rate) for frame in (first, last, recorded, recorded + last - first)]
        recorded += last - first
        lines += [
            f"{number:03d}  {FULL_REEL:<8} V     C        {' '.join(times)}",
            f"* FROM CLIP NAME: {one_line(result.video.name)}",
            f"* COMMENT: {title_of(part.label)} {round(100 * part.confidence)} %",
        ]
    return write_whole(path, "\n".join(lines) + "\n")


def wrote_edl(path: Path) -> bool:
    """Whether the list at ``path`` is one of ``write_edl``: each of its cuts is followed by a label and a confidence."""
    title, _, *lines = (text_of(path) + "\n").split("\n")
    lines = [line for line in lines if line]
    return (
        title.startswith("TITLE: ")
        and len(lines) > 0
        and all(_EVENT.fullmatch(line) for line in lines[::3])
        and all(line.startswith("* FROM CLIP NAME: ") for line in lines[1::3])
        and all(_COMMENT.fullmatch(line) for line in lines[2::3])
        and len(lines) % 3 == 0
    )


def timecode(frame: int, rate: float) -> str:
    """Frame number 1800 at 29.97 a second as ``00:01:00:00``."""
    base = max(1, round(rate))
    seconds, rest = divmod(frame, base)
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"
