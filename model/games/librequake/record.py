"""Record sessions of LibreQuake: a map, a look, a script, and what the game's server said at each frame."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path

from model.files import replacing
from model.games.darkplaces.engine import PROGRAMS, Game, encode
from model.games.librequake.appearance import draw_appearance
from model.games.librequake.labels import POLL, frame_labels, parse_polls
from model.games.librequake.maps import folder, maps_of, read_ways
from model.games.librequake.script import FPS, write_script
from model.games.sessions import Recorder, Take, write_truth

_SETTINGS = {"deathmatch": 0, "coop": 0}  # a game of one, in which the console may give weapons
_OPENING = ("togglemenu 0", "god", "notarget", "impulse 9")


def record_take(take: Take) -> Path:
    """Record one session; returns its video. Nothing is left behind half-written."""
    own = folder()
    rng = take.rng()
    level = str(take.turn(maps_of(own, take.split)))
    look = draw_appearance(rng)
    script = write_script(rng, read_ways(own, level), round(take.seconds * FPS))
    what = ("-basedir", str(own.parent), *(() if own.name == "id1" else ("-game", own.name)))
    game = Game("LibreQuake", what, own.name, POLL, settle=60, settings=_SETTINGS, opening=_OPENING)
    with tempfile.TemporaryDirectory(prefix="librequake-") as name:
        raw, log = game.play(Path(name), level, look, script)
        labels = frame_labels(parse_polls(log, len(script.frames)), script.wanted, script.cuts, FPS)
        with replacing(take.video) as temporary:
            encode(raw, temporary, look)
            phases = ((frame / FPS, phase) for frame, phase in script.phases)
            write_truth(take, {"map": level, **asdict(look)}, phases, labels, FPS)
    return take.video


record = Recorder("librequake", "LibreQuake", PROGRAMS, record_take)
