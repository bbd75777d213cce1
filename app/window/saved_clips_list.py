"""The clips that saved themselves, the newest first, each of which can be undone and put back."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.recording.saved_clips import SavedClips
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import tip


class SavedClipsList(QWidget):
    """A table, and a button for what is chosen in it."""

    def __init__(self, saved: SavedClips, on_undo: Callable[[int], None], parent: QWidget | None = None):
        """
        Args:
            saved: What is listed.
            on_undo: Undoes the clip of that number, or does it again.
        """
        super().__init__(parent)
        self._saved, self._on_undo = saved, on_undo
        self.table = rows_table((tr("Saved by itself"), ""), 110)
        self.table.setAccessibleName(tr("Clips that saved themselves"))
        self.table.itemSelectionChanged.connect(self._word_undo)
        self.undo = Button(tr("Undo"), on_click=self._ask_undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        row = QHBoxLayout()
        row.addWidget(self.undo)
        row.addStretch(1)
        column.addLayout(row)
        saved.changed.connect(self.show_clips)
        self.show_clips()

    def let_go(self, _result: int = 0) -> None:
        """Follow what is saved no more."""
        self._saved.changed.disconnect(self.show_clips)

    def show_clips(self) -> None:
        """Show what was saved, the newest first."""
        clips = self._saved.clips[::-1]
        self.table.setRowCount(len(clips))
        for row, clip in enumerate(clips):
            about = f"{clip.files[0].name}   {clip.seconds:.0f} s"
            for column, text in enumerate((about, tr("undone") if clip.removed else clip.note)):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable)
                item.setToolTip(tip("\n".join(map(str, clip.files))))
                self.table.setItem(row, column, item)
        if clips and not self.table.selectionModel().hasSelection():
            self.table.selectRow(0)
        self._word_undo()

    def _clip(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        return len(self._saved.clips) - 1 - rows[0].row() if rows and self._saved.clips else None

    def _word_undo(self) -> None:
        number = self._clip()
        self.undo.setEnabled(number is not None)
        removed = number is not None and self._saved.clips[number].removed
        self.undo.setText(tr("Put it back") if removed else tr("Undo"))

    def _ask_undo(self) -> None:
        number = self._clip()
        if number is not None:
            self._on_undo(number)


def rows_table(header: tuple[str, str], height: int) -> QTableWidget:
    table = QTableWidget(0, 2)
    table.setHorizontalHeaderLabels(header)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.Stretch)
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeToContents)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignLeft | Qt.AlignVCenter)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setSelectionBehavior(QAbstractItemView.SelectRows)
    table.setSelectionMode(QAbstractItemView.SingleSelection)
    table.setMinimumSize(620, height)
    return table
