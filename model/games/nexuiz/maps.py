"""Which maps belong to which split, and where on a map a player can stand and walk."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np

from model.games.darkplaces.script import Ways

DATA = Path("/usr/share/games/nexuiz/data/data.pk3")

# By map, never by clip; maps that are remakes of one another are on the same side.
MAPS = {
    "train": (
        *("accident", "aneurysm", "bleach", "bloodprison", "bloodprisonctf", "bluesky", "darkzone", "desertfactory"),
        *("dieselpower", "downer", "evilspace", "farewell", "final_rage", "reslimed", "runningman"),
        *("runningman_1on1remix", "runningmanctf", "silvercity", "skyway", "slimepit", "soylent", "stormkeep"),
        "stormkeep2",
    ),
    "validation": ("aggressor", "eggandbacon", "toxic", "warfare"),
    "test": ("basement", "basementctf", "ruiner", "starship", "strength"),
}
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_POINT = rf"'{_NUMBER} {_NUMBER} {_NUMBER}'"
_STEEP = 60.0  # map units that a way may rise or fall and still be walked


def read_ways(level: str, data: Path = DATA) -> Ways:
    """The ways on a map, from the waypoints that the game's bots follow.

    Raises:
        KeyError: the map has none.
    """
    with zipfile.ZipFile(data) as archive:
        text = archive.read(f"maps/{level}.waypoints.cache").decode("latin1")
    return parse_ways(text)


def parse_ways(text: str) -> Ways:
    """Ways from a waypoint cache: lines ``'x y z'*'x y z'``, from where to where. Steep ones (lifts, jumps) are left out."""
    numbers: dict[tuple[float, ...], int] = {}
    pairs = []
    for match in re.finditer(rf"^{_POINT}\*{_POINT}", text, re.M):
        values = tuple(map(float, match.groups()))
        ends = [numbers.setdefault(end, len(numbers)) for end in (values[:3], values[3:])]
        pairs.append((*ends, abs(values[2] - values[5])))
    ways = Ways(np.array(list(numbers), float).reshape(-1, 3), [[] for _ in numbers])
    for start, end, rise in pairs:
        if rise < _STEEP and start != end:
            ways.links[start].append(end)
    return ways
