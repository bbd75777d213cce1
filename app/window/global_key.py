"""A key that works whichever program has the keyboard: the way back from the label alone. X11 only, by its own library."""

from __future__ import annotations

import ctypes

from PyQt5.QtCore import QObject, QSocketNotifier, pyqtSignal

from app.sources.desktop_windows import errors_passed_over, load_x11

KEY = "Ctrl+Alt+P"
_SYMBOL, _MODIFIERS = b"p", 4 | 8  # Control, Mod1
_LOCKS = (0, 2, 16, 2 | 16)  # with Caps Lock, Num Lock, both: X takes each for another key
_KEY_PRESS, _ASYNCHRONOUS, _EVENT_BYTES = 2, 1, 192


class GlobalKey(QObject):
    """``pressed``: the key was, while it is taken from the other programs."""

    pressed = pyqtSignal()

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._x11 = self._display = self._notifier = None

    def take(self) -> bool:
        """Have the key from now on; says whether that is possible here. Idempotent."""
        if self._display:
            return True
        x11 = self._x11 = load_x11()
        display = None if x11 is None else x11.XOpenDisplay(None)
        if not display:
            return False
        x11.XDefaultRootWindow.restype = x11.XStringToKeysym.restype = ctypes.c_ulong
        x11.XKeysymToKeycode.restype = ctypes.c_ubyte
        self._display = ctypes.c_void_p(display)
        root = ctypes.c_ulong(x11.XDefaultRootWindow(self._display))
        code = x11.XKeysymToKeycode(self._display, ctypes.c_ulong(x11.XStringToKeysym(_SYMBOL)))
        with errors_passed_over(x11) as errors:
            for lock in _LOCKS:
                x11.XGrabKey(self._display, code, _MODIFIERS | lock, root, 0, _ASYNCHRONOUS, _ASYNCHRONOUS)
            x11.XSync(self._display, 0)
            taken = not errors
        if not taken:  # another program has it: then it stays that one's
            self.let_go()
            return False
        self._notifier = QSocketNotifier(x11.XConnectionNumber(self._display), QSocketNotifier.Read, self)
        self._notifier.activated.connect(self._look)
        return True

    def let_go(self) -> None:
        """Give the key back. Idempotent."""
        if self._display:
            if self._notifier is not None:
                self._notifier.setEnabled(False)
                self._notifier = None
            self._x11.XCloseDisplay(self._display)  # which ends what was grabbed
            self._display = None

    def _look(self) -> None:
        event, hit = (ctypes.c_long * (_EVENT_BYTES // ctypes.sizeof(ctypes.c_long)))(), False
        while self._x11.XPending(self._display):
            self._x11.XNextEvent(self._display, event)
            hit |= ctypes.cast(event, ctypes.POINTER(ctypes.c_int))[0] == _KEY_PRESS
        if hit:
            self.pressed.emit()
