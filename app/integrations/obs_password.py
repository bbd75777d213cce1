"""OBS' password, asked once: kept in the system's keyring where there is one, else in a file that only its owner reads."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from app.errors import UserError
from app.log import note_once
from model.files import PRIVATE, write_whole
from model.paths import FOLDER_VARIABLE, make_private, program_folder, read_bounded

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

PASSWORD_FILE, PASSWORD_VARIABLE = "obs-password", "LAC_OBS_PASSWORD"
SERVICE, NAME = "live-action-classifier", "OBS"  # of the keyring's entry
LONGEST_PASSWORD = 500
_REAL = 1  # priority of a backend from which on ``keyring`` recommends it; its files without encryption have less


def kept_password() -> str:
    """The password that was asked for once, "" where none was. May wait for a person who is to unlock the keyring."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given:
        return given[:LONGEST_PASSWORD]
    # The file is there only where the keyring could not take what was typed last.
    with contextlib.suppress(OSError, ValueError):
        return read_bounded(program_folder("config") / PASSWORD_FILE, 4 * LONGEST_PASSWORD).decode("utf-8").rstrip("\n")
    keyring = _keyring()
    try:
        return (keyring and keyring.get_password(SERVICE, NAME)) or ""
    except Exception as error:  # each system's keyring has its own: it is locked, nobody answers …
        note_once(f"OBS' password cannot be read from the keyring ({type(error).__name__})")
        return ""


def keep_password(password: str) -> None:
    """Keep OBS' password.

    Args:
        password: At most ``LONGEST_PASSWORD`` characters of it are kept.

    Raises:
        UserError: Neither the keyring nor the file takes it.
    """
    password = password[:LONGEST_PASSWORD]
    path = program_folder("config") / PASSWORD_FILE
    try:
        if _take(password):
            path.unlink(missing_ok=True)  # it would be read before the keyring
            return
        make_private(path.parent)
        write_whole(path, password + "\n", mode=PRIVATE)
    except OSError as error:
        raise UserError(
            f"Received OBS' password, which cannot be kept in {path} ({error.strerror or type(error).__name__}): it holds "
            f"until the program ends; see that this folder can be written to, or set {PASSWORD_VARIABLE}."
        ) from error


def _take(password: str) -> bool:
    """Whether the keyring took the password."""
    keyring = _keyring()
    if keyring is None:
        return False
    try:
        keyring.set_password(SERVICE, NAME, password)
    except Exception as error:
        note_once(f"The keyring takes no password ({type(error).__name__}): it is kept in a file")
        return False
    return True


def _keyring() -> KeyringBackend | None:
    """The system's keyring; None where there is none, or where everything is to be in a folder of its own."""
    if os.environ.get(FOLDER_VARIABLE):
        return None
    try:
        import keyring

        backend = keyring.get_keyring()
        return backend if backend.priority >= _REAL else None
    except Exception:  # not installed; or its settings name a backend that is none
        return None
