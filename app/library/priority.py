"""Working when nobody else wants to."""

from __future__ import annotations

import contextlib
import os

NICE = 10  # as the scan; with more, all stands still on a machine whose cores a game keeps busy


def lower_priority() -> None:
    """Let all other programs go first, from now on; where that cannot be, go on as before."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(NICE)
        return
    import psutil

    with contextlib.suppress(psutil.Error):
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)  # Windows
