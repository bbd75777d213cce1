"""The command ``live-action-classifier`` of an installed program, and the beginning of a bundle.

The program starts parts of itself as processes of their own, ``python -m MODULE``. A bundle has no Python to do that with, so
it does it itself.
"""

from __future__ import annotations

import multiprocessing
import runpy
import sys

# What the program starts of itself, in the small install.
MODULES = (
    "app.live.hook_process",
    "app.program",
    "app.recorded.scan_process",
    "app.teach.teach_process",
    "model.engine.trial",
)


def main() -> None:
    """Run the command line and end the process with its exit status."""
    from model.program_name import is_bundle
    from model.safe_text import open_closed_streams, print_failures_safely

    open_closed_streams()
    multiprocessing.freeze_support()
    if is_bundle() and sys.argv[1:2] == ["-m"] and sys.argv[2:3] and sys.argv[2] in MODULES:
        name = sys.argv[2]
        sys.argv[:] = [name, *sys.argv[3:]]
        runpy.run_module(name, run_name="__main__", alter_sys=True)
        return
    from app.commands import main as run

    print_failures_safely()
    sys.exit(run())


if __name__ == "__main__":
    main()
