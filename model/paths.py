"""Paths as people write them, the folders of the program's own files, and reading no more of a file than is expected."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

FOLDER_VARIABLE = "LAC_CONFIG_DIR"
FOR_OWNER = 0o700  # of a folder


def read_bounded(path: Path, most_bytes: int) -> bytes:
    """The content of the regular file at ``path``, of at most ``most_bytes``.

    Raises:
        OSError: It is missing, cannot be read or is no regular file (a pipe would be waited for).
        ValueError: It is larger, or ``path`` is none that a file can have.
    """
    size = regular_size(path)
    with open(path, "rb") as file:
        content = file.read(most_bytes + 1) if size <= most_bytes else None
    if content is None or len(content) > most_bytes:
        raise ValueError(f"larger than {most_bytes:,} bytes")
    return content


def regular_size(path: Path) -> int:
    """The bytes of the regular file at ``path``; OSError where there is none: a pipe would be waited for, a device has no end."""
    found = os.stat(path)
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    return found.st_size


def expand_user(text: str | Path) -> Path:
    """``text`` as a path, ``~`` and ``~name`` in front replaced by the home they stand for.

    What is there under that very name is meant as it is written.

    Raises:
        FileNotFoundError: Nobody has the name.
    """
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:
        if os.path.lexists(path):
            return path
        raise FileNotFoundError(errno.ENOENT, f"no user is called {path.parts[0][1:]}", str(text)) from None


def program_folder(kind: str) -> Path:
    """The platform's folder for this program's files of ``kind``: config, cache, data or log.

    The folder that ``LAC_CONFIG_DIR`` names, where it names one, takes the place of all four.
    """
    own = os.environ.get(FOLDER_VARIABLE)
    if own:
        return Path(own)
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")("live-action-classifier", appauthor=False))


def make_private(folder: Path) -> None:
    """Make ``folder``, for its owner alone. One that is there is closed to others where it is the program's own. OSError.

    The folder that ``LAC_CONFIG_DIR`` names may be used by others for other things: it keeps the rights it has.
    """
    own = os.environ.get(FOLDER_VARIABLE)
    folder.mkdir(mode=FOR_OWNER, parents=True, exist_ok=True)
    if os.name != "nt" and not (own and folder == Path(own)) and stat.S_IMODE(folder.stat().st_mode) != FOR_OWNER:
        folder.chmod(FOR_OWNER)
