"""A running Red Eclipse that goes on by one frame when it is told to, and tells of itself at each."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.errors import FootageError
from model.games.screen import build_library, program

SOURCE = Path(__file__).with_name("steps.c")
ENGINE = Path("/usr/lib/games/redeclipse/redeclipse")
FPS = 20
CLAW, PISTOL, SWORD, SHOTGUN, SMG, FLAMER, PLASMA, ZAPPER, RIFLE = WEAPONS = tuple(range(9))
MELEE = (CLAW, SWORD)
ALIVE, DEAD, SPECTATOR = 0, 1, 3  # states of a player that matter here
_DEGREE = 10  # pixels of mouse movement that turn the view by one
_PATIENCE = 300.0  # seconds for one frame, the first ones after loading a map
# Keys and what they do, beside the game's own.
KEYS = dict(zip("wasd", b"wasd")) | {"jump": 32, "scores": 9}
KEYS |= {f"weapon {weapon}": 0x4000003A + weapon for weapon in WEAPONS} | {"escape": 27}
BINDS = {"hide": "firstpersonmodel 0", "show": "firstpersonmodel $shown", "die": "suicide"}
BINDS |= {"watch": "spectate 1", "play": "spectate 0"}
BINDS |= {f"menu {menu}": f"showgui {menu}" for menu in ("main", "options", "maps", "profile", "help")}
_FREE = dict(zip(BINDS, "bcghijlmno"))  # a letter for each
KEYS |= {name: ord(letter) for name, letter in _FREE.items()}
BUTTONS = {"attack": 1, "attack2": 3}


@dataclass(frozen=True)
class Poll:
    """What the game says of the player in the picture it makes next.

    Attributes:
        state: ``ALIVE``, ``DEAD`` ...
        weapon: number of the weapon in hand.
        ammo: shots left of each weapon, -1: not carried. A swing costs one as well.
        place: of the eyes, in the game's units.
    """

    state: int
    weapon: int
    ammo: tuple[int, ...]
    place: tuple[float, float, float]


_POLL = 'echo "@" (getplayerstate) (weapselect) ' + " ".join(f"(ammo {weapon})" for weapon in WEAPONS) + " (getcampos)"
_LINE = re.compile(rf"@((?: -?\d+){{{2 + len(WEAPONS)}}})((?: -?\d+(?:\.\d+)?(?:e[-+]?\d+)?){{3}})\s*$")


def parse_poll(line: str) -> Poll | None:
    """Read a line of what the game printed; None: it is no poll."""
    found = _LINE.search(line)
    if found is None:
        return None
    state, weapon, *ammo = map(int, found[1].split())
    return Poll(state, weapon, tuple(ammo), tuple(map(float, found[2].split())))


class Game:
    """Red Eclipse on a screen: give it what hands do, and it gives the next picture.

    Args:
        process: the engine.
        pictures, inputs: file descriptors of its pictures and for what is put into it.
        log: file of what it prints.
    """

    def __init__(self, process: subprocess.Popen, pictures: int, inputs: int, log: Path):
        self._process, self._pictures, self._inputs = process, pictures, inputs
        self._log = log.open(encoding="utf-8", errors="replace")
        self._rest, self._waits = "", False
        self._held: set[str] = set()
        self.poll: Poll | None = None

    def step(self, held: Set[str] = frozenset(), tapped: tuple[str, ...] = (), turn: tuple[float, float] = (0, 0)):
        """One frame.

        Args:
            held: keys and buttons that are down (of ``KEYS`` and ``BUTTONS``); all others are let go of.
            tapped: keys pressed once.
            turn: degrees that the view turns right and down.

        Returns:
            Width, height, and the picture as bytes: 4 a pixel, blue first, bottom row first. ``poll`` tells of it.

        Raises:
            FootageError: the game ended or hangs.
        """
        words = [_word(control, 0) for control in sorted(self._held - held)]
        words += [_word(control, 1) for control in sorted(held - self._held)]
        words += [_word(control, down) for control in tapped for down in (1, 0)]
        right, down = (round(degrees * _DEGREE) for degrees in turn)
        if right or down:
            words.append(f"m {right} {down}")
        if self._waits:
            try:
                os.write(self._inputs, (" ".join([*words, "."]) + "\n").encode())
            except BrokenPipeError:
                self._give_up("ended by itself")
            self._held = set(held)
        width, height = struct.unpack("<II", self._read(8))
        if not (0 < width <= 4096 and 0 < height <= 4096):
            self._give_up(f"drew a picture of {width}x{height}")
        picture = self._read(width * height * 4)
        self._waits = True
        self._listen()
        return width, height, picture

    def _listen(self) -> None:
        """Read what the game has printed since. It prints before it draws."""
        *lines, self._rest = (self._rest + self._log.read()).split("\n")
        for line in lines:
            self.poll = parse_poll(line) or self.poll

    def _read(self, count: int) -> bytes:
        content = bytearray()
        while len(content) < count:
            if not select.select([self._pictures], [], [], _PATIENCE)[0]:
                self._give_up(f"drew nothing for {_PATIENCE / 60:.0f} minutes")
            part = os.read(self._pictures, count - len(content))
            if not part:
                self._give_up("ended by itself")
            content += part
        return bytes(content)

    def _give_up(self, what: str) -> None:
        self._log.seek(0)
        said = [line for line in self._log.read().splitlines() if line.strip() and parse_poll(line) is None]
        raise FootageError(
            f"Red Eclipse {what} ({(said or ['it printed nothing'])[-1][-200:]}); try `footage record` again."
        )

    def close(self) -> None:
        """Let go of the files."""
        self._log.close()
        for descriptor in (self._pictures, self._inputs):
            os.close(descriptor)


def _word(control: str, down: int) -> str:
    return f"b {BUTTONS[control]} {down}" if control in BUTTONS else f"k {KEYS[control]} {down}"


@contextmanager
def running(
    folder: Path, environment: dict[str, str], level: str, init: dict, settings: dict, rules: dict
) -> Iterator[Game]:
    """Start Red Eclipse on a map, on this machine alone: no server is asked or offered.

    Args:
        folder: where its home and the library that makes it go by frames are made.
        environment: of the screen to play on.
        init: the engine's variables that count before its window opens.
        settings: its other variables.
        rules: the game's variables.

    Yields:
        The game; nobody has joined yet.

    Raises:
        FootageError: there is no C compiler that works, or the game does not start.
    """
    library = build_library(SOURCE, folder)
    if library is None:
        raise FootageError("The C compiler could not build model/games/redeclipse/steps.c: is libc6-dev installed?")
    user = folder / "user"
    user.mkdir()
    alone = {"fullscreen": 0, "fullscreendesktop": 0, "servertype": 0, "noconfigfile": 1}
    (user / "init.cfg").write_text(_lines({**alone, **init}), encoding="utf-8")
    (user / "localinit.cfg").write_text(
        _lines({f"sv_{name}": value for name, value in rules.items()}), encoding="utf-8"
    )
    binds = "".join(f"bind {letter.upper()} [ {BINDS[name]} ]\n" for name, letter in _FREE.items())
    binds += "".join(f"bind F{weapon + 1} [ weapon {weapon} ]\n" for weapon in WEAPONS)
    every_frame = f"shown = {settings.get('firstpersonmodel', 2)}\npoll = [ {_POLL}; sleep 1 [ poll ] ]\n"
    (user / "autoexec.cfg").write_text(_lines(settings) + binds + every_frame, encoding="utf-8")
    (pictures, to_pictures), (from_inputs, inputs) = os.pipe(), os.pipe()
    widen(pictures)
    given = {"LD_PRELOAD": library, "STEPS_PICTURES": to_pictures, "STEPS_INPUT": from_inputs, "STEPS_RATE": FPS}
    log = folder / "log.txt"
    command = [str(ENGINE), f"-h{user}", "-g", "-ss0", "-sm", f"-xpoll; ffa {level}"]
    with (
        log.open("w", encoding="utf-8") as file,
        program(
            command,
            {**environment, **{name: str(value) for name, value in given.items()}},
            cwd=ENGINE.parent,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            pass_fds=[to_pictures, from_inputs],
        ) as process,
    ):
        os.close(to_pictures)
        os.close(from_inputs)
        game = Game(process, pictures, inputs, log)
        try:
            yield game
        finally:
            game.close()


def _lines(values: dict) -> str:
    return "".join(f'{name} "{value}"\n' for name, value in values.items())


def widen(pipe: int) -> None:
    """Let a pipe hold a whole picture where the system does that: each part that has to wait costs a busy machine time."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def as_image(width: int, height: int, picture: bytes) -> np.ndarray:
    """A picture of ``Game.step`` as ``(height, width, 3)``, BGR from 0 to 255."""
    return np.frombuffer(picture, np.uint8).reshape(height, width, 4)[::-1, :, :3]
