"""What a player of LibreQuake does: its weapons, how they are taken and used."""

from __future__ import annotations

import numpy as np

from model.games.darkplaces.phases import Habits, in_bursts, play
from model.games.darkplaces.script import Script, Walker

# Weapon's number in the game → how often it is taken: the axe, two shotguns, two nailguns, grenades, rockets, lightning.
WEAPONS = {1: 3.4, 2: 1.2, 3: 1.2, 4: 1.1, 5: 1.1, 6: 1.0, 7: 1.0, 8: 1.0}
# Phase and how often it comes.
PHASES = {"use": 4.6, "gun": 3.4, "bare": 1.3, "menu": 0.35, "scores": 0.2, "watch": 0.3}


def _take(script: Script, walker: Walker, before: list[str], weapon: int) -> list[str]:
    """Be given all weapons, full, and then take one."""
    play(script, walker, [*before, "impulse 9"], 1, "weapon", (f"impulse {weapon}",))
    return []


def _use(script: Script, walker: Walker, rng: np.random.Generator, before: list[str], length: int, weapon: int) -> None:
    """Wait or not, then fire or swing: held, or in bursts."""
    play(script, walker, before, int(rng.integers(10, 36)), "weapon")
    in_bursts(script, walker, rng, "attack", length)


HABITS = Habits(PHASES, WEAPONS, _take, _use)
