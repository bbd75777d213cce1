"""The program's icons, drawn from paths: sharp at every scale and no files to ship."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from app.window.icon_drawings import DRAWINGS, GRID


def draw_icon(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Draw an icon.

    Args:
        name: Which.
        colour: ``#RRGGBB``.
        size: Logical pixels.
        ratio: The screen's scale.

    Returns:
        The picture.
    """
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.Antialiasing)
    painter.scale(size * ratio / GRID, size * ratio / GRID)
    painter.setPen(QPen(QColor(colour), 1.6, Qt.SolidLine, Qt.RoundCap, Qt.RoundJoin))
    DRAWINGS[name](painter, QColor(colour))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def make_icon(name: str, colour: str, size: int = 20) -> QIcon:
    """Make an icon for a button: sharp on plain and on doubled screens.

    Args:
        name: Which.
        colour: ``#RRGGBB``.
        size: Logical pixels.

    Returns:
        The icon.
    """
    icon = QIcon()
    for ratio in (1.0, 2.0):
        icon.addPixmap(draw_icon(name, colour, size, ratio))
    return icon


def program_icon() -> QIcon:
    """The window's own icon: five bars in the labels' colours on a dark tile."""
    from app.window import theme

    icon = QIcon()
    for size in (32, 64, 128):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.scale(size / 64, size / 64)
        painter.setPen(Qt.NoPen)
        painter.setBrush(QColor(theme.RAISED))
        painter.drawRoundedRect(QRectF(2, 2, 60, 60), 14, 14)
        for row, (colour, width) in enumerate(zip(theme.LABEL_COLOURS.values(), (24, 14, 30, 18, 40), strict=True)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(12, 11.5 + row * 8.6, width, 6), 3, 3)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
