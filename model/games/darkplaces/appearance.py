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


def draw_crosshair(rng: np.random.Generator) -> dict[str, object]:
    """A crosshair's colour, as the console's variables."""
    return {f"crosshair_color_{part}": float(rng.uniform(0, 1)) for part in ("red", "green", "blue")}


def draw_view(rng: np.random.Generator, lit_by_shots: int) -> dict[str, object]:
    """How a weapon bobs, how bright and how sharp all is, as the console's variables.

    Args:
        rng: Chance.
        lit_by_shots: 1 where shots light the walls, else 0.
    """
    return {
        "cl_bobcycle": float(rng.choice((0, 0, 0.6))),
        "cl_bob": float(rng.uniform(0.005, 0.02)),
        "cl_bobmodel": int(rng.random() < 0.8),
        "v_gamma": float(rng.uniform(0.9, 1.5)),
        "v_contrast": float(rng.uniform(0.9, 1.3)),
        "gl_picmip": int(rng.choice((0, 0, 0, 1, 2))),
        "gl_texturemode": str(rng.choice(("GL_LINEAR_MIPMAP_LINEAR", "GL_LINEAR_MIPMAP_LINEAR", "GL_NEAREST"))),
        "r_shadow_realtime_dlight": lit_by_shots,
        "gl_flashblend": 1 - lit_by_shots,
    }


def compressed(rng: np.random.Generator, size: tuple[int, int], settings: dict[str, object]) -> Appearance:
    """The whole look, with a compression, brightness and colour drawn by chance."""
    return Appearance(
        *size,
        settings,
        crf=int(rng.integers(18, 36)),
        gamma=float(rng.uniform(0.8, 1.3)),
        saturation=float(rng.uniform(0.6, 1.3)),
    )
