"""The labels of a file beside the video, in a strip over the model's timeline: to compare the two at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QPainter
from PyQt5.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.timeline.timeline import Segment
from app.window import theme
from app.window.language import tr
from app.window.plain import tip
from app.window.timeline_bar import TimelineBar
from app.window.wording import clock

HEIGHT, TRACK = 14, 9  # pixels


class SecondTrack(QWidget):
    """Shows the same moments as ``bar``. Hidden while there is nothing to compare with."""

    def __init__(self, bar: TimelineBar, parent: QWidget | None = None):
        super().__init__(parent)
        self._bar = bar
        self._segments: Sequence[Segment] = ()
        self._colours: dict[str, str] = {}
        self._name = ""
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        bar.view_changed.connect(self.update)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def show_segments(self, segments: Sequence[Segment], colours: dict[str, str], name: str) -> None:
        """
        Args:
            segments: In order of time; none: nothing is shown.
            colours: ``#RRGGBB`` by label.
            name: The file's.
        """
        self._segments, self._colours, self._name = segments, dict(colours), name
        self.setAccessibleName(tr("Labels of {name}", name=name))
        self.setVisible(bool(segments))
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 2, self.width(), TRACK), QColor(theme.SURFACE))
        for part in self._segments:
            left, right = self._bar.x_of(part.start), self._bar.x_of(part.end)
            if right > 0 and left < self.width():
                colour = QColor(self._colours.get(part.label, theme.MUTED))
                painter.fillRect(QRectF(left, 2, max(1.0, right - left - 1), TRACK), colour)
        painter.setPen(Qt.NoPen)

    def mouseMoveEvent(self, event):
        time = self._bar.time_at(event.x())
        part = next((one for one in self._segments if one.start <= time < one.end), None)
        text = f"{self._name}: " + (
            f"{theme.title_of(part.label)}, {clock(part.start)} – {clock(part.end)}" if part else tr("nothing")
        )
        QToolTip.showText(event.globalPos(), tip(text), self)
