"""A running Minetest: its own home and world, what the mod inside it writes, and the keys and mouse that play it."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path

from model.errors import FootageError
from model.games.minetest.clock import GameClock
from model.games.screen import program

MOUSE_DEGREES = 0.1  # the view turns this much a pixel of mouse movement
PLAYER = "bot"
_STEP = 0.04  # seconds a server step takes; the client tells what its buttons do as often


@dataclass(frozen=True)
class ServerStep:
    """What the mod says of one server step (a line of its ground_truth.csv).

    Attributes:
        time: seconds on the game's clock.
        done: number of the last command carried out.
        dig, place: whether that button is held.
        placed: nodes placed so far.
        coverage, dark: share of the picture that shows chests in the light and in the dark, 0 to 1.
        chest_open: a chest's inventory is shown.
        yaw, pitch: degrees that the view has to turn left and down to face the target.
        distance: to the target in nodes, -1: there is none.
        look: degrees the view is down.
        x, y, z: the player's place.
        light: where the player's eyes are, 0 to 15.
    """

    time: float
    done: int
    dig: int
    place: int
    placed: int
    coverage: float
    dark: float
    chest_open: int
    yaw: float
    pitch: float
    distance: float
    look: float
    x: float
    y: float
    z: float
    light: float


_KINDS = [float if field.type == "float" else int for field in fields(ServerStep)]


def parse_moment(line: str) -> ServerStep:
    """Read a line of ground_truth.csv; its first number is in microseconds. Raises ValueError when it is not whole."""
    values = line.split(",")
    if len(values) != len(_KINDS):
        raise ValueError(line)
    moment = [kind(value) for kind, value in zip(_KINDS, values)]
    return ServerStep(moment[0] / 1e6, *moment[1:])


class Game:
    """Minetest on a screen. Commands go to the mod, keys and mouse to the window."""

    def __init__(self, folder: Path, process: subprocess.Popen, hands: subprocess.Popen, clock: GameClock):
        self.world, self.process, self._hands, self.clock = folder, process, hands, clock
        self.moments: list[ServerStep] = []
        self._rest, self._asked = "", 0
        self._held: set[str] = set()
        self._truth = None

    def input(self, words: str) -> None:
        """Do what ``xdotool`` calls ``words``."""
        if self.process.poll() is not None:
            raise FootageError(f"Minetest ended by itself ({self.log()}); try `footage record` again.")
        try:
            self._hands.stdin.write(words + "\n")
            self._hands.stdin.flush()
        except BrokenPipeError as error:
            raise FootageError(
                "xdotool, which moves keys and mouse, ended by itself; try `footage record` again."
            ) from error

    def hold(self, *controls: str) -> None:
        """Hold exactly these keys (``w``, ``space`` ...) and buttons (``dig``, ``place``); let go of all others."""
        for control in sorted(self._held - set(controls)):
            self.input(_word(control, "up"))
        for control in sorted(set(controls) - self._held):
            self.input(_word(control, "down"))
        self._held = set(controls)

    def key(self, name: str) -> None:
        """Press a key once."""
        self.input(f"key {name}")

    def turn(self, left: float, down: float) -> None:
        """Turn the view by degrees."""
        dx, dy = round(-left / MOUSE_DEGREES), round(down / MOUSE_DEGREES)
        if dx or dy:
            self.input(f"mousemove_relative -- {dx} {dy}")

    def ask(self, do: str, **arguments) -> int:
        """Give the mod a command; returns its number, which ``ServerStep.done`` reaches when it has been carried out."""
        self._asked += 1
        with (self.world / "commands.txt").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"id": self._asked, "do": do, **arguments}) + "\n")
        return self._asked

    def poll(self) -> ServerStep | None:
        """Read what the mod wrote since; returns the newest moment, None before the first."""
        if self._truth is None:
            path = self.world / "ground_truth.csv"
            self._truth = path.open(encoding="utf-8") if path.is_file() else None
        if self._truth is not None:
            *lines, self._rest = (self._rest + self._truth.read()).split("\n")
            self.moments += map(parse_moment, lines)
            if lines:
                self.clock.heard(self.moments[-1].time)
        return self.moments[-1] if self.moments else None

    def wait(self, ready, patience: float, what: str) -> ServerStep:
        """Poll until ``ready(moment)``. Raises FootageError naming ``what`` after ``patience`` seconds, or if the game ends."""
        until = time.monotonic() + patience
        while True:
            moment = self.poll()
            if moment is not None and ready(moment):
                return moment
            if self.process.poll() is not None:
                raise FootageError(f"Minetest ended by itself ({self.log()}); try `footage record` again.")
            if time.monotonic() > until:
                raise FootageError(
                    f"Minetest did not {what} within {patience:.0f} s ({self.log()}); try `footage record` again."
                )
            time.sleep(0.02)

    def log(self) -> str:
        """The first error in the game's log, or its last line."""
        path = self.world.parent / "minetest.log"
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
        errors = [line for line in lines if "ERROR" in line]
        return (errors or lines[-1:] or ["it left no log"])[0][:300]

    def close(self) -> None:
        """Let the ground truth file go."""
        if self._truth is not None:
            self._truth.close()


