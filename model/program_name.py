"""What the program is called by whoever started it, and how more of it is installed there: all sentences say it so."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

SCRIPT, COMMAND = "run_app.py", "live-action-classifier"
ROOT = Path(__file__).resolve().parents[1]


def is_bundle() -> bool:
    """Whether this is a bundle that was made by PyInstaller."""
    return bool(getattr(sys, "frozen", False))


def is_clone() -> bool:
    """Whether it was started by the script of a clone, and not by the command of an installed program or of a bundle."""
    return not is_bundle() and Path(sys.argv[0]).stem != COMMAND and (ROOT / SCRIPT).is_file()


def program_name() -> str:
    """What is written before a verb: ``run_app.py`` or ``live-action-classifier``."""
    return SCRIPT if is_clone() else COMMAND


def full_install() -> str:
    """What to do, in a sentence, for what needs TensorFlow."""
    if is_clone():
        return f"run `python3 {SCRIPT} --setup-full` (2.9 GB, with TensorFlow)"
    if is_bundle():
        return "use a clone of the program for it, for a bundle has no TensorFlow"
    return (
        "install it with [train], such as `pipx install --force 'PATH_OF_THE_CLONE[train]'` (2.9 GB, with TensorFlow)"
    )


def extra_install(extra: str, packages: str) -> str:
    """What to do, in a sentence, for a format or a game.

    Args:
        extra: Its name in ``pyproject.toml``; "" where it has none there.
        packages: What ``pip install`` is to be given for it.
    """
    if is_bundle():
        return "use a clone of the program for it, for a bundle cannot be added to"
    if is_clone() or not extra:
        return f"run `{shlex.quote(sys.executable)} -m pip install {packages}`"
    return f"install it with [{extra}], such as `pipx install --force 'PATH_OF_THE_CLONE[{extra}]'`"


def games_install() -> str:
    """What to do, in a sentence, for recording Freedoom."""
    return extra_install("", f"-r {shlex.quote(str(ROOT / 'model' / 'games' / 'requirements.txt'))}")


def small_install() -> str:
    """What to do, in a sentence, for a package of the small install that an earlier version had no need of."""
    if is_clone():
        return f"run `python3 {SCRIPT} --setup`"
    return (
        "use a newer bundle" if is_bundle() else "install it again, such as by `pipx install --force PATH_OF_THE_CLONE`"
    )
