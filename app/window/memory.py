"""What the window remembers from one run to the next: its last source, its place and size."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QByteArray
from PyQt5.QtWidgets import QWidget

from app.settings import load_settings, save_settings
from app.sources import is_file_source
from app.window.wording import is_demo


def remember_source(source: str) -> None:
    """Keep ``source`` as the one to begin with next time. The demo clip takes nobody's place: it is played without any."""
    if is_demo(source):
        return
    if is_file_source(source):
        source = str(Path(source).expanduser().resolve())
    settings = load_settings()
    if settings.last_source != source:
        save_settings(settings.with_(last_source=source))


def remember_geometry(window: QWidget) -> None:
    """Keep the window's place and size, unless it fills the screen."""
    if not window.isFullScreen():
        text = bytes(window.saveGeometry().toBase64()).decode("ascii")
        save_settings(load_settings().with_(window_geometry=text))


def restore_geometry(window: QWidget) -> None:
    """Give the window the place and size of the last time, if there was one."""
    text = load_settings().window_geometry
    if text:
        window.restoreGeometry(QByteArray.fromBase64(text.encode("ascii", "ignore")))
