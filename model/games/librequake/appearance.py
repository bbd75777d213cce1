"""How one session looks: everything that a label must not depend on."""

from __future__ import annotations

import numpy as np

from model.games.darkplaces.appearance import Appearance, draw_size


def draw_appearance(rng: np.random.Generator) -> Appearance:
    """A look drawn by chance. The view is never so wide that it loses the weapons, which are small."""
    width, height = draw_size(rng)
    dynamic = int(rng.random() < 0.5)  # whether shots light the walls
    settings = {
        "fov": int(rng.choice((70, 80, 90, 90, 100, 105))),
        "viewsize": int(rng.choice((100, 100, 100, 110, 110, 120))),
        "crosshair": 0 if rng.random() < 0.35 else int(rng.integers(1, 6)),
        "crosshair_size": float(rng.uniform(0.5, 1.4)),
        "crosshair_color_red": float(rng.uniform(0, 1)),
        "crosshair_color_green": float(rng.uniform(0, 1)),
        "crosshair_color_blue": float(rng.uniform(0, 1)),
        "cl_bobcycle": float(rng.choice((0, 0, 0.6))),
        "cl_bob": float(rng.uniform(0.005, 0.02)),
        "cl_bobmodel": int(rng.random() < 0.8),
        "v_gamma": float(rng.uniform(0.9, 1.5)),
        "v_contrast": float(rng.uniform(0.9, 1.3)),
        "gl_picmip": int(rng.choice((0, 0, 0, 1, 2))),
        "gl_texturemode": str(rng.choice(("GL_LINEAR_MIPMAP_LINEAR", "GL_LINEAR_MIPMAP_LINEAR", "GL_NEAREST"))),
        "r_shadow_realtime_dlight": dynamic,
        "gl_flashblend": 1 - dynamic,
        "r_viewscale": float(rng.choice((1.0, 1.0, 1.0, 0.75))),
        "r_ambient": float(rng.choice((0, 0, 20, 60))),
        "r_coronas": int(rng.random() < 0.7),
        "r_bloom": int(rng.random() < 0.2),
        "r_polyblend": int(rng.random() < 0.3),  # whether lava and water tint the view
        "r_lerpmodels": int(rng.random() < 0.6),
        "r_drawparticles": int(rng.random() < 0.92),
        "cl_particles_quality": float(rng.choice((0.3, 0.6, 1.0))),
        "cl_particles_quake": int(rng.random() < 0.5),
        "sbar_alpha_bg": float(rng.uniform(0, 1)),
        "sbar_alpha_fg": float(rng.choice((1, 1, 0.6))),
        "showfps": int(rng.random() < 0.2),
        "showtime": int(rng.random() < 0.2),
        "skill": int(rng.integers(0, 4)),
    }
    return Appearance(
        width,
        height,
        settings,
        crf=int(rng.integers(18, 36)),
        gamma=float(rng.uniform(0.8, 1.3)),
        saturation=float(rng.uniform(0.6, 1.3)),
    )
