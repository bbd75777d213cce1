"""The window's own state: its place and size from one run to the next, full screen, the floating label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtCore import QByteArray, QRect, Qt
from PyQt5.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from app.live.reader_controls import Pictures
from app.settings import load_settings, save_settings
from app.sources.screen import watched_area
from app.window.dialogs import FRAME
from app.window.global_key import KEY, GlobalKey
from app.window.icons import program_icon
from app.window.language import tr
from app.window.region import logical

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

WATCHES_ITSELF = "The program watches itself: move it aside, or have the label alone"
LOW = 560  # pixels of height; below, what only explains is left out
NARROW = 880  # pixels; below, the side panel is hidden until it is asked for


def remember_geometry(window: QWidget) -> None:
    """Keep the window's place and size, unless it fills the screen."""
    if not window.isFullScreen():
        text = bytes(window.saveGeometry().toBase64()).decode("ascii")
        save_settings(load_settings().with_(window_geometry=text))


def restore_geometry(window: QWidget) -> None:
    """Give the window the place and size of the last time, if there was one."""
    text = load_settings().window_geometry
    if text:
        window.restoreGeometry(QByteArray.fromBase64(text.encode("ascii", "ignore")))


def fit_to_screen(window: QWidget) -> None:
    """Make the window no larger than its screen, less what the desktop keeps for itself and what frames a window."""
    if not window.isMaximized():
        room = QApplication.desktop().availableGeometry(window).size() - FRAME
        window.resize(window.size().boundedTo(room))


class WindowState:
    """What is shown of a main window. Belongs to it."""

    def __init__(self, window: MainWindow):
        self._window = window
        self._narrow = False
        self._tray: QSystemTrayIcon | None = None
        self._key = GlobalKey(window)
        self._key.pressed.connect(self._come_back)
        self._before_full: QWidget | None = None  # what was beside the picture

    def toggle_full_screen(self) -> None:
        """Only the picture, on the whole screen; and back."""
        window = self._window
        full = not window.isFullScreen()
        window.header.setVisible(not full)
        window.transport_bar.setVisible(not full)
        if full:
            self._before_full = window.view.beside
        window.view.show_beside(None if full else self._before_full)
        if full:
            window.showFullScreen()
            window.picture_stack.show_toast(tr("Esc leaves full screen"))
        else:
            window.showNormal()
            window.picture_stack.toast.show_text("")

    def escape(self) -> None:
        """Close the sheet of keys, else give up what is being marked, else leave the full screen."""
        window = self._window
        if window.picture_stack.help.isVisible():
            window.picture_stack.help.hide()
        elif not window.picture_stack.hasFocus() and window.view.beside is not window.panel:  # out of a text or a list
            window.picture_stack.setFocus(Qt.OtherFocusReason)
        elif window.teach.marker.give_up():
            window.picture_stack.show_toast(tr("Not marked"))
        elif window.isFullScreen():
            self.toggle_full_screen()

    def toggle_compact(self) -> None:
        """Only the label, floating over everything else; the window waits in the task bar and brings all back."""
        compact = self._window.view.compact
        if compact.isVisible():
            self._come_back()
        else:
            has_key = QApplication.platformName() == "xcb" and self._key.take()
            compact.way_back = tr("{key}: the window", key=KEY) if has_key else ""
            compact.show_near(self._window, self.watched())
            self._show_tray()
            self._window.showMinimized()

    def watched(self) -> QRect:
        """The part of the desktop that plays, logical pixels; empty where none does."""
        area = watched_area(self._window.source)
        return QRect() if area is None else logical(area, QApplication.screens())

    def look(self) -> None:
        """Have as many pictures made as somebody sees: with the label alone no more than the model wants of a screen."""
        window = self._window
        shown = window.isVisible() and not window.isMinimized()
        if shown:
            self._key.let_go()  # it is needed no more
        window.view.set_shown(shown)
        if window.record_control.recording:
            window.player.need(Pictures.EVERY)
        else:
            seen = Pictures.WATCHED if window.isActiveWindow() else Pictures.GLANCED
            window.player.need(seen if shown else Pictures.SAMPLED)

    def step_aside(self) -> None:
        """Say it where the window watches itself: pictures within pictures, labelled."""
        window = self._window
        if not window.isMinimized() and self.watched().intersects(window.frameGeometry()):
            window.picture_stack.show_toast(tr(WATCHES_ITSELF), tr("Label alone"), self.toggle_compact)

    def tray_menu(self) -> QMenu:
        """The ways back from the label alone."""
        menu = QMenu(self._window)
        menu.addAction(tr("Show the window"), self._come_back)
        menu.addAction(tr("Move the label"), lambda: self._window.view.compact.show_near(self._window, self.watched()))
        menu.addAction(tr("Quit"), self._window.close)
        return menu

    def _come_back(self) -> None:
        self._window.view.compact.hide()
        self._window.showNormal()
        self._window.activateWindow()

    def _show_tray(self) -> None:
        if self._tray is None and QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = QSystemTrayIcon(program_icon(), self._window)
            self._tray.setToolTip("Live Action Classifier")
            self._tray.setContextMenu(self.tray_menu())
            self._tray.activated.connect(lambda why: why == QSystemTrayIcon.Trigger and self._come_back())
        if self._tray is not None:
            self._tray.show()

    def close(self) -> None:
        """Let go of the tray and of the key. Idempotent."""
        self._key.let_go()
        if self._tray is not None:
            self._tray.hide()

    def fit(self) -> None:
        """Give up words, then the side panel, where the window is too narrow for them."""
        window = self._window
        window.header.fit(window.width())
        window.transport_bar.set_low(window.height() < LOW)
        narrow = window.width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            if not window.isFullScreen() and window.view.beside in (None, window.panel):
                window.view.show_beside(None if narrow else window.panel)
