"""A model's folder is made whole or not at all: under a name of its own, which it leaves when all is in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from model.errors import OutputError
from model.registry import check_model_folder

_TEMPORARY = ".lac-taught-"  # folders on their way to their name


@contextmanager
def new_folder(out: Path, replaces: bool = False):
    """Yield a folder that takes the place of ``out`` at the end; it is removed on failure.

    replaces: ``out`` may hold a model, which goes only when the new one is whole.
    """
    out = Path(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(out.parent)
        temporary = temporary_folder(out.parent)
    except OSError as error:
        raise _cannot_write(out, error) from error
    try:
        yield temporary
        os.chmod(temporary, 0o755)
        check_model_folder(out, goes_on=replaces)
        if replaces and out.is_dir():
            old = temporary.with_name(f"{temporary.name}-old")
            out.rename(old)
            temporary.rename(out)
            shutil.rmtree(old, ignore_errors=True)
            return
        if out.is_dir():
            for hidden in out.iterdir():  # an empty folder but for hidden files: they stay
                hidden.replace(temporary / hidden.name)
            out.rmdir()
        temporary.rename(out)
    except OSError as error:
        raise _cannot_write(out, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def temporary_folder(beside: Path) -> Path:
    """Make a folder in ``beside`` that the next teaching there removes, should this process be killed. Raises OSError."""
    return Path(tempfile.mkdtemp(prefix=f"{_TEMPORARY}{os.getpid()}-", dir=beside))


def _cannot_write(out: Path, error: OSError) -> OutputError:
    return OutputError(
        f"Received {out} for the new model: it cannot be written ({error.strerror or error}); name another folder."
    )


def _remove_leftovers(folder: Path) -> None:
    """Remove what killed teachings left in ``folder``: its folders say which process made them."""
    import psutil

    for path in folder.glob(f"{_TEMPORARY}*"):
        process = path.name.removeprefix(_TEMPORARY).partition("-")[0]
        if path.is_dir() and process.isdecimal() and not psutil.pid_exists(int(process)):
            shutil.rmtree(path, ignore_errors=True)
