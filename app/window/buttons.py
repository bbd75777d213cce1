"""Buttons of one kind: an icon, a text, a keyboard that works on them."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import QPushButton

from app.window import theme
from app.window.icons import make_icon


class Button(QPushButton):
    """A push button that Enter presses too (space is the window's pause key)."""

    def __init__(self, text: str, kind: str = "", icon: str = "", on_click: Callable[[], None] | None = None):
        """
        Args:
            text: "" for an icon alone.
            kind: "", ``primary``, ``quiet`` or ``round``.
            icon: A name of ``app.window.icons``; "" for none.
            on_click: Called without arguments.
        """
        super().__init__(f" {text}" if icon and text else text)  # or the icon touches the text
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.TabFocus)
        self.setCursor(Qt.PointingHandCursor)
        self._ink = theme.ACCENT_INK if kind == "primary" else theme.TEXT
        if icon:
            self.set_drawing(icon)
        if text:
            self.setAccessibleName(text.rstrip("…"))
        if on_click is not None:
            self.clicked.connect(lambda _checked: on_click())

    def set_drawing(self, name: str, colour: str = "") -> None:
        """Show another icon.

        Args:
            name: One of ``app.window.icons``.
            colour: ``#RRGGBB``; "" for the text's.
        """
        self.setIcon(make_icon(name, colour or self._ink))
        self.setIconSize(QSize(18, 18))

    def keyPressEvent(self, event):
        if event.key() in (Qt.Key_Return, Qt.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
