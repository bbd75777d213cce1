"""The panel at the right: bars, the last minute, figures."""

from __future__ import annotations

from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.window import theme
from app.window.bars import ProbabilityBars
from app.window.figures import Figures
from app.window.history import HistoryStrip
from app.window.language import tr
from app.window.plain import Label

WIDTH = 312
HISTORY_FROM, FIGURES_FROM = 350, 500  # pixels of height; a lower panel keeps to the bars


def _caption(text: str) -> Label:
    label = Label(tr(text))
    label.setProperty("role", "caption")
    label.setFont(theme.font(12, QFont.DemiBold))
    label.setContentsMargins(12, 0, 12, 0)
    return label


class SidePanel(QFrame):
    """Bars, history and figures, under a caption each."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 14, 12, 8)
        column.setSpacing(10)
        self.bars = ProbabilityBars()
        self.history = HistoryStrip()
        self.figures = Figures()
        column.addWidget(_caption("Action"))
        column.addWidget(self.bars)
        self._past = self._section(column, "Last minute", self.history, 12)
        self._speed = self._section(column, "Speed", self.figures, 0)
        column.addStretch(1)

    def _section(self, column: QVBoxLayout, title: str, content: QWidget, margin: int) -> QWidget:
        section = QWidget()
        rows = QVBoxLayout(section)
        rows.setContentsMargins(0, 16, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(_caption(title))
        indented = QHBoxLayout()
        indented.setContentsMargins(margin, 0, margin, 0)
        indented.addWidget(content)
        rows.addLayout(indented)
        column.addWidget(section)
        return section

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._past.setVisible(self.height() >= HISTORY_FROM)
        self._speed.setVisible(self.height() >= FIGURES_FROM)

    def set_model(self, name: str, labels: tuple[str, ...]) -> None:
        """Begin anew for a model's name and labels."""
        self.recolour(labels)
        self.figures.clear()
        self.figures.show_model(name)

    def recolour(self, labels: tuple[str, ...]) -> None:
        """The labels have other colours now: bars and history begin anew."""
        colours = theme.label_colours(labels)
        self.bars.set_labels(labels, colours)
        self.history.set_colours(colours)
