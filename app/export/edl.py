"""``STEM.edl``: an edit decision list in the CMX 3600 format, for video editors: the segments as cuts, in order.

Time code counts frames without dropping any (NON-DROP FRAME), at the nearest whole rate, as editors count 29.97 as 30.
"""

from __future__ import annotations

from pathlib import Path

from app.export.rate import frame_rate
from app.export.wording import title_of
from app.recorded.classify import Result
from model.files import write_whole

FULL_REEL = "AX"  # "auxiliary source": a file, not a tape


def write_edl(result: Result, path: Path) -> Path:
    """Write the segments to ``path``; returns it. A segment of no whole frame is left out.

    Raises OSError when it cannot be written.
    """
    rate = frame_rate(result.video)
    lines = [f"TITLE: {_plain(result.video.stem)[:70]}", "FCM: NON-DROP FRAME", ""]
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
            f"* FROM CLIP NAME: {_plain(result.video.name)}",
            f"* COMMENT: {_plain(title_of(part.label))} {round(100 * part.confidence)} %",
        ]
    return write_whole(path, "\n".join(lines) + "\n")


def timecode(frame: int, rate: float) -> str:
    """Frame number 1800 at 29.97 a second as ``00:01:00:00``."""
    base = max(1, round(rate))
    seconds, rest = divmod(frame, base)
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{rest:02d}"


def _plain(text: str) -> str:
    """On one line: the format has no way to quote a line's end."""
    return " ".join(text.split())
