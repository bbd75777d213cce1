"""Record sessions of Nexuiz: a map, a look, a script, and what the game's server said at each frame."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path

from model.files import replacing
from model.games.darkplaces.engine import PROGRAMS as ENGINE
from model.games.darkplaces.engine import Game, encode
from model.games.nexuiz.appearance import draw_appearance
from model.games.nexuiz.labels import POLL, check_in_game, frame_labels, parse_polls
from model.games.nexuiz.maps import DATA, MAPS, read_ways
from model.games.nexuiz.script import FPS, write_script
from model.games.sessions import Recorder, Take, write_truth

PROGRAMS = {**ENGINE, str(DATA): "nexuiz-data"}
_GAME = Game(
    "Nexuiz",
    ("-nexuiz", "-basedir", str(DATA.parent.parent)),
    "data",
    POLL,
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
    },
)


def record_take(take: Take) -> Path:
    """Record one session; returns its video. Nothing is left behind half-written."""
    rng = take.rng()
    level = str(take.turn(MAPS[take.split]))
    look = draw_appearance(rng)
    script = write_script(rng, read_ways(level), round(take.seconds * FPS))
    with tempfile.TemporaryDirectory(prefix="nexuiz-") as name:
        raw, log = _GAME.play(Path(name), level, look, script)
        polls = parse_polls(log, len(script.frames))
        check_in_game(polls, script.wanted)
        labels = frame_labels(polls, script.wanted, script.cuts, FPS)
        with replacing(take.video) as temporary:
            encode(raw, temporary, look)
            phases = ((frame / FPS, phase) for frame, phase in script.phases)
            write_truth(take, {"map": level, **asdict(look)}, phases, labels, FPS)
    return take.video


record = Recorder("nexuiz", "Nexuiz", PROGRAMS, record_take)
