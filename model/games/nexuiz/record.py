"""Record sessions of Nexuiz: a map, a look, a script, and what the game's server said at each frame."""

from __future__ import annotations

from pathlib import Path

from model.games.darkplaces.engine import PROGRAMS as ENGINE
from model.games.darkplaces.engine import Game
from model.games.darkplaces.phases import write_script
from model.games.darkplaces.script import FPS
from model.games.nexuiz.appearance import draw_appearance
from model.games.nexuiz.labels import POLL, frame_labels, read_poll
from model.games.nexuiz.maps import DATA, MAPS, read_ways
from model.games.nexuiz.script import HABITS
from model.games.sessions import Recorder, Take

PROGRAMS = {**ENGINE, str(DATA): "nexuiz-data"}
_GAME = Game(
    "Nexuiz",
    ("-nexuiz", "-basedir", str(DATA.parent.parent)),
    "data",
    POLL,
    read_poll,
    frame_labels,
    settle=45,
    settings={
        "sv_spectate": 0,
        "g_weaponarena": "all",
        "g_balance_weaponswitchdelay": 0.1,
        "g_weapondamagefactor": 0.02,
        "g_balance_selfdamagepercent": 0,
        "g_forced_respawn": 1,
        "g_respawn_delay": 0.5,
        "g_respawn_mapsettings": 0,
        "welcome_message_time": 0,
        "g_balance_teams": 1,  # where teams play, whoever connects is put into one, and not asked
    },
)


def record_take(take: Take) -> Path:
    """Record one session; returns its video. Nothing is left behind half-written."""
    rng = take.rng()
    level = str(take.turn(MAPS[take.split]))
    look = draw_appearance(rng)
    script = write_script(rng, read_ways(level), round(take.seconds * FPS), HABITS)
    return _GAME.film(take, level, look, script)


record = Recorder("nexuiz", "Nexuiz", PROGRAMS, record_take)
