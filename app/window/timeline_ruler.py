"""The ruler below a timeline: times at even steps, and where the file's chapters begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPolygonF

from app.window import theme
from app.window.wording import clock, exact_clock
from model.video.chapters import Chapter

HEIGHT = 58  # pixels, of the timeline with its ruler
RULER = 41  # pixels from the top
STEPS = (
    0.1,
    0.2,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
    15.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    1200.0,
    1800.0,
    3600.0,
    7200.0,
)  # seconds
LEAST_STEP = 76  # pixels from one time on the ruler to the next


def draw_ruler(painter: QPainter, shown: tuple[float, float], width: int, x_of: Callable[[float], float]) -> None:
    """Draw a ruler.

    Args:
        painter: Of the timeline.
        shown: Seconds at the left and the right edge.
        width: Of the timeline, pixels.
        x_of: Where a moment (seconds) lies, pixels from the left.
    """
    start, end = shown
    least = LEAST_STEP / max(1, width) * (end - start)
    step = next((one for one in STEPS if one >= least), STEPS[-1] * max(1, round(least / STEPS[-1] + 0.5)))
    painter.setFont(theme.font(10))
    for number in range(int(start / step), int(end / step) + 1):
        x = x_of(number * step)
        painter.fillRect(QRectF(x, RULER, 1, 4), QColor(theme.EDGE))
        painter.setPen(QColor(theme.MUTED))
        text = clock(number * step) if step >= 1 else exact_clock(number * step)
        if x + 3 + painter.fontMetrics().horizontalAdvance(text) > width:
            continue  # half a time is none
        painter.drawText(QRectF(x + 3, RULER, LEAST_STEP, HEIGHT - RULER), Qt.AlignLeft | Qt.AlignVCenter, text)


def draw_chapters(painter: QPainter, chapters: Sequence[Chapter], x_of: Callable[[float], float]) -> None:
    """Draw a flag on the ruler where each chapter begins. x_of: see ``draw_ruler``."""
    painter.setPen(Qt.NoPen)
    painter.setBrush(QColor(theme.ACCENT))
    for chapter in chapters:
        x = x_of(chapter.start)
        painter.drawPolygon(QPolygonF([QPointF(x, RULER - 1), QPointF(x + 5, RULER + 4), QPointF(x, RULER + 9)]))
