"""Which segments the list shows: of one label, of some length, and no surer than so much."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QValidator
from PyQt5.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QSpinBox, QWidget

from app.window import theme
from app.window.language import tr


class Surest(QSpinBox):
    """The highest confidence that is listed, per cent; at 100 whatever it is."""

    def textFromValue(self, value: int) -> str:
        return tr("sure or not") if value == self.maximum() else tr("at most {value} %", value=value)

    def valueFromText(self, text: str) -> int:
        digits = "".join(one for one in text if one.isdecimal())
        return int(digits) if digits else self.maximum()

    def validate(self, text: str, position: int):
        return QValidator.Acceptable, text, position


class SegmentFilters(QWidget):
    """``changed``: a filter was."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.label = QComboBox()
        self.label.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)  # however long the labels
        self.label.setAccessibleName(tr("Only this label"))
        self.shortest = QDoubleSpinBox()
        self.shortest.setRange(0.0, 999.0)
        self.shortest.setSingleStep(0.5)
        self.shortest.setDecimals(1)
        self.shortest.setPrefix(tr("at least "))
        self.shortest.setSuffix(" s")
        self.shortest.setSpecialValueText(tr("any length"))
        self.shortest.setToolTip(tr("Only segments of at least this length"))
        self.shortest.setAccessibleName(tr("Shortest segment, seconds"))
        self.surest = Surest()
        self.surest.setRange(1, 100)
        self.surest.setValue(100)
        self.surest.setToolTip(tr("Only segments of at most this confidence: the doubtful ones"))
        self.surest.setAccessibleName(tr("Highest confidence, per cent"))
        for spin in (self.shortest, self.surest):
            spin.setButtonSymbols(QAbstractSpinBox.NoButtons)  # wheel and keys change it; arrows have no room here
            spin.setFixedWidth(108)
        row.addWidget(self.label, 1)
        row.addWidget(self.shortest)
        row.addWidget(self.surest)
        self.label.currentIndexChanged.connect(self.changed)
        self.shortest.valueChanged.connect(self.changed)
        self.surest.valueChanged.connect(self.changed)

    def begin(self, labels: Sequence[str]) -> None:
        """Offer these labels; any is shown."""
        self.label.blockSignals(True)
        self.label.clear()
        self.label.addItem(tr("All labels"), "")
        for label in labels:
            self.label.addItem(theme.title_of(label), label)
        self.label.blockSignals(False)

    @property
    def values(self) -> tuple[str, float, float]:
        """A label ("" for any), seconds at least, and the most confidence, 0 to 1."""
        return self.label.currentData() or "", self.shortest.value(), self.surest.value() / 100
