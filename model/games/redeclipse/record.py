"""Record sessions of Red Eclipse: a map, a look, a player, and what the game told at each frame."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path

from model.errors import FootageError
from model.files import replacing
from model.games.redeclipse.appearance import Appearance, draw_appearance
from model.games.redeclipse.engine import ALIVE, ENGINE, FPS, Game, running, widen
from model.games.redeclipse.labels import frame_labels
from model.games.redeclipse.maps import DATA, MAPS, read_ways
from model.games.redeclipse.player import Player
from model.games.redeclipse.walker import Walker
from model.games.screen import program, virtual_screen
from model.games.sessions import Recorder, Take, write_truth
from model.video.opening import media_name

PROGRAMS = {
    str(ENGINE): "redeclipse",
    str(DATA): "redeclipse-data",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "ffmpeg": "ffmpeg",
    "setpriv": "util-linux",
    "cc": "gcc",
    "/usr/include/stdio.h": "libc6-dev",
}
_JOIN = 3000  # frames within which the player has to be in the game
_SETTLE = 60  # frames after that until the film begins: what goes before its first frame says what that shows
_SETTINGS = {
    "maxfps": 0,
    "menufps": 0,
    "vsync": 0,
    "soundvol": 0,
    "musicvol": 0,
    "servermaster": "",
    "playername": "player",
    "playerloadweap": "2 3 4 5 6 7 8",
    "weapselectslot": 0,
    "weapselectdelay": 0,
    "showconsole": 0,
    "autoreloading": 1,  # when empty: else all that is not full is loaded at every rest, the sword as well
    "sensitivity": 10,
    "sensitivityscale": 100,
    "yawsensitivity": 1,
    "pitchsensitivity": 1,
    "dashstyle": 0,
    "specmode": 0,
}
_RULES = {
    "playermaxcarry": 7,
    "playerspawndelay": 500,
    "demoautorec": 0,
    "botlimit": 8,
    "botoffset": 0,
    "waitforplayers": 0,
    "spawnprotect": 0,
    # A swing costs a shot of very many: so the game tells of it.
    **{f"{tool}{name}": 1 for tool in ("claw", "sword") for name in ("ammosub1", "ammosub2")},
    **{f"{tool}ammomax": 9000 for tool in ("claw", "sword")},
}


def record_take(take: Take) -> Path:
    """Record one session; returns its video. Nothing is left behind half-written."""
    rng = take.rng()
    level = str(take.turn(MAPS[take.split]))
    look = draw_appearance(rng)
    player = Player(rng, Walker(rng, read_ways(level)))
    with tempfile.TemporaryDirectory(prefix="redeclipse-") as name:
        folder = Path(name)
        home = folder / "home"
        home.mkdir()
        settings, rules = {**_SETTINGS, **look.settings}, {**_RULES, **look.rules}
        with (
            virtual_screen(look.width, look.height, home) as environment,
            running(folder, environment, level, look.init, settings, rules) as game,
            replacing(take.video) as temporary,
        ):
            labels = _film(temporary, environment, look, game, player, round(take.seconds * FPS))
            phases = ((frame / FPS, phase) for frame, phase in player.phases)
            write_truth(take, {"map": level, **asdict(look)}, phases, labels, FPS)
    return take.video


record = Recorder("redeclipse", "Red Eclipse", PROGRAMS, record_take)


def _film(
    path: Path, environment: dict[str, str], look: Appearance, game: Game, player: Player, frames: int
) -> list[str | None]:
    """Encode the pictures while the player plays; returns the label of each."""
    playing = player.play()
    polls, covered = [], []  # from when the player is in the game: what went before the film tells of its first frames

    def step() -> tuple[int, int, bytes]:
        hands = next(playing)
        picture = game.step(hands.held, hands.tapped, hands.turn)
        player.see(game.poll)
        if polls or (game.poll is not None and game.poll.state == ALIVE):
            polls.append(game.poll)
            covered.append(hands.covered)
        return picture

    for _ in range(_JOIN):
        step()
        if len(polls) > _SETTLE:
            break
    else:
        raise FootageError(f"Red Eclipse let nobody join within {_JOIN} frames; try `footage record` again.")
    player.begin()
    with _encoder(path, environment, look) as encoder:
        widen(encoder.stdin.fileno())
        for _ in range(frames):
            width, height, picture = step()
            if (width, height) != (look.width, look.height):
                raise FootageError(f"Red Eclipse drew {width}x{height}, not {look.width}x{look.height}; try again.")
            try:
                encoder.stdin.write(picture)
            except BrokenPipeError:
                break  # what it said is told below
        said = encoder.communicate()[1].decode(errors="replace").strip()
        if encoder.returncode:
            raise FootageError(f"ffmpeg could not encode the film ({said[:200]}); is there room on the disk?")
    return frame_labels(polls, covered, FPS)[-frames:]


def _encoder(path: Path, environment: dict[str, str], look: Appearance):
    """ffmpeg, which takes pictures of ``Game.step`` and writes them as H.264."""
    filters = f"vflip,eq=gamma={look.gamma:.3f}:saturation={look.saturation:.3f}"
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pixel_format", "bgra"]
    command += ["-video_size", f"{look.width}x{look.height}", "-framerate", str(FPS), "-i", "-", "-vf", filters]
    command += ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "superfast", "-crf", str(look.crf)]
    command += ["-threads", "1", media_name(path)]
    return program(command, environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
