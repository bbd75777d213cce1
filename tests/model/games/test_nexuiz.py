"""Nexuiz: the script that plays, what the server says of it, and the labels."""

from __future__ import annotations

import re
from collections import Counter

import av
import numpy as np
import pytest

from model.errors import FootageError
from model.games.darkplaces.labels import check_in_game, read_polls
from model.games.darkplaces.phases import write_script
from model.games.darkplaces.script import PROBE, Script, Walker, Ways
from model.games.darkplaces.visibility import VISIBLE, only_seen, weapon_shares
from model.games.nexuiz.appearance import draw_appearance
from model.games.nexuiz.labels import POLL, Poll, frame_labels, read_poll
from model.games.nexuiz.maps import DATA, MAPS, parse_ways, read_ways
from model.games.nexuiz.script import HABITS, WEAPONS
from model.games.sessions import Take

FPS = 30


def polls(frames: int, shots: tuple[int, ...] = (), weapon: int = 9, **changes: dict[int, object]) -> list[Poll]:
    """A weapon in hand all the time, fired at some frames; changes: from a frame on an attribute has another value."""
    made, ends = [], 0.0
    for k in range(frames):
        ends = 100.0 + k if k in shots else ends
        values = {"weapon": weapon, "ready": True, "dead": False}
        for name, at in changes.items():
            for start, value in at.items():
                if k >= start:
                    values[name] = value
        made.append(Poll(k / FPS, ends=(("[8]", ends),) if ends else (), **values))
    return made


def labels_of(made: list[Poll], wanted: list[str] | None = None, cuts: tuple[int, ...] = ()) -> list[str | None]:
    return frame_labels(made, wanted or ["weapon"] * len(made), list(cuts), FPS)


def test_a_fast_weapon_shoots_from_its_first_shot_until_shortly_after_its_last():
    labels = labels_of(polls(150, tuple(range(60, 91, 3))))
    assert labels[30:60] == ["gun"] * 30
    assert labels[60:91] == ["shooting"] * 31
    assert set(labels[92:98]) == {"shooting"}  # smoke and recoil
    assert labels[110] is None and set(labels[114:]) == {"gun"}


def test_the_pause_of_a_slow_weapon_is_shooting_only_where_a_short_window_shows_the_shot():
    labels = labels_of(polls(200, (60, 90, 120)))  # one shot a second
    for shot in (60, 90):
        assert labels[shot : shot + 15] == ["shooting"] * 15
        assert labels[shot + 15 : shot + 30] == [None] * 15
    assert "gun" not in labels[60:142] and labels[143] == "gun"


def test_a_pause_that_a_window_of_seven_tenths_spans_is_shooting_throughout():
    assert set(labels_of(polls(100, (40, 61, 82)))[40:90]) == {"shooting"}
    assert None in labels_of(polls(100, (40, 62)))[40:62]


def test_a_new_weapon_is_undecided_until_it_is_up():
    made = polls(100, weapon=9, ready={40: False, 42: True}, **{"dead": {}})
    labels = labels_of(made)
    assert labels[39] == "gun" and labels[40:53] == [None] * 13 and labels[60] == "gun"


def test_what_shows_no_weapon_is_others_whatever_the_server_says():
    wanted = ["weapon"] * 40 + ["nothing"] * 30 + ["weapon"] * 30
    labels = labels_of(polls(100, (10,)), wanted)
    assert labels[40:43] == [None] * 3 and labels[43:70] == ["others"] * 27 and labels[70:73] == [None] * 3
    assert labels[73:] == ["gun"] * 27


def test_a_dead_player_holds_nothing_and_a_cut_is_undecided():
    labels = labels_of(polls(200, dead={50: True, 120: False}), cuts=(160,))
    assert labels[49] == "gun" and labels[50:80] == [None] * 30 and labels[80:120] == ["others"] * 40
    assert labels[120:150] == [None] * 30 and labels[155] == "gun"
    assert labels[160:164] == [None] * 4 and labels[165] == "gun"


LOG = """capturing
@{number}
{time}
{weapon}
w_ready
0

server EDICT 1:
attack_finished_for 7.0334433419466018
attack_finished_for[8] 9.6667670598089686
"""


