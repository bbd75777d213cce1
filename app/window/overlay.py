"""The card with the current label, which lies on the picture and floats alone."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PyQt5.QtWidgets import QWidget

from app.window import theme
from app.window.language import tr

WIDEST_NAME = 460  # pixels; longer labels are shortened in their middle


class LabelCard(QWidget):
    """The current label in large type, its colour as a bar, its confidence in percent and as a thin line.

    Drawn into a pixmap when it changes, so that a video frame under it costs a blit. ``on_painted(label)`` is called
    when a label reaches the screen that was not on it before.
    """

    def __init__(self, parent: QWidget | None = None, on_painted: Callable[[str], None] | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.label = ""
        self.percent = -1
        self.yours = False
        self._colour = theme.MUTED
        self._sure = True
        self._compact = False
        self.scale = 1.0
        self._pixmap: QPixmap | None = None
        self._on_painted = on_painted
        self._painted_label = ""
        self._labels: tuple[str, ...] = ()
        self._widest = 0
        self.hide()

    def set_labels(self, labels: tuple[str, ...]) -> None:
        """Make room for the widest of ``labels``, so that the card keeps its size from label to label."""
        self._labels = tuple(theme.title_of(label) for label in labels)
        self._measure()

    def set_compact(self, compact: bool) -> None:
        """Smaller type, for a small window."""
        if compact != self._compact:
            self._compact = compact
            self._measure()

    def set_scale(self, scale: float) -> None:
        """Be so many times as large."""
        self.scale = scale
        self._measure()

    def show_decision(self, label: str, confidence: float, colour: str, sure: bool = True, yours: bool = False) -> None:
        """Show a label.

        Args:
            label: Which; "" for none that is known.
            confidence: 0 to 1.
            colour: ``#RRGGBB``.
            sure: Whether without a question mark.
            yours: Whether a person has set it: that is said instead of a figure.
        """
        percent = round(100 * min(1.0, max(0.0, confidence)))
        shown = (self.label, self.percent, self._colour, self._sure, self.yours)
        if (label, percent, colour, sure, yours) == shown and not self.isHidden():
            return
        self.label, self.percent, self._colour, self._sure, self.yours = label, percent, colour, sure, yours
        self.setAccessibleName(tr("Current action: {label}", label=theme.title_of(label) or tr("unknown")))
        figure = tr("{value} percent sure" if sure else "unsure, {value} percent", value=percent)
        self.setAccessibleDescription(tr("set by you") if yours else figure if label else "")
        self._pixmap = None
        self.show()
        self.update()

    def recolour(self, colours: dict[str, str]) -> None:
        """Show the present label in its colour of ``colours`` (``#RRGGBB`` by label)."""
        self._colour = colours.get(self.label, self._colour)
        self._pixmap = None
        self.update()

    def show_unknown(self) -> None:
        """Show a dash: nobody knows what this picture shows."""
        self.show_decision("", 0.0, theme.MUTED)

    def clear(self) -> None:
        """Show nothing."""
        self.label, self.percent, self.yours, self._painted_label = "", -1, False, ""
        self.hide()

    def sizeHint(self) -> QSize:
        height = 64 if self._compact else 88
        return QSize(round(self._widest * self.scale), round(height * self.scale))

    def _fonts(self) -> tuple[QFont, QFont]:
        if self._compact:
            return theme.font(20, QFont.DemiBold), theme.font(16)
        return theme.font(29, QFont.DemiBold), theme.font(22)

    def _measure(self) -> None:
        name, _ = self._fonts()
        names = max((QFontMetrics(name).horizontalAdvance(f"{text}?") for text in self._labels), default=100)
        self._widest = 28 + min(names, WIDEST_NAME) + self._figure_width() + 22
        self._pixmap = None
        self.resize(self.sizeHint())

    def _figure_width(self) -> int:
        return 34 + QFontMetrics(self._fonts()[1]).horizontalAdvance(tr("yours") if self.yours else "100 %")

    def _draw(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.transparent)
        width, height = self.width() / self.scale, self.height() / self.scale
        name_font, figure_font = self._fonts()
        painter = QPainter(pixmap)
        painter.scale(self.scale, self.scale)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(theme.mixed("#FFFFFF", 0.08))
        painter.setBrush(theme.mixed(theme.INK, 0.82))
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), 14, 14)
        painter.setPen(Qt.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(QRectF(12, 14, 5, height - 28), 2.5, 2.5)

        left, right = 30.0, width - 20.0
        text = QRectF(left, 8, right - left, height - 30)
        painter.setFont(name_font)
        painter.setPen(QColor(theme.TEXT if self._sure and self.label else theme.MUTED))
        room = round(text.width()) - self._figure_width()
        name = theme.title_of(self.label) + ("" if self._sure else "?") if self.label else "–"
        name = painter.fontMetrics().elidedText(name, Qt.ElideMiddle, room)
        painter.drawText(text, Qt.AlignLeft | Qt.AlignVCenter, name)
        painter.setFont(figure_font)
        painter.setPen(QColor("#C9D0DD"))
        if self.label:
            painter.drawText(text, Qt.AlignRight | Qt.AlignVCenter, tr("yours") if self.yours else f"{self.percent} %")

        line = QRectF(left, height - 20, right - left, 5)
        painter.setPen(Qt.NoPen)
        painter.setBrush(theme.mixed("#FFFFFF", 0.14))
        painter.drawRoundedRect(line, 2.5, 2.5)
        if self.label:
            line.setWidth(max(5.0, line.width() * self.percent / 100))
            painter.setBrush(QColor(self._colour))
            painter.drawRoundedRect(line, 2.5, 2.5)
        painter.end()
        return pixmap

    def paintEvent(self, event):
        if self._pixmap is None or self._pixmap.devicePixelRatioF() != self.devicePixelRatioF():
            self._pixmap = self._draw()
        QPainter(self).drawPixmap(0, 0, self._pixmap)
        if self.label != self._painted_label:
            self._painted_label = self.label
            if self._on_painted is not None and self.label:
                self._on_painted(self.label)
