"""A part of the screen, chosen by a person: dragged, or a window that is clicked; and where it lies in pixels."""

from __future__ import annotations

import os
from collections.abc import Sequence

from PyQt5.QtCore import QPoint, QRect, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter, QPixmap
from PyQt5.QtWidgets import QApplication, QWidget

from app.sources.desktop_windows import DesktopWindow, list_windows
from app.window import theme
from app.window.language import tr

LEAST = 32  # pixels a side
CLICK = 6  # pixels: moved by less, it was a click
LENS, LARGER = 132, 6  # pixels of the magnifier, and how many times larger it shows
STEP, LEAP = 1, 20  # pixels that an arrow key moves, without and with Shift


class RegionSelector(QWidget):
    """Shows the screen as it is, frozen and darkened, until a part of it is chosen.

    A rectangle is dragged, or a window clicked, which is then followed; arrow keys and Enter do the same. ``selected``: as a
    source; Esc gives it up.
    """

    selected = pyqtSignal(str)

    def __init__(self, windows: Sequence[DesktopWindow] | None = None):
        """
        Args:
            windows: Front-most first; None: those that the system tells of, without the program's own.
        """
        super().__init__(None, Qt.FramelessWindowHint | Qt.WindowStaysOnTopHint | Qt.Tool)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setCursor(Qt.CrossCursor)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Choose a part of the screen: drag, or click a window"))
        whole = QApplication.primaryScreen().virtualGeometry()
        self.setGeometry(whole)
        if windows is None:
            windows = [one for one in list_windows() if one.process != os.getpid()]
        corner = whole.topLeft()
        self._windows = [(one, logical(one.area, QApplication.screens()).translated(-corner)) for one in windows]
        self._backdrop = self._frozen(whole)
        self._from: QPoint | None = None
        self._at = self.mapFromGlobal(self.cursor().pos())

    @staticmethod
    def _frozen(whole: QRect) -> QPixmap:
        """The desktop as it is now: no compositor is needed to see it through the selector."""
        picture = QPixmap(whole.size())
        picture.fill(QColor(theme.INK))
        painter = QPainter(picture)
        for screen in QApplication.screens():
            shot = screen.grabWindow(0)
            if not shot.isNull():
                painter.drawPixmap(screen.geometry().translated(-whole.topLeft()), shot)
        painter.end()
        return picture

    @property
    def area(self) -> QRect:
        """What would be chosen now, logical pixels; empty for nothing."""
        return QRect(self._from, self._at).normalized() if self._dragged else self._hit()[1] & self.rect()

    @property
    def _dragged(self) -> bool:
        return self._from is not None and (self._at - self._from).manhattanLength() >= CLICK

    def _hit(self) -> tuple[DesktopWindow | None, QRect]:
        """The window that is pointed at, and where it lies."""
        return next((one for one in self._windows if one[1].contains(self._at)), (None, QRect()))

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._backdrop)
        painter.fillRect(self.rect(), QColor(0, 0, 0, 120))
        area = self.area
        if not area.isEmpty():
            painter.drawPixmap(area, self._backdrop, area)
            painter.setPen(QColor(theme.ACCENT))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        self._paint_lens(painter, area)
        painter.setFont(theme.font(16))
        text = tr("Drag over what is to be watched")
        text += tr(", or click a window") if self._windows else ""
        text += tr(".  Esc: none")
        banner = painter.fontMetrics().boundingRect(text).adjusted(-16, -8, 16, 8)
        banner.moveCenter(QPoint(self.width() // 2, 48))
        painter.fillRect(banner, theme.mixed(theme.INK, 0.88))
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(banner, Qt.AlignCenter, text)

    def _paint_lens(self, painter: QPainter, area: QRect) -> None:
        """The pixels around the pointer, larger, and the size of what would be chosen."""
        side = LENS // LARGER
        left = self._at.x() + 24 if self._at.x() + 24 + LENS < self.width() else self._at.x() - 24 - LENS
        top = self._at.y() + 24 if self._at.y() + 54 + LENS < self.height() else self._at.y() - 54 - LENS
        lens = QRect(left, top, LENS, LENS)
        painter.fillRect(lens, QColor(theme.INK))
        painter.drawPixmap(
            lens, self._backdrop, QRect(self._at - QPoint(side // 2, side // 2), QRect(0, 0, side, side).size())
        )
        painter.setPen(QColor(theme.ACCENT))
        painter.drawLine(lens.center().x(), lens.top(), lens.center().x(), lens.bottom())
        painter.drawLine(lens.left(), lens.center().y(), lens.right(), lens.center().y())
        painter.drawRect(lens.adjusted(0, 0, -1, -1))
        painter.fillRect(QRectF(lens.left(), lens.bottom(), LENS, 24), theme.mixed(theme.INK, 0.88))
        painter.setPen(QColor(theme.TEXT))
        painter.setFont(theme.font(12))
        text = f"{area.width()} × {area.height()}" if not area.isEmpty() else f"{self._at.x()}, {self._at.y()}"
        painter.drawText(QRectF(lens.left(), lens.bottom(), LENS, 24), Qt.AlignCenter, text)

    def mousePressEvent(self, event):
        self._from = self._at = event.pos()

    def mouseMoveEvent(self, event):
        self._at = event.pos()
        self.update()

    def mouseReleaseEvent(self, event):
        self._at = event.pos()
        self._choose()

    def _choose(self) -> None:
        area = QRect(self.area)
        window = None if self._dragged else self._hit()[0]
        if window is not None and window.number:
            self.selected.emit(f"screen:window:{window.number}:{window.title}")
        elif area.width() >= LEAST and area.height() >= LEAST:
            area.translate(self.geometry().topLeft())
            self.selected.emit("screen:" + ",".join(str(value) for value in physical(area, QApplication.screens())))
        self.close()

    def keyPressEvent(self, event):
        step = LEAP if event.modifiers() & Qt.ShiftModifier else STEP
        moves = {Qt.Key_Left: (-step, 0), Qt.Key_Right: (step, 0), Qt.Key_Up: (0, -step), Qt.Key_Down: (0, step)}
        if event.key() == Qt.Key_Escape:
            self.close()
        elif event.key() in moves:
            at = self._at + QPoint(*moves[event.key()])
            self._at = QPoint(min(max(0, at.x()), self.width() - 1), min(max(0, at.y()), self.height() - 1))
            self.update()
        elif event.key() in (Qt.Key_Return, Qt.Key_Enter, Qt.Key_Space):
            if self._from is None and self.area.isEmpty():
                self._from = QPoint(self._at)  # the other corner comes with the arrow keys
            else:
                self._choose()


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


def logical(area, screens: Sequence) -> QRect:
    """Where a rectangle of the machine's pixels lies on Qt's screen, the other way round than ``physical``.

    Args:
        area: With ``left``, ``top``, ``width`` and ``height``.
        screens: QScreens.

    Returns:
        Logical pixels, by the scale of the screen that it begins on.
    """
    for screen in screens:
        ratio, origin = screen.devicePixelRatio(), screen.geometry().topLeft()
        x, y = origin.x() + (area.left - origin.x()) / ratio, origin.y() + (area.top - origin.y()) / ratio
        if screen.geometry().contains(round(x), round(y)) or screen is screens[-1]:
            return QRect(round(x), round(y), round(area.width / ratio), round(area.height / ratio))
    return QRect()
