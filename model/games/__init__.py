"""Recorders of labelled gameplay, one folder a game."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from model.errors import FootageError

GAMES = ("freedoom", "minetest", "nexuiz", "redeclipse", "librequake")


def recorder(game: str) -> Callable:
    """What records a game: called as ``record(out, minutes, split, seed, progress)``.

    Raises:
        FootageError: there is no such recorder.
    """
    if game not in GAMES:
        raise FootageError(f"Received the game {game!r}: expected one of {', '.join(GAMES)}.")
    return import_module(f"model.games.{game}.record").record
