"""Record sessions of LibreQuake: a map, a look, a script, and what the game's server said at each frame."""

from __future__ import annotations

from pathlib import Path

from model.games.darkplaces.engine import PROGRAMS, Game
from model.games.darkplaces.phases import write_script
from model.games.darkplaces.script import FPS
from model.games.librequake.appearance import draw_appearance
from model.games.librequake.labels import POLL, frame_labels, read_poll
from model.games.librequake.maps import folder, maps_of, read_ways
from model.games.librequake.script import HABITS
from model.games.sessions import Recorder, Take

_SETTINGS = {"deathmatch": 0, "coop": 0}  # a game of one, in which the console may give weapons
_OPENING = ("togglemenu 0", "god", "notarget", "impulse 9")


def record_take(take: Take) -> Path:
    """Record one session; returns its video. Nothing is left behind half-written."""
    own = folder()
    rng = take.rng()
    level = str(take.turn(maps_of(own, take.split)))
    look = draw_appearance(rng)
    script = write_script(rng, read_ways(own, level), round(take.seconds * FPS), HABITS)
    what = ("-basedir", str(own.parent), *(() if own.name == "id1" else ("-game", own.name)))
    game = Game("LibreQuake", what, own.name, POLL, read_poll, frame_labels, 60, _SETTINGS, _OPENING)
    return game.film(take, level, look, script)


record = Recorder("librequake", "LibreQuake", PROGRAMS, record_take, lambda split: maps_of(folder(), split))
