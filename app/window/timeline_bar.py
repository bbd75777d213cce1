"""The timeline of a video: its labels as colours, their confidence as height, what is played, and where to go."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter, QPixmap, QPolygonF
from PyQt5.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.timeline.timeline import Segment
from app.window import theme
from app.window.language import tr
from app.window.plain import tip
from app.window.timeline_ruler import HEIGHT, RULER, draw_chapters, draw_ruler
from app.window.wording import clock, exact_clock
from model.safe_text import shown
from model.video.chapters import Chapter

REACH, CLICK = 4, 3  # pixels: as near as that, an edge is taken hold of; moved by less, it was a click
TRACK_TOP, TRACK = 6, 30  # pixels: where the segments lie, and their greatest height
LOWEST = 0.25  # of the height: a segment of no confidence is seen, too
CLOSEST = 2.0  # seconds that the bar shows when zoomed in all the way


class TimelineBar(QWidget):
    """Paints segments from a pixmap that is made anew only when they, the zoom or the size change.

    Attributes:
        seek_asked: Seconds, on click and while dragging.
        segment_clicked: A segment's id, on click.
        edge_moved: A segment's id, ``start`` or ``end``, and the seconds where its edge was let go.
        hovered: The seconds that the mouse is over, and where, pixels from the left. left: It has gone.
        view_changed: Other moments lie at its places, or the video is at another one.
    """

    seek_asked = pyqtSignal(float)
    segment_clicked = pyqtSignal(int)
    edge_moved = pyqtSignal(int, str, float)
    hovered = pyqtSignal(float, int)
    left = pyqtSignal()
    view_changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setCursor(Qt.PointingHandCursor)
        self.setAccessibleName(tr("Timeline of the video"))
        self._colours: dict[str, str] = {}
        self._segments: Sequence[Segment] = ()
        self._picture: QPixmap | None = None
        self._shown = (0.0, 1.0)  # seconds at the left and the right edge
        self.duration = 0.0
        self.position = 0.0
        self.done = 0.0
        self.complete = False
        self.loop: tuple[float, float | None] | None = None
        self.selected: int = 0
        self.ticks: tuple[float, ...] = ()
        self._chapters: Sequence[Chapter] = ()
        self._edge: tuple[Segment, str] | None = None  # what is held
        self._held_at, self._edge_time = 0, 0.0

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    # ---- what is shown

    def begin(self, colours: dict[str, str]) -> None:
        """A new video: forget the old one."""
        self._colours, self._segments, self._chapters = dict(colours), (), ()
        self._edge = None
        self.duration = self.position = self.done = 0.0
        self.complete, self.loop, self.selected = False, None, 0
        self._shown = (0.0, 1.0)
        self._redraw()

    def show_segments(self, segments: Sequence[Segment], done: float, complete: bool) -> None:
        """
        Args:
            segments: In order.
            done: Seconds that were scanned.
        """
        self._segments, self.done, self.complete = segments, done, complete
        self._redraw()

    def show_chapters(self, chapters: Sequence[Chapter]) -> None:
        """Mark where the file's chapters begin."""
        self._chapters = tuple(chapters)
        self._redraw()

    def recolour(self, colours: dict[str, str]) -> None:
        """The labels have other colours now."""
        self._colours = dict(colours)
        self._redraw()

    def show_duration(self, duration: float) -> None:
        """Seconds of video; the whole of it is shown."""
        if duration > 0 and abs(duration - self.duration) > 0.01:
            self.duration = duration
            self._shown = (0.0, duration)
            self._redraw()

    def show_position(self, position: float) -> None:
        """Where the video is, seconds. Repaints only when a pixel changes."""
        moved = round(self.x_of(position)) != round(self.x_of(self.position))
        self.position = position
        if moved:
            self.update()
            self.view_changed.emit()
        start, end = self._shown
        if self.zoomed and not start <= position <= end and not self.underMouse():
            self._show_span(position - 0.1 * (end - start), end - start)

    def show_loop(self, loop: tuple[float, float | None] | None) -> None:
        """A and, once it is set, B, in seconds."""
        self.loop = loop
        self.update()

    def show_ticks(self, times: Sequence[float]) -> None:
        """Mark these moments, seconds; none: no more."""
        self.ticks = tuple(times)
        self.update()

    def select(self, id: int) -> None:
        """Mark a segment; 0: none."""
        self.selected = id
        self.update()

    @property
    def zoomed(self) -> bool:
        return self._shown[1] - self._shown[0] < self.duration - 1e-6

    @property
    def shown(self) -> tuple[float, float]:
        """Seconds at the left and the right edge."""
        return self._shown

    def zoom(self, factor: float, around: float) -> None:
        """Show ``factor`` times the time, with ``around`` (seconds) where it was."""
        start, end = self._shown
        if self.duration <= 0:
            return
        span = min(self.duration, max(min(CLOSEST, self.duration), (end - start) * factor))
        self._show_span(around - (around - start) * span / (end - start), span)

    def show_from(self, start: float) -> None:
        """Show as much as now, from ``start`` (seconds) on."""
        self._show_span(start, self._shown[1] - self._shown[0])

    def _show_span(self, start: float, span: float) -> None:
        start = min(max(0.0, start), max(0.0, self.duration - span))
        self._shown = (start, start + span)
        self._redraw()

    # ---- geometry

    def x_of(self, time: float) -> float:
        """Where ``time`` (seconds) lies, pixels from the left edge."""
        start, end = self._shown
        return (time - start) / max(1e-9, end - start) * self.width()

    def time_at(self, x: float) -> float:
        """The moment at ``x`` pixels, seconds, within the video."""
        start, end = self._shown
        return min(max(0.0, start + x / max(1, self.width()) * (end - start)), self.duration)

    def segment_at(self, time: float) -> Segment | None:
        """The segment at ``time`` (seconds)."""
        place = bisect_right(self._segments, time, key=lambda part: part.end)
        found = self._segments[place] if place < len(self._segments) else None
        return found if found is not None and found.start <= time else None

    def edge_at(self, x: float) -> tuple[Segment, str] | None:
        """The segment whose edge lies at ``x`` pixels, and which of its edges; None where there is none near."""
        for part, which in (
            (self.segment_at(self.time_at(x + REACH)), "start"),
            (self.segment_at(self.time_at(x - REACH)), "end"),
        ):
            if part is None or not part.id or self.x_of(part.end) - self.x_of(part.start) < 3 * REACH:
                continue  # too narrow to be taken at one of its ends
            edge = part.start if which == "start" else part.end
            if abs(self.x_of(edge) - x) <= REACH and 0 < edge < self.duration:
                return part, which
        return None

    # ---- painting

    def _redraw(self) -> None:
        self._picture = None
        self.update()
        self.view_changed.emit()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._picture = None

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(theme.BASE))
        painter = QPainter(picture)
        painter.fillRect(QRectF(0, TRACK_TOP, self.width(), TRACK), QColor(theme.SURFACE))
        if not self.complete and self.duration:
            left = max(0.0, self.x_of(self.done))
            painter.fillRect(QRectF(left, TRACK_TOP, self.width() - left, TRACK), QColor(theme.RAISED))
        start, end = self._shown
        colours = {label: QColor(colour) for label, colour in self._colours.items()}
        scale, last = self.width() / max(1e-9, end - start), -1.0
        for part in self._segments:
            if part.end <= start or part.start >= end:
                continue
            left, right = (part.start - start) * scale, (part.end - start) * scale
            if right < last + 0.5:  # less than half a pixel beyond what is painted already
                continue
            last = right
            height = TRACK * (LOWEST + (1 - LOWEST) * part.confidence)
            width = max(0.5, right - left - (1.0 if right - left > 4 else 0.0))
            colour = colours.get(part.label, QColor(theme.MUTED))
            painter.fillRect(QRectF(left, TRACK_TOP + TRACK - height, width, height), colour)
            if part.by_user:
                painter.fillRect(QRectF(left, TRACK_TOP + TRACK + 2, width, 2), QColor(theme.TEXT))
        if self.duration > 0:
            draw_ruler(painter, self._shown, self.width(), self.x_of)
            draw_chapters(painter, self._chapters, self.x_of)
        painter.end()
        return picture

    def paintEvent(self, event):
        if self._picture is None:
            self._picture = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self.duration <= 0:
            return
        if self.loop is not None:
            left = self.x_of(self.loop[0])
            right = self.x_of(self.loop[1] if self.loop[1] is not None else self.position)
            painter.fillRect(QRectF(left, TRACK_TOP, max(1.0, right - left), TRACK), theme.mixed(theme.ACCENT, 0.35))
        chosen = next((part for part in self._segments if part.id == self.selected), None) if self.selected else None
        painter.setRenderHint(QPainter.Antialiasing)
        if chosen is not None:
            painter.setPen(QColor(theme.TEXT))
            left, right = self.x_of(chosen.start), self.x_of(chosen.end)
            painter.drawRoundedRect(QRectF(left + 0.5, TRACK_TOP - 1.5, max(3.0, right - left - 1), TRACK + 3), 2, 2)
        painter.setPen(Qt.NoPen)
        painter.setBrush(QColor(theme.LIVE))
        for x in {round(self.x_of(time)) for time in self.ticks}:
            painter.drawPolygon(QPolygonF([QPointF(x - 5, HEIGHT), QPointF(x + 5, HEIGHT), QPointF(x, HEIGHT - 9)]))
        if self._edge is not None:
            x = self.x_of(self._edge_time)
            painter.fillRect(QRectF(x - 1, TRACK_TOP - 3, 2, TRACK + 6), QColor(theme.ACCENT))
        x = self.x_of(self.position)
        painter.setPen(Qt.NoPen)
        painter.setBrush(QColor(theme.TEXT))
        painter.drawRect(QRectF(x - 0.75, 2, 1.5, RULER - 3))
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 7)]))

    # ---- the mouse

    def mousePressEvent(self, event):
        if event.button() == Qt.LeftButton and self.duration > 0:
            self._edge, self._held_at = self.edge_at(event.x()), event.x()
            if self._edge is None:
                self._click(event.x())
            else:
                part, which = self._edge
                self._edge_time = part.start if which == "start" else part.end
                self.update()

    def _click(self, x: float) -> None:
        time = self.time_at(x)
        self.seek_asked.emit(time)
        part = self.segment_at(time)
        if part is not None and part.id:
            self.segment_clicked.emit(part.id)

    def mouseReleaseEvent(self, event):
        if self._edge is None or event.button() != Qt.LeftButton:
            return
        (part, which), self._edge = self._edge, None
        if abs(event.x() - self._held_at) < CLICK:
            self._click(event.x())
        else:
            self.edge_moved.emit(part.id, which, self.time_at(event.x()))
        self.update()

    def leaveEvent(self, event):
        super().leaveEvent(event)
        self.left.emit()

    def mouseMoveEvent(self, event):
        if self.duration <= 0:
            return
        time = self.time_at(event.x())
        self.hovered.emit(time, event.x())
        if self._edge is not None:
            self._edge_time = time
            self.update()
        elif event.buttons() & Qt.LeftButton:
            self.seek_asked.emit(time)
        else:
            self.setCursor(Qt.SplitHCursor if self.edge_at(event.x()) is not None else Qt.PointingHandCursor)
        part = self.segment_at(time)
        text = exact_clock(time)
        if part is not None:
            text += f"  {theme.title_of(part.label)}, {clock(part.start)} – {clock(part.end)}"
            text += tr(", set by you") if part.by_user else f", {round(100 * part.confidence)} %"
        chapter = next((one for one in reversed(self._chapters) if one.start <= time), None)
        if chapter is not None and chapter.title:
            text += "\n" + tr("Chapter: {title}", title=shown(chapter.title))
        QToolTip.showText(event.globalPos(), tip(text), self)

    def wheelEvent(self, event):
        delta = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.ShiftModifier or event.angleDelta().x():
            start, end = self._shown
            self._show_span(start - delta / 1200 * (end - start), end - start)
        else:
            self.zoom(0.8 if delta > 0 else 1.25, self.time_at(event.position().x()))
        event.accept()
