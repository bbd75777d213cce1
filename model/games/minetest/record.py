"""Record sessions of Minetest: a world, a look, a player, and the ground truth that the game's server wrote meanwhile."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from model.errors import FootageError
from model.files import replacing
from model.games.minetest import textures
from model.games.minetest.bot import Bot
from model.games.minetest.client import Game, running
from model.games.minetest.clock import GameClock, machine_time
from model.games.minetest.labels import frame_labels
from model.games.minetest.phases import arrive, play
from model.games.minetest.worlds import WORLD_SEEDS, Appearance, World, draw_appearance
from model.games.screen import program, virtual_screen
from model.games.sessions import Recorder, Take, write_truth
from model.video.opening import media_name

FPS = 30
_SAME = 0.1  # grey levels that two encoded frames of one picture may differ by, on average
PROGRAMS = {
    "minetest": "minetest",
    str(textures.GAME): "minetest-data",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "ffmpeg": "ffmpeg",
    "setpriv": "util-linux",
}


def record_take(take: Take) -> Path:
    """Record one session; returns its video. Nothing is left behind half-written."""
    rng = take.rng()
    world = World.of(take.turn(WORLD_SEEDS[take.split]))
    look = draw_appearance(rng, textures.KINDS[take.split])
    with tempfile.TemporaryDirectory(prefix="minetest-") as name:
        folder = Path(name)
        game_folder, home, pack = folder / "game", folder / "home", folder / "textures"
        for path in (game_folder, home, pack):
            path.mkdir()
        clock = GameClock.for_this_machine(folder)
        if look.textures != "own":
            textures.write_pack(pack, rng, look.textures, take.split)
        session = {"seed": int(rng.integers(1 << 30)), "fov": look.fov, "aspect": look.width / look.height}
        with (
            virtual_screen(look.width, look.height, home) as environment,
            running(game_folder, environment, clock, world.lines(), _settings(look, pack), session) as game,
            replacing(take.video) as temporary,
        ):
            bot, begun = Bot(game, rng), []
            game.ask("hud", flags=look.hud)
            for _ in arrive(bot):
                pass
            if rng.random() < 0.5:
                game.key("F2")  # the chat's lines
            start_time = _film(temporary, environment, look, take.seconds, game, play(bot, begun))
            labels = frame_labels(game.moments, start_time, _moved(temporary), FPS, bot.undecided, bot.menus)
            how = {**asdict(world), **asdict(look), "speed": clock.speed}
            write_truth(take, how, ((time - start_time, phase) for time, phase in begun), labels, FPS)
    return take.video


record = Recorder("minetest", "Minetest", PROGRAMS, record_take)


def _settings(look: Appearance, pack: Path) -> dict[str, object]:
    """The client's configuration."""
    return {
        "screen_w": look.width,
        "screen_h": look.height,
        "autosave_screensize": False,
        "fullscreen": False,
        "vsync": False,
        "fps_max": FPS,
        "fps_max_unfocused": FPS,
        "enable_shaders": False,
        "enable_sound": False,
        "enable_server": False,
        "viewing_range": look.view,
        "view_bobbing_amount": look.bobbing,
        "fall_bobbing_amount": 0,
        "hud_scaling": round(look.hud_scale, 2),
        "gui_scaling": round(0.9 * look.height / 600, 2),
        "fov": look.fov,
        "autojump": True,
        "pause_on_lost_focus": False,
        "texture_path": pack if look.textures != "own" else "",
        "language": "en",
        "chat_log_level": "none",
        "max_block_send_distance": 6,
        **look.settings,
    }


def _film(
    path: Path, environment: dict[str, str], look: Appearance, seconds: float, game: Game, playing: Iterator
) -> float:
    """Encode the screen while the bot plays; returns when the first frame was taken, on the game's clock."""
    clock = game.clock
    filters = f"setpts=PTS*{clock.speed},eq=gamma={look.gamma:.3f}:saturation={look.saturation:.3f}"
    # Both the length and the rate of what is grabbed are counted on our clock, the video's on the game's.
    grab = ["-f", "x11grab", "-framerate", str(FPS * clock.speed), "-t", f"{seconds / clock.speed:.3f}"]
    grab += ["-video_size", f"{look.width}x{look.height}", "-i", environment["DISPLAY"]]
    encode = ["-vf", filters, "-r", str(FPS), "-vsync", "cfr", "-pix_fmt", "yuv420p", "-c:v", "libx264"]
    encode += ["-preset", "superfast", "-crf", str(look.crf), "-threads", "1", media_name(path)]
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-y", *grab, *encode]
    with program(command, environment, stderr=subprocess.PIPE, text=True) as encoder:
        wall = time.time() - machine_time()
        lines, began = [], None
        while began is None:
            line = encoder.stderr.readline()
            if not line:
                raise FootageError(
                    f"ffmpeg could not film the screen ({' '.join(lines[-2:])}); try `footage record` again."
                )
            lines.append(line.strip())
            if found := re.search(r"start: (\d+\.\d+)", line):
                began = float(found[1]) - wall
        for _ in playing:
            if encoder.poll() is not None or machine_time() > began + seconds / clock.speed + 0.3:
                break
        try:
            encoder.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            raise FootageError("ffmpeg did not finish the film within a minute; try `footage record` again.") from None
        if encoder.returncode:
            raise FootageError("ffmpeg stopped while it filmed the screen; is there room on the disk?")
        game.poll()
        return clock.at(began)


def _moved(path: Path) -> list[bool]:
    """For each frame of a video whether its picture differs from the one before."""
    import cv2
    import numpy as np

    capture, before, moved = cv2.VideoCapture(str(path)), None, []
    while True:
        there, image = capture.read()
        if not there:
            break
        small = cv2.resize(image, (160, 120), interpolation=cv2.INTER_AREA).astype(np.int16)
        moved.append(before is None or float(np.abs(small - before).mean()) > _SAME)
        before = small
    capture.release()
    return moved
