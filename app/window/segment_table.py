"""The segments of a timeline as a table, sorted and filtered here: Qt's own proxy would ask Python a million times."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt5.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    pyqtSignal,
)
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.timeline.timeline import Segment
from app.window import theme
from app.window.language import tr
from app.window.wording import exact_clock

COLUMNS = ("Start", "Label", "Length", "Sure")


# What each column is sorted by.
KEYS: tuple[Callable[[Segment], object], ...] = (
    lambda part: part.start,
    lambda part: part.label,
    lambda part: part.duration,
    lambda part: 2.0 if part.by_user else part.confidence,
)


class SegmentModel(QAbstractTableModel):
    """``rows``: the segments shown, in their order. ``whole``: how many there are with those that are filtered out."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.colours: dict[str, str] = {}
        self.rows: list[Segment] = []
        self._segments: Sequence[Segment] = ()
        self._label, self._shortest, self._surest = "", 0.0, 1.0
        self._column, self._order = 0, Qt.AscendingOrder

    @property
    def whole(self) -> int:
        return len(self._segments)

    def show(self, segments: Sequence[Segment]) -> None:
        """Take these segments, in order of time, instead.

        Rows before and after what changed stay the same rows: what is selected, and where keys began a range, stays so.
        """
        self._segments = tuple(segments)
        before, rows = self.rows, self._listed()
        first = _alike(before, rows)
        last = min(_alike(before[::-1], rows[::-1]), len(before) - first, len(rows) - first)
        if len(before) - last > first:
            self.beginRemoveRows(QModelIndex(), first, len(before) - last - 1)
            self.rows = before[:first] + before[len(before) - last :]
            self.endRemoveRows()
        if len(rows) - last > first:
            self.beginInsertRows(QModelIndex(), first, len(rows) - last - 1)
            self.rows = rows
            self.endInsertRows()
        self.rows = rows
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))

    def only(self, label: str, shortest: float, surest: float) -> None:
        """Show some of the segments.

        Args:
            label: "" for any.
            shortest: Seconds.
            surest: The highest confidence, 0 to 1.
        """
        self._label, self._shortest, self._surest = label, shortest, surest
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.AscendingOrder) -> None:
        self._column, self._order = column, order
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        self.rows = self._listed()
        self.endResetModel()

    def _listed(self) -> list[Segment]:
        label, shortest, surest = self._label, self._shortest, self._surest
        rows = [
            part
            for part in self._segments
            if (not label or part.label == label)
            and part.end - part.start >= shortest
            and (surest >= 1.0 or part.confidence <= surest)
        ]
        if self._column or self._order != Qt.AscendingOrder:
            rows.sort(key=KEYS[self._column], reverse=self._order == Qt.DescendingOrder)
        return rows

    def rowCount(self, parent=QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent=QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section, orientation, role=Qt.DisplayRole):
        if role == Qt.DisplayRole and orientation == Qt.Horizontal:
            return tr(COLUMNS[section])
        return None

    def data(self, index, role=Qt.DisplayRole):
        part, column = self.rows[index.row()], index.column()
        if role == Qt.DisplayRole:
            sure = tr("yours") if part.by_user else f"{round(100 * part.confidence)} %"
            return (exact_clock(part.start), theme.title_of(part.label), f"{part.duration:.2f} s", sure)[column]
        if role == Qt.DecorationRole and column == 1:
            return QColor(self.colours.get(part.label, theme.MUTED))
        if role == Qt.TextAlignmentRole and column != 1:
            return int(Qt.AlignRight | Qt.AlignVCenter)
        return None


