"""What a player of Nexuiz does: its weapons, how they are taken and fired."""

from __future__ import annotations

import numpy as np

from model.games.darkplaces.phases import Habits, in_bursts, play
from model.games.darkplaces.script import Script, Walker

# Weapon's number in the game → how often it is taken. Left out: a portal gun, a grappling hook, a musical instrument.
WEAPONS = {1: 1.0, 2: 1.2, 3: 1.6, 4: 0.9, 5: 1.0, 6: 1.0, 7: 1.0, 8: 1.3, 9: 1.0, 11: 0.8, 13: 1.2, 15: 0.8, 16: 0.5}
SECOND_FIRE = (3, 4, 5, 6, 8, 13)  # weapons whose second button fires too; the others' zooms or jumps
# Phase and how often it comes.
PHASES = {"shoot": 4.4, "gun": 3.4, "bare": 1.5, "menu": 0.35, "scores": 0.35, "watch": 0.3}


def _take(script: Script, walker: Walker, before: list[str], weapon: int) -> list[str]:
    """Take a weapon with the phase's first frame."""
    return [*before, f"impulse {229 + weapon}"]


def _shoot(
    script: Script, walker: Walker, rng: np.random.Generator, before: list[str], length: int, weapon: int
) -> None:
    """Take the weapon, wait or not, then fire: held, or in bursts."""
    button = "attack2" if weapon in SECOND_FIRE and rng.random() < 0.3 else "attack"
    play(script, walker, before, int(rng.integers(14, 40)), "weapon")
    in_bursts(script, walker, rng, button, length)


HABITS = Habits(PHASES, WEAPONS, _take, _shoot)
