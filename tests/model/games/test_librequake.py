"""LibreQuake: its maps and archives, the script that plays, what the server says of it, and the labels."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pytest

from model.errors import FootageError
from model.games.darkplaces.labels import read_polls
from model.games.darkplaces.phases import write_script
from model.games.librequake.appearance import draw_appearance
from model.games.librequake.labels import AXE, POLL, Poll, frame_labels, read_poll
from model.games.librequake.maps import folder, map_files, maps_of, parse_ways, read_ways, split_of
from model.games.librequake.record import record
from model.games.librequake.script import HABITS, WEAPONS

FPS = 30
ENTITIES = """{ "classname" "worldspawn" }
{ "classname" "info_player_start" "origin" "0 0 24" }
{ "classname" "item_shells" "origin" "284 -16 0" }
{ "classname" "weapon_nailgun" "origin" "0 300 0" }
{ "classname" "item_armor1" "origin" "0 310 200" }
{ "classname" "light" "origin" "5 5 5" }
{ "classname" "item_cells" "origin" "nowhere" }"""


def bsp(entities: str = ENTITIES) -> bytes:
    text = entities.encode() + b"\0" * 5000  # as large as a real one
    return struct.pack("<iII", 29, 124, len(text)) + b"\0" * 112 + text


@pytest.fixture
def game(tmp_path, monkeypatch):
    """A folder with one loose map, one in an archive, and what is no map of a level."""
    maps = tmp_path / "lq1" / "maps"
    maps.mkdir(parents=True)
    (maps / "start.bsp").write_bytes(bsp())
    (maps / "b_shell.bsp").write_bytes(bsp())
    (maps / "stub.bsp").write_bytes(b"tiny")
    inside = bsp()
    table = b"".join(
        name.ljust(56, b"\0") + struct.pack("<II", 12, len(inside)) for name in (b"maps/e1.bsp", b"maps/../x.bsp", b"a")
    )
    head = struct.pack("<4sII", b"PACK", 12 + len(inside), len(table))
    (tmp_path / "lq1" / "pak0.pak").write_bytes(head + inside + table)
    (tmp_path / "lq1" / "pak1.pak").write_bytes(b"not an archive")
    monkeypatch.setenv("LIBREQUAKE", str(tmp_path))
    return tmp_path / "lq1"


def test_maps_are_found_loose_and_in_archives(game):
    assert folder() == game and sorted(map_files(game)) == ["e1", "start"]
    for level in ("e1", "start"):
        ways = read_ways(game, level)
        assert ways.points.tolist() == [[0, 0, 24], [300, 0, 24], [0, 300, 24], [0, 310, 224]]
        assert ways.links == [[1, 2], [0, 2], [0, 1], []]


def test_a_map_that_is_none_is_refused_and_so_is_a_split_without_maps(game):
    (game / "maps" / "start.bsp").write_bytes(b"IBSP" + b"\0" * 5000)
    with pytest.raises(FootageError, match="no map of Quake's"):
        read_ways(game, "start")
    splits = {split_of(level) for level in map_files(game)}
    for split in {"train", "validation", "test"} - splits:
        with pytest.raises(FootageError, match="no map of the split"):
            maps_of(game, split)


def test_the_folder_is_asked_for_in_one_sentence(tmp_path, monkeypatch):
    for value in ("", str(tmp_path)):
        monkeypatch.setenv("LIBREQUAKE", value)
        with pytest.raises(FootageError, match="set LIBREQUAKE to where it is"):
            folder()


def test_without_its_folder_nothing_is_made_where_it_was_to_be_recorded(tmp_path, monkeypatch):
    monkeypatch.delenv("LIBREQUAKE", raising=False)
    monkeypatch.setattr("model.games.sessions.require", lambda title, programs: None)  # the engine is installed
    with pytest.raises(FootageError, match="set LIBREQUAKE to where it is"):
        record(tmp_path / "new", 1, "train", 0)
    assert not (tmp_path / "new").exists()


def test_maps_of_a_release_are_split_by_their_names_and_none_is_in_two():
    names = [f"e{e}m{m}" for e in range(1, 5) for m in range(1, 9)] + [f"lqdm{n}" for n in range(1, 20)]
    found = {split: {name for name in names if split_of(name) == split} for split in ("train", "validation", "test")}
    assert sum(map(len, found.values())) == len(names)
    assert all(found.values()) and len(found["train"]) > len(names) / 2


def polls(frames: int, weapon: int = 1, used: tuple[int, ...] = (), last: float = 0.5) -> list[Poll]:
    made, ends = [], 0.0
    for k in range(frames):
        ends = k / FPS + last if k in used else ends
        made.append(Poll(k / FPS, weapon, False, ends))
    return made


def labels_of(made: list[Poll], wanted: list[str] | None = None, cuts: tuple[int, ...] = ()) -> list[str | None]:
    return frame_labels(made, wanted or ["weapon"] * len(made), list(cuts), FPS)


def test_a_firearm_shoots_and_an_axe_chops():
    labels = labels_of(polls(120, 1, (30, 45, 60)))
    assert labels[29] == "gun" and set(labels[30:67]) == {"shooting"} and labels[90] == "gun"
    labels = labels_of(polls(120, AXE, (30, 45, 60)))
    assert (
        labels[29] == "others" and set(labels[30:65]) == {"chop"} and None in labels[65:78] and labels[90] == "others"
    )


def test_weapon_changes_cuts_deaths_and_hidden_weapons():
    made = polls(60, 1) + [replace(poll, weapon=AXE) for poll in polls(60)]
    labels = labels_of(made)
    assert labels[59] == "gun" and labels[60:69] == [None] * 9 and labels[69] == "others"
    labels = labels_of(polls(100), ["weapon"] * 40 + ["nothing"] * 60, cuts=(10,))
    assert labels[10:14] == [None] * 4 and labels[39] == "gun" and labels[43:] == ["others"] * 57
    dead = [replace(poll, dead=k >= 50) for k, poll in enumerate(polls(100))]
    assert labels_of(dead)[49] == "gun" and labels_of(dead)[50:80] == [None] * 30 and labels_of(dead)[90] == "others"


def test_polls_are_read_from_among_what_else_the_engine_prints():
    text = "".join(f"capturing\n@{k}\n{k / FPS}\n32\n0\n4.5\nYou got 25 shells\n" for k in range(20))
    read = read_polls("LibreQuake", text, 20, read_poll)
    assert len(read) == 20 and read[3] == Poll(pytest.approx(0.1), 32, False, 4.5)
    with pytest.raises(FootageError, match="20 frames where 60"):
        read_polls("LibreQuake", text, 60, read_poll)
    assert len(POLL) < 400


def test_a_script_takes_every_weapon_and_says_what_is_seen_at_every_frame():
    ways = parse_ways(ENTITIES)
    scripts = [write_script(np.random.default_rng(seed), ways, 1800, HABITS) for seed in range(6)]
    commands = [command for script in scripts for frame in script.frames for command in frame]
    assert all(len(script.frames) == len(script.wanted) == 1800 for script in scripts)
    taken = {int(command.split()[1]) for command in commands if command.startswith("impulse")}
    assert taken == {*WEAPONS, 9}
    assert {"+attack", "+forward", "+left", "+right", "+jump", "togglemenu 1"} <= set(commands)


def test_looks_vary():
    looks = [draw_appearance(np.random.default_rng(seed)) for seed in range(60)]
    assert len({(look.width, look.height) for look in looks}) >= 5
    assert all(len({look.settings[name] for look in looks}) >= 2 for name in ("fov", "viewsize", "r_polyblend"))
