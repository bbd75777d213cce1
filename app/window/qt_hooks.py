"""What reaches the window from elsewhere: calls of other threads, exceptions of its own slots, and what Qt says."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PyQt5.QtCore import QObject, QtMsgType, pyqtSignal, qInstallMessageHandler

from app.log import log_file, note
from app.window.language import tr
from model.safe_text import say, say_failure


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


def install_excepthook(on_error: Callable[[str], None] | None = None) -> None:
    """Write exceptions of slots and events to stderr and the log, each place once, and go on.

    With Python's own hook Qt aborts.

    Args:
        on_error: Told a sentence for the window.
    """
    told: set[tuple] = set()

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            from PyQt5.QtWidgets import QApplication

            QApplication.quit()
            return
        frames = traceback.extract_tb(trace)
        place = (kind, frames[-1].filename, frames[-1].lineno) if frames else (kind,)
        if place not in told:  # a paint event could fail sixty times a second
            told.add(place)
            say_failure(error)
            note(f"In the window: {error}", error)
            if on_error is not None:
                on_error(
                    tr("Something went wrong ({kind}); the log says what: {log}", kind=kind.__name__, log=log_file())
                )

    sys.excepthook = hook


def quieten_qt() -> None:
    """Keep what Qt says about the machine's set-up (not the program's doing) off stderr."""

    def pass_on(kind: QtMsgType, _context, text: str) -> None:
        if not text.startswith("QStandardPaths: "):
            say(text, error=True)

    qInstallMessageHandler(pass_on)


def skip_qt_at_exit(status: int) -> None:
    """Let the process, when it exits, end before PyQt deletes what is left of Qt, with exit status ``status``.

    PyQt 5 walks through a table of all its objects while it deletes them and, with them, other entries of the table: about one
    exit in a hundred ended in a crash, after all was done. Threads that have to end are waited for before this, as ever.
    """
    atexit.register(_end, status)


def _end(status: int) -> None:
    if os.name == "nt":  # text that was copied outlives the program
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.windll.ole32.OleFlushClipboard()
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)
