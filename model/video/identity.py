"""By what a video file is known again when it was renamed, moved or copied: by what is in it."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from model.errors import FootageError
from model.video.file_check import check_file

PART = 2**20  # bytes read at each of the places that a video is told by
PLACES = 8


def content_digest(path: Path):
    """The digest of a video's size and of what stands at several places of it, to be gone on with or read.

    Args:
        path: A file.

    Returns:
        A ``hashlib.blake2b`` of 16 bytes. Eight megabytes are read at most, however long the video is.

    Raises:
        FootageError: The file is missing, empty or cannot be read.
    """
    path = Path(path)
    check_file(path)
    digest = blake2b(digest_size=16)
    try:
        size = path.stat().st_size
        digest.update(str(size).encode())
        with path.open("rb") as file:
            for place in range(PLACES):
                file.seek(max(0, (size - PART) * place // (PLACES - 1)))
                digest.update(file.read(PART))
    except OSError as error:
        raise FootageError(
            f"Received {path}: it cannot be read ({error.strerror or error}); check that it is still there."
        ) from error
    return digest


def content_of(path: Path) -> str:
    """32 hexadecimal digits that tell a video by what is in it; a file that has not changed is read once.

    Raises:
        FootageError: The file is missing, empty or cannot be read.
    """
    path = Path(path)
    check_file(path)
    about = path.stat()
    return _content(path.absolute(), about.st_size, about.st_mtime_ns)


@lru_cache(maxsize=4096)
def _content(path: Path, _size: int, _changed: int) -> str:
    return content_digest(path).hexdigest()
