"""The label alone, floating over a game: always on top, translucent. It is placed first, then the mouse goes through it."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, QRect, Qt, QTimer
from PyQt5.QtGui import QColor, QPainter
from PyQt5.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.settings import load_settings, save_settings
from app.window import theme
from app.window.language import tr
from app.window.overlay import LabelCard

MARGIN = 24
OPACITY = 0.88
SMALLEST, LARGEST, STEP = 0.6, 2.5, 0.1  # times its own size
LOCK_MS = 6000  # from its being placed last until the mouse goes through it
HINT_HEIGHT, LINE = 26, 16  # pixels: of one line, of another
_ALWAYS = Qt.FramelessWindowHint | Qt.WindowStaysOnTopHint | Qt.Tool | Qt.WindowDoesNotAcceptFocus


class CompactOverlay(QWidget):
    """Its ``card`` shows what it is told; knows nothing of sessions.

    While it is being placed, it is dragged, and sized with the wheel; it locks by itself, or on a double click. Place and size
    are remembered.
    """

    def __init__(self):
        super().__init__(None, _ALWAYS | Qt.WindowTransparentForInput)
        self.setAttribute(Qt.WA_TranslucentBackground)
        self.setAttribute(Qt.WA_ShowWithoutActivating)
        self.setWindowOpacity(OPACITY)
        self.setWindowTitle(tr("Label"))
        self.card = LabelCard(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card, 0, Qt.AlignTop)
        self.placing = False
        self.way_back = ""  # a line that says how the window comes back; "" where that is not known
        self._held: QPoint | None = None
        self._locking = QTimer(self)
        self._locking.setSingleShot(True)
        self._locking.setInterval(LOCK_MS)
        self._locking.timeout.connect(self.lock)

    def set_labels(self, labels: tuple[str, ...]) -> None:
        """Be as wide as the longest of them."""
        self.card.set_labels(labels)
        self._fit()

    def _fit(self) -> None:
        size = self.card.sizeHint()
        self.card.setFixedSize(size)
        self.setFixedSize(size.width(), size.height() + (self._hint_height if self.placing else 0))

    @property
    def _hint_height(self) -> int:
        return HINT_HEIGHT + (LINE if self.way_back else 0)

    def show_near(self, window: QWidget, avoid: QRect | None = None) -> None:
        """Appear where it was last, or on the screen that ``window`` is on; and let itself be placed.

        Args:
            window: The program's.
            avoid: What is watched, logical pixels: it is not laid over that where another place is free.
        """
        screen = window.screen() if hasattr(window, "screen") else QApplication.primaryScreen()
        place, scale = remembered_place()
        self.card.set_scale(scale)
        self._fit()
        self.move(free_place(self.size(), place, screen.availableGeometry(), avoid or QRect()))
        self._set_placing(True)

    def lock(self) -> None:
        """Let the mouse through from now on, and remember the place."""
        if self.placing:
            self._set_placing(False)
            text = f"{self.x()},{self.y()},{self.card.scale:.2f}"
            save_settings(load_settings().with_(label_place=text))

    def _set_placing(self, placing: bool) -> None:
        at = self.pos()
        self.placing = placing
        self.setWindowFlags(_ALWAYS if placing else _ALWAYS | Qt.WindowTransparentForInput)
        self.setCursor(Qt.SizeAllCursor if placing else Qt.ArrowCursor)
        self._fit()
        self.move(at)
        self.show()
        if placing:
            self._locking.start()

    def hideEvent(self, event):
        super().hideEvent(event)
        if not event.spontaneous():
            self._locking.stop()

    def paintEvent(self, event):
        if not self.placing:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        area = QRect(0, self.height() - self._hint_height + 4, self.width(), self._hint_height - 4)
        painter.setPen(Qt.NoPen)
        painter.setBrush(theme.mixed(theme.INK, 0.9))
        painter.drawRoundedRect(area, 6, 6)
        painter.setFont(theme.font(11))
        painter.setPen(QColor(theme.TEXT))
        lines = [tr("Drag · wheel: size · double click: lock"), *([self.way_back] if self.way_back else [])]
        lines = [painter.fontMetrics().elidedText(line, Qt.ElideRight, area.width() - 8) for line in lines]
        painter.drawText(area, Qt.AlignCenter, "\n".join(lines))

    def mousePressEvent(self, event):
        self._held = event.globalPos() - self.pos()

    def mouseMoveEvent(self, event):
        if self._held is not None and self.placing:
            self.move(event.globalPos() - self._held)
            self._locking.start()

    def mouseReleaseEvent(self, event):
        self._held = None

    def mouseDoubleClickEvent(self, event):
        self.lock()

    def wheelEvent(self, event):
        if self.placing:
            step = STEP if event.angleDelta().y() > 0 else -STEP
            self.card.set_scale(min(LARGEST, max(SMALLEST, round(self.card.scale + step, 2))))
            self._fit()
            self._locking.start()


def remembered_place() -> tuple[QPoint | None, float]:
    """Where the label floated last, None for nowhere yet, and how large."""
    try:
        x, y, scale = load_settings().label_place.split(",")
        return QPoint(int(x), int(y)), min(LARGEST, max(SMALLEST, float(scale)))
    except ValueError:
        return None, 1.0


def free_place(size, wanted: QPoint | None, room: QRect, avoid: QRect) -> QPoint:
    """Where the label goes.

    Args:
        size: Its.
        wanted: Where it was last; None: nowhere yet.
        room: Of the screen.
        avoid: What is watched.

    Returns:
        The wanted place, else a corner; one that is not over what is watched, where there is one on any screen.
    """
    screens = [screen.availableGeometry() for screen in QApplication.screens()]
    if wanted is not None and not any(one.intersects(QRect(wanted, size)) for one in [room, *screens]):
        wanted = None  # that screen is not there any more
    corners = []
    for one in [room, *(screen for screen in screens if screen != room)]:
        inner = one.adjusted(MARGIN, MARGIN, -MARGIN - size.width(), -MARGIN - size.height())
        corners += [inner.topLeft(), inner.topRight(), inner.bottomLeft(), inner.bottomRight()]
    places = ([] if wanted is None else [wanted]) + corners
    return next((place for place in places if not QRect(place, size).intersects(avoid)), places[0])
