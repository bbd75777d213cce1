"""Labels as other tools keep them, one format a file: read as data, bounded, each row that is none named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.datasets.foreign.activitynet import read_activitynet
from model.datasets.foreign.audacity import read_audacity
from model.datasets.foreign.boris import read_boris_project
from model.datasets.foreign.boris_table import read_boris_table
from model.datasets.foreign.elan import read_elan
from model.datasets.foreign.found import FoundLabels, TooLongError, WrongFormatError
from model.datasets.foreign.label_studio import read_label_studio
from model.datasets.foreign.losslesscut import read_losslesscut, read_losslesscut_table
from model.datasets.label_file import encoding_of
from model.errors import FootageError
from model.limits import MOST_LABEL_BYTES
from model.paths import read_bounded

Reader = Callable[[bytes, Path, FoundLabels], None]

# By the name of ``footage import --format``; each is given UTF-8 without a byte order mark, and raises WrongFormatError for
# what is none of its format. Tried in this order.
READERS: dict[str, Reader] = {
    "boris": read_boris_project,
    "activitynet": read_activitynet,
    "labelstudio": read_label_studio,
    "elan": read_elan,
    "losslesscut": read_losslesscut,
    "boris-table": read_boris_table,
    "losslesscut-table": read_losslesscut_table,
    "audacity": read_audacity,
}
# Which of them says what is wrong with a file of unknown format, by how it begins.
_LOOKS_LIKE = {b"{": "losslesscut", b"[": "labelstudio", b"<": "elan"}


def read_foreign(path: Path, name: str = "", frames_per_second: float | None = None) -> tuple[str, FoundLabels]:
    """Read a file of another tool.

    Args:
        path: The file.
        name: A key of READERS; "": whichever it is.
        frames_per_second: Of its videos, for formats that count frames; None: as the file says.

    Returns:
        The format, and what was found in it, in order of time.

    Raises:
        FootageError: It is of none of the formats, not of that one, or cannot be read.
    """
    content = _text(path)
    reasons: dict[str, str] = {}
    for key in [name] if name else READERS:
        found = FoundLabels(path, frames_per_second)
        try:
            READERS[key](content, path, found)
        except WrongFormatError as error:
            reasons[key] = f" ({error})"
        except TooLongError:
            return key, found.done(True)
        else:
            return key, found.done(False)
    expected = f"a file of {name}" if name else f"one of {', '.join(READERS)}"
    why = reasons.get(name or _LOOKS_LIKE.get(content.lstrip()[:1], ""), "")
    raise FootageError(f"Received {path}: expected {expected}{why}; export it from its tool once more.")


def _text(path: Path) -> bytes:
    """The text of the file at ``path``, whatever its encoding, in UTF-8. Raises FootageError."""
    try:
        content = read_bounded(path, MOST_LABEL_BYTES)
        encoding = encoding_of(content)
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FootageError(
            f"Received {path}: expected text in UTF-8 or UTF-16, which it is not from byte {error.start} on; save it as such."
        ) from error
    except (OSError, ValueError) as error:
        raise FootageError(
            f"Received {path}: it cannot be read ({getattr(error, 'strerror', None) or error})."
        ) from error
    return text.encode("utf-8", "replace")
