"""How long and how often each label was there, beside the list of segments: a time budget, as those who watch animals say."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QFont, QPainter
from PyQt5.QtWidgets import QSizePolicy, QWidget

from app.export.statistics import LabelStatistics
from app.window import theme
from app.window.language import tr
from app.window.wording import clock, exact_clock

ROW, MOST = 34, 8  # pixels; labels


class TimeBudget(QWidget):
    """A row for each label: its share as a bar, its time, how many segments, the longest.

    Attributes:
        rows: What is shown, by label: ``total``, how many, ``longest``, as text.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.rows: dict[str, tuple[str, str, str]] = {}
        self._shares: list[float] = []
        self._colours: dict[str, str] = {}
        self._place()

    def show_statistics(self, statistics: Sequence[LabelStatistics], colours: dict[str, str]) -> None:
        """
        Args:
            statistics: Of each label; those that never occur are left out, and of the others the MOST longest are shown.
            colours: ``#RRGGBB`` by label.
        """
        found = sorted((one for one in statistics if one.count), key=lambda one: -one.seconds)[:MOST]
        self._colours = colours
        self._shares = [one.share for one in found]
        self.rows = {
            one.label: (
                f"{_time(one.seconds)}  {one.share:.0%}",
                f"{one.count}×",
                tr("longest {time}", time=_time(one.longest)),
            )
            for one in found
        }
        said = "; ".join(f"{theme.title_of(label)} {', '.join(texts)}" for label, texts in self.rows.items())
        self.setAccessibleName(tr("Time per label: {said}", said=said))
        self.setToolTip(tr("Time per label. Export… writes it as statistics"))
        self._place()

    def _place(self) -> None:
        self.setFixedHeight(ROW * len(self.rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, ROW * len(self.rows))

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        for number, ((label, texts), share) in enumerate(zip(self.rows.items(), self._shares, strict=True)):
            top = number * ROW
            painter.setFont(theme.font(11, QFont.DemiBold))
            painter.setPen(QColor(theme.TEXT))
            name = painter.fontMetrics().elidedText(theme.title_of(label), Qt.ElideMiddle, round(self.width() * 0.3))
            painter.drawText(QRectF(0, top, self.width() * 0.32, 20), Qt.AlignLeft | Qt.AlignVCenter, name)
            painter.setFont(theme.font(11))
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(QRectF(0, top, self.width(), 20), Qt.AlignRight | Qt.AlignVCenter, "  ·  ".join(texts))
            bar = QRectF(0, top + 22, self.width(), 5)
            painter.setPen(Qt.NoPen)
            painter.setBrush(QColor(theme.RAISED))
            painter.drawRoundedRect(bar, 2.5, 2.5)
            bar.setWidth(max(5.0, bar.width() * share))
            painter.setBrush(QColor(self._colours.get(label, theme.MUTED)))
            painter.drawRoundedRect(bar, 2.5, 2.5)


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else clock(seconds) if seconds >= 600 else exact_clock(seconds)
