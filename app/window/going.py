"""Going to another place by hand: a time that is written, another file of several; and the time to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtWidgets import QApplication, QInputDialog

from app.live.pace import LAST_FRAME
from app.window.language import tr
from app.window.wording import exact_clock, parse_clock

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


def another_file(window: MainWindow, step: int) -> None:
    """Play the playlist's next file (1), or the one before (-1)."""
    if not window.playlist.go(step):
        more = (
            tr("There is no other file in this direction")
            if window.playlist.files
            else tr("Open or drop several files first")
        )
        window.picture_stack.show_toast(more)


def copy_time(window: MainWindow, label: bool) -> None:
    """Copy where the picture is to the clipboard; with what is shown there, if that is wanted."""
    card = window.picture_stack.card
    text = exact_clock(window.player.position)
    if label and card.label:
        text += f"  {card.label}  {tr('by hand') if card.yours else f'{card.percent} %'}"
    QApplication.clipboard().setText(text)
    window.picture_stack.show_toast(tr("Copied {text}", text=text))


def ask_for_time(window: MainWindow) -> None:
    """Let a time be written, and go there."""
    session = window.session
    if session is None or not session.seekable:
        window.picture_stack.show_toast(tr("Only a recording can be gone to a time of"))
        return
    text, right = QInputDialog.getText(
        window, tr("Go to time"), tr("Seconds, or 1:02:03.5"), text=exact_clock(window.player.position)
    )
    if not right:
        return
    time = parse_clock(text)
    if time is None:
        window.picture_stack.show_toast(tr("{text} is no time: write seconds, 1:15 or 1:02:03.5", text=text))
    else:
        window.player.seek(min(time, max(0.0, (session.duration or time) - LAST_FRAME)))
