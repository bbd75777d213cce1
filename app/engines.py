"""Opening the engine without LiteRT's own remarks on stderr, where only sentences for people belong."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.engine import Engine, open_engine

_STDERR = 2
_REMARK = b"INFO: "


@contextmanager
def _without_remarks() -> Iterator[None]:
    """Hold back what the process writes to stderr, then let through all but ``INFO:`` lines.

    LiteRT's C++ logs straight to the descriptor and has no switch for it.
    """
    try:
        saved = os.dup(_STDERR)
    except OSError:  # a windowed program may have no stderr at all
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), _STDERR)
        try:
            yield
        finally:
            os.dup2(saved, _STDERR)
            os.close(saved)
            held.seek(0)
            rest = b"".join(line for line in held if not line.startswith(_REMARK))
            if rest:
                os.write(_STDERR, rest)


def load_engine(folder: Path) -> Engine:
    """``model.engine.open_engine`` in silence; ModelError when the model is missing, incomplete or damaged."""
    with _without_remarks():
        return open_engine(folder)
