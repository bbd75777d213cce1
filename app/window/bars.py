"""The side panel's bars: the probability of every label, the current one emphasised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt5.QtCore import QRectF, QSize, Qt, QTimer
from PyQt5.QtGui import QColor, QFont, QPainter
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.window import theme
from app.window.language import tr

ROW, LOW_ROW = 52, 40  # pixels a label, where there is room and at least
ANIMATION_MS = 40  # 25 steps a second, and only while a bar is on its way
EASE = 0.38  # the part of the way left that a step covers


class ProbabilityBars(QWidget):
    """One row a label, in the model's order, which never changes: name, percent, and a bar in the label's colour."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Maximum)
        self.setAccessibleName(tr("Probability of each action"))
        self.labels: tuple[str, ...] = ()
        self.current = ""
        self._colours: dict[str, str] = {}
        self._target = np.zeros(0)
        self._shown = np.zeros(0)
        self._percent: list[int] = []
        self._live = False
        self._animation = QTimer(self)
        self._animation.setInterval(ANIMATION_MS)
        self._animation.timeout.connect(self._step)

    @property
    def targets(self) -> tuple[float, ...]:
        """The probabilities that the bars show or are moving to, in the order of ``labels``."""
        return tuple(float(value) for value in self._target)

    @property
    def shown(self) -> tuple[float, ...]:
        """What the bars show now, on the way to ``targets``."""
        return tuple(float(value) for value in self._shown)

    @property
    def percents(self) -> tuple[int, ...]:
        """The figures beside the bars."""
        return tuple(self._percent)

    def set_labels(self, labels: Sequence[str], colours: dict[str, str]) -> None:
        """Begin anew with ``labels``, all bars empty."""
        self.labels = tuple(labels)
        self._colours = dict(colours)
        self._target = np.zeros(len(self.labels))
        self._shown = np.zeros(len(self.labels))
        self._percent = [0] * len(self.labels)
        self.current, self._live = "", False
        self._animation.stop()
        self.updateGeometry()
        self.update()

    def show_probabilities(self, probabilities: np.ndarray, current: str) -> None:
        """Move the bars.

        Args:
            probabilities: ``(labels,)``, 0 to 1.
            current: The label to emphasise; "" for none.
        """
        values = np.asarray(probabilities, dtype=float)
        if values.shape != self._target.shape:
            raise ValueError(f"Received {values.size} probabilities for {len(self.labels)} labels: expected as many.")
        changed = current != self.current
        self._target, self.current, self._live = values, current, True
        if changed:  # jump: on its way there the emphasised bar would not be the longest
            self.finish()
            return
        self._refresh_text()
        if not self._animation.isActive() and self.isVisible():
            self._animation.start()

    def show_nothing(self) -> None:
        """Empty bars, no label emphasised."""
        self._target = np.zeros(len(self.labels))
        self.current, self._live = "", False
        self.finish()

    def finish(self) -> None:
        """Jump to the end of the animation."""
        self._shown = self._target.copy()
        self._animation.stop()
        self._refresh_text()

    def _step(self) -> None:
        gap = self._target - self._shown
        if np.abs(gap).max(initial=0.0) < 0.002:
            self._shown = self._target.copy()
            self._animation.stop()
        else:
            self._shown = self._shown + EASE * gap
        self.update()

    def _refresh_text(self) -> None:
        self._percent = [round(100 * value) for value in self._target]
        said = ", ".join(
            tr("{label} {value} percent", label=theme.title_of(n), value=p)
            for n, p in zip(self.labels, self._percent, strict=True)
        )
        self.setAccessibleDescription(said)
        self.update()

    def showEvent(self, event):
        super().showEvent(event)
        self._shown = self._target.copy()

    def sizeHint(self) -> QSize:
        return QSize(240, ROW * max(1, len(self.labels)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, LOW_ROW * max(1, len(self.labels)))

    def row_rect(self, row: int) -> QRectF:
        """Where row ``row`` lies, logical pixels."""
        height = min(ROW, self.height() / max(1, len(self.labels)))
        return QRectF(0, row * height, self.width(), height)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        for row, label in enumerate(self.labels):
            area = self.row_rect(row)
            strong = label == self.current
            colour = QColor(self._colours.get(label, theme.MUTED))
            text = QRectF(area.left() + 12, area.center().y() - 18, area.width() - 24, 20)
            if strong:
                painter.setPen(Qt.NoPen)
                painter.setBrush(theme.mixed(colour.name(), 0.13))
                painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 10, 10)
            painter.setPen(QColor(theme.TEXT if strong else theme.MUTED))
            painter.setFont(theme.font(14, QFont.DemiBold if strong else QFont.Normal))
            name = painter.fontMetrics().elidedText(theme.title_of(label), Qt.ElideMiddle, round(text.width()) - 48)
            painter.drawText(text, Qt.AlignLeft | Qt.AlignVCenter, name)
            painter.drawText(text, Qt.AlignRight | Qt.AlignVCenter, f"{self._percent[row]} %" if self._live else "–")
            bar = QRectF(area.left() + 12, area.center().y() + 7, area.width() - 24, 8)
            painter.setPen(Qt.NoPen)
            painter.setBrush(QColor(theme.RAISED))
            painter.drawRoundedRect(bar, 4, 4)
            share = float(self._shown[row])
            if share > 0.004:
                bar.setWidth(max(8.0, bar.width() * share))
                painter.setBrush(colour)
                painter.drawRoundedRect(bar, 4, 4)
        painter.end()
