"""The windows on the desktop and where they lie, front-most first. X11 alone tells: other systems ask for a permission first."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from app.sources.screen import SMALLEST, Area

MOST, LONGEST = 500, 200  # windows; characters of a title


@dataclass(frozen=True)
class DesktopWindow:
    """A window: its title, where it lies (pixels of the desktop), and the process that it belongs to (0: not told)."""

    title: str
    area: Area
    process: int


def list_windows() -> list[DesktopWindow]:
    """The windows that are shown, front-most first; none on a system that does not tell."""
    if not sys.platform.startswith("linux") or not os.environ.get("DISPLAY"):
        return []
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return []
    with _opened(x11) as desktop:
        return [] if desktop is None else desktop.windows()


@contextmanager
def _opened(x11) -> Iterator[_Desktop | None]:
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = x11.XOpenDisplay(None)
    if not display:
        yield None
        return
    # A window may close while it is asked about: Xlib's own handler would end the program.
    handler = _HANDLER(lambda *_: 0)
    before = x11.XSetErrorHandler(handler)
    try:
        yield _Desktop(x11, ctypes.c_void_p(display))
    finally:
        x11.XSync(ctypes.c_void_p(display), 0)
        x11.XSetErrorHandler(ctypes.cast(before, _HANDLER) if before else None)
        x11.XCloseDisplay(ctypes.c_void_p(display))


_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


class _Desktop:
    """Asks an X server; see EWMH for what its properties mean."""

    def __init__(self, x11, display):
        self._x11, self._display = x11, display
        x11.XSetErrorHandler.restype = ctypes.c_void_p
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        x11.XInternAtom.restype = ctypes.c_ulong
        self._root = x11.XDefaultRootWindow(display)

    def windows(self) -> list[DesktopWindow]:
        found = []
        for window in reversed(self._numbers(self._root, b"_NET_CLIENT_LIST_STACKING")[-MOST:]):
            area = self._area(window)
            if area is not None and not self._hidden(window):
                title = self._property(window, b"_NET_WM_NAME", 8)[:LONGEST].decode("utf-8", "replace")
                process = self._numbers(window, b"_NET_WM_PID")
                found.append(DesktopWindow(title or "A window", area, process[0] if process else 0))
        return found

    def _hidden(self, window: int) -> bool:
        hidden = self._x11.XInternAtom(self._display, b"_NET_WM_STATE_HIDDEN", 0)
        return hidden in self._numbers(window, b"_NET_WM_STATE")

    def _area(self, window: int) -> Area | None:
        root, child = ctypes.c_ulong(), ctypes.c_ulong()
        x, y, (width, height, border, depth) = ctypes.c_int(), ctypes.c_int(), (ctypes.c_uint() for _ in range(4))
        numbers = (ctypes.byref(one) for one in (root, x, y, width, height, border, depth))
        if not self._x11.XGetGeometry(self._display, ctypes.c_ulong(window), *numbers):
            return None
        self._x11.XTranslateCoordinates(
            self._display, ctypes.c_ulong(window), ctypes.c_ulong(self._root), 0, 0, ctypes.byref(x), ctypes.byref(y),
            ctypes.byref(child),
        )  # fmt: skip
        area = Area(x.value, y.value, width.value, height.value)
        return area if min(area.width, area.height) >= SMALLEST else None

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
