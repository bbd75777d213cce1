"""Small rounded texts on the picture: a state, or a word for a moment that may offer to do something."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QRect, QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QPainter
from PyQt5.QtWidgets import QWidget

from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import tip
from model.safe_text import shown

LONGEST_LINE = 620  # pixels of a toast


class Chip(QWidget):
    """A small rounded text on the picture: "PAUSED", "Warming up 3/7". ``progress`` 0..1 draws a ring before it."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.text = ""
        self.progress: float | None = None
        self.hide()

    def show_text(self, text: str, progress: float | None = None, room: int | None = None) -> None:
        """Show ``text``; an empty one hides the chip.

        Args:
            text: An empty one hides the chip.
            progress: Of the ring, 0 to 1; None: no ring.
            room: Pixels that it may be wide; None: any.
        """
        if not text:
            self.text, self.progress = "", None
            self.hide()
            return
        metrics = QFontMetrics(theme.font(13, QFont.DemiBold))
        if room is not None:
            text = metrics.elidedText(text, Qt.ElideRight, room - 32)
        if (text, progress) == (self.text, self.progress) and self.isVisible():
            return
        self.text, self.progress = shown(text), progress
        text = self.text
        self.setAccessibleName(text)
        self.resize(metrics.horizontalAdvance(text) + 32 + (24 if progress is not None else 0), 34)
        self.show()
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(theme.mixed("#FFFFFF", 0.08))
        painter.setBrush(theme.mixed(theme.INK, 0.82))
        painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 17, 17)
        left = 16
        if self.progress is not None:
            ring = QRectF(14, 10, 14, 14)
            pen = painter.pen()
            pen.setWidthF(2.6)
            pen.setColor(theme.mixed("#FFFFFF", 0.18))
            painter.setPen(pen)
            painter.setBrush(Qt.NoBrush)
            painter.drawEllipse(ring)
            pen.setColor(QColor(theme.ACCENT))
            pen.setCapStyle(Qt.RoundCap)
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, -round(360 * 16 * min(1.0, max(0.02, self.progress))))
            left = 38
        painter.setFont(theme.font(13, QFont.DemiBold))
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), Qt.AlignLeft | Qt.AlignVCenter, self.text)


class Toast(Chip):
    """A chip that says something for a moment, on several lines where it is long, and may offer to do something about it."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WA_TransparentForMouseEvents, False)
        self._do: Callable[[], object] = lambda: None
        self._wrapped = Qt.TextWordWrap
        self.button = Button(tr("Show in folder"), kind="quiet", on_click=lambda: self._do())
        self.button.setParent(self)
        self.button.hide()

    def offer(self, text: str, action: str, do: Callable[[], object], about: str) -> None:
        """Show ``text``, with a button; the arguments are those of ``PictureStack.show_toast``."""
        self._do = do
        self.button.setVisible(bool(action))
        self.button.setText(action)
        self.button.setAccessibleName(action)
        self.button.setToolTip(tip(about))
        self.show_text(text)
        self.raise_()

    def fit(self, widest: int) -> None:
        """Be as large as the text needs, and no wider than so many pixels."""
        wide = min(widest, LONGEST_LINE)
        beside = 0 if self.button.isHidden() else self.button.sizeHint().width()
        metrics, room = QFontMetrics(theme.font(13, QFont.DemiBold)), max(80, wide - 34 - beside)
        longest = max((metrics.horizontalAdvance(word) for word in self.text.split()), default=0)
        self._wrapped = Qt.TextWordWrap if longest <= room else Qt.TextWrapAnywhere  # a path may have no spaces
        lines = metrics.boundingRect(QRect(0, 0, room, 4000), self._wrapped, self.text)
        self.resize(lines.width() + 34 + beside, max(34, lines.height() + 16))
        self.button.resize(self.button.sizeHint().width(), min(30, self.height()))
        self.button.move(self.width() - beside - 6, (self.height() - self.button.height()) // 2)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(theme.mixed("#FFFFFF", 0.08))
        painter.setBrush(theme.mixed(theme.INK, 0.88))
        painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 17, 17)
        painter.setFont(theme.font(13, QFont.DemiBold))
        painter.setPen(QColor(theme.TEXT))
        right = 16 if self.button.isHidden() else self.button.width() + 8
        painter.drawText(self.rect().adjusted(16, 0, -right, 0), self._wrapped | Qt.AlignVCenter, self.text)
