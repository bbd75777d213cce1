"""What the program's dialogs have in common: a heading over one column."""

from __future__ import annotations

from PyQt5.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.window import theme
from app.window.plain import Label


class Dialog(QDialog):
    """``column``: the layout below the heading."""

    def __init__(self, name: str, heading: str, parent: QWidget | None = None):
        """
        Args:
            name: In the title bar.
        """
        super().__init__(parent)
        self.setWindowTitle(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(26, 22, 26, 18)
        self.column.setSpacing(14)
        title = Label(heading)
        title.setFont(theme.font(18))
        self.column.addWidget(title)
