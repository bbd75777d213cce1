"""A part of the screen: dragged by a person, and where it lies in pixels."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QPoint, QRect, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter
from PyQt5.QtWidgets import QApplication, QWidget

from app.window import theme


class RegionSelector(QWidget):
    """Darkens the screen until a rectangle is dragged. ``selected``: as a source; Esc or a click gives it up."""

    selected = pyqtSignal(str)

    def __init__(self):
        super().__init__(None, Qt.FramelessWindowHint | Qt.WindowStaysOnTopHint | Qt.Tool)
        self.setAttribute(Qt.WA_TranslucentBackground)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setCursor(Qt.CrossCursor)
        self.setGeometry(QApplication.primaryScreen().virtualGeometry())
        self._from: QPoint | None = None
        self._to = QPoint()

    def _area(self) -> QRect:
        return QRect() if self._from is None else QRect(self._from, self._to).normalized()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 110))
        area = self._area()
        if not area.isEmpty():
            painter.setCompositionMode(QPainter.CompositionMode_Clear)
            painter.fillRect(area, Qt.transparent)
            painter.setCompositionMode(QPainter.CompositionMode_SourceOver)
            painter.setPen(QColor(theme.ACCENT))
            painter.drawRect(area)
        painter.setPen(QColor(theme.TEXT))
        painter.setFont(theme.font(18))
        text = (
            f"{area.width()} x {area.height()}" if not area.isEmpty() else "Drag over what is to be watched; Esc: none"
        )
        painter.drawText(self.rect().adjusted(0, 40, 0, 0), Qt.AlignHCenter | Qt.AlignTop, text)

    def mousePressEvent(self, event):
        self._from = self._to = event.pos()

    def mouseMoveEvent(self, event):
        self._to = event.pos()
        self.update()

    def mouseReleaseEvent(self, event):
        area = self._area()
        if area.width() >= 32 and area.height() >= 32:
            area.translate(self.geometry().topLeft())
            self.selected.emit("screen:" + ",".join(str(value) for value in physical(area, QApplication.screens())))
        self.close()

    def keyPressEvent(self, event):
        if event.key() == Qt.Key_Escape:
            self.close()


def physical(area: QRect, screens: Sequence) -> tuple[int, int, int, int]:
    """Where a rectangle of Qt's screen lies in pixels: Qt counts logical ones, a screen grabber those of the machine.

    Args:
        area: In logical pixels.
        screens: QScreens. With screens of several scales side by side, positions on the second are Qt's best word.

    Returns:
        ``(x, y, width, height)``, by the scale of the screen that the middle is on.
    """
    middle = area.center()
    screen = next((one for one in screens if one.geometry().contains(middle)), screens[0])
    ratio, origin = screen.devicePixelRatio(), screen.geometry().topLeft()
    return (
        round(origin.x() + (area.x() - origin.x()) * ratio),
        round(origin.y() + (area.y() - origin.y()) * ratio),
        round(area.width() * ratio),
        round(area.height() * ratio),
    )
