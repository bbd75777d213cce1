"""The program's dialogs: a heading over one column, and the questions which file to open and where to save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QFrame,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.sources import is_file_source
from app.window import theme
from app.window.language import tr
from app.window.plain import Label, tip
from model.outputs import Outputs, Wrote
from model.video.names import name_patterns

FRAME = QSize(8, 40)  # pixels that a desktop's frame and title take at most


class Dialog(QDialog):
    """Fits its screen: what has no room there is scrolled to. ``column``: the layout below the heading."""

    def __init__(self, name: str, heading: str, parent: QWidget | None = None):
        """
        Args:
            name: In the title bar.
        """
        super().__init__(parent)
        self.setWindowTitle(name)
        self._content = QWidget()
        self._content.setObjectName("content")
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.NoFocus)
        scroll.setStyleSheet("QScrollArea, QWidget#content { background: transparent; }")
        scroll.setWidget(self._content)
        self._scroll = scroll
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(26, 22, 26, 18)
        self.column.setSpacing(14)
        title = Label(heading)
        title.setFont(theme.font(18))
        self.column.addWidget(title)

    def sizeHint(self) -> QSize:
        room = QApplication.desktop().availableGeometry(self).size() - FRAME
        needed = self._content.sizeHint().expandedTo(self.minimumSize())
        if self._content.hasHeightForWidth():
            needed.setHeight(max(needed.height(), self._content.heightForWidth(needed.width())))
        if needed.height() > room.height():
            needed += QSize(self._scroll.verticalScrollBar().sizeHint().width(), 0)
        return needed.boundedTo(room)

    def refit(self) -> None:
        """Be as large as what is shown needs, and wholly on the screen."""
        self.resize(self.sizeHint())
        room = QApplication.desktop().availableGeometry(self)
        frame = self.frameGeometry()
        self.move(
            self.x() - max(0, frame.right() - room.right()),
            max(room.top(), self.y() - max(0, frame.bottom() - room.bottom())),
        )

    def showEvent(self, event):
        self.resize(self.sizeHint())
        super().showEvent(event)


def video_filter() -> str:
    """The kinds of files that a dialog offers for videos, as Qt writes them."""
    return tr("Videos ({kinds});;All files (*)", kinds=name_patterns())


def choose_videos(parent: QWidget, last: str) -> list[str]:
    """Let a person choose video files.

    Args:
        parent: The window in front of which the dialog opens.
        last: The source that was played last: the dialog begins in its folder, if it is a file.

    Returns:
        Their paths; none where they think better of it.
    """
    folder = Path(last).parent if last and is_file_source(last) else Path.home()
    return QFileDialog.getOpenFileNames(parent, tr("Open videos"), str(folder), video_filter())[0]


def choose_file(
    parent: QWidget,
    title: str,
    begin: Path,
    kinds: Sequence[str],
    named: Callable[[Path, str], tuple[Path, Wrote]],
    inputs: Sequence[Path],
) -> tuple[Path, str] | None:
    """The file to write and the kind that was chosen; None where the person thinks better of it.

    The file dialog knows only what was typed, so it is not the one to ask about replacing: the question is about the name
    that will be written.

    Args:
        parent: The window in front of which the dialog opens.
        title: The dialog's.
        begin: the name that is proposed, without an ending where the kind is to give it one.
        kinds: as a file dialog shows them, such as ``Video (*.mp4)``.
        named: the path that will be written, and what tells files of that kind, for a typed path and a chosen kind.
        inputs: what must not be written to.

    Raises:
        OutputError: something is there that must not be lost.
    """
    options = QFileDialog.Options(QFileDialog.DontConfirmOverwrite)
    typed, kind = QFileDialog.getSaveFileName(parent, title, str(begin), ";;".join(kinds), options=options)
    if not typed:
        return None
    path, wrote = named(Path(typed), kind)
    Outputs(inputs).claim(path, "", wrote)
    if path.exists():
        text = tr("{name} is there already, by this program. Replace it?", name=path.name)
        if QMessageBox.question(parent, title, tip(text), QMessageBox.Yes | QMessageBox.No) != QMessageBox.Yes:
            return None
    return path, kind
