"""The label alone, floating over a game: always on top, translucent, and the mouse goes through it."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.window.overlay import LabelCard

MARGIN = 24
OPACITY = 0.88


class CompactOverlay(QWidget):
    """Its ``card`` shows what it is told; knows nothing of sessions. It lies at the upper left of the screen the window is on."""

    def __init__(self):
        super().__init__(
            None,
            Qt.FramelessWindowHint | Qt.WindowStaysOnTopHint | Qt.Tool | Qt.WindowTransparentForInput
            | Qt.WindowDoesNotAcceptFocus,
        )  # fmt: skip
        self.setAttribute(Qt.WA_TranslucentBackground)
        self.setAttribute(Qt.WA_ShowWithoutActivating)
        self.setWindowOpacity(OPACITY)
        self.setWindowTitle("Label")
        self.card = LabelCard(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)

    def set_labels(self, labels: tuple[str, ...]) -> None:
        """Be as wide as the longest of them."""
        self.card.set_labels(labels)
        self.setFixedSize(self.card.sizeHint())

    def show_near(self, window: QWidget) -> None:
        """Appear on the screen that ``window`` is on."""
        screen = window.screen() if hasattr(window, "screen") else QApplication.primaryScreen()
        self.move(screen.availableGeometry().topLeft().x() + MARGIN, screen.availableGeometry().topLeft().y() + MARGIN)
        self.show()
