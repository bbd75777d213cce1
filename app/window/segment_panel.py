"""The panel of segments: find one, jump to it, correct it, export them all."""

from __future__ import annotations

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from app.export.statistics import statistics_of
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label, add_entry
from app.window.segment_filters import SegmentFilters
from app.window.segment_table import SegmentTable
from app.window.time_budget import TimeBudget

WIDTH = 372
BUDGET_FROM, COMPARED_FROM, LOW = 560, 420, 360  # pixels of height; a lower panel keeps to the list


class SegmentPanel(QFrame):
    """Emits what is asked for; the replay does it. ``edit_asked``: the edit's name, and a label for "relabel".

    ``take_over_asked``: the labels of the file beside the video are to be the person's. ``keep_asked``: the corrections are to
    lie beside the video as well.
    """

    jump_asked = pyqtSignal(int)
    edit_asked = pyqtSignal(str, str)
    export_asked = pyqtSignal()
    highlights_asked = pyqtSignal()
    keep_asked = pyqtSignal()
    take_over_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedWidth(WIDTH)
        self._labels: tuple[str, ...] = ()
        self._low = False
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        title = QHBoxLayout()
        self._title = Label(tr("Segments"))
        self._title.setProperty("role", "caption")
        self._title.setFont(theme.font(12, QFont.DemiBold))
        self._count = Label()
        self._count.setProperty("role", "muted")
        title.addWidget(self._title)
        title.addStretch(1)
        title.addWidget(self._count)
        column.addLayout(title)
        self.filters = SegmentFilters()
        self.label, self.shortest, self.surest = self.filters.label, self.filters.shortest, self.filters.surest
        self.filters.changed.connect(self._filter)
        column.addWidget(self.filters)
        self.table = SegmentTable()
        self.table.moved.connect(self._jump)
        self.table.digit_pressed.connect(self._relabel)
        self.table.label_asked.connect(lambda: self._label_menu().exec_(self._at_row()))
        self.table.doubleClicked.connect(lambda _index: self._jump())
        self.table.clicked.connect(lambda _index: self._jump())
        self.table.customContextMenuRequested.connect(self._menu_at)
        column.addWidget(self.table, 1)
        self.budget = TimeBudget()
        column.addWidget(self.budget)
        column.addWidget(self._comparison())
        column.addLayout(self._buttons())

    def _comparison(self) -> QWidget:
        self.compared = QWidget()
        row = QHBoxLayout(self.compared)
        row.setContentsMargins(0, 0, 0, 0)
        self.agreement = Label()
        self.agreement.setWordWrap(True)
        self.agreement.setProperty("role", "muted")
        take = Button(tr("Take over"), on_click=self.take_over_asked.emit)
        take.setToolTip(tr("Make the file's labels yours: in the selected segments, or everywhere"))
        row.addWidget(self.agreement, 1)
        row.addWidget(take)
        self.compared.hide()
        return self.compared

    def show_comparison(self, name: str, share: float | None, kappa: float | None) -> None:
        """Show how far a label file agrees with the timeline.

        Args:
            name: The file's; "" for none.
            share: Of the time that both label, 0 to 1; None: there is none.
            kappa: Cohen's; None where it says nothing.
        """
        said = tr("nothing in common yet") if share is None else tr("{share} agreement", share=f"{share:.0%}")
        figure = "" if kappa is None else f", kappa {kappa:.2f}"
        self.agreement.setText(f"{name}: {said}{figure}" if name else "")
        self._show_compared()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.budget.setVisible(self.height() >= BUDGET_FROM)
        self._show_compared()
        low = self.height() < LOW
        if low != self._low:
            self._low = low
            self._arrange(low)

    def _show_compared(self) -> None:
        self.compared.setVisible(bool(self.agreement.text()) and self.height() >= COMPARED_FROM)

    def _buttons(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        self.relabel = Button(tr("Label as…"), on_click=lambda: self._label_menu().exec_(self._under(self.relabel)))
        self.undo = Button(tr("Undo"), on_click=lambda: self.edit_asked.emit("undo", ""))
        self.redo = Button(tr("Redo"), on_click=lambda: self.edit_asked.emit("redo", ""))
        self.more = Button(tr("Edit…"), on_click=lambda: self._edit_menu().exec_(self._under(self.more)))
        self.reel = Button(tr("Highlights…"), on_click=self.highlights_asked.emit)
        self.export = Button(tr("Export…"), kind="primary", on_click=self.export_asked.emit)
        self._grid = grid
        self._arrange(low=False)
        return grid

    def _arrange(self, low: bool) -> None:
        """Lay the buttons out: in three rows, or in one, in which what has a key has no button."""
        shown = (self.relabel, self.more, self.export)
        extra = (self.undo, self.redo, self.reel)
        for button in (*shown, *extra):
            self._grid.removeWidget(button)
        for button in extra:
            button.setVisible(not low)
        order = shown if low else (self.relabel, self.more, self.undo, self.redo, self.reel, self.export)
        for number, button in enumerate(order):
            self._grid.addWidget(button, *((0, number) if low else (number // 2, number % 2)))

    @staticmethod
    def _under(button: Button):
        return button.mapToGlobal(button.rect().topLeft())

    # ---- what is shown

    def begin(self, labels: tuple[str, ...], colours: dict[str, str]) -> None:
        """A new video: no segments yet.

        Args:
            labels: The model's.
            colours: ``#RRGGBB`` by label.
        """
        self._labels = labels
        self.table.segments.colours = colours
        self.filters.begin(labels)
        self._filter()
        self.show_segments((), False, False)

    def show_segments(self, segments, can_undo: bool, can_redo: bool) -> None:
        """Show the timeline as it is now.

        Args:
            segments: In order of time.
            can_undo: Whether the button works.
            can_redo: Whether the button works.
        """
        self.table.show_segments(segments)
        self.budget.show_statistics(statistics_of(segments, self._labels), self.table.segments.colours)
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)
        self._count_rows()

    def _filter(self) -> None:
        self.table.segments.only(*self.filters.values)
        self._count_rows()

    def _count_rows(self) -> None:
        shown, whole = len(self.table.segments.rows), self.table.segments.whole
        self._count.setText(f"{whole}" if shown == whole else tr("{part} of {whole}", part=shown, whole=whole))

    def _jump(self) -> None:
        chosen = self.table.selected()
        if len(chosen) == 1:
            self.jump_asked.emit(chosen[0])

    # ---- menus

    def _label_menu(self) -> QMenu:
        menu = QMenu(self)
        for number, label in enumerate(self._labels, 1):
            entry = add_entry(menu, theme.title_of(label), lambda label=label: self.edit_asked.emit("relabel", label))
            if number < 10:
                entry.setText(f"{entry.text()}\t{number}")
        return menu

    def _relabel(self, number: int) -> None:
        if number <= len(self._labels):
            self.edit_asked.emit("relabel", self._labels[number - 1])

    def _at_row(self):
        """Below the row that the keyboard is at."""
        table = self.table
        return table.viewport().mapToGlobal(table.visualRect(table.currentIndex()).bottomLeft())

    def _edit_menu(self) -> QMenu:
        menu = QMenu(self)
        for text, what in (
            (tr("Starts here (at the playhead)"), "start"),
            (tr("Ends here (at the playhead)"), "end"),
            (tr("Split at the playhead"), "split"),
            (tr("Merge the selected"), "merge"),
            (tr("Delete"), "delete"),
        ):
            menu.addAction(text, lambda what=what: self.edit_asked.emit(what, ""))
        menu.addSeparator()
        menu.addAction(tr("Keep beside the video"), self.keep_asked.emit)
        return menu

    def _menu_at(self, point) -> None:
        menu = self._edit_menu()
        labels = self._label_menu()
        labels.setTitle(tr("Label as"))
        menu.insertMenu(menu.actions()[0], labels)
        menu.exec_(self.table.viewport().mapToGlobal(point))
