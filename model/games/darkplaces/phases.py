"""What is done in a session, phase after phase: a weapon is used or at rest, or none is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from model.games.darkplaces.script import FPS, Script, Walker, Ways


def play(
    script: Script, walker: Walker, first: list[str], frames: int, wanted: str, last: tuple[str, ...] = ()
) -> None:
    """Let the player walk on.

    Args:
        script: Goes on.
        walker: Who walks.
        first: Commands before the first frame.
        frames: How many.
        wanted: See ``Script``.
        last: Commands after the last frame.
    """
    for number in range(frames):
        script.frames.append([*(first if number == 0 else ()), *walker.frame()])
        script.wanted.append(wanted)
    script.frames.append(list(last))
    script.wanted.append(wanted)


def in_bursts(script: Script, walker: Walker, rng: np.random.Generator, button: str, length: int) -> None:
    """Use the weapon in hand: held for ``length`` frames, or again and again."""
    if rng.random() < 0.65:
        play(script, walker, [f"+{button}"], length, "weapon", (f"-{button}",))
        return
    until = len(script.frames) + length
    while len(script.frames) < until:
        play(script, walker, [f"+{button}"], int(rng.integers(3, 25)), "weapon", (f"-{button}",))
        play(script, walker, [], int(rng.integers(3, 20)), "weapon")


def _hold(script: Script, walker: Walker, before: list[str], length: int) -> None:
    play(script, walker, before, length, "weapon")


def _bare(script: Script, walker: Walker, before: list[str], length: int) -> None:
    """No weapon is drawn."""
    play(script, walker, [*before, "r_drawviewmodel 0"], length, "nothing", ("r_drawviewmodel 1",))


def _menu(script: Script, walker: Walker, before: list[str], length: int) -> None:
    script.frames.append([*before, *walker.halt(), "togglemenu 1"])
    script.wanted.append("nothing")
    for _ in range(length):
        script.frames.append([])
        script.wanted.append("nothing")
    script.frames.append(["togglemenu 0"])
    script.wanted.append("nothing")


def _scores(script: Script, walker: Walker, before: list[str], length: int) -> None:
    """The table of scores, without a weapon behind it."""
    play(script, walker, [*before, "+showscores", "r_drawviewmodel 0"], length, "nothing")
    script.frames[-1] = ["-showscores", "r_drawviewmodel 1"]


def _watch(script: Script, walker: Walker, before: list[str], length: int) -> None:
    """Nothing but the world: no weapon, no HUD."""
    play(script, walker, [*before, "r_drawviewmodel 0", "r_draw2d 0"], length, "nothing")
    script.frames[-1] = ["r_drawviewmodel 1", "r_draw2d 1"]


# What is done in a phase in which nothing is fired, by its name.
PLAIN = {"gun": _hold, "bare": _bare, "menu": _menu, "scores": _scores, "watch": _watch}


@dataclass(frozen=True)
class Habits:
    """What a player does in a game, and how it is done there.

    Attributes:
        phases: Phase to how often it comes; in one that is not in PLAIN the weapon is used.
        weapons: Weapon's number in the game to how often it is taken.
        take: Called with the script, the walker, commands that come first and a weapon's number; takes the weapon, at once or by
            the commands that it returns, which are still to come.
        use: Called with the script, the walker, chance, commands that come first, a number of frames and the weapon's number.
    """

    phases: dict[str, float]
    weapons: dict[int, float]
    take: Callable[[Script, Walker, list[str], int], list[str]]
    use: Callable[[Script, Walker, np.random.Generator, list[str], int, int], None]


def write_script(rng: np.random.Generator, ways: Ways, frames: int, habits: Habits) -> Script:
    """Write a session: phases of 1.5 to 4.5 s, one after another.

    Args:
        rng: Chance.
        ways: Of the map.
        frames: How many it has.
        habits: Of the game.

    Returns:
        The script.
    """
    script, walker = Script(), Walker(rng, ways)
    names, weights = list(habits.phases), np.array(list(habits.phases.values()))
    weapons, shares = list(habits.weapons), np.array(list(habits.weapons.values()))
    weapon = 0
    while len(script.frames) < frames:
        phase = str(rng.choice(names, p=weights / weights.sum()))
        script.phases.append((len(script.frames), phase))
        before = []
        if not script.frames or rng.random() < 0.6:
            before += walker.teleport()
            script.cuts.append(len(script.frames))
        if not weapon or rng.random() < 0.75:
            weapon = int(rng.choice(weapons, p=shares / shares.sum()))
        before = habits.take(script, walker, before, weapon)
        walker.calm = bool(rng.random() < 0.25)
        length = int(rng.uniform(1.5, 4.5) * FPS)
        if phase in PLAIN:
            PLAIN[phase](script, walker, before, length)
        else:
            habits.use(script, walker, rng, before, length, weapon)
    for track in (script.frames, script.wanted):
        del track[frames:]
    return script
