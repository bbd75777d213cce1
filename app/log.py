"""The log: what went wrong, with the detail that a sentence in the window leaves out."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from model.addresses import hide_secrets
from model.files import PRIVATE
from model.paths import make_private, program_folder
from model.safe_text import plain_lines, shown

LARGEST, KEPT = 500_000, 3  # bytes a file, files before it
_log = logging.getLogger("live-action-classifier")
_noted: set[str] = set()


class _Plain(logging.Formatter):
    """Tracebacks have lines of their own, and may quote names and addresses."""

    def format(self, record: logging.LogRecord) -> str:
        return plain_lines(hide_secrets(super().format(record)))


class _PrivateFile(RotatingFileHandler):
    """A log for its owner's eyes alone: it has the names of what was watched."""

    def _open(self):
        stream = open(
            self.baseFilename, "a", encoding=self.encoding, opener=lambda path, flags: os.open(path, flags, PRIVATE)
        )
        os.chmod(self.baseFilename, PRIVATE)  # one of an earlier version
        return stream


def log_file() -> Path:
    """Where it lies."""
    return program_folder("log") / "log.txt"


def begin_log() -> None:
    """Write to it from now on; a folder that cannot be written to leaves the program without one."""
    path = log_file()
    try:
        make_private(path.parent)
        handler = _PrivateFile(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(_Plain("%(asctime)s %(levelname)s %(message)s"))
    for before in _log.handlers:
        before.close()
    _log.handlers[:] = [handler]
    _log.setLevel(logging.INFO)
    _log.propagate = False


def note(text: str, error: BaseException | None = None) -> None:
    """Add a line, with ``error``'s traceback where there is one."""
    trace = None if error is None else (type(error), error, error.__traceback__)
    if _log.handlers:
        _log.log(logging.INFO if error is None else logging.ERROR, shown(text), exc_info=trace)


def note_once(text: str) -> None:
    """Add a line, unless this process has done so: for what is read again and again."""
    if text not in _noted:
        _noted.add(text)
        note(text)
