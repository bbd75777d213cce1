"""Writes corrections to disk, behind the window's back: thousands of segments take a while."""

from __future__ import annotations

import threading

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.recorded.scanner import Scanner
from app.timeline.editing import EditableTimeline

KEEP_MS = 700  # after the last correction they are written


class CorrectionSaver(QObject):
    """Keeps one timeline's corrections at a time. ``said``: a sentence for the user, when they could not be kept."""

    said = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._due: tuple[Scanner, EditableTimeline] | None = None
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_MS)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._write)

    def later(self, scanner: Scanner | None, timeline: EditableTimeline) -> None:
        """Have ``scanner`` keep the corrections of ``timeline`` once no more of them come; None: nothing was scanned."""
        self._due = None if scanner is None else (scanner, timeline)
        self._timer.start()

    def finish(self) -> None:
        """Write at once what is due, and wait for it."""
        if self._timer.isActive():
            self._write()
            if self._thread is not None:
                self._thread.join()

    def _write(self) -> None:
        self._timer.stop()
        due, self._due = self._due, None
        if due is None:
            return
        scanner, timeline = due
        corrections = timeline.corrections()

        def work() -> None:
            if not scanner.keep_corrections(corrections):
                self.said.emit("The corrections could not be kept: their folder cannot be written to")

        if self._thread is not None:
            self._thread.join()  # in their order
        self._thread = threading.Thread(target=work, name="corrections")
        self._thread.start()
