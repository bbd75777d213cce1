"""A teaching that runs: what it does in plain words, how long it still takes, and a button that ends it."""

from __future__ import annotations

from PyQt5.QtCore import QRectF, QSize, pyqtSignal
from PyQt5.QtGui import QColor, QFont, QPainter
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.teach.teaching import Progress, time_left
from app.window import theme
from app.window.buttons import Button
from app.window.language import tr
from app.window.plain import Label


class Bar(QWidget):
    """A thin bar, filled by ``share`` 0..1."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setFixedHeight(8)
        self.share = 0.0

    def sizeHint(self) -> QSize:
        return QSize(100, 8)

    def show_share(self, share: float) -> None:
        """Fill it so far."""
        self.share = share
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        area = QRectF(self.rect())
        painter.setPen(QColor(theme.RAISED))
        painter.setBrush(QColor(theme.RAISED))
        painter.drawRoundedRect(area, 4, 4)
        area.setWidth(max(8.0, area.width() * min(1.0, self.share)))
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawRoundedRect(area, 4, 4)


class RunCard(QFrame):
    """Hidden while nothing runs. cancel_asked: the person has had enough."""

    cancel_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        self.text, self.left, self.bar = Label(), Label(), Bar()
        self.text.setFont(theme.font(13, QFont.DemiBold))
        self.text.setWordWrap(True)
        self.left.setProperty("role", "muted")
        column.addWidget(self.text)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.addWidget(self.left, 1)
        self.cancel = Button(tr("Cancel"), on_click=self.cancel_asked.emit)
        self.cancel.setToolTip(tr("What was worked out so far is kept; the next time goes on from there"))
        row.addWidget(self.cancel)
        column.addLayout(row)
        self.hide()

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        self.text.setText(progress.text)
        self.text.setStyleSheet("")
        self.bar.show()
        self.bar.show_share(progress.done)
        self.left.setText(time_left(progress.left))
        self.cancel.setText(tr("Cancel"))
        self.show()

    def show_failure(self, sentence: str) -> None:
        """Say why there is no model, until it is put away."""
        self.text.setText(sentence)
        self.text.setStyleSheet(f"color: {theme.WARNING};")
        self.bar.hide()
        self.left.setText("")
        self.cancel.setText(tr("Close"))
        self.show()
