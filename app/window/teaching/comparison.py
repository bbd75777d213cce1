"""A new model beside the one in use: scanned on the video that is watched, shown below the marks and for the moment."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.live.player import Player
from app.recorded.scan_store import StoredScan
from app.recorded.scanner import Scanner
from app.sources import is_file_source
from app.timeline.timeline import Segment
from app.window import theme
from app.window.language import tr
from app.window.player_view import PlayerView
from app.window.teaching.marks_bar import MarksBar
from model.paths import expand_user

SHOW_MS = 100


class Comparison(QObject):
    """``running``: whether a model is compared; ``changed`` says that it is, or is no more. said: why it cannot be.

    What was scanned is kept, so that its timeline is there when it is adopted.
    """

    changed = pyqtSignal(bool)
    said = pyqtSignal(str)
    _news = pyqtSignal(object, object)  # Scanner, StoredScan

    def __init__(self, player: Player, view: PlayerView, bar: MarksBar):
        super().__init__(view)
        self._player, self._picture, self._bar = player, view.picture_stack, bar
        self._scanner: Scanner | None = None
        self._ending: list[Scanner] = []
        self._segments: tuple[Segment, ...] = ()
        self._done = 0.0
        self._news.connect(self._on_news)
        self._timer = QTimer(self)
        self._timer.setInterval(SHOW_MS)
        self._timer.timeout.connect(self._show)
        self._source = ""  # of what is compared
        player.opening.connect(self._on_opening)

    @property
    def running(self) -> bool:
        return self._scanner is not None

    def start(self, model: Path) -> bool:
        """Compare the model in the folder ``model``; whether the source is one that can be scanned."""
        self.stop()
        session, source = self._player.session, self._player.source
        if session is None or not session.seekable or not is_file_source(source):
            return False
        self._source = source
        self._scanner = scanner = Scanner(expand_user(source), model, lambda found, *_: self._news.emit(scanner, found))
        scanner.start()
        self._timer.start()
        self._show()
        self.changed.emit(True)
        return True

    def stop(self) -> None:
        """Compare no more. Idempotent."""
        self._timer.stop()
        self._ending = [one for one in self._ending if not one.join(0)]
        if self._scanner is not None:
            self._scanner.stop()
            self._ending.append(self._scanner)
        self._scanner, self._segments, self._done = None, (), 0.0
        self._bar.compare(())
        self._picture.show_compared("")
        self.changed.emit(False)

    def _on_opening(self) -> None:
        if self._player.source != self._source:  # not the same video once more, from its end
            self.stop()

    def close(self) -> None:
        """Stop, and wait for it."""
        self.stop()
        for one in self._ending:
            one.join(1.0)

    def _on_news(self, scanner: Scanner, found: StoredScan) -> None:
        if scanner is self._scanner and found.error:
            self.stop()
            self.said.emit(found.error)
        elif scanner is self._scanner:
            self._segments, self._done = found.segments, found.done
            self._bar.compare(self._segments)
            self._show()

    def _show(self) -> None:
        now = 0.0 if self._player.session is None else self._player.session.position
        part = next((one for one in self._segments if one.start <= now < one.end), None)
        if part is not None:
            self._picture.show_compared(
                tr("New model: ") + f"{theme.title_of(part.label)}  {round(100 * part.confidence)} %"
            )
        else:
            self._picture.show_compared(tr("New model: ") + (tr("nothing here") if now < self._done else "looking…"))
