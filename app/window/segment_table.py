"""The segments of a timeline as a table: sorted and filtered by Qt, so that ten thousand are no more work than ten."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from PyQt5.QtGui import QColor
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.timeline import Segment
from app.window import theme
from app.window.clock import exact_clock

COLUMNS = ("Start", "Label", "Length", "Sure")
SORT_ROLE = Qt.UserRole


class SegmentModel(QAbstractTableModel):
    """Rows are segments in order of time."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.segments: Sequence[Segment] = ()
        self.colours: dict[str, str] = {}

    def show(self, segments: Sequence[Segment]) -> None:
        """Take these segments instead."""
        self.beginResetModel()
        self.segments = tuple(segments)
        self.endResetModel()

    def rowCount(self, parent=QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.segments)

    def columnCount(self, parent=QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section, orientation, role=Qt.DisplayRole):
        if role == Qt.DisplayRole and orientation == Qt.Horizontal:
            return COLUMNS[section]
        return None

    def data(self, index, role=Qt.DisplayRole):
        part, column = self.segments[index.row()], index.column()
        if role == Qt.DisplayRole:
            sure = "yours" if part.by_user else f"{round(100 * part.confidence)} %"
            return (exact_clock(part.start), theme.title_of(part.label), f"{part.duration:.2f} s", sure)[column]
        if role == SORT_ROLE:
            return (part.start, part.label, part.duration, 2.0 if part.by_user else part.confidence)[column]
        if role == Qt.DecorationRole and column == 1:
            return QColor(self.colours.get(part.label, theme.MUTED))
        if role == Qt.TextAlignmentRole and column != 1:
            return int(Qt.AlignRight | Qt.AlignVCenter)
        return None


class SegmentFilter(QSortFilterProxyModel):
    """Only segments of one label ("" for any), of at least ``shortest`` seconds and at most ``surest`` confidence."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.label, self.shortest, self.surest = "", 0.0, 1.0
        self.setSortRole(SORT_ROLE)

    def only(self, label: str, shortest: float, surest: float) -> None:
        """Change the filter."""
        self.label, self.shortest, self.surest = label, shortest, surest
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:
        part = self.sourceModel().segments[row]
        return (
            (not self.label or part.label == self.label)
            and part.duration >= self.shortest
            and (part.confidence <= self.surest or self.surest >= 1.0)
        )


class SegmentTable(QTableView):
    """Keeps its selection by the segments' ids while they change."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.rows = SegmentModel(self)
        self.filter = SegmentFilter(self)
        self.filter.setSourceModel(self.rows)
        self.setModel(self.filter)
        self.setSortingEnabled(True)
        self.sortByColumn(0, Qt.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectRows)
        self.setSelectionMode(QAbstractItemView.ExtendedSelection)
        self.setShowGrid(False)
        self.setContextMenuPolicy(Qt.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.Interactive)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.Stretch)
        for column, width in ((0, 78), (2, 70), (3, 62)):
            self.setColumnWidth(column, width)
        self.setAccessibleName("Segments")

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Take these instead; what was selected and is still there stays selected."""
        chosen, place = self.selected(), self.verticalScrollBar().value()
        self.rows.show(segments)
        if chosen:
            self.choose(chosen, scroll=False)
        self.verticalScrollBar().setValue(place)

    def selected(self) -> list[int]:
        """The ids of the selected segments, in order of time."""
        rows = {self.filter.mapToSource(index).row() for index in self.selectionModel().selectedRows()}
        return [self.rows.segments[row].id for row in sorted(rows)]

    def choose(self, ids: Sequence[int], scroll: bool = True) -> None:
        """Select the segments of these ids."""
        wanted = set(ids)
        self.clearSelection()
        flags = self.selectionModel().Select | self.selectionModel().Rows
        for row, part in enumerate(self.rows.segments):
            if part.id in wanted:
                index = self.filter.mapFromSource(self.rows.index(row, 0))
                self.selectionModel().select(index, flags)
                if scroll:
                    self.scrollTo(index)
