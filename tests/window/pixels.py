"""Looks at what a widget shows."""

from __future__ import annotations

import numpy as np
from PyQt5.QtGui import QColor, QImage


def picture(widget) -> np.ndarray:
    """What ``widget`` shows, RGB uint8 ``(height, width, 3)``."""
    image = widget.grab().toImage().convertToFormat(QImage.Format_RGB888)
    data = image.bits().asarray(image.sizeInBytes())
    rows = np.frombuffer(data, np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def count(pixels: np.ndarray, colour: str, tolerance: int = 6) -> int:
    """How many of ``pixels`` have ``colour`` (``#RRGGBB``), give or take ``tolerance`` a channel."""
    wanted = np.array(QColor(colour).getRgb()[:3])
    return int((np.abs(pixels.astype(int) - wanted).max(axis=2) <= tolerance).sum())
