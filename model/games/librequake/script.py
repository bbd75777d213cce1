"""Who plays LibreQuake: a script written beforehand that says for every frame which commands the console gets."""

from __future__ import annotations

import numpy as np

from model.games.darkplaces.script import FPS, PLAIN, Script, Walker, Ways, in_bursts, play

# Weapon's number in the game → how often it is taken: the axe, two shotguns, two nailguns, grenades, rockets, lightning.
WEAPONS = {1: 3.4, 2: 1.2, 3: 1.2, 4: 1.1, 5: 1.1, 6: 1.0, 7: 1.0, 8: 1.0}
# Phase and how often it comes.
PHASES = {"use": 4.6, "gun": 3.4, "bare": 1.3, "menu": 0.35, "scores": 0.2, "watch": 0.3}


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
        play(
            script, walker, [*before, "impulse 9"], 1, "weapon", (f"impulse {weapon}",)
        )  # all weapons, full, then this
        walker.calm = bool(rng.random() < 0.25)
        length = int(rng.uniform(1.5, 4.5) * FPS)
        if phase == "use":
            play(script, walker, [], int(rng.integers(10, 36)), "weapon")
            in_bursts(script, walker, rng, "attack", length)
        else:
            PLAIN[phase](script, walker, [], length)
    for track in (script.frames, script.wanted):
        del track[frames:]
    return script
