"""The results of a library: a thumbnail each, its place in its video on a strip, and what it is. Pictures come from a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PyQt5.QtCore import QAbstractListModel, QModelIndex, QObject, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QImage, QPainter
from PyQt5.QtWidgets import QListView, QStyle, QStyledItemDelegate, QWidget

from app.library.moment import Hit
from app.runtime_env import cv2
from app.window import theme
from app.window.language import tr
from app.window.plain import tip
from app.window.reading_thread import ReadingThread, as_image
from app.window.rounded_picture import paint_rounded
from app.window.wording import clock

PICTURE = (168, 96)
CELL = (180, 154)
STRIP = 5  # pixels high
MOST_PICTURES = 400  # that are kept


class PictureLoader(QObject):
    """Reads thumbnails in a thread of its own, those asked for last first. loaded: an item and its QImage, null without one."""

    loaded = pyqtSignal(object, QImage)

    def __init__(self, read: Callable[[Hit], bytes | None], parent: QObject | None = None):
        """read: Gives an item's JPEG file, from the thread."""
        super().__init__(parent)
        self._read = read
        self._thread = ReadingThread("thumbnails", self._load, newest_first=True)

    def ask(self, item: Hit) -> None:
        """Have an item's picture read."""
        self._thread.ask(item)

    def forget(self) -> None:
        """Read nothing that was asked for so far."""
        self._thread.forget()

    def close(self) -> None:
        """End the thread. Idempotent."""
        self._thread.close()

    def _load(self, item: Hit) -> None:
        data = self._read(item)
        self.loaded.emit(item, QImage() if data is None else _decoded(data))


def _decoded(data: bytes) -> QImage:
    """A small JPEG file as Qt's image; a null one where it is none, or too large for a thumbnail."""
    image = cv2.imdecode(
        np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_COLOR_4 if len(data) > 65_536 else cv2.IMREAD_COLOR
    )
    return QImage() if image is None else as_image(image)


class ResultModel(QAbstractListModel):
    """The items, and their pictures as far as they are read."""

    def __init__(self, loader: PictureLoader, parent: QObject | None = None):
        super().__init__(parent)
        self._loader = loader
        self._pictures: dict[Hit, QImage] = {}
        self._waiting: set[Hit] = set()
        self.items: tuple[Hit, ...] = ()
        loader.loaded.connect(self._take)

    def show(self, items: Sequence[Hit]) -> None:
        """Have these in the place of those that there are."""
        self._loader.forget()
        self._waiting.clear()
        self.beginResetModel()
        self.items = tuple(items)
        if len(self._pictures) > MOST_PICTURES:
            self._pictures = {item: self._pictures[item] for item in self.items if item in self._pictures}
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole):
        item = self.items[index.row()]
        if role == Qt.DisplayRole:
            return f"{item.label or tr('unknown')}, {Path(item.path).name}, {clock(item.start)}"
        if role == Qt.ToolTipRole:
            return tip(f"{item.path}\n{clock(item.start)} – {clock(item.end)}, {item.end - item.start:.1f} s")
        return item if role == Qt.UserRole else None

    def picture(self, item: Hit) -> QImage | None:
        """An item's picture; None while it is read."""
        if item not in self._pictures and item not in self._waiting:
            self._waiting.add(item)
            self._loader.ask(item)
        return self._pictures.get(item)

    def _take(self, item: Hit, image: QImage) -> None:
        self._waiting.discard(item)
        self._pictures[item] = image
        if item in self.items:
            row = self.index(self.items.index(item))
            self.dataChanged.emit(row, row)


