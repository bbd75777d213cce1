"""The engine's add-on: drawn chests, crates and tools as actors, packed as a ``.pk3``."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np

from model.games.freedoom.chests import Chest, Crate
from model.games.freedoom.firearms import BACK, FLASH, KICKED, REST, Firearm
from model.games.freedoom.tools import Tool
from model.games.freedoom.wild import WildChest, WildCrate, WildTool

_FRAMES = "ABCDEFGHIJKLMNOP"  # the engine's names for a sprite's pictures
# These pick-ups tint, invert or blur the whole picture, which no label says anything about.
PICTURE_SPOILERS = ("BlurSphere", "InvulnerabilitySphere", "Infrared", "RadSuit", "Berserk")

_FIXED = """
actor Nothing
{
  States
  {
  Spawn:
    TNT1 A 1
    Stop
  }
}
actor Hands : Weapon
{
  Weapon.SlotNumber 0
  Weapon.SelectionOrder 9000
  +WEAPON.NOALERT
  States
  {
  Ready:
    TNT1 A 1 A_WeaponReady(WRF_NOFIRE)
    Loop
  Deselect:
    TNT1 A 1 A_Lower
    Loop
  Select:
    TNT1 A 1 A_Raise
    Loop
  Fire:
    TNT1 A 1
    Goto Ready
  }
}
"""
_TOOL = """
actor Tool{i} : Weapon
{{
  Weapon.SlotNumber 1
  Weapon.SelectionOrder {order}
  +WEAPON.MELEEWEAPON
  +WEAPON.NOALERT
  States
  {{
  Ready:
    TL{i:02d} A 1 A_WeaponReady
    Loop
  Deselect:
    TL{i:02d} A 1 A_Lower
    Loop
  Select:
    TL{i:02d} A 1 A_Raise
    Loop
  Fire:
{fire}
    Goto Ready
  }}
}}
"""
_GUN = """
actor Gun{i} : Weapon
{{
  Weapon.SlotNumber 3
  Weapon.SelectionOrder {order}
  +WEAPON.NOALERT
  States
  {{
  Ready:
    GN{i:02d} A 1 A_WeaponReady
    Loop
  Deselect:
    GN{i:02d} A 1 A_Lower
    Loop
  Select:
    GN{i:02d} A 1 A_Raise
    Loop
  Fire:
    GN{i:02d} B 1 Bright A_Light2
    GN{i:02d} B {t0} Bright {shot}
    GN{i:02d} C {t1} A_Light0
    GN{i:02d} D {t2}
    GN{i:02d} D 1 A_ReFire
    Goto Ready
  }}
}}
"""
_CHEST = """
actor Chest{i}
{{
  Radius 20
  Height 32
  Scale {scale:.2f}
  +SOLID
  States
  {{
  Spawn:
    CH{i:02d} A 8 A_LookEx(LOF_NOSOUNDCHECK, 0, 96, 0, 360, "Open")
    Loop
  Open:
    CH{i:02d} A {t0}
    CH{i:02d} B 7
    CH{i:02d} C -1
    Stop
  }}
}}
"""
_CRATE = """
actor Crate{i}
{{
  Radius 20
  Height 32
  Scale {scale:.2f}
  +SOLID
  States
  {{
  Spawn:
    CR{i:02d} A -1
    Stop
  }}
}}
"""


def _png(picture: np.ndarray, left: int, top: int) -> bytes:
    """A PNG with the engine's ``grAb`` chunk (the sprite's origin in pixels) right behind its header."""
    data = cv2.imencode(".png", picture)[1].tobytes()
    grab = b"grAb" + struct.pack(">ii", left, top)
    chunk = struct.pack(">I", 8) + grab + struct.pack(">I", zlib.crc32(grab))
    header_end = 8 + 25
    return data[:header_end] + chunk + data[header_end:]


def _standing(picture: np.ndarray) -> bytes:
    height, width = picture.shape[:2]
    return _png(picture, width // 2, height)


def write_pk3(
    path: Path,
    rng: np.random.Generator,
    split: str,
    chests: int = 6,
    crates: int = 2,
    tools: int = 5,
    wild: bool = False,
    guns: int = 0,
) -> list[str]:
    """Draw ``chests``, ``crates``, ``tools`` and ``guns`` anew from ``rng`` and write the add-on; returns the kinds of tool.

    wild: all of them as ``model.games.freedoom.wild`` draws.
    """
    chest_kind, crate_kind, tool_kind = (WildChest, WildCrate, WildTool) if wild else (Chest, Crate, Tool)
    decorate = [_FIXED] + [f"actor No{name} : Nothing replaces {name}\n{{\n}}\n" for name in PICTURE_SPOILERS]
    kinds = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as pk3:
        for i in range(chests):
            chest = chest_kind(rng, split)
            decorate.append(_CHEST.format(i=i, scale=rng.uniform(0.7, 1.25), t0=rng.integers(2, 20)))
            for frame, opening in zip("ABC", (0.0, 0.45, 1.0)):
                for direction in range(8):
                    # The engine counts rotations clockwise from the front.
                    pk3.writestr(
                        f"sprites/CH{i:02d}{frame}{direction + 1}.png", _standing(chest.picture(opening, direction))
                    )
        for i in range(crates):
            crate = crate_kind(rng)
            decorate.append(_CRATE.format(i=i, scale=rng.uniform(0.7, 1.3)))
            for direction in range(8):
                pk3.writestr(f"sprites/CR{i:02d}A{direction + 1}.png", _standing(crate.picture(direction)))
        for i in range(tools):
            tool = tool_kind(rng, split)
            kinds.append(tool.kind + " that leaves the picture" * tool.swing.leaves)
            decorate.append(_TOOL.format(i=i, order=9100 + i, fire=_swing_states(i, tool)))
            for pose in range(len(tool.swing.poses)):
                pk3.writestr(f"sprites/TL{i:02d}{_FRAMES[pose]}0.png", _held(tool.picture(pose)))
        for i in range(guns):
            gun = Firearm(rng)
            times = dict(zip(("t0", "t1", "t2"), gun.tics))
            decorate.append(_GUN.format(i=i, order=9200 + i, shot=gun.shot, **times))
            for frame in (REST, FLASH, KICKED, BACK):
                pk3.writestr(f"sprites/GN{i:02d}{_FRAMES[frame]}0.png", _held(gun.picture(frame)))
        pk3.writestr("DECORATE.txt", "".join(decorate))
    return kinds


def _swing_states(i: int, tool: Tool) -> str:
    """The states of one swing of tool ``i``: it hits in the middle, and the last one asks whether another follows."""
    states = [
        f"    {'TNT1 A' if pose is None else f'TL{i:02d} {_FRAMES[pose]}'} {tics}" for pose, tics in tool.swing.timeline
    ]
    states[len(states) // 2] += " A_CustomPunch(20, 1)"
    return "\n".join([*states[:-1], states[-1] + " A_ReFire"])


def _held(picture: np.ndarray) -> bytes:
    """What is held: such sprites hang from the 320x200 screen, lowered by 32 when raised."""
    height, width = picture.shape[:2]
    return _png(picture, -(320 - width) // 2, -(200 - 32 - height))
