"""Brings the calls of other threads into the window's."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtSignal


class QtDispatch(QObject):
    """An ``app.events.Dispatch``: at once in the window's own thread; from another one in the order of the calls."""

    _posted = pyqtSignal(object)

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._posted.connect(self._run)

    def __call__(self, call: Callable[[], None]) -> None:
        """Run ``call``; from another thread: soon, without waiting for it."""
        self._posted.emit(call)

    def _run(self, call: Callable[[], None]) -> None:
        call()
