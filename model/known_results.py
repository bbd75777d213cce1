"""Which results this program wrote, by their content: one that a person has corrected since is that person's, whatever its form.

A table or subtitles have no room for a mark, and a text editor leaves their form as it was. So the SHA-256 of each is kept
beside the settings: the newest 100,000 or so, in 256 files by its first two digits. A result that is not known here, as it
was written on another machine or those files are gone, may have been corrected too, and counts as a person's.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from model.digests import digest_of, file_digest
from model.files import PRIVATE, locked, write_whole
from model.paths import make_private, program_folder, read_bounded

MOST_IN_FILE = 400  # digests, each a line of 65 bytes
_LARGEST = 64 * 2**10  # bytes of such a file
_DIGEST = re.compile(r"[0-9a-f]{64}")


def write_result(path: Path, text: str) -> Path:
    """Write ``text`` to ``path`` as ``model.files.write_whole`` does, and know it from now on.

    Where its digest cannot be kept, it is not known later on.

    Returns:
        ``path``.

    Raises:
        OSError: It cannot be written.
    """
    content = text.encode("utf-8", "backslashreplace")
    with contextlib.suppress(OSError):  # first, for a run may be ended after the second
        _remember(digest_of(content))
    return write_whole(path, content)


def is_unchanged_result(path: Path) -> bool:
    """Whether the content of the file at ``path`` is that of a result which was written by this program, for this user."""
    try:
        digest = file_digest(path)
    except OSError:
        return False
    return digest in _known(_file_of(digest))


def _remember(digest: str) -> None:
    file = _file_of(digest)
    make_private(program_folder("config"))
    make_private(file.parent)
    with locked(file.parent / "lock"):
        others = [known for known in _known(file) if known != digest]
        write_whole(file, "".join(f"{one}\n" for one in [*others, digest][-MOST_IN_FILE:]), mode=PRIVATE)


def _known(file: Path) -> list[str]:
    """The digests in ``file``, the oldest first; none where it is missing or damaged."""
    try:
        lines = read_bounded(file, _LARGEST).decode("ascii", "replace").splitlines()
    except (OSError, ValueError):
        return []
    return [line for line in lines if _DIGEST.fullmatch(line)]


def _file_of(digest: str) -> Path:
    return program_folder("config") / "results" / f"{digest[:2]}.txt"
