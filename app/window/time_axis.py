"""Which moment of a video lies at which pixel: all of it, or a part that is zoomed to and moves with the video."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QWidget

CLOSEST = 2.0  # seconds that are shown when zoomed in all the way


class TimeAxis(QWidget):
    """From left to right.

    Attributes:
        view_changed: Other moments lie at its places, or the video is at another one.
        duration: Of the video, seconds.
        position: Where the video is, seconds.
    """

    view_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._shown = (0.0, 1.0)  # seconds at the left and the right edge
        self.duration = 0.0
        self.position = 0.0

    def show_duration(self, duration: float) -> None:
        """Seconds of video; the whole of it is shown."""
        if duration > 0 and abs(duration - self.duration) > 0.01:
            self.duration = duration
            self._shown = (0.0, duration)
            self._redraw()

    def show_position(self, position: float) -> None:
        """Where the video is, seconds. Repaints only when a pixel changes."""
        moved = round(self.x_of(position)) != round(self.x_of(self.position))
        self.position = position
        if moved:
            self.update()
            self.view_changed.emit()
        start, end = self._shown
        if self.zoomed and not start <= position <= end and not self.underMouse():
            self._show_span(position - 0.1 * (end - start), end - start)

    @property
    def zoomed(self) -> bool:
        return self._shown[1] - self._shown[0] < self.duration - 1e-6

    @property
    def shown(self) -> tuple[float, float]:
        """Seconds at the left and the right edge."""
        return self._shown

    def zoom(self, factor: float, around: float) -> None:
        """Show ``factor`` times the time, with ``around`` (seconds) where it was."""
        start, end = self._shown
        if self.duration <= 0:
            return
        span = min(self.duration, max(min(CLOSEST, self.duration), (end - start) * factor))
        self._show_span(around - (around - start) * span / (end - start), span)

    def show_from(self, start: float) -> None:
        """Show as much as now, from ``start`` (seconds) on."""
        self._show_span(start, self._shown[1] - self._shown[0])

    def _show_span(self, start: float, span: float) -> None:
        start = min(max(0.0, start), max(0.0, self.duration - span))
        self._shown = (start, start + span)
        self._redraw()

    def x_of(self, time: float) -> float:
        """Where ``time`` (seconds) lies, pixels from the left edge."""
        start, end = self._shown
        return (time - start) / max(1e-9, end - start) * self.width()

    def time_at(self, x: float) -> float:
        """The moment at ``x`` pixels, seconds, within the video."""
        start, end = self._shown
        return min(max(0.0, start + x / max(1, self.width()) * (end - start)), self.duration)

    def _redraw(self) -> None:
        self.update()
        self.view_changed.emit()
