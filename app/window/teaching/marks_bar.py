"""A person's marks, in a strip above the model's timeline: chosen, dragged by their edges, compared with another model."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QPoint, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QPainter
from PyQt5.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.timeline.timeline import Segment
from app.window import theme
from app.window.language import tr
from app.window.timeline_bar import TimelineBar
from app.window.wording import exact_clock

TOP, TRACK = 4, 16  # pixels: where the marks lie, and their height
COMPARED = 6  # pixels: the height of the other model's segments, below the marks
REACH = 5  # pixels: as near as that, an edge is taken hold of
SHORTEST = 0.05  # seconds that a mark keeps while an edge is dragged


class MarksBar(QWidget):
    """Lies over ``bar`` and shows the same moments as it.

    edge_moved: a mark's id, ``start`` or ``end``, and the seconds where it was let go. picked: a mark's id, 0 for none.
    seek_asked: seconds. menu_asked: a mark's id and where on the screen.
    """

    edge_moved = pyqtSignal(int, str, float)
    picked = pyqtSignal(int)
    seek_asked = pyqtSignal(float)
    menu_asked = pyqtSignal(int, QPoint)

    def __init__(self, bar: TimelineBar, parent: QWidget | None = None):
        super().__init__(parent)
        self._bar = bar
        bar.view_changed.connect(self.update)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.setFixedHeight(TOP + TRACK + 4)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Your marks in this video"))
        self._marks: Sequence[Segment] = ()
        self._compared: Sequence[Segment] = ()
        self._colours: dict[str, str] = {}
        self._dragged: tuple[Segment, str, float] | None = None  # the mark, which edge, where it is now
        self.pending: tuple[float, float, str] | None = None  # start, end, colour
        self.selected = 0

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    # ---- what is shown

    def show_marks(self, marks: Sequence[Segment], colours: dict[str, str]) -> None:
        """marks: in order of time, with their ids."""
        self._marks, self._colours = marks, dict(colours)
        if self.selected and not any(part.id == self.selected for part in marks):
            self.select(0)
        self.update()

    def show_pending(self, pending: tuple[float, float, str] | None) -> None:
        """A mark that is being made: where it began, where it is by now (seconds), its colour; None: there is none."""
        if pending != self.pending:
            self.pending = pending
            self.update()

    def compare(self, segments: Sequence[Segment]) -> None:
        """Another model's segments below the marks; empty: none."""
        self._compared = segments
        self.setFixedHeight(TOP + TRACK + 4 + (COMPARED + 3 if segments else 0))
        self.update()

    def select(self, id: int) -> None:
        """Mark a mark as the chosen one; 0: none."""
        if id != self.selected:
            self.selected = id
            self.picked.emit(id)
            self.update()

    # ---- painting

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.BASE))
        painter.fillRect(QRectF(0, TOP, self.width(), TRACK), QColor(theme.SURFACE))
        if self._bar.duration <= 0:
            return
        for part in self._marks:
            start, end = self._edges(part)
            area = self._area(start, end, TOP, TRACK)
            painter.fillRect(area, QColor(self._colours.get(part.label, theme.MUTED)))
            if part.id == self.selected:
                painter.setPen(QColor(theme.TEXT))
                painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        if self.pending is not None:
            start, end, colour = self.pending
            painter.fillRect(self._area(min(start, end), max(start, end), TOP, TRACK), theme.mixed(colour, 0.75))
        for part in self._compared:
            area = self._area(part.start, part.end, TOP + TRACK + 3, COMPARED)
            painter.fillRect(area, QColor(self._colours.get(part.label, theme.MUTED)))
        x = self._bar.x_of(self._bar.position)
        painter.fillRect(QRectF(x - 0.75, 0, 1.5, self.height()), QColor(theme.TEXT))

    def _area(self, start: float, end: float, top: float, height: float) -> QRectF:
        left, right = self._bar.x_of(start), self._bar.x_of(end)
        return QRectF(left, top, max(2.0, right - left - (1.0 if right - left > 4 else 0.0)), height)

    def _edges(self, part: Segment) -> tuple[float, float]:
        """Where a mark begins and ends, while one is dragged as well."""
        if self._dragged is None or self._dragged[0].id != part.id:
            return part.start, part.end
        _, which, time = self._dragged
        if which == "start":
            return min(time, part.end - SHORTEST), part.end
        return part.start, max(time, part.start + SHORTEST)

    # ---- the mouse

    def _mark_at(self, x: float) -> Segment | None:
        time = self._bar.time_at(x)
        return next((part for part in self._marks if part.start <= time < part.end), None)

    def _edge_at(self, x: float) -> tuple[Segment, str] | None:
        """The edge that is nearest to ``x``, within reach; of the chosen mark first."""
        found = [
            (part.id != self.selected, abs(self._bar.x_of(time) - x), part.start, part, which)
            for part in self._marks
            for which, time in (("start", part.start), ("end", part.end))
            if abs(self._bar.x_of(time) - x) <= REACH
        ]
        return min(found, key=lambda one: one[:3])[3:] if found else None

    def mousePressEvent(self, event):
        if self._bar.duration <= 0:
            return
        edge, part = self._edge_at(event.x()), self._mark_at(event.x())
        if event.button() == Qt.RightButton:
            if part is not None:
                self.select(part.id)
                self.menu_asked.emit(part.id, event.globalPos())
        elif event.button() == Qt.LeftButton:
            if edge is not None:
                self._dragged = (*edge, getattr(edge[0], edge[1]))
                self.select(edge[0].id)
            else:
                self.select(part.id if part is not None else 0)
                self.seek_asked.emit(self._bar.time_at(event.x()))

    def mouseMoveEvent(self, event):
        if self._bar.duration <= 0:
            return
        time = self._bar.time_at(event.x())
        if self._dragged is not None:
            self._dragged = (*self._dragged[:2], time)
            self.seek_asked.emit(time)  # the picture says where the action begins
            QToolTip.showText(event.globalPos(), exact_clock(time), self)
            self.update()
            return
        self.setCursor(Qt.SizeHorCursor if self._edge_at(event.x()) else Qt.PointingHandCursor)
        part = self._mark_at(event.x())
        text = (
            "" if part is None else f"{theme.title_of(part.label)}, {exact_clock(part.start)} – {exact_clock(part.end)}"
        )
        QToolTip.showText(event.globalPos(), text, self)

    def mouseReleaseEvent(self, event):
        if self._dragged is not None and event.button() == Qt.LeftButton:
            (part, which, time), self._dragged = self._dragged, None
            if time != getattr(part, which):
                self.edge_moved.emit(part.id, which, time)
            self.update()

    def wheelEvent(self, event):
        self._bar.wheelEvent(event)
