"""Record sessions of Nexuiz: a map, a look, a script, and what the game's server said at each frame."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path

from model.errors import FootageError
from model.files import replacing
from model.games.nexuiz.appearance import Appearance, draw_appearance
from model.games.nexuiz.labels import POLL, check_in_game, frame_labels, parse_polls
from model.games.nexuiz.maps import DATA, MAPS, read_ways
from model.games.nexuiz.script import FPS, Script, write_script
from model.games.screen import program, virtual_screen
from model.games.sessions import Recorder, Take, write_truth
from model.video.opening import media_name

PROGRAMS = {
    "darkplaces": "darkplaces",
    str(DATA): "nexuiz-data",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "ffmpeg": "ffmpeg",
    "setpriv": "util-linux",
}
_SETTLE = 45  # frames after the map is loaded until the film begins
_PATIENCE = 1800.0  # seconds that a session may take
_SETTINGS = {
    "sv_spectate": 0,
    "sv_cheats": 1,
    "sv_public": -1,
    "net_address": "127.0.0.1",
    "net_address_ipv6": "::1",
    "port": 0,
    "g_weaponarena": "all",
    "g_balance_weaponswitchdelay": 0.1,
    "g_weapondamagefactor": 0.02,
    "g_balance_selfdamagepercent": 0,
    "g_forced_respawn": 1,
    "g_respawn_delay": 0.5,
    "g_respawn_mapsettings": 0,
    "timelimit": 0,
    "fraglimit": 0,
    "vid_fullscreen": 0,
    "vid_vsync": 0,
    # Shadow maps are cleared at every frame, which took most of the time where the processor draws; none is cast here.
    # Small ones, as the engine makes large ones anew at every frame when there are to be none.
    "r_shadow_shadowmapping_texturesize": 512,
    "r_shadow_shadowmapping_maxsize": 64,
    "r_shadow_shadowmapping_minsize": 16,
    "gl_texture_anisotropy": 1,
    "r_glsl_deluxemapping": 0,
    "con_notify": 0,
    "scr_centertime": 0,
    "welcome_message_time": 0,
    "cl_capturevideo_fps": FPS,
    "cl_capturevideo_realtime": 0,
    "cl_capturevideo_ogg": 0,
    "cl_capturevideo_printfps": 0,
    "cl_capturevideo_number": 1,
    # The server and the picture go on by one frame at a time, however long the machine takes for it.
    "host_framerate": 1 / FPS,
    "cl_maxphysicsframesperserverframe": 1,
}


def record_take(take: Take) -> Path:
    """Record one session; returns its video. Nothing is left behind half-written."""
    rng = take.rng()
    level = str(take.turn(MAPS[take.split]))
    look = draw_appearance(rng)
    script = write_script(rng, read_ways(level), round(take.seconds * FPS))
    with tempfile.TemporaryDirectory(prefix="nexuiz-") as name:
        folder = Path(name)
        raw, log = _play(folder, level, look, script)
        polls = parse_polls(log, len(script.frames))
        check_in_game(polls, script.wanted)
        labels = frame_labels(polls, script.wanted, script.cuts, FPS)
        with replacing(take.video) as temporary:
            _encode(raw, temporary, look)
            phases = ((frame / FPS, phase) for frame, phase in script.phases)
            write_truth(take, {"map": level, **asdict(look)}, phases, labels, FPS)
    return take.video


record = Recorder("nexuiz", "Nexuiz", PROGRAMS, record_take)


def _play(folder: Path, level: str, look: Appearance, script: Script) -> tuple[Path, str]:
    """Let the engine play the script; returns the raw video and what the engine printed."""
    home, user = folder / "home", folder / "user"
    home.mkdir()
    (user / "data").mkdir(parents=True)
    settings = {**_SETTINGS, "vid_width": look.width, "vid_height": look.height, **look.settings}
    (user / "data" / "autoexec.cfg").write_text(
        "".join(f'{name} "{value}"\n' for name, value in settings.items()), encoding="utf-8"
    )
    (user / "data" / "session.cfg").write_text(
        f'alias poll "{POLL}"\ngod\n'
        + "wait\n" * _SETTLE
        + "cl_capturevideo 1\n"
        + script.text("poll")
        + "cl_capturevideo 0\nwait\nquit\n",
        encoding="utf-8",
    )
    with virtual_screen(look.width, look.height, home) as environment:
        log = folder / "log.txt"
        command = ["darkplaces", "-nexuiz", "-basedir", str(DATA.parent.parent), "-userdir", str(user), "-nosound"]
        command += ["-window", "+map", level, "+defer", "3", "exec session.cfg"]
        with (
            log.open("w", encoding="utf-8") as file,
            program(command, environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file) as engine,
        ):
            try:
                engine.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                raise FootageError(
                    f"Nexuiz did not finish {level} within {_PATIENCE / 60:.0f} minutes; try again."
                ) from None
        text = log.read_text(encoding="utf-8", errors="replace")
    videos = sorted((user / "data" / "video").glob("*.avi")) if (user / "data" / "video").is_dir() else []
    if not videos:
        last = next((line for line in reversed(text.splitlines()) if line.strip()), "it printed nothing")
        raise FootageError(f"Nexuiz recorded nothing on {level} ({last[:200]}); try `footage record` again.")
    return videos[-1], text


def _encode(raw: Path, to: Path, look: Appearance) -> None:
    """The raw video as H.264."""
    filters = f"eq=gamma={look.gamma:.3f}:saturation={look.saturation:.3f}"
    encoder = subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-r", str(FPS), "-i", str(raw), "-an"]
        + ["-vf", filters, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "superfast", "-crf", str(look.crf)]
        + ["-threads", "1", media_name(to)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if encoder.returncode:
        raise FootageError(
            f"ffmpeg could not encode the film ({encoder.stderr.strip()[:200]}); is there room on the disk?"
        )
