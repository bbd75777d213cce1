"""How one session looks: everything that a label must not depend on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIZES = ((400, 300), (512, 384), (640, 360), (640, 480), (800, 450), (1024, 576))
_SIZE_WEIGHTS = (0.14, 0.16, 0.3, 0.22, 0.12, 0.06)


@dataclass(frozen=True)
class Appearance:
    """How one session looks.

    Attributes:
        width, height: of the picture in pixels.
        settings: the engine's console variables.
        crf, gamma, saturation: of the video, as in the Freedoom recorder.
    """

    width: int
    height: int
    settings: dict[str, object]
    crf: int
    gamma: float
    saturation: float


def draw_size(rng: np.random.Generator) -> tuple[int, int]:
    """Width and height drawn by chance, pixels."""
    return SIZES[rng.choice(len(SIZES), p=_SIZE_WEIGHTS)]
