"""The screen as a source: a whole monitor, a rectangle of the desktop or a window, through mss."""

from __future__ import annotations

import os
import sys
import time

import numpy as np

from app.runtime_env import cv2
from app.sources.base import SourceLostError, SourceNotFoundError, SourceUnreadableError
from app.sources.desktop_windows import SMALLEST, Area, FollowedWindow
from app.sources.screen_request import ScreenRequest, is_screen, parse_screen

FPS = 30.0  # pictures a second, unless others were asked for
WATCHED_FPS = 20.0  # of which these are enough for who watches them here; a model's ten are among them


def check_screen_allowed() -> None:
    """Raise SourceUnreadableError where programs cannot read the screen: Wayland, or no display at all."""
    if not sys.platform.startswith("linux"):
        return
    if os.environ.get("WAYLAND_DISPLAY") and os.environ.get("XDG_SESSION_TYPE", "wayland") != "x11":
        raise SourceUnreadableError(
            "Received source screen: this desktop runs on Wayland, which lets no program read the screen by itself; "
            "log in to an X11 (Xorg) session, or share the screen as a virtual camera with OBS and open that."
        )
    if not os.environ.get("DISPLAY"):
        raise SourceUnreadableError(
            "Received source screen: there is no display (DISPLAY is not set); start the program in a desktop session."
        )


def list_monitors() -> list[Area]:
    """The monitors, the first of them ``screen:1``. Raises SourceUnreadableError where none can be read."""
    check_screen_allowed()
    import mss

    try:
        with mss.MSS() as grabber:
            return [_area(monitor) for monitor in grabber.monitors[1:]]
    except Exception as error:  # mss has an error class of its own for each system and way
        raise SourceUnreadableError(
            f"Received source screen: the monitors cannot be read ({error}); open the program in a desktop session."
        ) from error


def watched_area(text: str) -> Area | None:
    """The part of the desktop that ``text`` asks for, pixels; None where it means no screen, or one that is not there."""
    if not is_screen(text):
        return None
    try:
        request = parse_screen(text)
        if request.window is not None:
            window = FollowedWindow(*request.window)
            try:
                return window.area()
            finally:
                window.close()
        return request.area or list_monitors()[request.monitor - 1]
    except (SourceNotFoundError, SourceUnreadableError, LookupError):
        return None


def _area(monitor: dict) -> Area:
    return Area(monitor["left"], monitor["top"], monitor["width"], monitor["height"])


class Screen:
    """See ``app.sources.base.Source``. mss must be used in the thread that made it, as a source is anyway."""

    live = True
    duration = None

    def __init__(self, request: ScreenRequest):
        """
        Args:
            request: What of which screen.

        Raises:
            SourceNotFoundError: The monitor or rectangle is not there.
            SourceUnreadableError: The screen cannot be read.
        """
        check_screen_allowed()
        import mss

        self.fps = request.fps or FPS
        self.watched_fps = request.fps or WATCHED_FPS
        self._shot = self._window = None
        self._title = request.window[1] if request.window else ""
        try:
            self._grabber = mss.MSS()
        except Exception as error:  # see list_monitors
            raise SourceUnreadableError(
                f"Received source screen: it cannot be captured ({error}); open the program in a desktop session."
            ) from error
        try:
            self._desktop, *self._monitors = (_area(monitor) for monitor in self._grabber.monitors)
            if request.window is not None:
                self._window = self._find(*request.window)
            else:
                self._area = self._choose(request)
            self._take()
        except BaseException:
            self.close()
            raise
        where = f"{self._area.width}×{self._area.height} at {self._area.left},{self._area.top}"
        self.name = self._title or (f"Screen {where}" if request.area else f"Screen {request.monitor}")
        self._start: float | None = None
        self._picture: np.ndarray | None = None
        self._converted = None  # the shot that _picture was made of
        self._index = -1
        self._due = 0.0

    def _choose(self, request: ScreenRequest) -> Area:
        desktop, monitors = self._desktop, self._monitors
        if request.area is None:
            if not 1 <= request.monitor <= len(monitors):
                raise SourceNotFoundError(
                    f"Received source screen:{request.monitor}: there are {len(monitors)} monitors; name one of them."
                )
            return monitors[request.monitor - 1]
        area = request.area.within(desktop)
        if min(area.width, area.height) < SMALLEST:
            raise SourceNotFoundError(
                f"Received a rectangle at {request.area.left},{request.area.top}: expected one on the desktop, which is "
                f"{desktop.width}×{desktop.height} pixels from {desktop.left},{desktop.top}."
            )
        return area

    @staticmethod
    def _find(number: int, title: str) -> FollowedWindow:
        try:
            return FollowedWindow(number, title)
        except LookupError as error:
            raise SourceNotFoundError(
                f"Received the window “{title}”: expected one that is open; open it again, or choose another (w)."
            ) from error

    def _follow(self) -> Area:
        """The part of the window that is on the desktop."""
        try:
            area = self._window.area()
        except LookupError as error:
            raise SourceLostError(
                f"Received no more pictures of the window “{self._title}”: it was closed; open it again, or choose another (w)."
            ) from error
        area = None if area is None else area.within(self._desktop)
        if area is None or min(area.width, area.height) < SMALLEST:
            raise SourceLostError(
                f"Received no more pictures of the window “{self._title}”: it is minimised, hidden or off the screen; "
                "show it again."
            )
        return area

    def _take(self) -> None:
        if self._window is not None:
            self._area = self._follow()
        try:
            self._shot = self._grabber.grab(self._area.mss())
        except Exception as error:  # see list_monitors
            raise SourceLostError(
                f"Received no more pictures from the screen ({error}): it was locked, switched off or resized; "
                "open it again."
            ) from error

    def grab(self) -> tuple[int, float]:
        """See ``Source.grab``. Waits until the next picture is due."""
        now = time.perf_counter()
        if self._start is None:
            self._start = self._due = now
        if self._due > now:
            time.sleep(self._due - now)
        self._take()
        now = time.perf_counter()
        # Without ever catching up: after a hitch the rate goes on from now.
        self._due = max(self._due + 1.0 / self.fps, now)
        self._index += 1
        return self._index, now - self._start

    def retrieve(self) -> np.ndarray | None:
        """See ``Source.retrieve``."""
        shot, before = self._shot, self._converted
        if before is None or (shot.size, shot.raw) != (before.size, before.raw):
            pixels = np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)
            self._converted, self._picture = shot, cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR)
        return self._picture  # a screen that stands still gives the same one, of which nothing is made twice

    def close(self) -> None:
        """See ``Source.close``."""
        self._grabber.close()
        if self._window is not None:
            self._window.close()


def open_screen(text: str) -> Screen:
    """Open what ``text`` asks for, see ``app.sources.screen_request``."""
    return Screen(parse_screen(text))
