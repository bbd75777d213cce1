"""Which maps belong to which split, and where on a map a player can walk."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np

DATA = Path("/usr/share/games/redeclipse/data")

# By map, never by clip. Left out: maps without waypoints, and remakes of another game's maps.
MAPS = {
    "train": (
        *("abuse", "affluence", "ares", "bath", "battlefield", "biolytic", "bloodlust", "canyon", "cargo", "center"),
        *("conflict", "cutec", "darkness", "deadsimple", "deathtrap", "decay", "deli", "discontinuity", "dropzone"),
        *(
            "dutility",
            "echo",
            "enyo",
            "error",
            "eternal",
            "futuresport",
            "ghost",
            "institute",
            "keystone2k",
            "livefire",
        ),
        *("mist", "nova", "octavus", "spacetech", "tower", "venus", "vorticity"),
    ),
    "validation": ("castle", "disco", "oneiroi", "panic", "processing", "torus"),
    "test": ("depot", "erosion", "pumpstation", "singularity", "stone", "suspended", "tribal", "ubik", "vault", "wet"),
}


class Ways:
    """Places on a map that players walk between.

    Attributes:
        points: ``(n, 3)`` in the game's units; a player is 14 of them high.
        links: for each point the numbers of those that can be reached from it.
    """

    def __init__(self, points: np.ndarray, links: list[list[int]]):
        self.points, self.links = points, links

    def nearest(self, place: np.ndarray) -> int:
        """The number of the point nearest to a place; heights count double, as walls do not say which floor one is on."""
        return int(np.argmin((((self.points - place) * (1, 1, 2)) ** 2).sum(axis=1)))


def read_ways(level: str, data: Path = DATA) -> Ways:
    """The ways on a map that the game's bots follow.

    Raises:
        OSError: the map has none.
        ValueError: they cannot be read.
    """
    return parse_ways(gzip.decompress((data / "maps" / f"{level}.wpt").read_bytes()))


def parse_ways(content: bytes) -> Ways:
    """Ways from what a waypoint file holds: ``OWPT``, how many, and for each its place and whither it leads.

    Raises:
        ValueError: it is something else, or not whole.
    """
    try:
        magic, count = struct.unpack_from("<4sH", content, 0)
        at, points, links = 6, [], []
        for _ in range(count):
            x, y, z, leads = struct.unpack_from("<fffB", content, at)
            points.append((x, y, z))
            links.append([number - 1 for number in struct.unpack_from(f"<{leads}H", content, at + 13)])
            at += 13 + 2 * leads
    except struct.error as error:
        raise ValueError(f"the waypoints end too early: {error}") from None
    if magic != b"OWPT" or not count:
        raise ValueError(f"the waypoints begin with {magic!r} and are {count}")
    return Ways(np.array(points), [[to for to in leads if 0 <= to < count] for leads in links])