def test_polls_are_read_from_among_what_else_the_engine_prints():
    text = "".join(LOG.format(number=k, time=4 + k / FPS, weapon=9) + "Sound sound/x.wav not found\n" for k in range(5))
    read = read_polls("Nexuiz", text, 5, read_poll)
    assert [round(poll.time, 3) for poll in read] == [round(4 + k / FPS, 3) for k in range(5)]
    assert read[0].weapon == 9 and read[0].ready and not read[0].dead
    assert read[0].ends == (("", pytest.approx(7.0334, abs=1e-3)), ("[8]", pytest.approx(9.6668, abs=1e-3)))


def test_a_game_that_ended_in_the_middle_is_told_with_numbers():
    text = "".join(LOG.format(number=k, time=k, weapon=1) for k in range(20))
    with pytest.raises(FootageError, match="20 frames where 60"):
        read_polls("Nexuiz", text, 60, read_poll)


WAYS = Ways(
    np.array([(0, 0, 0), (300, 0, 0), (300, 300, 0), (0, 300, 10), (600, 0, 0)], float), [[1, 3], [2], [3, 1], [0], []]
)


def test_ways_leave_out_what_cannot_be_walked():
    text = "'0.0 0.0 24.0'*'100.0 0.0 24.0'\n'100.0 0.0 24.0'*'100.0 50.0 224.0'\n'100.0 50.0 224.0'*'0.0 0.0 240.0'\nend\n"
    ways = parse_ways(text)
    assert ways.points.shape == (4, 3) and ways.links == [[1], [], [3], []] and ways.starts() == [0, 2]


def held(commands: list[str], keys: Counter) -> Counter:
    """Which keys are held after these commands, counted: none is ever let go of that was not held."""
    for command in commands:
        if match := re.fullmatch(r"([+-])(\w+)", command):
            keys[match[2]] += 1 if match[1] == "+" else -1
            assert keys[match[2]] in (0, 1), command
    return keys


@pytest.mark.parametrize("seed", range(8))
def test_a_script_holds_no_key_twice_and_says_what_is_seen_at_every_frame(seed):
    script = write_script(np.random.default_rng(seed), WAYS, 1800, HABITS)
    assert len(script.frames) == len(script.wanted) == 1800
    keys: Counter = Counter()
    for commands in script.frames:
        keys = held(commands, keys)
    assert set(script.wanted) == {"weapon", "nothing"}
    assert script.cuts[0] == 0 and len(script.phases) > 12


def test_a_script_shows_many_weapons_and_ways_to_fire():
    frames = [
        c for seed in range(6) for f in write_script(np.random.default_rng(seed), WAYS, 1800, HABITS).frames for c in f
    ]
    taken = {int(command.split()[1]) - 229 for command in frames if command.startswith("impulse")}
    assert taken == set(WEAPONS)
    assert {"+attack", "+attack2", "+forward", "+left", "+right", "+jump", "togglemenu 1"} <= set(frames)


