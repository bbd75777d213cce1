"""The panel *Library*: filters on top, results below, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.library.browser import Asked, Shown
from app.library.moment import Hit
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.library.result_list import PictureLoader, ResultList
from app.window.plain import Label

WIDTH = 412
LOW = 360  # pixels of height; a lower panel keeps to the results
ORDERS = (("Newest first", "newest"), ("Surest first", "surest"), ("Longest first", "longest"), ("By file", "path"))
ANY, NEAR_ANYTHING = "Any label", "Near any"


class LibraryPanel(QFrame):
    """asked: filters were changed; their values, by the names of ``Asked``. Others: what their buttons ask for."""

    asked = pyqtSignal(dict)
    opened = pyqtSignal(object)
    like_asked = pyqtSignal()
    label_asked = pyqtSignal()
    more_asked = pyqtSignal()
    reel_asked = pyqtSignal()
    add_asked = pyqtSignal()

    def __init__(self, read: Callable[[Hit], bytes | None], parent: QWidget | None = None):
        """read: Gives an item's thumbnail, from another thread."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFixedWidth(WIDTH)
        self._showing = False
        self.loader = PictureLoader(read, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 10, 12)
        column.setSpacing(8)
        title = Label(tr("Library"))
        title.setFont(theme.font(18, QFont.DemiBold))
        self.add = Button(tr("Add a folder…"), kind="quiet", icon="folder", on_click=self.add_asked.emit)
        self.add.setToolTip(tr("Look through a folder of recordings, at low priority"))
        row = QHBoxLayout()
        row.addWidget(title, 1)
        row.addWidget(self.add)
        column.addLayout(row)
        column.addLayout(self._filters())
        self.summary = Label()
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)
        column.addWidget(self.summary)
        self.results = ResultList(self.loader)
        self.results.chosen.connect(self.opened)
        column.addWidget(self.results, 1)
        self.more = Button(tr("Show more"), on_click=self.more_asked.emit)
        column.addWidget(self.more)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.like = Button(tr("More like this"), on_click=self.like_asked.emit)
        self.like.setToolTip(tr("Moments that look like the chosen result, or like what the picture shows now"))
        self.label_all = Button(tr("Label all of these…"), on_click=self.label_asked.emit)
        self.label_all.setToolTip(
            tr("Marks in the teaching project that is open: the chosen results, or all that are shown")
        )
        row.addWidget(self.like, 1)
        self.reel = Button(tr("Reel…"), on_click=self.reel_asked.emit)
        self.reel.setToolTip(tr("Cuts the chosen results, or all that are shown, into one video"))
        row.addWidget(self.label_all, 1)
        row.addWidget(self.reel)
        column.addLayout(row)
        self.more.hide()

    def _filters(self) -> QGridLayout:
        self.text, self.label, self.near, self.order = QLineEdit(), QComboBox(), QComboBox(), QComboBox()
        self.longer, self.surer = QDoubleSpinBox(), QSpinBox()
        self.text.setPlaceholderText(tr("Part of a file's or folder's name…"))
        self.text.setClearButtonEnabled(True)
        self.text.setFocusPolicy(Qt.ClickFocus | Qt.TabFocus)
        self.longer.setRange(0.0, 3600.0)
        self.longer.setSingleStep(0.5)
        self.longer.setDecimals(1)
        self.longer.setPrefix("≥ ")
        self.longer.setSuffix(" s")
        self.surer.setRange(0, 100)
        self.surer.setSingleStep(5)
        self.surer.setPrefix("≥ ")
        self.surer.setSuffix(tr(" % sure"))
        self._fill(self.label, tr(ANY), (), "")
        self._fill(self.near, tr(NEAR_ANYTHING), (), "")
        for text, value in ORDERS:
            self.order.addItem(tr(text), value)
        for widget, name in (
            (self.text, tr("Name")), (self.label, tr("Label")), (self.near, tr("Near another label")),
            (self.longer, tr("At least so long")), (self.surer, tr("At least so sure")), (self.order, tr("Order")),
        ):  # fmt: skip
            widget.setAccessibleName(name)
        self.near.setToolTip(tr("Only where this happens within ten seconds of it"))
        self.text.textChanged.connect(self._ask)
        for box in (self.label, self.near, self.order):
            box.setMinimumWidth(80)
            box.currentIndexChanged.connect(self._ask)
        for box in (self.longer, self.surer):
            box.valueChanged.connect(self._ask)
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.addWidget(self.text, 0, 0, 1, 3)
        for number, widget in enumerate((self.label, self.near, self.order)):
            grid.addWidget(widget, 1, number)
        grid.addWidget(self.longer, 2, 0)
        grid.addWidget(self.surer, 2, 1)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        return grid

    def resizeEvent(self, event):
        super().resizeEvent(event)
        for filter_of_figures in (self.longer, self.surer):
            filter_of_figures.setVisible(self.height() >= LOW)

    def _ask(self) -> None:
        if self._showing:
            return
        self.asked.emit({
            "text": self.text.text().strip(),
            "label": self.label.currentData() or "",
            "near": self.near.currentData() or "",
            "order": self.order.currentData(),
            "longer": self.longer.value(),
            "surer": self.surer.value() / 100,
        })  # fmt: skip

    def show_found(self, asked: Asked, shown: Shown) -> None:
        """Show what was found.

        Args:
            asked: What was looked for.
            shown: What was found.
        """
        self._showing = True
        if shown.labels:
            self._fill(self.label, tr(ANY), shown.labels, asked.label)
            self._fill(self.near, tr(NEAR_ANYTHING), shown.labels, asked.near)
        self._showing = False
        self.results.delegate.colours = theme.label_colours(shown.labels)
        if self.results.results.items != shown.items:
            at = self.results.verticalScrollBar().value()
            grown = shown.items[: self.results.results.rowCount()] == self.results.results.items
            self.results.results.show(shown.items)
            self.results.verticalScrollBar().setValue(at if grown else 0)
        self.summary.setText(_summary(asked, shown))
        self.more.setVisible(shown.count > len(shown.items))
        self.label_all.setEnabled(bool(shown.items))
        self.reel.setEnabled(bool(shown.items))

    def _fill(self, box: QComboBox, first: str, labels: Sequence[str], chosen: str) -> None:
        names = [first, *(theme.title_of(label) for label in labels)]
        if [box.itemText(number) for number in range(box.count())] != names:
            box.clear()
            box.addItem(first, "")
            for label in labels:
                box.addItem(theme.title_of(label), label)
        box.setCurrentIndex(max(0, box.findData(chosen)))


def _summary(asked: Asked, shown: Shown) -> str:
    if shown.problem:
        return tr(shown.problem)
    if asked.like is not None:
        return tr(
            "{count} moments most like that one, of {videos} videos. A filter ends this.",
            count=len(shown.items),
            videos=shown.videos,
        )
    if not shown.items:
        return tr("Nothing in {videos} videos is like that; ask for less.", videos=shown.videos)
    count, videos = f"{shown.count:,}", f"{shown.videos:,}"
    if shown.count == len(shown.items):
        return tr("{count} in {videos} videos. Click to go there.", count=count, videos=videos)
    text = "{count} in {videos} videos, the first {part} shown. Click to go there."
    return tr(text, count=count, videos=videos, part=len(shown.items))
