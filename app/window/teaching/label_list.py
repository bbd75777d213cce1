"""The labels of a project: the digit that marks each, its colour, how much there is of it and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt5.QtCore import QPoint, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from app.teach.counts import Count
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label, add_entry, tip
from model.datasets.project import OTHERS, ProjectLabel

EXPLAINED = "All that is none of the labels above: walking, menus, looking around."


class LabelRow(QFrame):
    """One label. pressed: a click on it, as its digit. menu_asked: where on the screen."""

    pressed = pyqtSignal()
    menu_asked = pyqtSignal(QPoint)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("labelRow")
        self.setCursor(Qt.PointingHandCursor)
        self._key, self._name, self.count, self.missing = Label(), Label(), Label(), Label()
        self._dot = QWidget()
        self._dot.setFixedSize(10, 10)
        self._key.setAlignment(Qt.AlignCenter)
        self._key.setFixedSize(24, 24)
        self._key.setFont(theme.font(12, QFont.DemiBold))
        self._key.setStyleSheet(f"background: {theme.RAISED}; border: 1px solid {theme.LINE}; border-radius: 6px;")
        self._name.setFont(theme.font(14, QFont.DemiBold))
        self._name.setMinimumWidth(40)
        self.count.setProperty("role", "muted")
        self.missing.setFont(theme.font(11))
        self.missing.setWordWrap(True)
        more = Button(
            "⋯", kind="quiet", on_click=lambda: self.menu_asked.emit(more.mapToGlobal(more.rect().bottomLeft()))
        )
        more.setAccessibleName(tr("Change this label"))
        more.setToolTip(tr("Rename, recolour, merge, remove"))
        more.setFixedSize(30, 26)
        more.setStyleSheet("padding: 0;")
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget, stretch in ((self._key, 0), (self._dot, 0), (self._name, 1), (self.count, 0), (more, 0)):
            first.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 4, 5)
        column.setSpacing(1)
        column.addLayout(first)
        column.addWidget(self.missing)
        self.missing.setContentsMargins(32, 0, 0, 0)

    def show_label(self, label: ProjectLabel, count: Count) -> None:
        """Show ``label`` and how much there is of it."""
        self._key.setText(label.key or "–")
        self._dot.setStyleSheet(f"background: {label.colour}; border-radius: 5px;")
        name = theme.title_of(label.name)
        self._name.setText(self._name.fontMetrics().elidedText(name, Qt.ElideMiddle, 150))
        self.setToolTip(tip(f"{name}: {tr(EXPLAINED)}" if label.name == OTHERS else name))
        self.setAccessibleName(
            tr(
                "{name}, key {key}: {said}; {wanted}",
                name=name,
                key=label.key or tr("none"),
                said=count.said,
                wanted=count.wanted,
            )
        )
        self.count.setText(f"{count.seconds:.1f} s" if count.moments else "")
        text = count.wanted or count.said
        if label.name == OTHERS and not count.moments:
            text = f"{tr(EXPLAINED)} {tr('Mark some of it, too.')}"
        self.missing.setText(text)
        self.missing.setStyleSheet(f"color: {theme.WARNING if count.wanted else theme.MUTED};")

    def mousePressEvent(self, event):
        if event.button() == Qt.LeftButton:
            self.pressed.emit()

    def contextMenuEvent(self, event):
        self.menu_asked.emit(event.globalPos())


class LabelList(QScrollArea):
    """A row a label, in the project's order. Emits what is asked for, with the label's name; the panel's owner does it."""

    pressed = pyqtSignal(str)
    rename_asked = pyqtSignal(str)
    recolour_asked = pyqtSignal(str)
    merge_asked = pyqtSignal(str, str)
    remove_asked = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.NoFocus)
        self.setStyleSheet("QScrollArea, QWidget#labels { background: transparent; }")
        inside = QWidget()
        inside.setObjectName("labels")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self.setWidget(inside)
        self._labels: Sequence[ProjectLabel] = ()
        self.rows: list[LabelRow] = []

    def show_labels(self, labels: Sequence[ProjectLabel], counts: Mapping[str, Count]) -> None:
        """Show these and what is marked of each."""
        self._labels = labels
        while len(self.rows) > len(labels):
            row = self.rows.pop()
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(labels):
            row, number = LabelRow(), len(self.rows)
            row.pressed.connect(lambda number=number: self.pressed.emit(self._labels[number].name))
            row.menu_asked.connect(lambda point, number=number: self.menu(self._labels[number].name).exec_(point))
            self.rows.append(row)
            self._column.insertWidget(number, row)
        for row, label in zip(self.rows, labels, strict=True):
            row.show_label(label, counts.get(label.name, Count()))

    def menu(self, name: str) -> QMenu:
        """What can be done to the label called ``name``."""
        menu = QMenu(self)
        own = name != OTHERS
        add_entry(menu, tr("Rename…"), lambda: self.rename_asked.emit(name)).setEnabled(own)
        add_entry(menu, tr("Colour…"), lambda: self.recolour_asked.emit(name))
        into = menu.addMenu(tr("Merge into"))
        into.setEnabled(own and len(self._labels) > 1)
        for label in self._labels:
            if label.name != name:
                add_entry(
                    into,
                    theme.title_of(label.name),
                    lambda other=label.name: self.merge_asked.emit(name, other),
                    icon=colour_icon(label.colour),
                )
        add_entry(menu, tr("Remove"), lambda: self.remove_asked.emit(name)).setEnabled(own)
        return menu


def colour_icon(colour: str) -> QIcon:
    """A dot of ``colour``."""
    picture = QPixmap(24, 24)
    picture.fill(Qt.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.Antialiasing)
    painter.setPen(Qt.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(4, 4, 16, 16)
    painter.end()
    return QIcon(picture)
