"""The engine's add-on: drawn chests, crates and tools as actors, packed as a ``.pk3``."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import cv2
import numpy as np

from model.games.freedoom.chests import Chest, Crate
from model.games.freedoom.tools import Tool
from model.games.freedoom.wild import WildChest, WildCrate, WildTool

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
    TL{i:02d} B {t0}
    TL{i:02d} C {t1}
    TL{i:02d} D {t2} A_CustomPunch(20, 1)
    TL{i:02d} E {t3}
    TL{i:02d} B {t4} A_ReFire
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
) -> list[str]:
    """Draw ``chests``, ``crates`` and ``tools`` anew from ``rng`` and write the add-on; returns the kinds of tool drawn.

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
            kinds.append(tool.kind)
            pace = rng.uniform(0.8, 1.5)
            times = {f"t{k}": max(1, round(base * pace)) for k, base in enumerate((4, 3, 3, 5, 4))}
            decorate.append(_TOOL.format(i=i, order=9100 + i, **times))
            height, width = tool.CANVAS
            for k, frame in enumerate("ABCDE"):
                # Weapon sprites hang from the 320x200 screen, lowered by 32 when raised.
                pk3.writestr(
                    f"sprites/TL{i:02d}{frame}0.png",
                    _png(tool.picture(k), -(320 - width) // 2 - 10, -(200 - 32 - height)),
                )
        pk3.writestr("DECORATE.txt", "".join(decorate))
    return kinds
