"""The sheet of keys."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.shortcuts import FILES, LIST, PLAYING, SAVING, SHORTCUTS, SOURCES, TEACHING, WINDOW, Shortcut
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label

CAP = f"background: {theme.RAISED}; border: 1px solid {theme.LINE}; border-radius: 6px; padding: 2px 7px;"
MARGINS, APART, BORDER = (28, 22, 28, 20), 8, 4  # pixels: within, from the view's edges, and both lines around it
WIDEST, TWO_COLUMNS = 860, 640  # pixels of the keys; two columns need so many
COLUMNS = ((PLAYING, FILES, SOURCES), (LIST, SAVING, WINDOW, TEACHING))


class HelpSheet(QFrame):
    """Lists the keys; any of ``?``, Esc and the button closes it."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("helpSheet")
        self.setAccessibleName(tr("Keys") + ": " + "; ".join(f"{row.caps}: {tr(row.what)}" for row in SHORTCUTS))
        column = QVBoxLayout(self)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(14)
        title = Label(tr("Keys"))
        title.setFont(theme.font(20, QFont.DemiBold))
        self.close_button = Button(tr("Close"), on_click=self.hide)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self._keys = QWidget()
        self._keys.setObjectName("keys")
        self._halves = QBoxLayout(QBoxLayout.LeftToRight, self._keys)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(30)
        for parts in COLUMNS:
            self._halves.addLayout(self._column(parts))
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.NoFrame)
        self._scroll.setFocusPolicy(Qt.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self._scroll.setStyleSheet("QScrollArea, QWidget#keys { background: transparent; }")
        self._scroll.setWidget(self._keys)
        column.addWidget(self._scroll, 1)
        self.hide()

    @staticmethod
    def _column(parts: Sequence[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for part in parts:
            heading = Label(tr(part))
            heading.setProperty("role", "caption")
            heading.setFont(theme.font(12, QFont.DemiBold))
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            for row in (row for row in SHORTCUTS if row.where == part):
                at = grid.rowCount()
                grid.addWidget(_caps(row), at, 0, Qt.AlignLeft)
                what = Label(tr(row.what))
                what.setWordWrap(True)
                grid.addWidget(what, at, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        return grid

    def toggle(self) -> None:
        """Show the sheet, or hide it."""
        self.setVisible(not self.isVisible())
        if self.isVisible():
            self.raise_()
            self.close_button.setFocus(Qt.OtherFocusReason)

    def place(self, width: int, height: int) -> None:
        """Lie in the middle of a view of ``width`` x ``height`` pixels; what has no room there is scrolled to."""
        self.ensurePolished()
        left, _, right, _ = MARGINS
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        room = min(WIDEST, width - 2 * APART - left - right - bar - BORDER)
        self._halves.setDirection(QBoxLayout.LeftToRight if room >= TWO_COLUMNS else QBoxLayout.TopToBottom)
        self._halves.invalidate()
        needed = self._halves.heightForWidth(room)
        self._keys.resize(room, needed)
        rest = self.sizeHint().height() - self._scroll.sizeHint().height() + BORDER  # the head and the margins
        self.resize(room + left + right + bar + BORDER, min(height - 2 * APART, needed + rest))
        self.move((width - self.width()) // 2, (height - self.height()) // 2)


def _caps(row: Shortcut) -> Label:
    cap = Label(row.caps)
    cap.setAlignment(Qt.AlignCenter)
    cap.setFont(theme.font(11, QFont.DemiBold))
    cap.setStyleSheet(CAP)
    return cap
