"""Keeping the remarks of TensorFlow's and LiteRT's C++ off stderr, where only sentences for people belong."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout

_STDERR = 2
# What absl and LiteRT log at the level INFO, absl's warning that it is about to, and the "error" by which TensorFlow
# says that there is no GPU. Other warnings and errors go through.
_REMARK = re.compile(
    rb"INFO: |I\d{4} \d|\d{4}-\d\d-\d\d [^ ]+ I |WARNING: All log messages before absl::|E\d{4} .* failed call to cuInit: "
)
_one_at_a_time = threading.RLock()  # two threads that swap the descriptor would put back each other's


@contextmanager
def without_remarks() -> Iterator[None]:
    """Hold back what the process writes to stderr, then let through all but remarks.

    For short steps only, such as an import or opening a network: both log straight to the descriptor before any
    setting of theirs (``TF_CPP_MIN_LOG_LEVEL``) takes effect, or have none.
    """
    with _one_at_a_time, ExitStack() as stack:
        try:
            held = stack.enter_context(tempfile.TemporaryFile())
            saved = os.dup(_STDERR)
        except OSError:  # a windowed program may have no stderr at all, a locked-down system no room for the file
            yield
            return
        _flush()
        os.dup2(held.fileno(), _STDERR)
        try:
            yield
        finally:
            _flush()
            os.dup2(saved, _STDERR)
            os.close(saved)
            held.seek(0)
            rest = b"".join(line for line in held if not _REMARK.match(line))
            if rest:
                os.write(_STDERR, rest)


@contextmanager
def without_output() -> Iterator[None]:
    """Silence a step that prints through Python's and C's output alike; what goes wrong in it is raised anyway."""
    with _one_at_a_time, open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        kept = os.dup(_STDERR)
        os.dup2(nowhere.fileno(), _STDERR)
        try:
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
