"""Lets a person choose a video file."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtWidgets import QFileDialog, QWidget

from app.sources import is_file_source
from model.video.names import name_patterns

_FILTER = f"Videos ({name_patterns()});;All files (*)"


def choose_video(parent: QWidget, last: str) -> str:
    """The chosen file's path, "" for none. The dialog begins where the source ``last`` lies, if that is a file."""
    folder = Path(last).parent if last and is_file_source(last) else Path.home()
    return QFileDialog.getOpenFileName(parent, "Open video", str(folder), _FILTER)[0]
