"""Who plays Nexuiz: a script written beforehand that says for every frame which commands the console gets."""

from __future__ import annotations

import numpy as np

from model.games.darkplaces.script import FPS, PLAIN, Script, Walker, Ways, in_bursts, play

# Weapon's number in the game → how often it is taken. Left out: a portal gun, a grappling hook, a musical instrument.
WEAPONS = {1: 1.0, 2: 1.2, 3: 1.6, 4: 0.9, 5: 1.0, 6: 1.0, 7: 1.0, 8: 1.3, 9: 1.0, 11: 0.8, 13: 1.2, 15: 0.8, 16: 0.5}
SECOND_FIRE = (3, 4, 5, 6, 8, 13)  # weapons whose second button fires too; the others' zooms or jumps
# Phase and how often it comes.
PHASES = {"shoot": 4.4, "gun": 3.4, "bare": 1.5, "menu": 0.35, "scores": 0.35, "watch": 0.3}


def write_script(rng: np.random.Generator, ways: Ways, frames: int) -> Script:
    """A session's script of so many frames: phases of 1.5 to 4.5 s, one after another."""
    script, walker = Script(), Walker(rng, ways)
    names, weights = list(PHASES), np.array(list(PHASES.values()))
    weapons, shares = list(WEAPONS), np.array(list(WEAPONS.values()))
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
        before.append(f"impulse {229 + weapon}")
        walker.calm = bool(rng.random() < 0.25)
        length = int(rng.uniform(1.5, 4.5) * FPS)
        if phase == "shoot":
            _shoot(script, walker, rng, before, length, weapon)
        else:
            PLAIN[phase](script, walker, before, length)
    for track in (script.frames, script.wanted):
        del track[frames:]
    return script


def _shoot(
    script: Script, walker: Walker, rng: np.random.Generator, before: list[str], length: int, weapon: int
) -> None:
    """Take the weapon, wait or not, then fire: held, or in bursts."""
    button = "attack2" if weapon in SECOND_FIRE and rng.random() < 0.3 else "attack"
    play(script, walker, before, int(rng.integers(14, 40)), "weapon")
    in_bursts(script, walker, rng, button, length)
