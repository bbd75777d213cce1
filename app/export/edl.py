"""``STEM.edl``: an edit decision list in the CMX 3600 format, for video editors: the segments as cuts, in order.

Source times are the clip's own time code, as its camera wrote it, by which editors find the clip; 00:00:00:00 where it has
none. Time code counts at the nearest whole rate, as editors count 29.97 as 30, and leaves out numbers (DROP FRAME, SMPTE ST
12-1) where the clip's own does.
"""

from __future__ import annotations

import re
from pathlib import Path

from app.label_display import sureness, title_of
from app.recorded.result import Result
from model.errors import FootageError
from model.known_results import write_result
from model.marks import text_of
from model.safe_text import one_line
from model.video.reader import video_info
from model.video.timestamps import ASSUMED_FPS

_EVENT = re.compile(r"\d+ +\S+ +V +C +.*")
_COMMENT = re.compile(r"\* COMMENT: .* (\d{1,3} %|\(by hand\))")
_TIMECODE = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)([:;.,])(\d\d)", re.ASCII)
FULL_REEL = "AX"  # "auxiliary source": a file, not a tape


def write_edl(result: Result, path: Path) -> Path:
    """Write the segments to ``path``. A segment of no whole frame is left out. See ``Format.write``."""
    rate, begin, origin, drop = _counting(result.video)
    mode = "DROP FRAME" if drop else "NON-DROP FRAME"
    lines = [f"TITLE: {one_line(result.video.stem)[:70]}", f"FCM: {mode}", ""]
    recorded, number = 0, 0
    for part in result.segments:
        first, last = (origin + max(0, round((time - begin) * rate)) for time in (part.start, part.end))
        if last <= first:
            continue
        number += 1
        times = [timecode(frame, rate, drop) for frame in (first, last, recorded, recorded + last - first)]
        recorded += last - first
        lines += [
            f"{number:03d}  {FULL_REEL:<8} V     C        {' '.join(times)}",
            f"* FROM CLIP NAME: {one_line(result.video.name)}",
            f"* COMMENT: {title_of(part.label)} {sureness(part)}",
        ]
    return write_result(path, "\n".join(lines) + "\n")


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


def timecode(frame: int, rate: float, drop: bool = False) -> str:
    """Frame number 1800 at 29.97 a second as ``00:01:00:00``, or where numbers are left out as ``00:01:00;02``.

    After 24 hours it begins anew.

    Args:
        frame: From 0.
        rate: Frames a second.
        drop: Whether numbers are left out, as at 29.97 a second.

    Returns:
        The time code.
    """
    base = max(1, round(rate))
    if drop:
        left_out = _dropped(base)
        tens, rest = divmod(frame % (144 * (600 * base - 9 * left_out)), 600 * base - 9 * left_out)
        frame = 600 * base * tens + rest
        if rest >= 60 * base:
            frame += left_out * (1 + (rest - 60 * base) // (60 * base - left_out))
    seconds, rest = divmod(frame, base)
    mark = ";" if drop else ":"
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{rest:02d}"


def frame_of(code: str, rate: float) -> tuple[int, bool] | None:
    """Read a time code.

    Args:
        code: Such as ``00:01:00:02``, or ``00:01:00;02`` where numbers are left out.
        rate: Frames a second.

    Returns:
        The frame's number, and whether numbers are left out; None where it is no time code.
    """
    found = _TIMECODE.fullmatch(code.strip())
    base = max(1, round(rate))
    if found is None or int(found[5]) >= base:
        return None
    drop = found[4] in ";," and base % 30 == 0  # numbers are left out at 29.97 and its multiples alone
    minutes = int(found[1]) * 60 + int(found[2])
    frame = (minutes * 60 + int(found[3])) * base + int(found[5])
    return frame - (_dropped(base) * (minutes - minutes // 10) if drop else 0), drop


def _dropped(base: int) -> int:
    """How many numbers are left out at the beginning of each minute that is no tenth one."""
    return 2 * base // 30


def _counting(video: Path) -> tuple[float, float, int, bool]:
    """Frames a second, when the first frame is shown (seconds), its number, and whether numbers are left out."""
    try:
        info = video_info(video)
    except FootageError:
        return ASSUMED_FPS, 0.0, 0, False
    rate = info.fps if info.fps >= 1 else ASSUMED_FPS
    known = frame_of(info.time_code, rate)
    # Without a code of its own, 00:00:00:00 is what players call zero.
    return (rate, info.start, *known) if known is not None else (rate, 0.0, 0, False)
