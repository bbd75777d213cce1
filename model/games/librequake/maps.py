"""LibreQuake's folder on this machine: its maps, which split each belongs to, and where on one a player can stand and walk."""

from __future__ import annotations

import os
import re
import struct
import zlib
from pathlib import Path

import numpy as np

from model.errors import FootageError
from model.games.darkplaces.script import Ways

FOLDER_VARIABLE = "LIBREQUAKE"
_OWN = ("lq1", "id1")  # the game's own folder: in the source, and in some releases
_MOST_BYTES = 1 << 26  # of a map
_MOST_FILES = 20_000  # in an archive
_FIRST_BUILDS = {  # those of the source of 2020, which ends with the last maps that lie there ready to be played
    "lqdm9_a7": "validation",
    "maphacks": "validation",
    "lqdm10_a3": "test",
    "lqdm14_a1": "test",
    "lq_greenwood": "test",
}
_BY_NAME = ("train",) * 7 + ("validation",) + ("test",) * 2
_REACH, _RISE, _ROOM = 700.0, 48.0, 48.0  # map units: how far, how steep, how near two places may be
_BOX = ("item_shells", "item_spikes", "item_cells", "item_rockets", "item_health")  # whose origin is a corner


def folder() -> Path:
    """LibreQuake's own folder, ``lq1`` or ``id1``, in the one that the environment's LIBREQUAKE says.

    Raises:
        FootageError: It says nothing, or there is none.
    """
    named = os.environ.get(FOLDER_VARIABLE, "")
    found = [Path(named) / name for name in _OWN if named and (Path(named) / name).is_dir()]
    if not found:
        raise FootageError(
            f"Received {FOLDER_VARIABLE}={named!r}: recording LibreQuake needs its folder, in which {' or '.join(_OWN)} lies; "
            f"get a release from https://librequake.queer.sh, unpack it and set {FOLDER_VARIABLE} to where it is."
        )
    return found[0]


def map_files(game: Path) -> dict[str, tuple[Path, int, int]]:
    """The maps that can be played, loose or in the game's archives.

    Args:
        game: See ``folder``.

    Returns:
        For each name the file it lies in, and there its first byte and how many it has.
    """
    found: dict[str, tuple[Path, int, int]] = {}
    for archive in sorted(game.glob("pak*.pak")):
        found |= {name: (archive, *place) for name, place in _in_archive(archive).items()}
    for path in sorted((game / "maps").glob("*.bsp")):
        found[path.stem] = (path, 0, path.stat().st_size)
    return {name: place for name, place in found.items() if not name.startswith("b_") and place[2] > 4096}


def _in_archive(path: Path) -> dict[str, tuple[int, int]]:
    """The maps in an archive of Quake's: name to first byte and size. Empty where it is none."""
    with path.open("rb") as file:
        head = file.read(12)
        if len(head) < 12 or head[:4] != b"PACK":
            return {}
        start, size = struct.unpack("<II", head[4:])
        file.seek(start)
        table = file.read(min(size, 64 * _MOST_FILES))
    maps = {}
    for at in range(0, len(table) - 63, 64):
        name = table[at : at + 56].split(b"\0")[0].decode("latin1")
        if match := re.fullmatch(r"maps/([\w-]+)\.bsp", name):
            maps[match[1]] = struct.unpack("<II", table[at + 56 : at + 64])
    return maps


def split_of(level: str, others: str = "") -> str:
    """The split of a map, by its name: the same on every machine.

    Args:
        level: The map's name.
        others: The split of all but the first builds' few; "": each has one by its name.
    """
    level = level.lower()
    return _FIRST_BUILDS.get(level) or others or _BY_NAME[zlib.crc32(level.encode()) % len(_BY_NAME)]


def maps_of(game: Path, split: str) -> tuple[str, ...]:
    """The maps of a split, sorted.

    Args:
        game: See ``folder``.
        split: train, validation or test.

    Raises:
        FootageError: There is none.
    """
    names = sorted(map_files(game))
    others = "train" if {name.lower() for name in names} >= set(_FIRST_BUILDS) else ""
    maps = tuple(name for name in names if split_of(name, others) == split)
    if not maps:
        raise FootageError(f"Received {game}: it has no map of the split {split!r}; get a whole release of LibreQuake.")
    return maps


def read_ways(game: Path, level: str) -> Ways:
    """Where a player can stand on a map, and walk from there: where players begin and things lie.

    Args:
        game: See ``folder``.
        level: The map's name.

    Raises:
        FootageError: The map cannot be read.
    """
    path, start, size = map_files(game)[level]
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(min(size, _MOST_BYTES))
    if len(data) < 124 or data[:4] != b"\x1d\0\0\0":
        raise FootageError(f"Received {path}: {level} is no map of Quake's; get LibreQuake anew.")
    begin, length = struct.unpack("<II", data[4:12])
    return parse_ways(data[begin : begin + length].decode("latin1"))


def parse_ways(entities: str) -> Ways:
    """Ways from a map's text of entities: between places that are near and about as high. A wall may still be between them."""
    places = []
    for block in re.findall(r"\{([^{}]*)\}", entities):
        keys = dict(re.findall(r'"(\w+)"\s*"([^"]*)"', block))
        kind = keys.get("classname", "")
        try:
            x, y, z = (float(value) for value in keys.get("origin", "").split())
        except ValueError:
            continue
        if kind.startswith("info_player"):
            places.append((x, y, z))
        elif kind.startswith(("item_", "weapon_")):
            corner = 16.0 if kind in _BOX else 0.0
            places.append((x + corner, y + corner, z + 24.0))
    points = np.array(places, float).reshape(-1, 3)
    apart = np.linalg.norm(points[:, None, :2] - points[None, :, :2], axis=2)
    walked = (apart > _ROOM) & (apart < _REACH) & (np.abs(points[:, None, 2] - points[None, :, 2]) < _RISE)
    return Ways(points, [[int(other) for other in np.flatnonzero(row)] for row in walked])