def _word(control: str, way: str) -> str:
    buttons = {"dig": "1", "place": "3"}
    return f"mouse{way} {buttons[control]}" if control in buttons else f"key{way} {control}"


@contextmanager
def running(
    folder: Path, environment: dict[str, str], clock: GameClock, world: dict[str, str], settings: dict, session: dict
):
    """Start Minetest in a new world and yield the ``Game`` once the player is in it; ends it and leaves ``folder`` as is.

    Args:
        folder: an empty folder for the world, the configuration and the log.
        environment: of the screen to play on.
        clock: how fast the game runs.
        world: lines for the world's ``map_meta.txt`` (``mg_name``, ``seed`` ...).
        settings: lines for the client's configuration.
        session: what the mod is told: seed, fov (degrees), aspect (width over height).

    Raises:
        FootageError: the game does not start.
    """
    home = folder / "world"
    mod = home / "worldmods" / "recorder"
    shutil.copytree(Path(__file__).parent / "mod", mod)
    (mod / "mod.conf").write_text("name = recorder\ndepends = default\n", encoding="utf-8")
    (home / "world.mt").write_text(
        "gameid = minetest_game\nbackend = dummy\nplayer_backend = dummy\nauth_backend = files\nmod_storage_backend = dummy\n",
        encoding="utf-8",
    )
    (home / "map_meta.txt").write_text(_lines(world) + "[end_of_params]\n", encoding="utf-8")
    (home / "session.json").write_text(json.dumps(session), encoding="utf-8")
    (home / "commands.txt").touch()
    settings = {
        "bind_address": "127.0.0.1",
        "mouse_sensitivity": MOUSE_DEGREES,
        "dedicated_server_step": _STEP,
        **settings,
    }
    (folder / "minetest.conf").write_text(_lines(settings), encoding="utf-8")
    environment = {**environment, "MINETEST_USER_PATH": str(folder)}
    command = ["minetest", "--go", "--world", str(home), "--config", str(folder / "minetest.conf"), "--name", PLAYER]
    command += ["--port", str(_free_port())]
    with (
        (folder / "minetest.log").open("w", encoding="utf-8") as log,
        program(command, {**environment, **clock.environment()}, stdout=log, stderr=log) as game,
        program(["xdotool", "-"], environment, stdin=subprocess.PIPE, text=True, stdout=log, stderr=log) as hands,
    ):
        playing = Game(home, game, hands, clock)
        try:
            playing.wait(lambda moment: True, 300, "start")
            _focus(environment)
            yield playing
        finally:
            playing.close()
            with suppress(BrokenPipeError):
                hands.stdin.close()


def _focus(environment: dict[str, str]) -> None:
    """Give the game's window the keys. Raises FootageError when no window appears within a minute."""
    command = ["xdotool", "search", "--onlyvisible", "--name", "Minetest", "windowactivate", "windowfocus"]
    for _ in range(120):  # the window may still lack its name, or the window manager be on its way
        if subprocess.run(command, env=environment, capture_output=True).returncode == 0:
            return
        time.sleep(0.5)
    raise FootageError("Minetest's window did not appear on its screen; try `footage record` again.")


def _free_port() -> int:
    """A UDP port that nothing uses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _lines(values: dict) -> str:
    text = {True: "true", False: "false"}
    return "".join(f"{name} = {text.get(v, v) if isinstance(v, bool) else v}\n" for name, v in values.items())
