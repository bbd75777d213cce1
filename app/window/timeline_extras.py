"""What lies around the timeline: which colour is which label, and where in the whole video the zoomed part lies."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.window import theme
from app.window.language import tr

LEGEND_HEIGHT, OVERVIEW_HEIGHT = 20, 10
SWATCH, GAP, APART = 10, 6, 16  # pixels


class Legend(QWidget):
    """A swatch and a name for each label; names are shortened where there is no room for all of them."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Fixed)
        self.setFixedHeight(LEGEND_HEIGHT)
        self._colours: dict[str, str] = {}
        self._fits = True
        self.hide()

    def set_fits(self, fits: bool) -> None:
        """Whether there is room for it."""
        self._fits = fits
        self.setVisible(bool(self._colours) and fits)

    def show_labels(self, colours: dict[str, str]) -> None:
        """
        Args:
            colours: ``#RRGGBB`` by label; none: nothing is shown.
        """
        self._colours = dict(colours)
        self.setAccessibleName(tr("Labels: ") + ", ".join(theme.title_of(label) for label in colours))
        self.setVisible(bool(colours) and self._fits)
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        metrics = painter.fontMetrics()
        names = [theme.title_of(label) for label in self._colours]
        each = (self.width() - 40) / max(1, len(names)) - SWATCH - GAP - APART
        wanted = [metrics.horizontalAdvance(name) for name in names]
        if sum(wanted) + len(names) * (SWATCH + GAP + APART) > self.width() - 40:
            wanted = [min(width, max(0, round(each))) for width in wanted]
        left = 20.0
        for name, colour, width in zip(names, self._colours.values(), wanted, strict=True):
            painter.setPen(Qt.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(left, (self.height() - SWATCH) / 2, SWATCH, SWATCH), 2, 2)
            left += SWATCH + GAP
            painter.setPen(QColor(theme.MUTED))
            area = QRectF(left, 0, width + 1, self.height())
            painter.drawText(area, Qt.AlignLeft | Qt.AlignVCenter, metrics.elidedText(name, Qt.ElideMiddle, width + 1))
            left += width + APART


class Overview(QWidget):
    """The whole video as a strip, with the part that the timeline shows when it is zoomed; dragging moves that part.

    Attributes:
        moved: Seconds where the shown part is to begin.
    """

    moved = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setFixedHeight(OVERVIEW_HEIGHT)
        self.setCursor(Qt.OpenHandCursor)
        self.setAccessibleName(tr("The part of the video that the timeline shows"))
        self.shown, self.duration, self.position = (0.0, 0.0), 0.0, 0.0
        self._held: float | None = None  # seconds from the shown part's beginning to where it is held
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(400, OVERVIEW_HEIGHT)

    def show_part(self, shown: tuple[float, float], duration: float, position: float) -> None:
        """
        Args:
            shown: Seconds at the timeline's edges.
            duration: Of the whole, seconds.
            position: Where the video is, seconds.
        """
        self.shown, self.duration, self.position = shown, duration, position
        self.setVisible(duration > 0 and shown[1] - shown[0] < duration - 1e-6)
        self.update()

    def _time_at(self, x: float) -> float:
        return x / max(1, self.width()) * self.duration

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.SURFACE))
        scale = self.width() / max(1e-9, self.duration)
        part = QRectF(self.shown[0] * scale, 1, max(6.0, (self.shown[1] - self.shown[0]) * scale), self.height() - 2)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(QColor(theme.ACCENT))
        painter.setBrush(theme.mixed(theme.ACCENT, 0.35))
        painter.drawRoundedRect(part.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.fillRect(QRectF(self.position * scale - 0.75, 0, 1.5, self.height()), QColor(theme.TEXT))

    def mousePressEvent(self, event):
        if event.button() == Qt.LeftButton and self.duration > 0:
            time, (start, end) = self._time_at(event.x()), self.shown
            self._held = time - start if start <= time <= end else (end - start) / 2
            self.moved.emit(time - self._held)

    def mouseMoveEvent(self, event):
        if self._held is not None:
            self.moved.emit(self._time_at(event.x()) - self._held)

    def mouseReleaseEvent(self, event):
        self._held = None
