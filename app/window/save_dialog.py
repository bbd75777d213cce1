"""Asks a person where to save something, and once more before it takes the place of what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.window.plain import tip
from model.outputs import Outputs, Wrote


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
        text = f"{path.name} is there already, by this program. Replace it?"
        if QMessageBox.question(parent, title, tip(text), QMessageBox.Yes | QMessageBox.No) != QMessageBox.Yes:
            return None
    return path, kind
