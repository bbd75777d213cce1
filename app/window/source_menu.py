"""Everything that can be watched, in one menu: cameras, screens, a part of the screen, an address, the last sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import QInputDialog, QLineEdit, QMenu, QWidget

from app.remembered import recent_sources, whole_source
from app.sources import SourceError, describe_source, is_demo, list_cameras, list_monitors
from app.window import theme
from app.window.icons import make_icon
from app.window.language import tr
from app.window.plain import add_entry
from app.window.region import RegionSelector

ASIDE_MS = 250  # until the window is off the screen and what lay below it is painted


class SourceMenu(QMenu):
    """Made anew each time it opens, since cameras come and go."""

    def __init__(
        self,
        open_source: Callable[[str], None],
        choose_video: Callable[[], None],
        parent: QWidget,
        playlist: Sequence[str] = (),
    ):
        """
        Args:
            open_source: Opens what is chosen.
            choose_video: Asks for files.
            playlist: The files that play one after another.
        """
        super().__init__(parent)
        self._open, self._window = open_source, parent
        self._selector: RegionSelector | None = None
        self._add("folder", tr("Video files…"), choose_video)
        self._add("link", tr("Address…"), self._ask_for_address)
        cameras = list_cameras()
        self.addSection(tr("Cameras"))
        for number, name in cameras:
            self._add("camera", f"{name} ({number})", lambda number=number: open_source(str(number)))
        if not cameras:
            self._add("camera", tr("First camera"), lambda: open_source("0"))
        self.addSection(tr("Screen"))
        for number, text in self._monitors():
            self._add("screen", text, lambda number=number: open_source(f"screen:{number}"))
        self._add("region", tr("Part of the screen, or a window…"), self.select_region)
        if playlist:
            self.addSection(tr("Playing one after another"))
        for source in playlist:
            self._add("demo", describe_source(source), lambda source=source: open_source(source), source)
        recent = [one for one in recent_sources() if not is_demo(one)]
        if recent:
            self.addSection(tr("Recent"))
        for source in recent:
            self._add("recent", describe_source(source), lambda source=source: self._open_again(source), source)
        self.setToolTipsVisible(True)

    def _add(self, icon: str, text: str, action: Callable[[], None], about: str = "") -> None:
        add_entry(self, text, action, about=about, icon=make_icon(icon, theme.TEXT))

    @staticmethod
    def _monitors() -> list[tuple[int, str]]:
        try:
            areas = list_monitors()
        except SourceError:
            return [(1, tr("Whole screen"))]  # choosing it says why it cannot be shown
        if len(areas) == 1:
            return [(1, tr("Whole screen"))]
        return [
            (number, tr("Screen {number}: {width} x {height}", number=number, width=one.width, height=one.height))
            for number, one in enumerate(areas, 1)
        ]

    def _ask_for_address(self) -> None:
        text, ok = QInputDialog.getText(
            self._window,
            tr("Address"),
            tr("rtsp://, http://, udp:// or tcp:// address, or a pattern such as frames/%04d.png:"),
        )
        if ok and text.strip():
            self._open(text.strip())

    def _open_again(self, source: str) -> None:
        """Open one of the last sources; what was not kept of its address is asked for."""
        whole = whole_source(source)
        if whole is None:
            question = tr("The address was kept without its user, password or token; write all of it:")
            whole, ok = QInputDialog.getText(self._window, tr("Address"), question, QLineEdit.Normal, source)
            if not ok or not whole.strip():
                return
        self._open(whole.strip())

    def select_region(self) -> None:
        """Let a rectangle be dragged on the screen, or a window clicked, and watch it. The program steps aside meanwhile."""
        window, shown = self._window, self._window.windowState()
        window.showMinimized()
        QTimer.singleShot(ASIDE_MS, lambda: self._select(shown))

    def _select(self, shown: Qt.WindowStates) -> None:
        self._selector = RegionSelector()
        self._selector.selected.connect(self._open)
        self._selector.destroyed.connect(lambda: self._window.setWindowState(shown))
        self._selector.show()
        self._selector.activateWindow()
