"""Who plays: phases of 1.5 to 4 s, one after another, that show every label in many ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.games.freedoom.game import FIREARMS, MELEE, TICS_PER_SECOND, Game

PICKUPS = (
    "ExplosiveBarrel",
    "Medikit",
    "Stimpack",
    "ShellBox",
    "ClipBox",
    "Backpack",
    "GreenArmor",
    "RocketBox",
    "CellPack",
    "Shotgun",
    "HealthBonus",
)
MONSTERS = ("DoomImp", "ZombieMan", "ShotgunGuy", "ChaingunGuy", "Demon", "Cacodemon", "HellKnight", "LostSoul")
# Phase and how often it comes; shooting and chopping are made longer by the switch that precedes them.
PHASES = {
    "shoot": 4.6,
    "gun": 3.8,
    "chop": 3.0,
    "idle tool": 1.5,
    "hands": 1.8,
    "chest": 3.0,
    "menu": 0.35,
    "automap": 0.4,
}


@dataclass
class Stride:
    """A wandering walk: speeds that change now and then, and a sharp turn where the way is barred."""

    rng: np.random.Generator
    forward: float = 0
    right: float = 0
    turn: float = 0
    look: float = 0
    left: int = 0
    place: tuple[float, float] = (0, 0)
    pitch: float = 0

    def step(self, game: Game, calm: bool = False) -> dict[str, float]:
        """The next tic's moves for ``Game.tic``."""
        rng = self.rng
        if self.left <= 0:
            self.left = int(rng.integers(8, 40))
            self.forward = float(rng.choice((0, 6, 12, 20, -6), p=(0.2, 0.2, 0.3, 0.2, 0.1))) * (0.4 if calm else 1)
            self.right = float(rng.choice((0, -8, 8), p=(0.7, 0.15, 0.15)))
            self.turn = float(rng.normal(0, 1.2 if calm else 2.2)) if rng.random() < 0.7 else 0.0
            self.look = float(rng.normal(0, 0.4)) if rng.random() < 0.25 else -0.08 * self.pitch
        elif self.left % 9 == 0 and self.forward > 0:
            x, y = game.position
            if np.hypot(x - self.place[0], y - self.place[1]) < 4:
                self.turn = float(rng.choice((-9, 9)))
            self.place = (x, y)
        self.left -= 1
        look = self.look if abs(self.pitch + self.look) < 14 else 0.0
        self.pitch += look
        return {"forward": self.forward, "right": self.right, "turn": self.turn, "look": look}


