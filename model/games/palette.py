"""Colours that drawn things have, BGR from 0 to 255, and how they vary."""

from __future__ import annotations

import numpy as np

WOODS = (
    (32, 66, 110),
    (24, 44, 80),
    (50, 96, 150),
    (60, 76, 98),
    (20, 30, 52),
    (44, 58, 140),
    (70, 110, 70),
    (120, 70, 50),
)
METALS = ((60, 190, 230), (150, 150, 155), (90, 90, 95), (70, 120, 190), (40, 150, 205), (200, 200, 205), (40, 60, 90))
SKINS = ((150, 180, 225), (110, 145, 200), (70, 100, 150), (45, 65, 100), (40, 40, 45), (50, 80, 60))


def vary(rng: np.random.Generator, colour, amount: float = 0.2) -> np.ndarray:
    """A colour like ``colour``: up to ``amount`` lighter or darker, each channel a tenth more or less."""
    return np.clip(np.array(colour, float) * rng.uniform(1 - amount, 1 + amount) * rng.uniform(0.9, 1.1, 3), 0, 255)
