"""The sheet of keys."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.shortcuts import FILES, LIST, PLAYING, SAVING, SHORTCUTS, SOURCES, TEACHING, WINDOW, Shortcut
from app.window import theme
from app.window.buttons import Button
from app.window.plain import Label

CAP = f"background: {theme.RAISED}; border: 1px solid {theme.LINE}; border-radius: 6px; padding: 2px 7px;"
MARGINS, APART, BORDER = (28, 22, 28, 20), 8, 4  # pixels: within, from the view's edges, and both lines around it
COLUMNS = ((PLAYING, FILES, SOURCES), (LIST, SAVING, WINDOW, TEACHING))


class HelpSheet(QFrame):
    """Lists the keys; any of ``?``, Esc and the button closes it."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("helpSheet")
        self.setAccessibleName("Keys: " + "; ".join(f"{row.caps}: {row.what}" for row in SHORTCUTS))
        column = QVBoxLayout(self)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(14)
        title = Label("Keys")
        title.setFont(theme.font(20, QFont.DemiBold))
        self.close_button = Button("Close", on_click=self.hide)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self._keys = QWidget()
        self._keys.setObjectName("keys")
        halves = QHBoxLayout(self._keys)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(30)
        for parts in COLUMNS:
            halves.addLayout(self._column(parts))
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.NoFrame)
        self._scroll.setFocusPolicy(Qt.NoFocus)
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
            heading = Label(part)
            heading.setProperty("role", "caption")
            heading.setFont(theme.font(12, QFont.DemiBold))
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            for row in (row for row in SHORTCUTS if row.where == part):
                at = grid.rowCount()
                grid.addWidget(_caps(row), at, 0, Qt.AlignLeft)
                grid.addWidget(Label(row.what), at, 1)
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
        keys = self._keys.sizeHint()
        self._keys.resize(keys)
        left, _, right, _ = MARGINS
        rest = self.sizeHint().height() - self._scroll.sizeHint().height() + BORDER  # the head and the margins
        high = min(height - 2 * APART, keys.height() + rest)
        bar = self._scroll.verticalScrollBar().sizeHint().width() if high < keys.height() + rest else 0
        self.resize(min(width - 2 * APART, keys.width() + left + right + bar + BORDER), high)
        self.move((width - self.width()) // 2, (height - self.height()) // 2)


def _caps(row: Shortcut) -> Label:
    cap = Label(row.caps)
    cap.setAlignment(Qt.AlignCenter)
    cap.setFont(theme.font(11, QFont.DemiBold))
    cap.setStyleSheet(CAP)
    return cap