class ResultDelegate(QStyledItemDelegate):
    """Paints a result."""

    def __init__(self, model: ResultModel, parent: QObject | None = None):
        super().__init__(parent)
        self._model = model
        self.colours: dict[str, str] = {}

    def sizeHint(self, option, index) -> QSize:
        return QSize(*CELL)

    def paint(self, painter: QPainter, option, index) -> None:
        item: Hit = index.data(Qt.UserRole)
        colour = self.colours.get(item.label, theme.MUTED)
        painter.save()
        painter.setRenderHint(QPainter.Antialiasing)
        left, top = option.rect.x() + (option.rect.width() - PICTURE[0]) / 2, option.rect.y() + 5
        area = QRectF(left, top, *PICTURE)
        picture = self._model.picture(item)
        paint_rounded(painter, area, picture, "…" if picture is None else tr("no picture"))
        if option.state & (QStyle.State_Selected | QStyle.State_HasFocus | QStyle.State_MouseOver):
            chosen = option.state & QStyle.State_Selected
            pen = painter.pen()
            pen.setColor(QColor(theme.ACCENT if chosen else theme.RAISED_HOVER))
            pen.setWidthF(2.0)
            painter.setPen(pen)
            painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), 8, 8)
        self._paint_strip(painter, QRectF(left, area.bottom() + 5, PICTURE[0], STRIP), item, colour)
        text = QRectF(left, area.bottom() + 13, PICTURE[0], 17)
        painter.setFont(theme.font(12, QFont.DemiBold))
        painter.setPen(QColor(colour))
        right = "yours" if item.yours else f"{item.confidence:.0%}"
        room = PICTURE[0] - painter.fontMetrics().width(right) - 8
        name = theme.title_of(item.label) if item.label else "–"
        painter.drawText(
            text, Qt.AlignLeft | Qt.AlignVCenter, painter.fontMetrics().elidedText(name, Qt.ElideRight, room)
        )
        painter.setPen(QColor(theme.MUTED))
        painter.setFont(theme.font(11))
        painter.drawText(text, Qt.AlignRight | Qt.AlignVCenter, right)
        text.translate(0, 16)
        when = f"{clock(item.start)} · {item.end - item.start:.1f} s"
        room = PICTURE[0] - painter.fontMetrics().width(when) - 8
        painter.drawText(text, Qt.AlignRight | Qt.AlignVCenter, when)
        name = painter.fontMetrics().elidedText(Path(item.path).stem, Qt.ElideMiddle, room)
        painter.drawText(text, Qt.AlignLeft | Qt.AlignVCenter, name)
        painter.restore()

    def _paint_strip(self, painter: QPainter, area: QRectF, item: Hit, colour: str) -> None:
        """Where in its video it is."""
        painter.setPen(Qt.NoPen)
        painter.setBrush(QColor(theme.RAISED))
        painter.drawRoundedRect(area, 2.5, 2.5)
        whole = max(item.duration, item.end, 1e-6)
        begin = area.width() * item.start / whole
        width = max(4.0, area.width() * (item.end - item.start) / whole)
        begin = min(begin, area.width() - width)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(area.x() + begin, area.y(), width, area.height()), 2.0, 2.0)


class ResultList(QListView):
    """The results, in as many columns as there is room for. chosen: an item was clicked, or Enter pressed on it."""

    chosen = pyqtSignal(object)

    def __init__(self, loader: PictureLoader, parent: QWidget | None = None):
        super().__init__(parent)
        self.results = ResultModel(loader, self)
        self.delegate = ResultDelegate(self.results, self)
        self.setModel(self.results)
        self.setItemDelegate(self.delegate)
        self.setViewMode(QListView.IconMode)
        self.setResizeMode(QListView.Adjust)
        self.setMovement(QListView.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.ExtendedSelection)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Results"))
        self.setStyleSheet("QListView { background: transparent; border: 0; outline: 0; }")
        self.activated.connect(self._choose)
        self.clicked.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(Qt.UserRole))

    def selected(self) -> list[Hit]:
        """The items that are selected, in order."""
        return [self.results.items[row] for row in sorted(index.row() for index in self.selectedIndexes())]

    def current(self) -> Hit | None:
        """The item that the keyboard is on."""
        index = self.currentIndex()
        return self.results.items[index.row()] if index.isValid() else None
