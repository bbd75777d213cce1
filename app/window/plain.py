"""Text in the window is text: Qt takes ``<b>`` in a name for bold, ``<img src=…>`` for a picture to load, ``&`` for a key.

Names of files, models, labels, cameras and what errors say of them go through here. Labels are made of this module's class
alone; a linter's rule keeps it so.
"""

from __future__ import annotations

import html
from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QIcon
from PyQt5.QtWidgets import QAction, QLabel, QMenu, QWidget  # noqa: TID251

from model.addresses import hide_secrets
from model.safe_text import plain_lines, shortened, shown

LONGEST_TIP, LONGEST_ENTRY = 600, 80  # characters


class Label(QLabel):
    """A QLabel that shows its text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self.setTextFormat(Qt.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(plain_lines(hide_secrets(text)))


def tip(text: str) -> str:
    """Make a text fit for a tool tip or a question, where Qt guesses whether it is rich text.

    Args:
        text: Any.

    Returns:
        What Qt shows as that text.
    """
    text = shortened(plain_lines(text), LONGEST_TIP)
    return f"<qt>{html.escape(text)}</qt>" if Qt.mightBeRichText(text) else text


def caption(text: str) -> str:
    """Make a text fit for a button, a check box or an entry of a menu, where ``&`` marks a key.

    Args:
        text: Any.

    Returns:
        What Qt shows as that text, on one line.
    """
    return shortened(shown(text), LONGEST_ENTRY).replace("&", "&&")


def add_entry(menu: QMenu, text: str, do: Callable[[], None], *, about: str = "", icon: QIcon | None = None) -> QAction:
    """Add an entry to a menu.

    Args:
        menu: Where to.
        text: Any.
        do: Called when it is chosen.
        about: Its tool tip; the text itself if left out, as Qt would have it.
        icon: Before the text.

    Returns:
        The entry.
    """
    action = menu.addAction(icon or QIcon(), caption(text), do)
    action.setToolTip(tip(about or text))
    return action
