"""What each of the program's icons looks like: strokes on a square of 20 by 20, by the icon's name."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPainterPath, QPen

GRID = 20.0  # the side of the square


def _play(painter: QPainter, colour: QColor) -> None:
    path = QPainterPath(QPointF(6.2, 3.6))
    path.lineTo(16.2, 10)
    path.lineTo(6.2, 16.4)
    path.closeSubpath()
    painter.setPen(QPen(colour, 1.4, Qt.SolidLine, Qt.RoundCap, Qt.RoundJoin))
    painter.setBrush(colour)
    painter.drawPath(path)


def _pause(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(5, 3.8, 3.6, 12.4), 1.2, 1.2)
    painter.drawRoundedRect(QRectF(11.4, 3.8, 3.6, 12.4), 1.2, 1.2)


def _replay(painter: QPainter, colour: QColor) -> None:
    painter.drawArc(QRectF(3.5, 3.5, 13, 13), 150 * 16, -318 * 16)
    painter.drawPolyline(QPointF(3.4, 2.6), QPointF(3.4, 7.0), QPointF(7.8, 7.0))


def _folder(painter: QPainter, colour: QColor) -> None:
    path = QPainterPath(QPointF(2.5, 15.5))
    for x, y in ((2.5, 4.5), (8, 4.5), (10, 6.8), (17.5, 6.8), (17.5, 15.5)):
        path.lineTo(x, y)
    path.closeSubpath()
    painter.drawPath(path)


def _camera(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(2, 5, 11, 10), 2, 2)
    painter.drawPolyline(QPointF(13.2, 9), QPointF(18, 6.2), QPointF(18, 13.8), QPointF(13.2, 11))


def _demo(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(2.5, 4, 15, 12), 2.5, 2.5)
    painter.setBrush(colour)
    painter.drawPolygon(QPointF(8.4, 7.4), QPointF(8.4, 12.6), QPointF(12.6, 10))


def _stop(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(4.6, 4.6, 10.8, 10.8), 2, 2)


def _panel(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(2.5, 4, 15, 12), 2.5, 2.5)
    painter.drawLine(QPointF(12.2, 4), QPointF(12.2, 16))


def _full(painter: QPainter, colour: QColor) -> None:
    for x, y, dx, dy in ((3, 3, 1, 1), (17, 3, -1, 1), (3, 17, 1, -1), (17, 17, -1, -1)):
        painter.drawPolyline(QPointF(x, y + 4.5 * dy), QPointF(x, y), QPointF(x + 4.5 * dx, y))


def _help(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 15, 15))
    path = QPainterPath(QPointF(7.7, 8))
    path.cubicTo(7.7, 4.9, 12.4, 5, 12.3, 8)
    path.cubicTo(12.2, 9.7, 10, 9.7, 10, 11.6)
    painter.drawPath(path)
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(9.4, 13.5, 1.2, 1.2))


def _speaker(painter: QPainter, colour: QColor) -> None:
    painter.drawPolyline(
        *(QPointF(x, y) for x, y in ((2.5, 7.6), (5.6, 7.6), (10, 4), (10, 16), (5.6, 12.4), (2.5, 12.4), (2.5, 7.6)))
    )


def _sound(painter: QPainter, colour: QColor) -> None:
    _speaker(painter, colour)
    for size in (5.0, 10.0):
        painter.drawArc(QRectF(10 - size / 2 + 1.5, 10 - size / 2, size, size), -50 * 16, 100 * 16)


def _muted(painter: QPainter, colour: QColor) -> None:
    _speaker(painter, colour)
    painter.drawLine(QPointF(13, 7.6), QPointF(17.6, 12.4))
    painter.drawLine(QPointF(17.6, 7.6), QPointF(13, 12.4))


def _close(painter: QPainter, colour: QColor) -> None:
    painter.drawLine(QPointF(6, 6), QPointF(14, 14))
    painter.drawLine(QPointF(14, 6), QPointF(6, 14))


def _teach(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(QPointF(3, 17), QPointF(4, 12.6), QPointF(13.6, 3), QPointF(17, 6.4), QPointF(7.4, 16))
    painter.drawLine(QPointF(11.2, 5.4), QPointF(14.6, 8.8))


def _screen(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(2, 3.5, 16, 10.5), 2, 2)
    painter.drawLine(QPointF(10, 14), QPointF(10, 17))
    painter.drawLine(QPointF(6.5, 17), QPointF(13.5, 17))


def _region(painter: QPainter, colour: QColor) -> None:
    pen = painter.pen()
    pen.setDashPattern([1.6, 1.8])
    painter.setPen(pen)
    painter.drawRect(QRectF(3, 4, 14, 12))


def _window(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(2.5, 3.5, 15, 13), 2, 2)
    painter.drawLine(QPointF(2.5, 7.4), QPointF(17.5, 7.4))


def _link(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 15, 15))
    painter.drawEllipse(QRectF(6.6, 2.5, 6.8, 15))
    painter.drawLine(QPointF(2.5, 10), QPointF(17.5, 10))


def _record(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 15, 15))
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(6.6, 6.6, 6.8, 6.8))


def _settings(painter: QPainter, colour: QColor) -> None:
    for y, x in ((5, 12.5), (10, 7), (15, 13.5)):
        painter.drawLine(QPointF(2.5, y), QPointF(17.5, y))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, y), 2.1, 2.1)


def _recent(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 15, 15))
    painter.drawPolyline(QPointF(10, 5.8), QPointF(10, 10), QPointF(13, 11.8))


def _compact(painter: QPainter, colour: QColor) -> None:
    painter.drawRoundedRect(QRectF(2.5, 3.5, 15, 13), 2, 2)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(9.6, 9.6, 5.4, 4.4), 1, 1)


def _warning(painter: QPainter, colour: QColor) -> None:
    painter.drawPolygon(QPointF(10, 2.8), QPointF(17.8, 16.6), QPointF(2.2, 16.6))
    painter.drawLine(QPointF(10, 8), QPointF(10, 12))
    painter.drawPoint(QPointF(10, 14.2))


def _list(painter: QPainter, colour: QColor) -> None:
    for y in (5, 10, 15):
        painter.drawLine(QPointF(7.5, y), QPointF(17, y))
        painter.drawPoint(QPointF(3.5, y))


DRAWINGS: dict[str, Callable[[QPainter, QColor], None]] = {
    "play": _play,
    "pause": _pause,
    "replay": _replay,
    "folder": _folder,
    "camera": _camera,
    "demo": _demo,
    "teach": _teach,
    "stop": _stop,
    "panel": _panel,
    "sound": _sound,
    "muted": _muted,
    "close": _close,
    "full": _full,
    "help": _help,
    "screen": _screen,
    "region": _region,
    "window": _window,
    "link": _link,
    "record": _record,
    "settings": _settings,
    "recent": _recent,
    "compact": _compact,
    "warning": _warning,
    "list": _list,
}
