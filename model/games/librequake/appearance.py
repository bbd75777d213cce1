"""How one session looks: everything that a label must not depend on."""

from __future__ import annotations

import numpy as np

from model.games.darkplaces.appearance import Appearance, compressed, draw_crosshair, draw_size, draw_view


def draw_appearance(rng: np.random.Generator) -> Appearance:
    """A look drawn by chance. The view is never so wide that it loses the weapons, which are small."""
    size = draw_size(rng)
    dynamic = int(rng.random() < 0.5)  # whether shots light the walls
    settings = {
        "fov": int(rng.choice((70, 80, 90, 90, 100, 105))),
        "viewsize": int(rng.choice((100, 100, 100, 110, 110, 120))),
        "crosshair": 0 if rng.random() < 0.35 else int(rng.integers(1, 6)),
        "crosshair_size": float(rng.uniform(0.5, 1.4)),
        **draw_crosshair(rng),
        **draw_view(rng, dynamic),
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
    return compressed(rng, size, settings)
