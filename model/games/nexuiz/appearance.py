"""How one session looks: everything that a label must not depend on."""

from __future__ import annotations

import numpy as np

from model.games.darkplaces.appearance import Appearance, compressed, draw_crosshair, draw_size, draw_view

_PLAYERS = ("marine", "carni", "crash", "grunt", "headhunter", "lurk", "nexus", "pyria", "shock", "skadi", "specop")


def draw_appearance(rng: np.random.Generator) -> Appearance:
    """A look drawn by chance."""
    size = draw_size(rng)
    crosshair = 0 if rng.random() < 0.35 else int(rng.integers(1, 20))
    bots = int(rng.choice((0, 1, 2, 3), p=(0.35, 0.25, 0.25, 0.15)))
    dynamic = int(rng.random() < 0.5)  # whether shots light the walls
    settings = {
        "fov": int(rng.choice((75, 85, 90, 90, 100, 110, 120))),
        "viewsize": int(rng.choice((100, 100, 110, 120))),
        "crosshair": crosshair,
        "crosshair_size": float(rng.uniform(0.5, 1.4)),
        "crosshair_per_weapon": int(rng.random() < 0.3),
        **draw_crosshair(rng),
        "cl_gunalign": int(rng.choice((1, 1, 2, 3, 3, 4))),
        **draw_view(rng, dynamic),
        "r_shadow_usenormalmap": int(rng.random() < 0.4),
        "r_shadow_gloss": int(rng.random() < 0.4),
        "mod_q3bsp_nolightmaps": int(rng.random() < 0.1),
        "r_viewscale": float(rng.choice((1.0, 1.0, 1.0, 0.75))),
        "r_coronas": int(rng.random() < 0.7),
        "r_bloom": int(rng.random() < 0.2),
        "cl_decals": int(rng.random() < 0.7),
        "cl_particles_quality": float(rng.choice((0.3, 0.6, 1.0))),
        "r_drawparticles": int(rng.random() < 0.92),
        "sbar_hudselector": int(rng.integers(0, 3)),
        "sbar_showcurrentammo": int(rng.random() < 0.4),
        "sbar_alpha_bg": float(rng.uniform(0.2, 0.9)),
        "sbar_color_bg_r": float(rng.uniform(0, 0.4)),
        "sbar_color_bg_g": float(rng.uniform(0, 0.4)),
        "sbar_color_bg_b": float(rng.uniform(0, 0.4)),
        "showfps": int(rng.random() < 0.2),
        "showtime": int(rng.random() < 0.2),
        "_cl_color": int(rng.integers(0, 14)) * 17,
        "_cl_playermodel": f"models/player/{rng.choice(_PLAYERS)}.zym",
        "bot_number": bots,
        "skill": int(rng.integers(0, 6)),
        "g_weaponratefactor": float(rng.choice((1.0, 1.0, 1.3, 1.6))),
    }
    return compressed(rng, size, settings)
