"""Where trained models live: one folder each under ``weights/``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from model.errors import ModelError, OutputError
from model.network.architectures import ARCHITECTURES
from model.paths import expand_user
from model.program_name import program_name
from model.safe_text import file_name
from model.spec import SPEC_FILE

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
DEFAULT_MODEL = "fps_general"
CARD_FILE = "CARD.md"


def list_models() -> list[Path]:
    """The folders under ``weights/`` that hold a model description, sorted by name."""
    return sorted(path.parent for path in WEIGHTS.glob(f"*/{SPEC_FILE}"))


def find_model(name_or_path: str | Path) -> Path:
    """The folder of the model called ``name_or_path`` under ``weights/``, or that path when it is a folder.

    A bare name means ``weights/NAME`` first, so that a stray folder in the working directory never shadows a model.
    Raises ModelError, naming the models there are, when there is none.
    """
    text = str(name_or_path)
    try:
        if text and Path(text).name == text and (WEIGHTS / text).is_dir() and text not in (".", ".."):
            return _shipped(WEIGHTS / text)
        if text and expand_user(text).is_dir():
            return expand_user(text)
    except (OSError, ValueError):  # no folder can have that name
        pass
    names = ", ".join(folder.name for folder in list_models()) or f"none yet, `{program_name()} train` makes one"
    raise ModelError(
        f"Received model {text[:200]!r}: expected a folder or one of the models under {WEIGHTS} ({names})."
    )


def _shipped(folder: Path) -> Path:
    """``folder``; ModelError where it holds the card alone of a model that is too large to be shipped."""
    if (folder / CARD_FILE).is_file() and not (folder / SPEC_FILE).is_file():
        raise ModelError(
            f"Received model {folder.name!r}: only its card is here, for its networks are too large; make them by the command "
            f"in {folder / CARD_FILE}, or name one of {', '.join(one.name for one in list_models())}."
        )
    return folder


def check_new_model(arch: str, name: str) -> None:
    """Refuse a model that could not be made under ``weights/``.

    Args:
        arch: Its network, a key of ``ARCHITECTURES``.
        name: Its folder's name.

    Raises:
        ModelError: There is no such network, or the name is none for a folder.
    """
    if arch not in ARCHITECTURES:
        raise ModelError(f"Received --arch {arch!r}: expected one of {', '.join(ARCHITECTURES)}.")
    if file_name(name) != name:
        raise ModelError(
            f"Received --name {name!r}: expected a plain name that a folder can have on every system, such as `my_game`."
        )


def check_model_folder(folder: Path, inputs: Iterable[Path] = (), goes_on: bool = False) -> None:
    """Refuse a folder for a new model in which something would be lost: it must be new, or empty but for hidden files.

    Args:
        folder: Where the model is to be written.
        inputs: Files and folders that it is made from; it never takes their place.
        goes_on: The folder is that of a training that began there and is to go on.

    Raises:
        OutputError: The folder holds something, is no folder, or is one that the model is made from.
    """
    folder = Path(folder)
    for path in map(Path, inputs):
        if folder.exists() and path.exists() and any(folder.samefile(one) for one in (path, path.parent)):
            raise OutputError(
                f"Received {folder} for the new model: it is made from {path}, which it would replace; name another folder."
            )
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise OutputError(f"Received {folder} for the new model: that is no folder; name another one.")
        return
    there = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    if there and not goes_on:
        what = "a model" if SPEC_FILE in there else there[0]
        raise OutputError(
            f"Received {folder} for the new model: it holds {what} already; choose another name or an empty folder."
        )
