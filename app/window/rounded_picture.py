"""Small pictures with round corners, as thumbnails and previews are painted."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPainterPath

from app.window import theme

RADIUS = 7  # pixels


def paint_rounded(
    painter: QPainter, area: QRectF, image: QImage | None, missing: str = "", whole: bool = False
) -> QPainterPath:
    """Paint a picture into ``area``.

    Args:
        painter: Its pen, brush and clipping stay as they are.
        area: Where to, pixels.
        image: None, or without pixels: ``missing`` is written in its place.
        missing: See above.
        whole: Show all of the picture, with bars beside it where its shape is another; else it fills the area, and what
            juts out is cut off.

    Returns:
        The outline, to be drawn over.
    """
    shape = QPainterPath()
    shape.addRoundedRect(area, RADIUS, RADIUS)
    painter.save()
    painter.setRenderHint(QPainter.Antialiasing)
    painter.setRenderHint(QPainter.SmoothPixmapTransform)
    painter.fillPath(shape, QColor(theme.INK if whole else theme.RAISED))
    if image is None or image.isNull():
        painter.setPen(QColor(theme.MUTED))
        painter.setFont(theme.font(11))
        painter.drawText(area, Qt.AlignCenter, missing)
    else:
        painter.setClipPath(shape, Qt.IntersectClip)
        ratios = area.width() / image.width(), area.height() / image.height()
        scale = min(ratios) if whole else max(ratios)
        placed = QRectF(0, 0, image.width() * scale, image.height() * scale)
        placed.moveCenter(area.center())
        painter.drawImage(placed, image)
    painter.restore()
    return shape
