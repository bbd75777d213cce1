"""Who plays Red Eclipse: walks the ways that bots walk, and takes, fires and swings weapons in phases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from model.games.redeclipse.engine import (
    ALIVE,
    CLAW,
    FLAMER,
    FPS,
    PISTOL,
    PLASMA,
    RIFLE,
    SHOTGUN,
    SMG,
    SPECTATOR,
    SWORD,
    ZAPPER,
    Poll,
)
from model.games.redeclipse.walker import Walker

# How often a weapon is taken.
GUNS = {PISTOL: 1.4, SHOTGUN: 0.8, SMG: 1.6, FLAMER: 1.3, PLASMA: 1.4, ZAPPER: 1.2, RIFLE: 0.8}
TOOLS = {SWORD: 1.5, CLAW: 1.0}
# Weapons whose second button does much the same; the others' zooms, is charged for long, or blows air.
SECOND = (PISTOL, SHOTGUN, SMG, ZAPPER, SWORD, CLAW)
CLICKED = {PISTOL: 4, SHOTGUN: 7, RIFLE: 7}  # weapons that fire once a click, and frames between clicks
# Phases that come about once a minute each time they are named, in any order, and those of which two come.
ALWAYS = ("swing",) * 4 + ("shoot",) * 4 + ("gun",) * 3 + ("tool",) * 2 + ("bare",)
SOMETIMES = ("bare", "menu", "menu", "scores", "scores", "die", "watch")
_MENUS = ("main", "options", "maps", "profile", "help")


@dataclass
class Hands:
    """What is done before a frame, and what that frame is to show.

    Attributes:
        held, tapped, turn: as ``Game.step`` takes them.
        covered: no weapon is drawn, or a menu or a table lies over the picture.
    """

    held: set[str] = field(default_factory=set)
    tapped: tuple[str, ...] = ()
    turn: tuple[float, float] = (0.0, 0.0)
    covered: bool = False


class Player:
    """Plays for ever, frame by frame.

    Args:
        rng: chance.
        walker: knows where to go.
    """

    def __init__(self, rng: np.random.Generator, walker: Walker):
        self._rng, self._walker = rng, walker
        self._poll: Poll | None = None
        self._frame = 0
        self.phases: list[tuple[int, str]] = []

    def play(self) -> Iterator[Hands]:
        """What to do at each frame; ``see`` tells in between what came of it."""
        phases: list[str] = []
        while True:
            while self._poll is None or self._poll.state != ALIVE:
                yield from self._join()
            if not phases:
                phases = [*ALWAYS, *map(str, self._rng.choice(SOMETIMES, 2, replace=False))]
                self._rng.shuffle(phases)
            phase = phases.pop()
            self.phases.append((self._frame, phase))
            for hands in getattr(self, f"_{phase}")(int(self._rng.uniform(1.5, 4.5) * FPS)):
                yield hands
                if self._poll.state != ALIVE and not hands.covered:
                    break

    def see(self, poll: Poll | None) -> None:
        """The game's poll of the frame that was asked for last."""
        self._poll = poll
        self._frame += 1
        if poll is not None:
            self._walker.see(poll)

    def begin(self) -> None:
        """The film begins now: phases are counted from here."""
        self.phases, self._frame = [(0, self.phases[-1][1])] if self.phases else [], 0

    def _join(self) -> Iterator[Hands]:
        """Come into the game, or back to life."""
        watching = self._poll is not None and self._poll.state == SPECTATOR
        for frame in range(8):
            yield Hands({"attack"} if frame in (2, 3) else set(), ("play",) if watching and frame == 0 else ())

    def _walk(self, frames: int, held: set[str] = frozenset(), covered: bool = False) -> Iterator[Hands]:
        for _ in range(frames):
            keys, turn = self._walker.walk()
            yield Hands(keys | held, (), turn, covered)

    def _take(self, weapons: dict[int, float]) -> Iterator[Hands]:
        """Take a weapon, mostly another one, and wait until it is up."""
        numbers, shares = list(weapons), np.array(list(weapons.values()))
        weapon = self._poll.weapon
        if weapon not in weapons or self._rng.random() < 0.7:
            weapon = int(self._rng.choice(numbers, p=shares / shares.sum()))
        for attempt in range(60):
            if self._poll.weapon == weapon:
                break
            for hands in self._walk(1):
                hands.tapped = (f"weapon {weapon}",) if attempt % 6 == 0 else ()
                yield hands
        yield from self._walk(int(self._rng.integers(12, 22)))

    def _use(self, length: int) -> Iterator[Hands]:
        """Fire or swing what is in hand: held, in bursts, or clicked as fast as it can."""
        weapon, rng = self._poll.weapon, self._rng
        button = "attack2" if weapon in SECOND and rng.random() < 0.3 else "attack"
        if weapon in CLICKED:
            beat = CLICKED[weapon] + int(rng.integers(0, 3))
            for frame, hands in enumerate(self._walk(length)):
                hands.held |= {button} if frame % beat < 2 else set()
                yield hands
        elif rng.random() < 0.65:
            yield from self._walk(length, {button})
        else:
            while length > 0:
                burst, pause = int(rng.integers(3, 17)), int(rng.integers(3, 14))
                yield from self._walk(burst, {button})
                yield from self._walk(pause)
                length -= burst + pause

    def _swing(self, length: int) -> Iterator[Hands]:
        yield from self._take(TOOLS)
        yield from self._use(length)

    def _shoot(self, length: int) -> Iterator[Hands]:
        yield from self._take(GUNS)
        yield from self._use(length)

    def _gun(self, length: int) -> Iterator[Hands]:
        yield from self._take(dict.fromkeys(GUNS, 1.0))
        yield from self._walk(length)

    def _tool(self, length: int) -> Iterator[Hands]:
        yield from self._take(TOOLS)
        yield from self._walk(length)

    def _bare(self, length: int) -> Iterator[Hands]:
        """No weapon is drawn."""
        yield from self._covered(self._walk(length, covered=True), "hide", "show")

    def _scores(self, length: int) -> Iterator[Hands]:
        """The table of scores, without a weapon behind it."""
        yield from self._covered(self._walk(length, {"scores"}, covered=True), "hide", "show")

    def _watch(self, length: int) -> Iterator[Hands]:
        """The game from above, without taking part."""
        yield from self._covered((Hands(turn=(1.5, 0.0), covered=True) for _ in range(length)), "watch", "play")

    def _menu(self, length: int) -> Iterator[Hands]:
        """A menu, without a weapon behind it; the mouse moves over it."""
        aim = self._rng.normal(0, 1.5, 2)
        moves = (Hands(turn=(aim[0], aim[1]) if k % 9 < 4 else (0.0, 0.0), covered=True) for k in range(length))
        menu = self._covered(moves, f"menu {self._rng.choice(_MENUS)}", "escape")
        yield from self._covered(menu, "hide", "show")

    def _covered(self, during: Iterator[Hands], begin: str, end: str) -> Iterator[Hands]:
        """What is tapped before and after a picture that shows no weapon."""
        yield Hands(tapped=(begin,), covered=True)
        yield from during
        yield Hands(tapped=(end,), covered=True)

    def _die(self, length: int) -> Iterator[Hands]:
        yield Hands(tapped=("die",))
        yield from (Hands() for _ in range(length // 2))