def test_the_scripts_text_polls_before_every_frame():
    script = write_script(np.random.default_rng(0), WAYS, 60, HABITS)
    lines = script.text("poll").splitlines()
    assert [int(line[6:]) for line in lines if line.startswith("echo @")] == list(range(60))
    assert lines.count("poll") == 60
    assert lines.count("wait") == 60 + 2 * (60 // PROBE) and lines.count("r_drawviewmodel 0") >= 60 // PROBE
    assert all(len(line) < 200 for line in lines) and len(POLL) < 400


def test_a_probe_leaves_the_view_and_its_speeds_as_they_were():
    frames = [[] for _ in range(3 * PROBE)]
    frames[2], frames[PROBE] = ["cl_yawspeed 77.5", "+left"], ["r_drawviewmodel 0"]
    lines = Script(frames, ["weapon"] * len(frames)).text("poll").splitlines()
    probes = [at for at, line in enumerate(lines) if line == "host_framerate 0.00002"]
    assert len(probes) == 3
    for at, drawn in zip(probes, ("1", "0", "0"), strict=True):
        until = lines.index(f"r_drawviewmodel {drawn}", at + 6)
        assert lines[at + 1 : at + 6] == ["cl_yawspeed 0", "cl_pitchspeed 0", "wait", "r_drawviewmodel 0", "wait"]
        assert set(lines[at + 6 : until + 1]) >= {
            "cl_yawspeed 77.5",
            f"host_framerate {1 / FPS}",
            f"r_drawviewmodel {drawn}",
        }


def test_a_weapon_that_nobody_can_see_is_no_gun(tmp_path):
    """A film in which the weapon is large at first, then a sliver, then not there; the world has grain and an edge that moves."""
    rng, shown = np.random.default_rng(0), (60, 4, 0)
    with av.open(str(tmp_path / "film.avi"), "w") as film:
        stream = film.add_stream("ffv1", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "bgra"
        for number in range(3 * (PROBE + 2)):
            image = np.full((96, 160, 4), 60, np.uint8) + rng.integers(0, 8, (96, 160, 1), np.uint8)
            image[10:14, 20 + number % 7 :] = 200
            if number % (PROBE + 2) != PROBE + 1:
                image[90 - 40 : 90, 80 : 80 + shown[number // (PROBE + 2)]] = (0, 0, 230, 255)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgra")))
        film.mux(stream.encode())
    shares = weapon_shares(tmp_path / "film.avi", 3 * PROBE)
    assert shares.shape == (3 * PROBE,) and shares[0] == pytest.approx(60 * 40 / (160 * 96), abs=0.02)
    assert shares[PROBE + 4] < VISIBLE and shares[-1] < VISIBLE
    labels = ["gun", "shooting"] * (3 * PROBE // 2)
    seen = only_seen(labels, shares)
    assert seen[: PROBE - 1] == labels[: PROBE - 1] and seen[-PROBE:] == [None, "shooting"] * (PROBE // 2)
    assert weapon_shares(tmp_path / "film.avi", 4).shape == (4,)
    # A tool may leave the picture while it is swung, but has to be seen at some time.
    away = np.r_[np.full(5, 0.1), np.zeros(40)]
    assert only_seen(["chop"] * 45, away) == ["chop"] * 17 + [None] * 28


def test_a_walk_faces_the_waypoint_it_goes_to():
    walker = Walker(np.random.default_rng(1), WAYS)
    for _ in range(20):
        commands = walker.teleport()
        place = [float(n) for n in commands[-4].split('"')[1].split()]
        yaw = float(commands[-2].split('"')[1].split()[1])
        start = int(np.argmin(np.abs(WAYS.points - np.array(place)).sum(axis=1)))
        headings = [np.degrees(np.arctan2(*(WAYS.points[e] - WAYS.points[start])[1::-1])) for e in WAYS.links[start]]
        assert min(abs((yaw - h + 180) % 360 - 180) for h in headings) < 0.1


def test_splits_share_no_map_and_remakes_of_a_map_are_on_its_side():
    names = [name for split in MAPS.values() for name in split]
    assert len(names) == len(set(names)) and len(MAPS["train"]) >= 20
    assert len(MAPS["validation"]) >= 4 and len(MAPS["test"]) >= 4
    stems = {}
    for split, maps in MAPS.items():
        for name in maps:
            stem = re.sub(r"(_1on1remix|ctf|2)$", "", name)
            assert stems.setdefault(stem, split) == split, name
    levels = {Take("nexuiz", None, "train", 1, n, 60).turn(MAPS["train"]) for n in range(len(MAPS["train"]))}
    assert levels == set(MAPS["train"])


def test_looks_vary():
    looks = [draw_appearance(np.random.default_rng(seed)) for seed in range(60)]
    assert len({(look.width, look.height) for look in looks}) >= 5
    for name in ("fov", "viewsize", "cl_gunalign", "bot_number", "_cl_playermodel"):
        assert len({look.settings[name] for look in looks}) >= 3, name
    assert {look.settings["crosshair"] == 0 for look in looks} == {True, False}


def test_a_session_that_never_was_in_the_game_is_refused():
    outside, inside = (Poll(0.1, weapon, True, False, ()) for weapon in (0, 3))
    with pytest.raises(FootageError, match="was not played while"):
        check_in_game("Nexuiz", [outside] * 4, ["nothing", "weapon", "weapon", "nothing"])
    check_in_game("Nexuiz", [outside, inside], ["nothing", "weapon"])
    check_in_game("Nexuiz", [outside] * 2, ["nothing"] * 2)  # none was wanted


@pytest.mark.skipif(not DATA.is_file(), reason="Nexuiz is not installed (apt-get install nexuiz-data)")
def test_every_map_of_the_table_can_be_walked():
    for maps in MAPS.values():
        for level in maps:
            ways = read_ways(level)
            assert len(ways.starts()) >= 5, level
