"""Freedoom in ViZDoom, one tic at a time, with the ground truth read from the engine.

Labels, precedence from the top when two are true:
  shooting  a firearm is being fired: attack held or weapon busy, reload included
  chop      a tool or melee weapon is being swung
  chests    a chest covers at least 1.5 % of the frame and nothing is swung or fired
  gun       a firearm is in hand and not fired
  others    everything else: empty hands, an idle tool, menu, automap
Weapon switches and chests covering 0.2 to 1.5 % are undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from model.errors import FootageError
from model.program_name import games_install

TICS_PER_SECOND = 35
CHEST_SEEN, CHEST_HINTED = 0.015, 0.002
FIREARMS = ("Pistol", "Shotgun", "SuperShotgun", "Chaingun", "RocketLauncher", "PlasmaRifle", "BFG9000")
MELEE = ("Fist", "Chainsaw")
BUTTONS = (
    "ATTACK",
    "MOVE_FORWARD_BACKWARD_DELTA",
    "MOVE_LEFT_RIGHT_DELTA",
    "TURN_LEFT_RIGHT_DELTA",
    "LOOK_UP_DOWN_DELTA",
)
_HANDS_SLOT, _MELEE_SLOT = 0, 1


@dataclass(frozen=True)
class Appearance:
    """How one session looks: everything a label must not depend on."""

    width: int
    height: int
    hud: str  # none, mini, bar
    crosshair: bool
    messages: bool
    flashes: bool
    skill: int  # 1 to 4: how many monsters (nightmare, 5, forbids console commands)
    automap: bool
    fov: int = 90  # degrees, at 4:3
    hue: float = 0.0  # radians by which all colours are turned
    smooth: int = 0  # pixels within which textures are smoothed, odd; 0: not at all


class Game:
    """A running level. ``tic`` advances it; ``picture`` and ``label`` speak of the newest tic."""

    def __init__(self, level: str, pk3: Path, look: Appearance, seed: int):
        vizdoom = import_vizdoom()
        game = vizdoom.DoomGame()
        game.set_doom_game_path(str(Path(vizdoom.__file__).parent / "freedoom2.wad"))
        game.set_doom_scenario_path(str(pk3))
        game.set_doom_map(level)
        game.set_doom_skill(look.skill)
        game.set_seed(seed)
        game.set_screen_resolution(getattr(vizdoom.ScreenResolution, f"RES_{look.width}X{look.height}"))
        game.set_screen_format(vizdoom.ScreenFormat.BGR24)
        game.set_labels_buffer_enabled(True)
        game.set_automap_buffer_enabled(look.automap)
        game.set_render_hud(look.hud != "none")
        game.set_render_minimal_hud(look.hud == "mini")
        game.set_render_crosshair(look.crosshair)
        game.set_render_messages(look.messages)
        game.set_render_screen_flashes(look.flashes)
        game.set_window_visible(False)
        game.set_sound_enabled(False)
        game.set_mode(vizdoom.Mode.PLAYER)
        for button in BUTTONS:
            game.add_available_button(getattr(vizdoom.Button, button))
        for name in ("SELECTED_WEAPON", "ATTACK_READY", "POSITION_X", "POSITION_Y", "HEALTH"):
            game.add_available_game_variable(getattr(vizdoom.GameVariable, name))
        game.add_game_args("+sv_cheats 1 +sv_infiniteammo 1 +cl_showsecretmessage 0 +sv_nomonsters 0")
        # Leaving the level would end the session; there is no use button, and lines walked over are undone by a restart.
        try:
            game.init()
        except Exception as error:  # the engine's own exceptions share no base class
            raise FootageError(
                f"Received {level}: ViZDoom could not start it ({error}); try `footage record` again."
            ) from error
        self._game = game
        self._weapon = ""  # whatever the level starts with
        self._wanted_slot: int | None = None
        self._settled = 0
        self._attacking = False
        self.menu = self.automap = False
        self._fov = look.fov
        self.equip()

    def close(self) -> None:
        """End the engine's process."""
        self._game.close()

    def equip(self) -> None:
        """Make the player immortal and hand over every weapon; needed anew whenever the level starts over."""
        still = [0.0] * len(BUTTONS)
        names = (
            *FIREARMS,
            "Chainsaw",
            "Hands",
            *(f"Tool{i}" for i in range(12)),
            *(f"Gun{i}" for i in range(8)),
            "Backpack",
            "Clip",
            "Shell",
            "RocketAmmo",
            "Cell",
        )
        # Commands are lost in a level's first tics and when many come in one.
        for _ in range(5):
            self._game.make_action(still)
        for command in ("god", f"fov {self._fov}", *(f"give {name}" for name in names)):
            self.command(command)
            self._game.make_action(still)

    def command(self, text: str) -> None:
        """Send a console command; it takes effect with the next tic."""
        self._game.send_game_command(text)

    def use(self, weapon: str) -> None:
        """Take ``weapon`` in hand. Undecided until it is up."""
        if weapon == self._weapon:
            return
        self._weapon = weapon
        self._wanted_slot = (
            _HANDS_SLOT if weapon == "Hands" else _MELEE_SLOT if weapon in MELEE or weapon.startswith("Tool") else 2
        )
        self._settled = 0
        self.command(f"use {weapon}")

    def tic(self, attack: bool = False, forward: float = 0, right: float = 0, turn: float = 0, look: float = 0) -> None:
        """Advance 1/35 s. forward, right: map units a tic; turn, look: degrees. A level that ended is started over."""
        game = self._game
        game.make_action([float(attack), forward, right, turn, look])
        self._attacking = attack
        self._state = None if game.is_episode_finished() else game.get_state()
        if self._state is None:
            game.new_episode()
            self.equip()
            weapon, self._weapon = self._weapon, ""
            self.use(weapon)
            game.make_action([0.0] * len(BUTTONS))
            self._state = game.get_state()
        self._follow_switch()
        if self._state.game_variables[4] < 60:  # `god` is a toggle, and a level started over may have kept it
            self.command("give health")
            self.command("god")

    @property
    def position(self) -> tuple[float, float]:
        """The player's place in map units."""
        return tuple(self._state.game_variables[2:4])

    def picture(self) -> np.ndarray:
        """The newest tic as the player sees it, BGR uint8 ``(height, width, 3)``."""
        return self._state.automap_buffer if self.automap else self._state.screen_buffer

    def _chest_pixels(self) -> np.ndarray | None:
        """Where the picture shows a chest, uint8 0 or 1 ``(height, width)``, None: nowhere; what is before it hides it."""
        values = [thing.value for thing in self._state.labels if thing.object_name.startswith("Chest")]
        if not values:
            return None
        table = np.zeros(256, np.uint8)
        table[values] = 1
        return cv2.LUT(self._state.labels_buffer, table)

    def chest_share(self) -> float:
        """The share of the picture's pixels that show a chest, 0 to 1."""
        pixels = self._chest_pixels()
        return 0.0 if pixels is None else cv2.countNonZero(pixels) / pixels.size

    def chest_light(self) -> float:
        """How bright the chests in the picture are, 0 to 255; 0 where there is none."""
        pixels = self._chest_pixels()
        return 0.0 if pixels is None else float(np.mean(cv2.mean(self._state.screen_buffer, pixels)[:3]))

    def switched(self) -> bool:
        """Whether the weapon last asked for is up."""
        return self._wanted_slot is None

    def _follow_switch(self) -> None:
        """Note whether the new weapon is up: the engine changes the slot once the old one is down; ready means raised."""
        if self._wanted_slot is None:
            return
        slot, ready = self._state.game_variables[:2]
        kind = min(int(slot), 2)
        up = kind == self._wanted_slot and (bool(ready) or kind == _HANDS_SLOT)  # Hands are never ready
        self._settled = self._settled + 1 if up else 0
        if self._settled >= 6:
            self._wanted_slot = None

    def label(self) -> str | None:
        """The true label of the newest tic; None where it is undecided."""
        if self.menu or self.automap:
            return "others"
        if not self.switched():
            return None
        slot, ready = int(self._state.game_variables[0]), bool(self._state.game_variables[1])
        if slot > _MELEE_SLOT and (self._attacking or not ready):
            return "shooting"
        if slot == _MELEE_SLOT and (self._attacking or not ready):
            return "chop"
        share = self.chest_share()
        if share >= CHEST_SEEN:
            return "chests"
        if share >= CHEST_HINTED:
            return None
        return "gun" if slot > _MELEE_SLOT else "others"


def import_vizdoom():
    """The vizdoom package; raises FootageError with the line that installs it."""
    try:
        import vizdoom
    except ImportError as error:
        raise FootageError(
            f"Recording needs ViZDoom, which cannot be imported ({error}): {games_install()}."
        ) from error
    return vizdoom


def teleport_targets(level: str) -> np.ndarray:
    """Where things stand on a level of freedoom2.wad, ``(n, 2)`` in map units: places a player can stand."""
    vizdoom = import_vizdoom()
    try:
        import omg
    except ImportError as error:
        raise FootageError(
            f"Recording needs omgifol, which cannot be imported ({error}): {games_install()}."
        ) from error
    wad = omg.WAD(str(Path(vizdoom.__file__).parent / "freedoom2.wad"))
    things = omg.MapEditor(wad.maps[level]).things
    return np.array([(thing.x, thing.y) for thing in things], float)