def _alike(one: Sequence[Segment], other: Sequence[Segment]) -> int:
    """How many segments at the beginning of both are the same ones."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a.id != b.id), min(len(one), len(other)))


MOVING = {Qt.Key_Up, Qt.Key_Down, Qt.Key_PageUp, Qt.Key_PageDown, Qt.Key_Home, Qt.Key_End}
DIGITS = range(Qt.Key_1, Qt.Key_9 + 1)


class SegmentTable(QTableView):
    """Keeps its selection by the segments' ids while they change. With the keyboard, its keys are a list's, not the video's.

    Attributes:
        moved: A key led to another row, or Enter was pressed.
        digit_pressed: 1 to 9.
        label_asked: F2 was pressed.
    """

    moved = pyqtSignal()
    digit_pressed = pyqtSignal(int)
    label_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.segments = SegmentModel(self)
        self.setModel(self.segments)
        self.setSortingEnabled(True)
        self.sortByColumn(0, Qt.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectRows)
        self.setSelectionMode(QAbstractItemView.ExtendedSelection)
        self.setShowGrid(False)
        self.setContextMenuPolicy(Qt.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.Fixed)
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.Interactive)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.Stretch)
        for column, width in ((0, 78), (2, 70), (3, 62)):
            self.setColumnWidth(column, width)
        self.setAccessibleName(tr("Segments"))

    def event(self, event):
        if event.type() == QEvent.ShortcutOverride and self._is_own(event):
            event.accept()  # then it comes as a key and not as the window's shortcut
            return True
        return super().event(event)

    @staticmethod
    def _is_own(event) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeypadModifier
        if key in MOVING:
            return not modifiers & ~(Qt.ShiftModifier | Qt.ControlModifier)
        if key == Qt.Key_A:
            return modifiers == Qt.ControlModifier
        return not modifiers and (key in DIGITS or key in (Qt.Key_F2, Qt.Key_Return, Qt.Key_Enter))

    def keyPressEvent(self, event):
        key = event.key()
        if not self._is_own(event):
            event.ignore()  # for the window
        elif key in DIGITS:
            self.digit_pressed.emit(key - Qt.Key_0)
        elif key == Qt.Key_F2:
            self.label_asked.emit()
        elif key in (Qt.Key_Return, Qt.Key_Enter):
            self.moved.emit()
        else:
            super().keyPressEvent(event)
            if key in MOVING:
                self.moved.emit()

    def _row_of(self, id: int) -> int | None:
        return next((row for row, part in enumerate(self.segments.rows) if part.id == id), None)

    def begin_at(self, id: int) -> None:
        """Let the keys begin at a segment, without selecting it; one that is not listed: at the top."""
        index = self.segments.index(self._row_of(id) or 0, 0)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.NoUpdate)
            self.scrollTo(index)

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Take these instead; what was selected and is still there stays so, and the keys go on from where they were."""
        chosen, place, here = self.selected(), self.verticalScrollBar().value(), self._id_at_the_keys()
        self.segments.show(segments)
        if set(chosen) != set(self.selected()):
            self.choose(chosen, scroll=False)
        if here != self._id_at_the_keys() and (row := self._row_of(here)) is not None:
            self.selectionModel().setCurrentIndex(self.segments.index(row, 0), QItemSelectionModel.NoUpdate)
        self.verticalScrollBar().setValue(place)

    def _id_at_the_keys(self) -> int:
        at = self.currentIndex().row()
        return self.segments.rows[at].id if 0 <= at < len(self.segments.rows) else 0

    def selected(self) -> list[int]:
        """The ids of the selected segments, in the order they are shown in."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.segments.rows[row].id for row in rows if row < len(self.segments.rows)]

    def choose(self, ids: Sequence[int], scroll: bool = True) -> None:
        """Select segments.

        Args:
            ids: Theirs.
            scroll: Whether the first of them comes into sight.
        """
        wanted, chosen, last = set(ids), QItemSelection(), len(COLUMNS) - 1
        found = [row for row, part in enumerate(self.segments.rows) if part.id in wanted]
        for row in found:
            chosen.select(self.segments.index(row, 0), self.segments.index(row, last))
        if found:  # from where the keys go on
            self.selectionModel().setCurrentIndex(self.segments.index(found[0], 0), QItemSelectionModel.NoUpdate)
        self.selectionModel().select(chosen, QItemSelectionModel.ClearAndSelect)
        if scroll and found:
            self.scrollTo(self.segments.index(found[0], 0))
