"""A moment of a video as a small picture that plays while the mouse is over it; the pictures come from a thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QPainter
from PyQt5.QtWidgets import QWidget

from app.teach.moments import pictures_of
from app.window.language import tr
from app.window.reading_thread import ReadingThread, as_image
from app.window.rounded_picture import paint_rounded
from model.errors import FootageError

PLAY_MS = 130  # a picture, while it plays


class MomentLoader(QObject):
    """Reads moments in a thread of its own, in the order they were asked for. ``loaded``: a number and its pictures (QImage)."""

    loaded = pyqtSignal(int, list)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._thread = ReadingThread("moments", self._read)
        self._newest = 0

    def ask(self, find: Callable[[], Path | None], start: float, end: float, width: int) -> int:
        """Have a moment read; returns its number. find: says in the thread where its video is, None where it is not found."""
        self._newest += 1
        self._thread.ask((self._newest, find, start, end, width))
        return self._newest

    def forget(self) -> None:
        """Read nothing that was asked for so far."""
        self._thread.forget()

    def close(self) -> None:
        """End the thread. Idempotent."""
        self._thread.close()

    def _read(self, asked: tuple) -> None:
        number, find, *moment = asked
        try:
            path = find()
            images = [] if path is None else [as_image(picture) for picture in pictures_of(path, *moment)]
        except (FootageError, OSError):
            images = []
        self.loaded.emit(number, images)


class Thumbnail(QWidget):
    """Shows the moment's middle, and plays the whole while the mouse is over it. clicked: it was."""

    clicked = pyqtSignal()

    def __init__(self, size: tuple[int, int], parent: QWidget | None = None):
        """size: width and height, pixels."""
        super().__init__(parent)
        self.setFixedSize(*size)
        self.setCursor(Qt.PointingHandCursor)
        self._images: list[QImage] = []
        self._number = 0
        self._missing = False
        self.outline = ""  # a colour
        self.showing = 0  # which of the pictures
        self._play = QTimer(self)
        self._play.setInterval(PLAY_MS)
        self._play.timeout.connect(self._next)

    def load(self, loader: MomentLoader, find: Callable[[], Path | None], start: float, end: float) -> None:
        """Show a moment as soon as it is read; find: see ``MomentLoader.ask``."""
        loader.loaded.connect(self._take)
        self._number = loader.ask(find, start, end, round(self.width() * self.devicePixelRatioF()))

    @property
    def pictures(self) -> int:
        """How many there are to play."""
        return max(0, len(self._images) - 1)

    def set_outline(self, colour: str) -> None:
        """A line of this colour around it; "" for none."""
        if colour != self.outline:
            self.outline = colour
            self.update()

    def _take(self, number: int, images: list) -> None:
        if number == self._number:
            self._images, self._missing = images, not images
            self.update()

    def _next(self) -> None:
        self.showing = 1 + self.showing % self.pictures
        self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def enterEvent(self, event):
        super().enterEvent(event)
        if self.pictures > 1:
            self._next()
            self._play.start()

    def leaveEvent(self, event):
        super().leaveEvent(event)
        self._play.stop()
        self.showing = 0
        self.update()

    def hideEvent(self, event):
        super().hideEvent(event)
        self._play.stop()

    def mousePressEvent(self, event):
        if event.button() == Qt.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        image = self._images[min(self.showing, len(self._images) - 1)] if self._images else None
        shape = paint_rounded(painter, area, image, tr("not found") if self._missing else "…")
        if self.outline:
            pen = painter.pen()
            pen.setColor(QColor(self.outline))
            pen.setWidthF(2.0)
            painter.setPen(pen)
            painter.drawPath(shape)
