"""Whether a path is a file that can be read to its end: told without opening it, since opening a pipe waits for its writer."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from model.addresses import SCHEMES, taken_for_path
from model.errors import FootageError, MissingFileError
from model.program_name import program_name

_KINDS = {
    stat.S_IFDIR: "it is a folder, expected a video file; name one in it",
    stat.S_IFIFO: "it is a pipe (FIFO), expected a video file; save what comes out of it to a file first",
    stat.S_IFSOCK: "it is a socket, expected a video file; name a file or an address such as tcp://HOST:PORT",
    stat.S_IFCHR: "it is a device, expected a video file; a camera is opened by its number, such as 0",
    stat.S_IFBLK: "it is a disk, expected a video file; name one on it",
}


def is_pipe(path: Path | str) -> bool:
    """Whether ``path`` is a named pipe (FIFO)."""
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def check_file(path: Path | str) -> None:
    """Raise FootageError, with a sentence, for what is no readable file with something in it.

    A folder, a pipe, a socket, a device, an empty file, one that may not be read, a link that leads nowhere;
    MissingFileError, one of its kinds, where there is nothing of that name. An address is told from a missing file.
    """
    try:
        found = os.stat(path)
    except FileNotFoundError as error:
        if os.path.islink(path):
            raise MissingFileError(
                f"Received {path}: it is a link to {os.readlink(path)}, which is not there; expected a video file."
            ) from error
        if address := taken_for_path(path):
            raise FootageError(
                f"Received {address}: that is an address, expected a video file; those that begin with {', '.join(SCHEMES)} "
                f"can be watched, and recorded to a file, with `{program_name()} live`."
            ) from error
        raise MissingFileError(
            f"Received {path}: there is no such file; name a video file (`live` takes a camera's number and addresses, too)."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FootageError(f"Received {path}: it cannot be read ({reason}); name a video file that can.") from error
    why = _KINDS.get(stat.S_IFMT(found.st_mode), "")
    if not why and not stat.S_ISREG(found.st_mode):
        why = "it is no file, expected a video"
    elif not why and found.st_size == 0:
        why = "the file is empty; expected a video, copy it again"
    elif not why and not os.access(path, os.R_OK):
        why = "you may not read this file; expected a video that you may, change its permissions"
    if why:
        raise FootageError(f"Received {path}: {why}.")
