"""Labels as other tools keep them, one format a file: read as data, bounded, each row that is none named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.datasets.foreign.activitynet import read_activitynet
from model.datasets.foreign.audacity import read_audacity
from model.datasets.foreign.boris import read_boris_project
from model.datasets.foreign.boris_table import read_boris_table
from model.datasets.foreign.elan import read_elan
from model.datasets.foreign.found import FoundLabels, WrongFormatError
from model.datasets.foreign.label_studio import read_label_studio
from model.datasets.foreign.losslesscut import read_losslesscut, read_losslesscut_table
from model.errors import FootageError
from model.limits import MOST_LABEL_BYTES
from model.paths import read_bounded

Reader = Callable[[bytes, Path, FoundLabels], None]

# By the name of ``footage import --format``. Each raises WrongFormatError for what is none of its format; tried in this order.
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


def read_foreign(path: Path, name: str = "", frames_per_second: float | None = None) -> tuple[str, FoundLabels]:
    """Read a file of another tool.

    Args:
        path: The file.
        name: A key of READERS; "": whichever it is.
        frames_per_second: Of its videos, for formats that count frames; None: as the file says.

    Returns:
        The format, and what was found in it.

    Raises:
        FootageError: It is of none of the formats, not of that one, or cannot be read.
    """
    try:
        content = read_bounded(path, MOST_LABEL_BYTES)
    except (OSError, ValueError) as error:
        raise FootageError(
            f"Received {path}: it cannot be read ({getattr(error, 'strerror', None) or error})."
        ) from error
    why = ""
    for key in [name] if name else READERS:
        found = FoundLabels(path, frames_per_second)
        try:
            READERS[key](content, path, found)
        except WrongFormatError as error:
            why = f" ({error})" if name else ""
            continue
        return key, found
    expected = f"a file of {name}" if name else f"one of {', '.join(READERS)}"
    raise FootageError(f"Received {path}: expected {expected}{why}; export it from its tool once more.")
