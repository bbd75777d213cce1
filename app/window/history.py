"""The last minute at a glance: a strip of coloured runs, one for each run of one label."""

from __future__ import annotations

from collections import deque

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QPainter, QPainterPath
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.window import theme
from app.window.language import tr

SECONDS = 60.0


class HistoryStrip(QWidget):
    """Labels over the last minute: the newest at the right edge; pauses stay empty.

    Bounded: neighbours of one label are one run, and runs older than the strip are forgotten.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setAccessibleName(tr("Labels of the last minute"))
        self._colours: dict[str, str] = {}
        self._runs: deque[list] = deque()  # [start, end, label], seconds of the clock that add() is given

    @property
    def runs(self) -> tuple[tuple[float, float, str], ...]:
        """The runs shown, oldest first: ``(start, end, label)``."""
        return tuple((start, end, label) for start, end, label in self._runs)

    def set_colours(self, colours: dict[str, str]) -> None:
        """Begin anew with a colour for each label."""
        self._colours = dict(colours)
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._runs.clear()
        self.update()

    def add(self, now: float, label: str) -> None:
        """Take what holds now. A gap of more than a second starts a new run.

        Args:
            now: Seconds, never falling.
            label: The one that holds.
        """
        if self._runs and now < self._runs[-1][1]:
            self._runs.clear()
        if self._runs and now - self._runs[-1][1] <= 1.0:
            self._runs[-1][1] = now
            if self._runs[-1][2] != label:
                self._runs.append([now, now, label])
        else:
            self._runs.append([now, now, label])
        while self._runs and self._runs[0][1] < now - SECONDS:
            self._runs.popleft()

    def sizeHint(self) -> QSize:
        return QSize(240, 22)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        area = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(area, 6, 6)
        painter.setClipPath(shape)
        painter.fillRect(area, QColor(theme.RAISED))
        painter.setPen(Qt.NoPen)
        if self._runs:
            newest, scale = self._runs[-1][1], area.width() / SECONDS
            for start, end, label in self._runs:
                left = area.right() - (newest - start) * scale
                width = max(1.5, (end - start) * scale)
                painter.fillRect(QRectF(left, 0, width, area.height()), QColor(self._colours.get(label, theme.MUTED)))
        painter.end()
