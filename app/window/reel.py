"""Makes a highlight reel while the window goes on: asks for labels and a file, cuts in a thread, says how it went."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
from app.recorded.highlights import SUFFIXES, Part, choose, cut, wrote_reel
from app.timeline.timeline import Segment
from app.window import theme
from app.window.dialogs import Dialog, choose_file
from app.window.language import tr
from app.window.plain import caption
from model.errors import OutputError
from model.outputs import Wrote

if TYPE_CHECKING:
    from app.library.moment import Hit

NOTHING = "Nothing found so far has one of these labels"
USUAL = {"chests", "shooting", "chop"}  # what is ticked to begin with, where the model has it


class ReelDialog(Dialog):
    """Which labels, how much around each moment, how long in all, and how it is cut."""

    def __init__(self, labels: tuple[str, ...], parent: QWidget | None = None, files: int = 1):
        """
        Args:
            labels: To be ticked; none: what to cut is chosen already, of several videos.
            parent: The window in front of which it opens.
            files: How many there are to cut from.
        """
        super().__init__(tr("Highlights"), tr("Cut these moments into a reel"), parent)
        column = self.column
        self.boxes = {label: QCheckBox(caption(theme.title_of(label))) for label in labels}
        for label, box in self.boxes.items():
            box.setChecked(label in USUAL)
            column.addWidget(box)
        form = QFormLayout()
        self.pad, self._most = QDoubleSpinBox(), QDoubleSpinBox()
        for spin, value, largest in ((self.pad, 1.0, 60.0), (self._most, 120.0, 86_400.0)):
            spin.setRange(0.0, largest)
            spin.setDecimals(1)
            spin.setSuffix(" s")
            spin.setValue(value)
        form.addRow(tr("Before and after each"), self.pad)
        form.addRow(tr("Longest reel"), self._most)
        column.addLayout(form)
        self.copy = QCheckBox(tr("Encode nothing anew (cuts begin at keyframes)"))
        self.whole = QCheckBox(tr("From all {count} files that play one after another", count=files))
        self.whole.setVisible(files > 1)
        self.whole.toggled.connect(self.copy.setDisabled)  # of several, pictures are fitted to one size
        self.whole.setChecked(files > 1)
        self.copy.setVisible(bool(labels))
        column.addWidget(self.whole)
        column.addWidget(self.copy)
        buttons = QDialogButtonBox(QDialogButtonBox.Cancel)
        self.go = buttons.addButton(tr("Choose a file…"), QDialogButtonBox.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons, 0, Qt.AlignRight)

    def labels(self) -> list[str]:
        """The ticked ones."""
        return [label for label, box in self.boxes.items() if box.isChecked()]

    @property
    def most(self) -> float | None:
        """Seconds of reel at most; None: no limit."""
        return self._most.value() or None


class Reel(QObject):
    """One reel at a time. ``said``: a sentence for a toast. ``wrote``: one, and the file that was written."""

    said = pyqtSignal(str)
    wrote = pyqtSignal(str, str)

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self._window = parent
        self._thread: threading.Thread | None = None

    def ask(
        self,
        video: Path,
        labels: tuple[str, ...],
        segments: list[Segment],
        duration: float | None,
        files: Sequence[Path] = (),
        find: Callable[[Path], list[Hit]] = lambda path: [],
    ) -> None:
        """Ask what to cut and where to; then cut.

        Args:
            video: The file.
            labels: The model's.
            segments: Of the timeline.
            duration: Seconds; None where unknown.
            files: All that play one after another, this one too; none where it plays alone.
            find: The segments of any of them as hits; asked in another thread, where it may take its time.
        """
        dialog = ReelDialog(labels, self._window, len(files))
        if dialog.exec_() != QDialog.Accepted:
            return
        wanted, pad, most = dialog.labels(), dialog.pad.value(), dialog.most
        if dialog.whole.isChecked():
            path = self._ask_for_path(video, files)
            if path is not None:
                self._begin(path, lambda: self._join(files, find, wanted, pad, most, path))
            return
        parts = choose(segments, wanted, pad, most, duration)
        if not parts:
            self.said.emit(tr(NOTHING))
            return
        path, copy = self._ask_for_path(video, [video]), dialog.copy.isChecked()
        if path is not None:
            self._begin(path, lambda: (len(parts), cut(video, parts, path, copy)))

    def ask_for_hits(self, hits: Sequence[Hit]) -> None:
        """Ask how to cut what a library has found, and where to; then cut."""
        from app.library.reel import choose_parts

        dialog = ReelDialog((), self._window)
        if not hits or dialog.exec_() != QDialog.Accepted:
            return
        chosen = choose_parts(hits, dialog.pad.value(), dialog.most)
        path = self._ask_for_path(Path(hits[0].path), [video for video, _ in chosen])
        if path is not None:
            self._begin(path, lambda: self._put_together(chosen, path))

    def _ask_for_path(self, video: Path, videos: Sequence[Path]) -> Path | None:
        begin, kinds = video.with_name(f"{video.stem} highlights.mp4"), [tr("Video (*.mp4 *.mkv *.mov)")]
        try:
            chosen = choose_file(self._window, tr("Save the reel"), begin, kinds, _named, videos)
        except OutputError as error:
            self.said.emit(str(error))
            return None
        return None if chosen is None else chosen[0]

    def _join(
        self,
        files: Sequence[Path],
        find: Callable[[Path], list[Hit]],
        labels: list[str],
        pad: float,
        most: float | None,
        path: Path,
    ) -> tuple[int, float]:
        from app.library.reel import choose_parts

        hits = []
        for number, file in enumerate(files, 1):
            self.said.emit(
                tr("Looking through {name} ({part} of {whole})", name=file.name, part=number, whole=len(files))
            )
            hits += [hit for hit in find(file) if hit.label in labels]
        if not hits:
            raise UserError(tr(NOTHING))
        return self._put_together(choose_parts(hits, pad, most), path)

    def _put_together(self, chosen: Sequence[tuple[Path, list[Part]]], path: Path) -> tuple[int, float]:
        from app.recorded.joined_cut import join_parts

        count = sum(len(parts) for _, parts in chosen)
        self.said.emit(tr("Cutting {count} moments…", count=count))
        return count, join_parts(chosen, path, on_unreadable=self.said.emit)

    def _begin(self, path: Path, make: Callable[[], tuple[int, float]]) -> None:
        """Make a reel in a thread of its own; ``make`` gives how many moments it has, and its seconds."""
        if self._thread is not None and self._thread.is_alive():
            self.said.emit(tr("A reel is being made already"))
            return

        def work() -> None:
            try:
                count, seconds = make()
            except (UserError, OutputError, OSError) as error:
                self.said.emit(str(error))
            else:
                self.wrote.emit(
                    tr(
                        "Reel written: {name}, {count} moments, {seconds} s",
                        name=path.name,
                        count=count,
                        seconds=f"{seconds:.0f}",
                    ),
                    str(path),
                )

        self.said.emit(tr("{name} is being made…", name=path.name))
        self._thread = threading.Thread(target=work, name="reel", daemon=True)
        self._thread.start()


def _named(path: Path, _kind: str) -> tuple[Path, Wrote]:
    """What a reel typed as ``path`` is called: an ending that is no video's is part of its name."""
    return path if path.suffix.lower() in SUFFIXES else path.with_name(path.name + ".mp4"), wrote_reel
