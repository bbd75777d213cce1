"""The timeline of a video: its labels as colours, their confidence as height, what is played, and where to go."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter, QPixmap
from PyQt5.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.timeline.timeline import Segment
from app.window import theme
from app.window.language import tr
from app.window.plain import tip
from app.window.time_axis import TimeAxis
from app.window.timeline_drawing import (
    TRACK,
    TRACK_TOP,
    draw_chosen,
    draw_loop,
    draw_playhead,
    draw_segments,
    draw_ticks,
)
from app.window.timeline_hits import edge_at, segment_at
from app.window.timeline_ruler import HEIGHT, draw_chapters, draw_ruler
from app.window.wording import clock, exact_clock
from model.safe_text import shown
from model.video.chapters import Chapter

CLICK = 3  # pixels: moved by less, it was a click


class TimelineBar(TimeAxis):
    """Paints segments from a pixmap that is made anew only when they, the zoom or the size change.

    Attributes:
        seek_asked: Seconds, on click and while dragging.
        segment_clicked: A segment's id, on click.
        edge_moved: A segment's id, ``start`` or ``end``, and the seconds where its edge was let go.
        hovered: The seconds that the mouse is over, and where, pixels from the left. left: It has gone.
    """

    seek_asked = pyqtSignal(float)
    segment_clicked = pyqtSignal(int)
    edge_moved = pyqtSignal(int, str, float)
    hovered = pyqtSignal(float, int)
    left = pyqtSignal()

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

    def segment_at(self, time: float) -> Segment | None:
        """The segment at ``time`` (seconds)."""
        return segment_at(self._segments, time)

    def edge_at(self, x: float) -> tuple[Segment, str] | None:
        """See ``timeline_hits.edge_at``."""
        return edge_at(self._segments, x, self.x_of, self.time_at, self.duration)

    # ---- painting

    def _redraw(self) -> None:
        self._picture = None
        super()._redraw()

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
        draw_segments(painter, self._segments, self._colours, self._shown, self.width())
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
            draw_loop(
                painter, self.x_of(self.loop[0]), self.x_of(self.position if self.loop[1] is None else self.loop[1])
            )
        chosen = next((part for part in self._segments if part.id == self.selected), None) if self.selected else None
        painter.setRenderHint(QPainter.Antialiasing)
        if chosen is not None:
            draw_chosen(painter, self.x_of(chosen.start), self.x_of(chosen.end))
        draw_ticks(painter, {round(self.x_of(time)) for time in self.ticks})
        if self._edge is not None:
            x = self.x_of(self._edge_time)
            painter.fillRect(QRectF(x - 1, TRACK_TOP - 3, 2, TRACK + 6), QColor(theme.ACCENT))
        draw_playhead(painter, self.x_of(self.position))

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
        QToolTip.showText(event.globalPos(), tip(self._about(time)), self)

    def _about(self, time: float) -> str:
        """What is to be said of a moment (seconds)."""
        part, text = self.segment_at(time), exact_clock(time)
        if part is not None:
            text += f"  {theme.title_of(part.label)}, {clock(part.start)} – {clock(part.end)}"
            text += tr(", set by you") if part.by_user else f", {round(100 * part.confidence)} %"
        chapter = next((one for one in reversed(self._chapters) if one.start <= time), None)
        if chapter is not None and chapter.title:
            text += "\n" + tr("Chapter: {title}", title=shown(chapter.title))
        return text

    def wheelEvent(self, event):
        delta = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.ShiftModifier or event.angleDelta().x():
            start, end = self._shown
            self._show_span(start - delta / 1200 * (end - start), end - start)
        else:
            self.zoom(0.8 if delta > 0 else 1.25, self.time_at(event.position().x()))
        event.accept()
