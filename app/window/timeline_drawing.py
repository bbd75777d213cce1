"""What the timeline is painted of: the segments' colours, the loop, the chosen segment, ticks and the playhead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPolygonF

from app.timeline.timeline import Segment
from app.window import theme
from app.window.timeline_ruler import HEIGHT, RULER

TRACK_TOP, TRACK = 6, 30  # pixels: where the segments lie, and their greatest height
LOWEST = 0.25  # of the height: a segment of no confidence is seen, too


def draw_segments(
    painter: QPainter,
    segments: Sequence[Segment],
    colours: Mapping[str, str],
    span: tuple[float, float],
    width: int,
) -> None:
    """Each segment in its label's colour, as high as it is sure; a person's own underlined.

    Args:
        painter: On the timeline.
        segments: In order of time.
        colours: ``#RRGGBB`` by label.
        span: Seconds at the left and the right edge.
        width: Pixels.
    """
    start, end = span
    drawn = {label: QColor(colour) for label, colour in colours.items()}
    scale, last = width / max(1e-9, end - start), -1.0
    for part in segments:
        if part.end <= start or part.start >= end:
            continue
        left, right = (part.start - start) * scale, (part.end - start) * scale
        if right < last + 0.5:  # less than half a pixel beyond what is painted already
            continue
        last = right
        height = TRACK * (LOWEST + (1 - LOWEST) * part.confidence)
        wide = max(0.5, right - left - (1.0 if right - left > 4 else 0.0))
        colour = drawn.get(part.label, QColor(theme.MUTED))
        painter.fillRect(QRectF(left, TRACK_TOP + TRACK - height, wide, height), colour)
        if part.by_user:
            painter.fillRect(QRectF(left, TRACK_TOP + TRACK + 2, wide, 2), QColor(theme.TEXT))


def draw_loop(painter: QPainter, left: float, right: float) -> None:
    """What is played over and over, between two places in pixels."""
    painter.fillRect(QRectF(left, TRACK_TOP, max(1.0, right - left), TRACK), theme.mixed(theme.ACCENT, 0.35))


def draw_chosen(painter: QPainter, left: float, right: float) -> None:
    """A frame around the chosen segment, between two places in pixels."""
    painter.setPen(QColor(theme.TEXT))
    painter.setBrush(Qt.NoBrush)
    painter.drawRoundedRect(QRectF(left + 0.5, TRACK_TOP - 1.5, max(3.0, right - left - 1), TRACK + 3), 2, 2)


def draw_ticks(painter: QPainter, places: Iterable[int]) -> None:
    """A mark at the lower edge at each of the places, pixels."""
    painter.setPen(Qt.NoPen)
    painter.setBrush(QColor(theme.LIVE))
    for x in places:
        painter.drawPolygon(QPolygonF([QPointF(x - 5, HEIGHT), QPointF(x + 5, HEIGHT), QPointF(x, HEIGHT - 9)]))


def draw_playhead(painter: QPainter, x: float) -> None:
    """Where the video is, at ``x`` pixels."""
    painter.setPen(Qt.NoPen)
    painter.setBrush(QColor(theme.TEXT))
    painter.drawRect(QRectF(x - 0.75, 2, 1.5, RULER - 3))
    painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 7)]))
