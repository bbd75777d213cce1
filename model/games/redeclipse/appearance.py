"""How one session looks: everything that a label must not depend on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIZES = ((320, 240), (400, 300), (512, 288), (512, 384), (640, 360), (640, 480))
_SIZE_WEIGHTS = (0.12, 0.24, 0.22, 0.16, 0.2, 0.06)
_AMMO = ("pistol", "shotgun", "smg", "flamer", "plasma", "zapper", "rifle")


@dataclass(frozen=True)
class Appearance:
    """How one session looks.

    Attributes:
        width, height: of the picture in pixels.
        init: the engine's variables that count before its window opens.
        settings: its other variables.
        rules: the game's variables.
        crf, gamma, saturation: of the video, as in the Freedoom recorder.
    """

    width: int
    height: int
    init: dict[str, object]
    settings: dict[str, object]
    rules: dict[str, object]
    crf: int
    gamma: float
    saturation: float


def draw_appearance(rng: np.random.Generator) -> Appearance:
    """A look drawn by chance."""
    width, height = SIZES[rng.choice(len(SIZES), p=_SIZE_WEIGHTS)]
    init = {
        "scr_w": width,
        "scr_h": height,
        "texreduce": int(rng.choice((0, 0, 0, 1, 2))),
        "bilinear": int(rng.random() < 0.8),
    }
    return Appearance(
        width,
        height,
        init,
        _settings(rng),
        _rules(rng),
        crf=int(rng.integers(18, 36)),
        gamma=float(rng.uniform(1.0, 1.9)),  # many of its maps are dark
        saturation=float(rng.uniform(0.6, 1.3)),
    )


def _settings(rng: np.random.Generator) -> dict[str, object]:
    return {
        "firstpersonfov": int(rng.choice((90, 90, 95, 100, 100, 110, 120))),
        "firstpersonmodel": int(rng.choice((1, 2, 2))),  # without and with the player's own legs
        "firstpersonbob": int(rng.random() < 0.75),
        "firstpersonsway": int(rng.random() < 0.8),
        "firstpersondepth": float(rng.uniform(0.2, 0.35)),
        "showhud": int(rng.random() < 0.8),
        "showinventory": int(rng.random() < 0.65),
        "inventoryweapids": int(rng.integers(0, 3)),
        "inventoryammo": int(rng.integers(0, 4)),
        "inventoryhealth": int(rng.integers(0, 4)),
        "inventorytime": int(rng.random() < 0.7),
        "showclips": int(rng.choice((0, 0, 2))),
        "showindicator": int(rng.choice((0, 0, 4))),
        "showradar": int(rng.random() < 0.6),
        "radarstyle": int(rng.integers(0, 4)),
        "showcrosshair": int(rng.choice((0, 1, 1, 2))),
        "crosshairsize": float(rng.uniform(0.015, 0.06)),
        "crosshairweapons": int(rng.integers(0, 4)),
        "showdamage": int(rng.integers(0, 3)),
        "aboveheadnames": int(rng.random() < 0.5),
        "shownotices": 0,
        "showevents": int(rng.choice((0, 0, 3))),
        "showfps": int(rng.choice((0, 0, 0, 1))),
        "showstats": 0,
        "playermodel": int(rng.integers(0, 2)),
        "playercolour": int(rng.integers(0, 0x1000000)),
        "dynlighteffects": int(rng.integers(0, 3)),
        "maxdynlights": int(rng.integers(0, 4)),
        "projtrails": int(rng.random() < 0.8),
        "waterreflect": int(rng.random() < 0.2),
        "waterrefract": int(rng.random() < 0.2),
        "shaderdetail": int(rng.integers(0, 4)),
        "motionblur": 0,
    }


def _rules(rng: np.random.Generator) -> dict[str, object]:
    bots = int(rng.choice((0, 1, 2, 3, 5), p=(0.25, 0.2, 0.25, 0.2, 0.1)))
    skill = int(rng.integers(30, 90))
    rules = {
        "botbalance": bots,
        "botskillmin": skill,
        "botskillmax": skill,
        "damagescale": float(rng.choice((0.05, 0.15, 0.3))),
        "weaponswitchdelay": int(rng.choice((250, 400, 400))),
    }
    if rng.random() < 0.5:  # slow weapons fire faster
        rules |= {f"{weapon}delayattack1": int(rng.integers(350, 600)) for weapon in ("shotgun", "rifle")}
    if rng.random() < 0.65:  # never to reload
        rules |= {f"{weapon}ammomax": 9000 for weapon in _AMMO}
    return rules
