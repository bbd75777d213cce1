"""Places on the desktop, its windows and where they lie. X11 alone tells of windows: other systems ask for a permission first."""

from __future__ import annotations

import ctypes
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

SMALLEST = 16  # pixels a side of what can be watched
MOST, LONGEST = 500, 200  # windows; characters of a title
VIEWABLE = 2  # X11's word for a window that is shown


@dataclass(frozen=True)
class Area:
    """A rectangle of the desktop, pixels; left and top may be negative where a monitor lies left of the first one."""

    left: int
    top: int
    width: int
    height: int

    def within(self, other: Area) -> Area:
        """The part of it that lies in ``other``; width or height 0 or less where there is none."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right = min(self.left + self.width, other.left + other.width)
        bottom = min(self.top + self.height, other.top + other.height)
        return Area(left, top, right - left, bottom - top)

    def mss(self) -> dict[str, int]:
        return {"left": self.left, "top": self.top, "width": self.width, "height": self.height}


@dataclass(frozen=True)
class DesktopWindow:
    """A window: its title, where it lies (pixels of the desktop), the process that it belongs to (0: not told), its number."""

    title: str
    area: Area
    process: int
    number: int = 0


class FollowedWindow:
    """A window, wherever it is moved and whatever its size becomes. Belongs to one thread.

    Attributes:
        number: The X server's.
    """

    def __init__(self, number: int, title: str):
        """
        Args:
            number: Of the window when it was chosen; another program's may have it today.
            title: Its title then; the number of a window that is not there any more is looked up by it.

        Raises:
            LookupError: There is neither.
        """
        self._x11 = load_x11()
        self._display = None if self._x11 is None else self._x11.XOpenDisplay(None)
        if not self._display:
            raise LookupError
        self._desktop = _Desktop(self._x11, ctypes.c_void_p(self._display))
        try:
            with errors_passed_over(self._x11):
                there = self._desktop.shape(number) is not None
                called = [one.number for one in self._desktop.windows() if one.title == title]
            if number in called or (there and not called):
                self.number = number
            elif called:
                self.number = called[0]
            else:
                raise LookupError
        except BaseException:
            self.close()
            raise

    def area(self) -> Area | None:
        """Where it lies now; None while it is not shown. Raises LookupError once it is closed."""
        with errors_passed_over(self._x11):
            shape = self._desktop.shape(self.number)
        if shape is None:
            raise LookupError
        return shape[0] if shape[1] else None

    def close(self) -> None:
        """Let go of the X server. Idempotent."""
        if self._display:
            self._x11.XCloseDisplay(ctypes.c_void_p(self._display))
            self._display = None


def list_windows() -> list[DesktopWindow]:
    """The windows that are shown, front-most first; none on a system that does not tell."""
    x11 = load_x11()
    display = None if x11 is None else x11.XOpenDisplay(None)
    if not display:
        return []
    try:
        with errors_passed_over(x11):
            return _Desktop(x11, ctypes.c_void_p(display)).windows()
    finally:
        x11.XCloseDisplay(ctypes.c_void_p(display))


def load_x11():
    """Xlib; None where there is none, or no display."""
    if not sys.platform.startswith("linux") or not os.environ.get("DISPLAY"):
        return None
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = x11.XSetErrorHandler.restype = ctypes.c_void_p
    return x11


_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_errors: deque[bool] = deque(maxlen=1)
_pass_over = _HANDLER(lambda *_: _errors.append(True) or 0)  # lives as long as the program: it may be put back late


@contextmanager
def errors_passed_over(x11) -> Iterator[deque[bool]]:
    """A window may close while it is asked about: Xlib's own handler would end the program. Gives what is not empty after one."""
    _errors.clear()
    before = x11.XSetErrorHandler(_pass_over)
    try:
        yield _errors
    finally:
        x11.XSetErrorHandler(ctypes.cast(before, _HANDLER) if before else None)


class _Attributes(ctypes.Structure):
    """XWindowAttributes."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border", "depth")),
        ("visual", ctypes.c_void_p), ("root", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("kind", "bit_gravity", "window_gravity", "backing_store")),
        ("backing_planes", ctypes.c_ulong), ("backing_pixel", ctypes.c_ulong), ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong), ("map_installed", ctypes.c_int), ("map_state", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("all_masks", "my_mask", "no_propagate")),
        ("override_redirect", ctypes.c_int), ("screen", ctypes.c_void_p),
    )  # fmt: skip


class _Desktop:
    """Asks an X server; see EWMH for what its properties mean."""

    def __init__(self, x11, display):
        self._x11, self._display = x11, display
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        x11.XInternAtom.restype = ctypes.c_ulong
        self._root = x11.XDefaultRootWindow(display)

    def windows(self) -> list[DesktopWindow]:
        found = []
        for window in reversed(self._numbers(self._root, b"_NET_CLIENT_LIST_STACKING")[-MOST:]):
            area, _ = self.shape(window) or (None, False)
            if area is not None and min(area.width, area.height) >= SMALLEST and not self._hidden(window):
                title = self._property(window, b"_NET_WM_NAME", 8)[:LONGEST].decode("utf-8", "replace")
                process = self._numbers(window, b"_NET_WM_PID")
                title = " ".join(title.split()) or "A window"
                found.append(DesktopWindow(title, area, process[0] if process else 0, window))
        return found

    def _hidden(self, window: int) -> bool:
        hidden = self._x11.XInternAtom(self._display, b"_NET_WM_STATE_HIDDEN", 0)
        return hidden in self._numbers(window, b"_NET_WM_STATE")

    def shape(self, window: int) -> tuple[Area, bool] | None:
        """Where a window lies, and whether it is shown; None where there is no such window."""
        about, child, x, y = _Attributes(), ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
        if not self._x11.XGetWindowAttributes(self._display, ctypes.c_ulong(window), ctypes.byref(about)):
            return None
        self._x11.XTranslateCoordinates(
            self._display, ctypes.c_ulong(window), ctypes.c_ulong(self._root), 0, 0, ctypes.byref(x), ctypes.byref(y),
            ctypes.byref(child),
        )  # fmt: skip
        return Area(x.value, y.value, about.width, about.height), about.map_state == VIEWABLE

    def _numbers(self, window: int, name: bytes) -> list[int]:
        data = self._property(window, name, 32)
        size = ctypes.sizeof(ctypes.c_long)
        return [int.from_bytes(data[at : at + size], sys.byteorder) for at in range(0, len(data), size)]

    def _property(self, window: int, name: bytes, bits: int) -> bytes:
        """The bytes of a window's property of so many bits an item; empty without one."""
        atom = self._x11.XInternAtom(self._display, name, 0)
        kind, form = ctypes.c_ulong(), ctypes.c_int()
        count, left, data = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.POINTER(ctypes.c_ubyte)()
        self._x11.XGetWindowProperty(
            self._display, ctypes.c_ulong(window), ctypes.c_ulong(atom), ctypes.c_long(0), ctypes.c_long(4096), 0,
            ctypes.c_ulong(0), ctypes.byref(kind), ctypes.byref(form), ctypes.byref(count), ctypes.byref(left),
            ctypes.byref(data),
        )  # fmt: skip
        if not data:
            return b""
        try:
            if form.value != bits:
                return b""
            size = count.value * (ctypes.sizeof(ctypes.c_long) if bits == 32 else bits // 8)
            return ctypes.string_at(data, size)
        finally:
            with suppress(AttributeError):
                self._x11.XFree(data)
