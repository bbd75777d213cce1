"""Which worlds belong to which split, and how a session looks: everything that a label must not depend on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MAP_GENERATORS = ("v7", "valleys", "carpathian", "v5", "v6", "flat")

# The world's seeds, by split. A world is generated from its seed and map generator alone; no two splits share a seed.
# Each session's world has the next seed of its split; the map generators take turns.
WORLD_SEEDS = {
    "train": tuple(range(1001, 1049)),  # 48 worlds
    "validation": tuple(range(2001, 2013)),  # 12 worlds
    "test": tuple(range(3001, 3013)),  # 12 worlds
}
SIZES = ((400, 300), (512, 384), (640, 360), (640, 480), (800, 450), (1024, 576))
_SIZE_WEIGHTS = (0.12, 0.14, 0.28, 0.22, 0.14, 0.1)


@dataclass(frozen=True)
class World:
    """A world of Minetest: the seed and the name of the map generator, as in its ``map_meta.txt``."""

    seed: int
    generator: str

    @classmethod
    def of(cls, seed: int) -> World:
        """The world with this seed; the seed chooses the map generator too."""
        return cls(seed, MAP_GENERATORS[seed % len(MAP_GENERATORS)])

    def lines(self) -> dict[str, object]:
        """What its ``map_meta.txt`` says."""
        return {"mg_name": self.generator, "seed": self.seed, "water_level": 1, "chunksize": 5}


@dataclass(frozen=True)
class Appearance:
    """How one session looks.

    Attributes:
        width, height: of the picture in pixels.
        fov: vertical field of view in degrees, as the game counts it.
        hud: which parts of the HUD are there, as ``hud_set_flags`` names them.
        hud_scale: size of the hotbar, 1 is the game's own.
        view: how far the world is drawn, in nodes.
        bobbing: how much the view swings while walking, 0 to 1.
        textures: how the textures are changed (``textures.KINDS``).
        settings: further lines of the client's configuration.
        crf, gamma, saturation: of the video, as in the Freedoom recorder.
    """

    width: int
    height: int
    fov: float
    hud: dict[str, bool]
    hud_scale: float
    view: int
    bobbing: float
    textures: str
    settings: dict[str, object]
    crf: int
    gamma: float
    saturation: float


def draw_appearance(rng: np.random.Generator, texture_kinds: tuple[str, ...]) -> Appearance:
    """A look drawn by chance; half of the sessions have the game's own textures."""
    width, height = SIZES[rng.choice(len(SIZES), p=_SIZE_WEIGHTS)]
    shown = rng.random()
    names = ("hotbar", "healthbar", "crosshair", "breathbar", "minimap")
    hud = {name: bool(shown < 0.4 or (shown < 0.75 and rng.random() < 0.5)) for name in names}
    colour = tuple(int(value) for value in rng.integers(0, 256, 3))
    return Appearance(
        width,
        height,
        fov=float(rng.choice((55, 65, 72, 72, 80, 90, 100))),
        hud={**hud, "wielditem": True, "minimap": False},
        hud_scale=float(rng.uniform(0.4, 0.9) * height / 480),
        view=int(rng.integers(30, 70)),
        bobbing=float(rng.choice((0, 0.5, 1, 1))),
        textures=str(rng.choice(texture_kinds)) if rng.random() < 0.5 else "own",
        settings={
            "enable_damage": bool(rng.random() < 0.5),
            "creative_mode": bool(rng.random() < 0.35),
            "smooth_lighting": bool(rng.random() < 0.7),
            "leaves_style": str(rng.choice(("fancy", "simple", "opaque"))),
            "connected_glass": bool(rng.random() < 0.5),
            "enable_clouds": bool(rng.random() < 0.7),
            "enable_fog": bool(rng.random() < 0.8),
            "enable_particles": bool(rng.random() < 0.8),
            "arm_inertia": bool(rng.random() < 0.7),
            "bilinear_filter": bool(rng.random() < 0.3),
            "mip_map": bool(rng.random() < 0.3),
            # Not "halo": without shaders it hides what is looked at, a chest too, behind plain blue.
            "node_highlighting": str(rng.choice(("box", "box", "none"))),
            "selectionbox_color": str(colour if rng.random() < 0.3 else (0, 0, 0)).replace(" ", ""),
            "crosshair_color": str(colour if rng.random() < 0.3 else (255, 255, 255)).replace(" ", ""),
            "undersampling": int(rng.choice((1, 1, 1, 1, 2))),
            "show_nametag_backgrounds": False,
        },
        crf=int(rng.integers(18, 36)),
        gamma=float(rng.uniform(0.8, 1.4)),
        saturation=float(rng.uniform(0.6, 1.3)),
    )