class Bot:
    """Plays a level; ``play`` yields once per recorded tic (after ``Game.tic``)."""

    def __init__(
        self,
        game: Game,
        rng: np.random.Generator,
        places: np.ndarray,
        chests: int,
        crates: int,
        tools: int,
        automap: bool,
        clutter: float,
        guns: int = 0,
    ):
        """clutter: how often, 0 to 1, a phase begins with something put near by; guns: drawn ones, taken half of the time."""
        self.game, self.rng, self.places = game, rng, places
        self.chests, self.crates, self.clutter = chests, crates, clutter
        self.tools = [f"Tool{i}" for i in range(tools)]
        self.guns = [f"Gun{i}" for i in range(guns)]
        self.stride = Stride(rng)
        names = [name for name in PHASES if automap or name != "automap"]
        weights = np.array([PHASES[name] for name in names])
        self._names, self._weights = names, weights / weights.sum()

    def play(self):
        """Play on for ever, phase after phase."""
        while True:
            name = str(self.rng.choice(self._names, p=self._weights))
            if name != "chest" and self.rng.random() < 0.5:
                self._warp()
            if self.rng.random() < self.clutter:
                self._scatter()
            yield from getattr(self, "_" + name.replace(" ", "_"))(int(self.rng.uniform(1.5, 4.0) * TICS_PER_SECOND))

    def _warp(self) -> None:
        x, y = self.places[self.rng.integers(len(self.places))] + self.rng.uniform(-24, 24, 2)
        self.game.command(f"warp {x:.0f} {y:.0f}")
        self._skip(1, turn=float(self.rng.uniform(0, 360)))

    def _skip(self, tics: int, **moves) -> None:
        """Tics that are not recorded: a cut in the picture."""
        for _ in range(tics):
            self.game.tic(**moves)

    def _scatter(self) -> None:
        """Something that is no chest, or someone dangerous, near by."""
        kind = self.rng.random()
        if kind < 0.4 and self.crates:
            self.game.command(f"summon Crate{self.rng.integers(self.crates)}")
        elif kind < 0.7:
            self.game.command(f"summon {self.rng.choice(PICKUPS)}")
        else:
            self.game.command(f"summon {self.rng.choice(MONSTERS)}")

    def _firearm(self) -> str:
        if self.guns and self.rng.random() < 0.5:
            return str(self.rng.choice(self.guns))
        return str(self.rng.choice(FIREARMS, p=(0.22, 0.2, 0.14, 0.18, 0.1, 0.12, 0.04)))

    def _tool(self) -> str:
        return str(self.rng.choice(MELEE)) if self.rng.random() < 0.25 else str(self.rng.choice(self.tools))

    def _switch(self, weapon: str):
        """Take a weapon in hand; half of the time the change itself is cut from the recording."""
        self.game.use(weapon)
        if self.rng.random() < 0.5:
            for _ in range(60):
                self.game.tic()
                if self.game.switched():
                    return
        else:
            for _ in range(60):
                self.game.tic(**self.stride.step(self.game, calm=True))
                yield
                if self.game.switched():
                    return

    def _walk(self, tics: int, attack: bool = False, calm: bool = False):
        for _ in range(tics):
            self.game.tic(attack=attack, **self.stride.step(self.game, calm))
            yield

    def _act(self, weapon: str, tics: int):
        yield from self._switch(weapon)
        before = int(self.rng.uniform(0, 1.2) * TICS_PER_SECOND) if self.rng.random() < 0.6 else 0
        yield from self._walk(before)
        yield from self._walk(tics, attack=True, calm=self.rng.random() < 0.5)
        if self.rng.random() < 0.5:
            yield from self._walk(int(self.rng.uniform(0.8, 2) * TICS_PER_SECOND))

    def _shoot(self, tics: int):
        yield from self._act(self._firearm(), tics)

    def _chop(self, tics: int):
        if self.rng.random() < 0.15:
            self._place_chest(near=True)  # a chest in view does not make chopping anything else
        yield from self._act(self._tool(), tics)

    def _gun(self, tics: int):
        yield from self._switch(self._firearm())
        yield from self._walk(tics)

    def _idle_tool(self, tics: int):
        yield from self._switch(self._tool())
        yield from self._walk(tics)

    def _hands(self, tics: int):
        yield from self._switch("Hands")
        yield from self._walk(tics)

    def _menu(self, tics: int):
        self.game.command("menu_main")
        self._skip(2)
        self.game.menu = True
        yield from self._walk(tics)
        self.game.command("closemenu")
        self._skip(2)
        self.game.menu = False

    def _automap(self, tics: int):
        self.game.automap = True
        yield from self._walk(tics)
        self.game.automap = False

    def _place_chest(self, near: bool = False) -> None:
        """Warp somewhere, put a chest ahead, step back. Not recorded."""
        self._warp()
        self._skip(1, look=-self.stride.pitch)
        self.stride.pitch = 0
        self.game.command(f"summon Chest{self.rng.integers(self.chests)}")
        self._skip(1)
        back = int(self.rng.integers(2, 7)) if near else int(self.rng.integers(5, 22))
        self._skip(back, forward=-18.0)

    def _chest(self, tics: int):
        held = self.rng.random()
        weapon = "Hands" if held < 0.4 else self._firearm() if held < 0.8 else self._tool()
        self.game.use(weapon)
        for _ in range(10):  # until one is well in sight, in some light
            self._place_chest()
            if 0.012 < self.game.chest_share() < 0.25 and self.game.chest_light() > 28:
                break
            self._remove_chests()  # too far or too dark to be seen, or so near that nobody could tell what it is
        for _ in range(50):
            if self.game.switched():
                break
            self.game.tic()
        speed = float(self.rng.choice((4, 7, 10)))
        aim = float(self.rng.normal(0, 0.5))
        lost = 0
        for k in range(int(tics * 0.9)):
            share = self.game.chest_share()
            lost = lost + 1 if share < 0.006 else 0
            if lost > 8:
                break
            sway = float(self.rng.normal(0, 1.0)) if k % 12 == 0 else 0.0
            side = 5.0 * np.sin(k / 14) if self.rng.random() < 0.8 else 0.0
            self.game.tic(forward=0.0 if share > 0.09 else speed, right=side, turn=aim * np.cos(k / 10) + sway)
            yield
        if self.rng.random() < 0.3:
            yield from self._walk(int(self.rng.uniform(0.5, 1.5) * TICS_PER_SECOND), attack=weapon != "Hands")
        if self.rng.random() < 0.8:
            self._remove_chests()

    def _remove_chests(self) -> None:
        for i in range(self.chests):
            self.game.command(f"remove Chest{i}")
