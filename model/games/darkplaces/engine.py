"""The engine itself: it plays a script as slowly as the machine needs, and films in game time."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from model.errors import FootageError
from model.files import replacing
from model.games.darkplaces.appearance import Appearance
from model.games.darkplaces.labels import check_in_game, read_polls
from model.games.darkplaces.script import FPS, Script
from model.games.darkplaces.visibility import FILMED, only_seen, weapon_shares
from model.games.screen import program, virtual_screen
from model.games.sessions import Take, write_truth
from model.video.opening import media_name

PROGRAMS = {
    "darkplaces": "darkplaces",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "ffmpeg": "ffmpeg",
    "setpriv": "util-linux",
}
_PATIENCE = 1800.0  # seconds that a session may take
_LOADING = 3.0  # seconds that a map usually needs
_SETTINGS = {
    "sv_cheats": 1,
    "sv_public": -1,
    "net_address": "127.0.0.1",
    "net_address_ipv6": "::1",
    "port": 0,
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
    "cl_capturevideo_fps": FPS,
    "cl_capturevideo_realtime": 0,
    "cl_capturevideo_ogg": 0,
    "cl_capturevideo_printfps": 0,
    "cl_capturevideo_number": 1,
    # The server and the picture go on by one frame at a time, however long the machine takes for it.
    "host_framerate": 1 / FPS,
    "cl_maxphysicsframesperserverframe": 1,
}


@dataclass(frozen=True)
class Game:
    """A game of this engine.

    Attributes:
        title: Its name for people.
        arguments: That tell the engine what to play.
        folder: Its own, in the folder of the user's files.
        poll: The console's commands that tell what the game's server says.
        read: Makes a poll of what they print, see ``read_polls``.
        label: Each frame's label from all polls, and the script's ``wanted`` and ``cuts``, at so many frames a second.
        settle: Frames after the map is loaded until the film begins.
        settings: The console's variables, besides those of every session.
        opening: The console's commands before anything is played.
    """

    title: str
    arguments: tuple[str, ...]
    folder: str
    poll: str
    read: Callable[[list[str]], Any]
    label: Callable[[list, list[str], list[int], float], list[str | None]]
    settle: int
    settings: dict[str, object]
    opening: tuple[str, ...] = ("god",)

    def film(self, take: Take, level: str, look: Appearance, script: Script) -> Path:
        """Record a session. Nothing is left behind half-written.

        Args:
            take: What is recorded, and where to.
            level: The map's name.
            look: Of the session.
            script: What is done.

        Returns:
            The video.

        Raises:
            FootageError: See ``play``, ``read_polls``, ``check_in_game`` and ``encode``.
        """
        with tempfile.TemporaryDirectory(prefix=f"{take.game}-") as work:
            raw, log = self.play(Path(work), level, look, script, _LOADING * take.patience)
            polls = read_polls(self.title, log, len(script.frames), self.read)
            check_in_game(self.title, polls, script.wanted)
            labels = self.label(polls, script.wanted, script.cuts, FPS)
            labels = only_seen(labels, weapon_shares(raw, len(labels)))
            with replacing(take.video) as temporary:
                encode(raw, temporary, look)
                phases = ((frame / FPS, phase) for frame, phase in script.phases)
                write_truth(take, {"map": level, **asdict(look)}, phases, labels, FPS)
        return take.video

    def play(self, work: Path, level: str, look: Appearance, script: Script, loading: float) -> tuple[Path, str]:
        """Let the engine play a script.

        Args:
            work: A folder for all that it leaves.
            level: The map's name.
            look: Of the session.
            script: What is done.
            loading: Seconds until it begins.

        Returns:
            The raw video, and what the engine printed: at each frame ``@`` and its number, then what ``poll`` tells.

        Raises:
            FootageError: It did not finish, or filmed nothing.
        """
        home, user = work / "home", work / "user"
        home.mkdir()
        (user / self.folder).mkdir(parents=True)
        settings = {**_SETTINGS, **self.settings, "vid_width": look.width, "vid_height": look.height, **look.settings}
        (user / self.folder / "autoexec.cfg").write_text(
            "".join(f'{name} "{value}"\n' for name, value in settings.items()), encoding="utf-8"
        )
        (user / self.folder / "session.cfg").write_text(
            f'alias poll "{self.poll}"\n'
            + "".join(f"{command}\n" for command in self.opening)
            + "wait\n" * self.settle
            + "cl_capturevideo 1\n"
            + script.text("poll")
            + "cl_capturevideo 0\nwait\nquit\n",
            encoding="utf-8",
        )
        with virtual_screen(look.width, look.height, home) as environment:
            log = work / "log.txt"
            command = ["darkplaces", *self.arguments, "-userdir", str(user), "-nosound"]
            command += ["-window", "+map", level, "+defer", f"{loading:g}", "exec session.cfg"]
            with (
                log.open("w", encoding="utf-8") as file,
                program(command, environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file) as engine,
            ):
                try:
                    engine.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    raise FootageError(
                        f"{self.title} did not finish {level} within {_PATIENCE / 60:.0f} minutes; try again."
                    ) from None
            text = log.read_text(encoding="utf-8", errors="replace")
        films = user / self.folder / "video"
        videos = sorted(films.glob("*.avi")) if films.is_dir() else []
        if not videos:
            last = next((line for line in reversed(text.splitlines()) if line.strip()), "it printed nothing")
            raise FootageError(f"{self.title} recorded nothing on {level} ({last[:200]}); try `footage record` again.")
        return videos[-1], text


def encode(raw: Path, to: Path, look: Appearance) -> None:
    """Write a raw video as H.264, without its probes.

    Args:
        raw: As the engine filmed it.
        to: The file to write.
        look: What says how it is compressed.

    Raises:
        FootageError: It cannot be.
    """
    filters = f"select='{FILMED}',setpts=N/({FPS}*TB),eq=gamma={look.gamma:.3f}:saturation={look.saturation:.3f}"
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
