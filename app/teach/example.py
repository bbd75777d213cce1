"""The example that comes with the program: a small project of another game, marked already, to be taught and played with."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from app.errors import cannot_save
from model.outputs import first_free

EXAMPLE = Path(__file__).parents[1] / "assets" / "example"
VIDEO = "house.mp4"  # the one to watch first


def copy_example(projects: Path) -> Path:
    """Copy the example into a folder of its own in ``projects``, whole or not at all.

    Returns:
        The new project's folder.

    Raises:
        UserError: It cannot be written there.
    """
    folder = first_free(projects / "Example")
    try:
        projects.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=projects, prefix=".example-") as part:
            copy = Path(part) / "project"
            shutil.copytree(EXAMPLE, copy)
            os.rename(copy, folder)
    except OSError as error:
        raise cannot_save(folder, error) from error
    return folder
