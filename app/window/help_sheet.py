"""The sheet of keys."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.window import theme
from app.window.buttons import Button
from app.window.plain import Label

KEYS = (
    ("Space", "Pause and go on"),
    ("← →", "5 seconds back, on (Shift: 1; ↑ ↓: a minute)"),
    (", .", "One frame back, on"),
    ("[ ]", "Slower, faster (Backspace: as recorded)"),
    ("L", "Loop: from A, to B, off"),
    ("N", "Next segment (Shift: the one before)"),
    ("T", "List of segments: correct and export"),
    ("O", "Open a video (or drop a file on the window)"),
    ("W", "Everything that can be watched; C: the camera"),
    ("M", "Choose a model"),
    ("I", "Statistics"),
    ("P", "Compact: the label alone, over everything"),
    ("D", "Play the demo clip"),
    ("R", "Record, and stop"),
    ("S", "Save this picture"),
    ("G", "Save the last seconds as a clip (Shift: as a GIF)"),
    ("F", "Full screen and back (Esc leaves it)"),
    ("B", "Show or hide the bars"),
    ("Ctrl ,", "Settings"),
    ("?", "This sheet"),
    ("Q", "Quit"),
)


class HelpSheet(QFrame):
    """Lists the keys; any of ``?``, Esc and the button closes it."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("helpSheet")
        self.setAccessibleName("Keys: " + "; ".join(f"{key}: {what}" for key, what in KEYS))
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 26, 32, 26)
        column.setSpacing(18)
        title = Label("Keys")
        title.setFont(theme.font(20, QFont.DemiBold))
        column.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(9)
        grid.setColumnMinimumWidth(2, 22)
        half = (len(KEYS) + 1) // 2
        for number, (key, what) in enumerate(KEYS):
            column_at, row = divmod(number, half)
            cap = Label(key)
            cap.setAlignment(Qt.AlignCenter)
            cap.setFont(theme.font(12, QFont.DemiBold))
            cap.setStyleSheet(
                f"background: {theme.RAISED}; border: 1px solid {theme.LINE}; border-radius: 6px; padding: 3px 9px;"
            )
            grid.addWidget(cap, row, 3 * column_at, Qt.AlignLeft)
            grid.addWidget(Label(what), row, 3 * column_at + 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        self.close_button = Button("Close", on_click=self.hide)
        column.addWidget(self.close_button, 0, Qt.AlignRight)
        self.hide()

    def toggle(self) -> None:
        """Show the sheet, or hide it."""
        self.setVisible(not self.isVisible())
        if self.isVisible():
            self.raise_()
            self.close_button.setFocus(Qt.OtherFocusReason)

    def place(self, width: int, height: int) -> None:
        """Lie in the middle of a view of ``width`` x ``height`` pixels."""
        self.adjustSize()
        self.move((width - self.width()) // 2, max(8, (height - self.height()) // 2))
