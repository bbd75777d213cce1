"""A small picture of the moment that the mouse is over, above the timeline. It is read in a thread, the newest wish first."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QPoint, QRectF, Qt, QTimer
from PyQt5.QtGui import QColor, QImage, QPainter
from PyQt5.QtWidgets import QWidget

from app.window import theme
from app.window.rounded_picture import paint_rounded
from app.window.teaching.thumbnail import MomentLoader
from app.window.timeline_bar import TimelineBar

WIDTH, HEIGHT = 176, 99  # pixels
REST_MS = 90  # that the mouse rests before anything is read
KEPT = 64  # pictures
STEP = 0.5  # seconds: moments that are nearer to each other share a picture


class TimelinePreview(QWidget):
    """Lies over the window above its bar.

    Attributes:
        picture: What is shown; None while nothing is.
    """

    def __init__(self, bar: TimelineBar):
        super().__init__(bar)
        self._bar, self._path = bar, None
        self.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.resize(WIDTH, HEIGHT)
        self.picture: QImage | None = None
        self._moment, self._x, self._asked = 0.0, 0, 0
        self._pictures: dict[float, QImage] = {}
        self._waiting: dict[int, float] = {}
        self._loader = MomentLoader(self)
        self._loader.loaded.connect(self._take)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        bar.hovered.connect(self._over)
        bar.left.connect(self.leave)
        self.hide()

    def begin(self, path: Path | None) -> None:
        """Show moments of another video, or of none."""
        self._path = path
        self._pictures.clear()
        self._waiting.clear()
        self.leave()

    def leave(self) -> None:
        """Show nothing."""
        self._rest.stop()
        self._loader.forget()
        self.picture = None
        self.hide()

    def close(self) -> None:
        """End the thread. Idempotent."""
        self.leave()
        self._loader.close()

    def _over(self, time: float, x: int) -> None:
        self._moment, self._x = round(time / STEP) * STEP, x
        if self._path is None:
            return
        if self._moment in self._pictures:
            self._show(self._pictures[self._moment])
        else:
            self._rest.start()

    def _ask(self) -> None:
        self._loader.forget()
        path = self._path
        number = self._loader.ask(lambda: path, self._moment, self._moment, round(WIDTH * self.devicePixelRatioF()))
        self._waiting[number] = self._moment

    def _take(self, number: int, images: list) -> None:
        moment = self._waiting.pop(number, None)
        if moment is None or not images:
            return
        while len(self._pictures) >= KEPT:
            self._pictures.pop(next(iter(self._pictures)))
        self._pictures[moment] = images[0]
        if moment == self._moment and self._bar.underMouse():
            self._show(images[0])

    def _show(self, image: QImage) -> None:
        self.picture = image
        window = self._bar.window()
        if self.parent() is not window:
            self.setParent(window)
        at = self._bar.mapTo(window, QPoint(self._x, 0))
        left = max(4, min(at.x() - WIDTH // 2, window.width() - WIDTH - 4))
        self.move(left, at.y() - HEIGHT - 8)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event):
        if self.picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        shape = paint_rounded(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self.picture, whole=True)
        painter.setPen(QColor(theme.EDGE))
        painter.drawPath(shape)
