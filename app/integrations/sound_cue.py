"""Plays a sound file through the player that the system has, as a command like any other."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from app.errors import UserError
from model.paths import expand_user

CUE = Path(__file__).parents[1] / "assets" / "cue.wav"
PLAYERS = (
    ("pw-play",), ("paplay",), ("afplay",), ("aplay", "-q"), ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
)  # fmt: skip


def sound_command(file: str) -> str:
    """The command that plays a sound.

    Args:
        file: A sound file; "" for the program's own.

    Returns:
        A command line.

    Raises:
        UserError: There is no such file, or nothing that plays it.
    """
    path = expand_user(file).absolute() if file else CUE
    if not path.is_file():
        raise UserError(f"Received the sound {file}: there is no such file; name a .wav.")
    if os.name == "nt":
        play = "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)"
        return f'"{sys.executable}" -c "{play}" "{path}"'
    for player in PLAYERS:
        if shutil.which(player[0]):
            return shlex.join([*player, str(path)])
    names = ", ".join(player[0] for player in PLAYERS)
    raise UserError(f"Received a sound to play: nothing here plays one; install one of {names}.")
