"""A plain message in the middle of the picture: what happened, what to do, and the buttons to do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.window import theme
from app.window.buttons import Button
from app.window.icons import draw_icon
from app.window.plain import Label

MAX_WIDTH = 580
ONE_ROW = 520  # narrower cards lay their buttons out in two columns


class MessageCard(QFrame):
    """A title, a sentence and buttons. ``actions`` are ``(text, what to do)``; the first one stands out."""

    def __init__(self, actions: Sequence[tuple[str, Callable[[], None]]], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("messageCard")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(32, 28, 32, 30)
        self._column.setSpacing(0)
        self._icon = Label()
        self._icon.setAlignment(Qt.AlignHCenter)
        self.title = Label()
        self.title.setFont(theme.font(20, QFont.DemiBold))
        self.title.setAlignment(Qt.AlignHCenter)
        self.title.setWordWrap(True)
        self.text = Label()
        self.text.setFont(theme.font(14))
        self.text.setProperty("role", "muted")
        self.text.setAlignment(Qt.AlignHCenter)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.PlainText)
        self.text.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.buttons = [Button(text, "primary" if i == 0 else "", on_click=do) for i, (text, do) in enumerate(actions)]
        for button in self.buttons:
            button.setParent(self)  # the grid takes them only when it knows its width
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        self._column.addWidget(self._icon)
        self._column.addSpacing(12)
        self._column.addWidget(self.title)
        self._column.addSpacing(10)
        self._column.addWidget(self.text)
        self._column.addSpacing(24)
        self._column.addLayout(self._grid)
        self.hide()

    def show_message(self, icon: str, title: str, text: str, without: str = "") -> None:
        """Show the card, its first button with the keyboard.

        Args:
            icon: A name of ``app.window.icons``.
            title: In large type.
            text: Sentences.
            without: The text of a button that is left out; "" for none.
        """
        for button in self.buttons:
            button.setHidden(button.text() == without)
        self._icon.setPixmap(draw_icon(icon, theme.ACCENT, 34, self.devicePixelRatioF()))
        self.title.setText(title)
        self.text.setText(text)
        self.setAccessibleName(f"{self.title.text()}. {self.text.text()}")
        self.show()
        self.raise_()
        self.buttons[0].setFocus(Qt.OtherFocusReason)

    def place(self, width: int, height: int) -> None:
        """Lie in the middle of a view of ``width`` x ``height`` pixels."""
        wide = max(200, min(MAX_WIDTH, width - 32))
        tight = height < 340
        self._column.setContentsMargins(*((20, 14, 20, 16) if tight else (32, 28, 32, 30)))
        self._icon.setVisible(not tight)
        shown = [button for button in self.buttons if not button.isHidden()]
        columns = len(shown) if wide >= ONE_ROW else 2
        for index, button in enumerate(shown):
            self._grid.addWidget(button, index // columns, index % columns)
        # Wrapped labels tell their height only for a given width, and only once styled.
        margins = self._column.contentsMargins()
        inner = wide - margins.left() - margins.right() - 2
        for label in (self.title, self.text):
            label.ensurePolished()
            label.setMinimumSize(0, 0)  # or Qt reckons with the width that it had before
            label.setFixedSize(inner, label.heightForWidth(inner))
        for button in shown:
            button.ensurePolished()
        self._grid.invalidate()
        self._column.invalidate()
        high = self._column.totalSizeHint().height() + 2
        self.setGeometry((width - wide) // 2, max(8, (height - high) // 2), wide, high)
