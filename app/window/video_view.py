"""The picture: the newest frame, scaled to fit, on a dark ground.

Cost, 1280x720 shown at 960x540 under Xvfb: 1.0 ms a frame. cv2 scales once a frame, so that a repaint for any other
reason (an overlay's animation) is a plain blit of 0.2 ms; scaling in QPainter costs the same 1.0 ms at *each* repaint.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PyQt5.QtCore import QRect, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QPainter, QPen
from PyQt5.QtWidgets import QWidget

from app.frames import Frame
from app.live.meters import Rate
from app.runtime_env import cv2
from app.window import theme
from app.window.language import tr


def fitted(width: int, height: int, into: QRect) -> QRect:
    """The largest rectangle of a shape within another, at least one pixel each way.

    Args:
        width: Of the shape.
        height: Of the shape.
        into: The other.

    Returns:
        Centred in ``into``.
    """
    scale = min(into.width() / width, into.height() / height)
    shown_width, shown_height = max(1, round(width * scale)), max(1, round(height * scale))
    left = into.x() + (into.width() - shown_width) // 2
    top = into.y() + (into.height() - shown_height) // 2
    return QRect(left, top, shown_width, shown_height)


def _key(frame: Frame | None) -> tuple | None:
    """What tells one frame from another, without touching its pixels."""
    return None if frame is None else (frame.index, frame.time, frame.captured)


class VideoView(QWidget):
    """Shows frames; whoever lies on the picture (label, chips, cards) is a child of it.

    Attributes:
        frames_painted: How many different frames reached the screen.
        shown_rate: How many a second just now.
    """

    resized = pyqtSignal()
    double_clicked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(tr("Video picture"))
        self.frames_painted = 0
        self.on_painted: Callable[[Frame], None] | None = None  # told each new frame that reached the screen
        self.shown_rate = Rate()
        self._first_painted = self._last_painted = 0.0
        self._frame: Frame | None = None
        self._image: QImage | None = None
        self._pixels: np.ndarray | None = None  # what _image shows; Qt does not keep it alive
        self._target = QRect()
        self._fresh = False
        self._dimmed = False
        self._dropping = False

    @property
    def picture(self) -> QRect:
        """Where the picture lies in the view, logical pixels; empty while there is none."""
        return QRect(self._target)

    @property
    def painted_fps(self) -> float:
        """Frames painted a second, from the first to the last one so far; 0.0 before the second."""
        elapsed = self._last_painted - self._first_painted
        return (self.frames_painted - 1) / elapsed if elapsed > 0 else 0.0

    def show_frame(self, frame: Frame | None) -> bool:
        """Show a frame.

        Args:
            frame: None empties the view.

        Returns:
            Whether that is a change: the same frame twice is none.
        """
        if _key(frame) == _key(self._frame):
            return False
        if self._frame is not None and frame is not None and frame.image is self._frame.image:
            self._frame = frame  # a picture that stands still is on the screen already
            self._count(frame)
            return True
        self._frame = frame
        before = self._target
        self._render()
        self._fresh = frame is not None
        if before == self._target and frame is not None:
            self.update(self._target)  # the dark borders stay as they are
        else:
            self.update()
        return True

    def set_dimmed(self, dimmed: bool) -> None:
        """Darken the picture, for a message on top of it."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.update()

    def set_dropping(self, dropping: bool) -> None:
        """Show that a file may be dropped here."""
        self._dropping = dropping
        self.update()

    def _render(self) -> None:
        if self._frame is None:
            self._image = self._pixels = None
            self._target = QRect()
            return
        image = self._frame.image
        height, width = image.shape[:2]
        self._target = fitted(width, height, self.rect())
        ratio = self.devicePixelRatioF()
        size = (max(1, round(self._target.width() * ratio)), max(1, round(self._target.height() * ratio)))
        if size[0] * size[1] < width * height:  # convert whichever has fewer pixels
            pixels = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), cv2.COLOR_BGR2BGRA)
        else:
            pixels = cv2.cvtColor(image, cv2.COLOR_BGR2BGRA)
            if size != (width, height):
                pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
        self._pixels = pixels
        self._image = QImage(pixels.data, size[0], size[1], pixels.strides[0], QImage.Format_RGB32)
        self._image.setDevicePixelRatio(ratio)

    def paintEvent(self, event):
        painter = QPainter(self)
        dirty = event.rect()
        if self._image is None:
            painter.fillRect(dirty, QColor(theme.INK))
        else:
            if not self._target.contains(dirty):
                painter.fillRect(dirty, QColor(theme.INK))
            painter.drawImage(self._target.topLeft(), self._image)
            if self._dimmed:
                painter.fillRect(self._target, theme.mixed(theme.INK, 0.72))
        if self._dropping:
            painter.setRenderHint(QPainter.Antialiasing)
            painter.fillRect(self.rect(), theme.mixed(theme.ACCENT, 0.10))
            painter.setPen(QPen(QColor(theme.ACCENT), 2, Qt.DashLine))
            painter.drawRoundedRect(self.rect().adjusted(12, 12, -12, -12), 14, 14)
        painter.end()
        if self._fresh:
            self._fresh = False
            if self._frame is not None:
                self._count(self._frame)

    def _count(self, frame: Frame) -> None:
        self.frames_painted += 1
        self.shown_rate.count()
        self._last_painted = time.perf_counter()
        self._first_painted = self._first_painted or self._last_painted
        if self.on_painted is not None:
            self.on_painted(frame)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._render()
        self.resized.emit()

    def mouseDoubleClickEvent(self, event):
        if event.button() == Qt.LeftButton:
            self.double_clicked.emit()
