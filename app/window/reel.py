"""Makes a highlight reel while the window goes on: asks for labels and a file, cuts in a thread, says how it went."""

from __future__ import annotations

import threading
from pathlib import Path

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QWidget,
)

from app.errors import UserError
from app.recorded.highlights import SUFFIXES, choose, cut, wrote_reel
from app.timeline.timeline import Segment
from app.window import theme
from app.window.dialogs import Dialog, choose_file
from app.window.language import tr
from app.window.plain import caption
from model.errors import OutputError
from model.outputs import Wrote

USUAL = {"chests", "shooting", "chop"}  # what is ticked to begin with, where the model has it


class ReelDialog(Dialog):
    """Which labels, how much around each moment, how long in all, and how it is cut."""

    def __init__(self, labels: tuple[str, ...], parent: QWidget | None = None):
        super().__init__(tr("Highlights"), tr("Cut these moments into a reel"), parent)
        column = self.column
        self.boxes = {label: QCheckBox(caption(theme.title_of(label))) for label in labels}
        for label, box in self.boxes.items():
            box.setChecked(label in USUAL)
            column.addWidget(box)
        form = QFormLayout()
        self.pad, self.most = QDoubleSpinBox(), QDoubleSpinBox()
        for spin, value, largest in ((self.pad, 1.0, 60.0), (self.most, 120.0, 86_400.0)):
            spin.setRange(0.0, largest)
            spin.setDecimals(1)
            spin.setSuffix(" s")
            spin.setValue(value)
        form.addRow(tr("Before and after each"), self.pad)
        form.addRow(tr("Longest reel"), self.most)
        column.addLayout(form)
        self.copy = QCheckBox(tr("Encode nothing anew (cuts begin at keyframes)"))
        column.addWidget(self.copy)
        buttons = QDialogButtonBox(QDialogButtonBox.Cancel)
        self.go = buttons.addButton(tr("Choose a file…"), QDialogButtonBox.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons, 0, Qt.AlignRight)

    def labels(self) -> list[str]:
        """The ticked ones."""
        return [label for label, box in self.boxes.items() if box.isChecked()]


class Reel(QObject):
    """One reel at a time. ``said``: a sentence for a toast. ``wrote``: one, and the file that was written."""

    said = pyqtSignal(str)
    wrote = pyqtSignal(str, str)

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self._window = parent
        self._thread: threading.Thread | None = None

    def ask(self, video: Path, labels: tuple[str, ...], segments: list[Segment], duration: float | None) -> None:
        """Ask what to cut and where to; then cut.

        Args:
            video: The file.
            labels: The model's.
            segments: Of the timeline.
            duration: Seconds; None where unknown.
        """
        dialog = ReelDialog(labels, self._window)
        if dialog.exec_() != QDialog.Accepted:
            return
        parts = choose(segments, dialog.labels(), dialog.pad.value(), dialog.most.value() or None, duration)
        if not parts:
            self.said.emit(tr("Nothing found so far has one of these labels"))
            return
        begin = video.with_name(f"{video.stem} highlights.mp4")
        try:
            chosen = choose_file(
                self._window, tr("Save the reel"), begin, [tr("Video (*.mp4 *.mkv *.mov)")], _named, [video]
            )
        except OutputError as error:
            self.said.emit(str(error))
            return
        if chosen is not None:
            self.cut(video, parts, chosen[0], dialog.copy.isChecked())

    def cut(self, video: Path, parts: list, path: Path, copy: bool) -> None:
        """Cut in a thread of its own.

        Args:
            video: The file.
            parts: Of ``app.recorded.highlights.choose``.
            path: Where to.
            copy: Whether without encoding.
        """
        if self._thread is not None and self._thread.is_alive():
            self.said.emit(tr("A reel is being made already"))
            return

        def work() -> None:
            try:
                seconds = cut(video, parts, path, copy)
            except (UserError, OutputError, OSError) as error:
                self.said.emit(str(error))
            else:
                self.wrote.emit(
                    tr(
                        "Reel written: {name}, {count} moments, {seconds} s",
                        name=path.name,
                        count=len(parts),
                        seconds=f"{seconds:.0f}",
                    ),
                    str(path),
                )

        self.said.emit(tr("Cutting {count} moments…", count=len(parts)))
        self._thread = threading.Thread(target=work, name="reel", daemon=True)
        self._thread.start()


def _named(path: Path, _kind: str) -> tuple[Path, Wrote]:
    """What a reel typed as ``path`` is called: an ending that is no video's is part of its name."""
    return path if path.suffix.lower() in SUFFIXES else path.with_name(path.name + ".mp4"), wrote_reel
