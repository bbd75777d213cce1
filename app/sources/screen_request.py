"""How what is to be watched of the screen is written: a monitor, a rectangle of the desktop or a window.

Written ``screen`` (the first monitor), ``screen:2`` (the second), ``screen:x,y,w,h`` (pixels of the whole desktop);
``@60`` after any of them asks for 60 pictures a second instead of 30, or 20 while they are only watched. A window is written
``screen:window:NUMBER:TITLE`` (X11): wherever it is moved it is watched, at whatever size; covered by another, that one is
seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.sources.base import SourceNotFoundError
from app.sources.desktop_windows import SMALLEST, Area

HIGHEST_FPS = 240.0
_FORM = re.compile(r"screen(?::(?:(\d+)|(-?\d+),(-?\d+),(\d+),(\d+)))?(?:@(\d+(?:\.\d+)?))?")
_WINDOW = re.compile(r"screen:window:(\d{1,19}):(.+)", re.DOTALL)


@dataclass(frozen=True)
class ScreenRequest:
    """What a ``screen…`` text asks for.

    Attributes:
        monitor: From 1, used where area is None.
        fps: Pictures a second; None: as many as are good.
        window: The number and title of a window, to be watched instead.
    """

    monitor: int = 1
    area: Area | None = None
    fps: float | None = None
    window: tuple[int, str] | None = None


def is_screen(text: str) -> bool:
    """Whether ``text`` means the screen (rightly written or not)."""
    return re.match(r"screen(?=[:@]|$)", text) is not None


def window_title(text: str) -> str:
    """The title of the window that ``text`` asks for, "" where it asks for none."""
    found = _WINDOW.fullmatch(text)
    return found[2] if found else ""


def parse_screen(text: str) -> ScreenRequest:
    """Read ``screen``, ``screen:2`` or ``screen:x,y,w,h``, each with ``@FPS`` or without.

    Args:
        text: What was asked for.

    Returns:
        The request.

    Raises:
        SourceNotFoundError: It is written otherwise.
    """
    window = _WINDOW.fullmatch(text)
    if window is not None:
        return ScreenRequest(window=(int(window[1]), window[2]))
    found = _FORM.fullmatch(text.replace(" ", ""))
    expected = "expected screen, screen:2 (a monitor) or screen:x,y,w,h (pixels), with @60 for another rate"
    if found is None:
        raise SourceNotFoundError(f"Received source {text}: {expected}.")
    monitor, *sides, fps = found.groups()
    rate = float(fps) if fps else None
    if rate is not None and not 0 < rate <= HIGHEST_FPS:
        raise SourceNotFoundError(f"Received source {text}: expected 1 to {HIGHEST_FPS:g} pictures a second.")
    if sides[0] is None:
        return ScreenRequest(int(monitor or 1), None, rate)
    area = Area(*(int(side) for side in sides))
    if min(area.width, area.height) < SMALLEST:
        raise SourceNotFoundError(f"Received source {text}: expected a rectangle of {SMALLEST} pixels or more a side.")
    return ScreenRequest(1, area, rate)
