"""Red Eclipse: what the game tells, the labels, who plays, and how it goes on frame by frame."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys

import numpy as np
import pytest

from model.errors import FootageError
from model.games import screen
from model.games.redeclipse.appearance import draw_appearance
from model.games.redeclipse.engine import (
    ALIVE,
    CLAW,
    DEAD,
    PISTOL,
    RIFLE,
    SMG,
    SOURCE,
    SPECTATOR,
    SWORD,
    WEAPONS,
    Game,
    Poll,
    as_image,
    parse_poll,
)
from model.games.redeclipse.labels import frame_labels
from model.games.redeclipse.maps import DATA, MAPS, Ways, parse_ways, read_ways
from model.games.redeclipse.player import ALWAYS, GUNS, SOMETIMES, TOOLS, Player
from model.games.redeclipse.record import record
from model.games.redeclipse.walker import Walker
from model.games.screen import build_library

FPS = 20
FULL = tuple(1000 for _ in WEAPONS)


def polls(frames: int, weapon: int = SMG, shots: tuple[int, ...] = (), **changes: dict[int, object]) -> list[Poll]:
    """One weapon in hand all the time, fired at some frames; changes: from a frame on an attribute has another value."""
    made, ammo = [], list(FULL)
    for k in range(frames):
        values = {"state": ALIVE, "weapon": weapon}
        for name, at in changes.items():
            for start, value in at.items():
                if name != "load" and k >= start:
                    values[name] = value
        ammo[values["weapon"]] += -1 if k in shots else 0
        ammo[values["weapon"]] += changes.get("load", {}).get(k, 0)
        made.append(Poll(values["state"], values["weapon"], tuple(ammo), (0.0, 0.0, 0.0)))
    return made


def labels_of(made: list[Poll], covered: tuple[int, int] = (0, 0)) -> list[str | None]:
    return frame_labels(made, [covered[0] <= k < covered[1] for k in range(len(made))], FPS)


def test_a_firearm_shoots_from_its_first_shot_until_shortly_after_its_last():
    labels = labels_of(polls(100, SMG, tuple(range(40, 61, 2))))
    assert set(labels[:40]) == {"gun"} and set(labels[40:61]) == {"shooting"}
    assert labels[64] == "shooting" and labels[70] is None and set(labels[76:]) == {"gun"}


def test_a_blade_that_is_swung_chops_and_held_still_it_is_others():
    labels = labels_of(polls(140, SWORD, (40, 50, 60, 80)))  # every half second, then after a whole one
    assert set(labels[:40]) == {"others"} and set(labels[40:81]) == {"chop"}
    assert labels[83] == "chop" and labels[95] is None and set(labels[101:]) == {"others"}
    labels = labels_of(polls(140, CLAW, (40, 70)))  # so slow that a short window shows nothing of it
    assert labels[45] == "chop" and labels[55] is None and labels[65] == "others" and labels[70] == "chop"
    labels = labels_of(polls(100, CLAW, (40, 56, 72)))  # between these the claw is not in the picture
    assert labels[48] == "chop" and labels[53] is None and labels[58] == "chop" and "others" not in labels[40:76]


def test_the_pause_of_a_slow_firearm_is_undecided():
    labels = labels_of(polls(120, RIFLE, (40, 60)))
    assert labels[44] == "shooting" and labels[55] is None and labels[62] == "shooting" and "gun" not in labels[40:70]


def test_reloading_is_undecided_until_it_is_done_or_a_shot_ends_it():
    labels = labels_of(polls(200, PISTOL, (130,), load={60: 10}))
    assert labels[59] == "gun" and labels[60:110] == [None] * 50 and labels[120] == "gun" and labels[131] == "shooting"
    labels = labels_of(polls(200, PISTOL, (80,), load={60: 10}))
    assert labels[75] is None and labels[82] == "shooting" and labels[120] == "gun"
    labels = labels_of(polls(70, PISTOL, load={60: 10}) + polls(60, SWORD))  # another weapon taken meanwhile
    assert labels[69] is None and labels[82] == "others"
    assert set(labels_of(polls(100, SWORD, load={60: 10}))) == {"others"}  # a blade is never loaded


def test_a_new_weapon_is_undecided_until_it_is_up_and_costs_no_shot():
    labels = labels_of(polls(100, weapon=SMG)[:50] + polls(100, SWORD)[50:])
    assert labels[49] == "gun" and labels[50:62] == [None] * 12 and set(labels[62:]) == {"others"}


def test_what_shows_no_weapon_is_others_and_its_coming_and_going_undecided():
    labels = labels_of(polls(100, SMG, (35,)), covered=(40, 70))
    assert labels[45:50] == [None] * 5 and labels[50:70] == ["others"] * 20  # the flash outlives the weapon
    labels = labels_of(polls(100, SMG, (10,)), covered=(40, 70))
    assert labels[39] == "gun" and labels[40:46] == [None] * 6 and labels[46:70] == ["others"] * 24
    assert labels[70:76] == [None] * 6 and set(labels[76:]) == {"gun"}


def test_who_is_dead_or_watches_holds_nothing():
    for state in (DEAD, SPECTATOR):
        labels = labels_of(polls(120, state={30: state, 80: ALIVE}))
        assert labels[29] == "gun" and labels[30:42] == [None] * 12 and set(labels[42:80]) == {"others"}
        assert labels[80:92] == [None] * 12 and labels[93] == "gun"


def test_a_poll_is_read_from_among_what_else_the_game_prints():
    line = "2026-11-29 20:52.09 @ 0 4 1000 -1 10 8 40 50 30 48 6 764.1415 -1451.873 5.5e-05"
    poll = parse_poll(line)
    assert (poll.state, poll.weapon, poll.ammo) == (0, 4, (1000, -1, 10, 8, 40, 50, 30, 48, 6))
    assert poll.place == pytest.approx((764.1415, -1451.873, 5.5e-05))
    for other in ("match start, fight!", line[:-30], "player: @ 0 4", ""):
        assert parse_poll(other) is None


def waypoints(*places: tuple[float, float, float, list[int]]) -> bytes:
    """A waypoint file, links counted from 1."""
    content = struct.pack("<4sH", b"OWPT", len(places))
    for x, y, z, links in places:
        content += struct.pack(f"<fffB{len(links)}H", x, y, z, len(links), *links)
    return content


def test_ways_are_read_and_what_is_cut_short_or_another_file_is_not():
    content = waypoints((0, 0, 0, [2]), (16, 0, 0, [1, 3]), (16, 16, 4, [2, 9]))
    ways = parse_ways(content)
    assert ways.points.tolist() == [[0, 0, 0], [16, 0, 0], [16, 16, 4]] and ways.links == [[1], [0, 2], [1]]
    assert ways.nearest(np.array([14, 13, 2])) == 2
    for wrong in (content[:-3], b"", b"MAPZ" + content[4:], waypoints()):
        with pytest.raises(ValueError):
            parse_ways(wrong)


RING = 120
WAYS = Ways(
    np.array([(400 * np.cos(k * 2 * np.pi / RING), 400 * np.sin(k * 2 * np.pi / RING), 0) for k in range(RING)]),
    [[(k + 1) % RING, (k - 1) % RING] for k in range(RING)],
)


class Ground:
    """Flat ground, for one who walks 120 units a second; ``wall``: nobody gets beyond that x."""

    def __init__(self, walker: Walker, yaw: float, wall: float = 1e9):
        self.walker, self.yaw, self.wall = walker, yaw, wall
        self.place = np.array([400.0, 0.0, 12.0])

    def go(self, frames: int) -> np.ndarray:
        places = []
        for _ in range(frames):
            self.walker.see(Poll(ALIVE, SMG, FULL, tuple(self.place)))
            keys, turn = self.walker.walk()
            self.yaw += turn[0]
            ahead = np.array([-np.sin(np.radians(self.yaw)), np.cos(np.radians(self.yaw)), 0])
            aside = np.array([-ahead[1], ahead[0], 0])
            way = ("w" in keys) * ahead + (("a" in keys) - ("d" in keys)) * aside
            self.place = self.place + way * 120 / FPS
            self.place[0] = min(self.place[0], self.wall)
            places.append(self.place.copy())
        return np.array(places)


@pytest.mark.parametrize("yaw", [0.0, 90.0, 200.0])
def test_a_walk_goes_from_waypoint_to_waypoint_though_nobody_told_where_it_looks(yaw):
    places = Ground(Walker(np.random.default_rng(3), WAYS), yaw).go(3000)[200:]
    beside = np.abs(np.hypot(places[:, 0], places[:, 1]) - 400)
    assert np.percentile(beside, 90) < 130
    assert len({WAYS.nearest(place) for place in places}) > RING / 3


def test_who_walks_against_a_wall_turns_away():
    places = Ground(Walker(np.random.default_rng(1), WAYS), -90.0, wall=402.0).go(1500)
    assert places[:, 0].min() < 300


class Arena:
    """Answers hands as the game does: weapons are taken, shots cost ammunition, the dead come back."""

    def __init__(self):
        self.state, self.weapon, self.ammo, self.hidden = SPECTATOR, PISTOL, list(FULL), False

    def step(self, held: set[str], tapped: tuple[str, ...]) -> Poll:
        for tap in tapped:
            if tap.startswith("weapon "):
                self.weapon = int(tap.split()[1])
            elif tap in ("hide", "show"):
                assert self.hidden == (tap == "show")
                self.hidden = tap == "hide"
            self.state = {"die": DEAD, "watch": SPECTATOR, "play": DEAD}.get(tap, self.state)
        if self.state == DEAD and "attack" in held:
            self.state = ALIVE
        elif self.state == ALIVE and held & {"attack", "attack2"}:
            self.ammo[self.weapon] -= 1
        return Poll(self.state, self.weapon, tuple(self.ammo), (0.0, 0.0, 0.0))


@pytest.mark.parametrize("seed", range(4))
def test_a_player_joins_and_shows_every_label(seed):
    rng = np.random.default_rng(seed)
    player, arena = Player(rng, Walker(rng, WAYS)), Arena()
    made, covered, hidden = [], [], []
    for _, hands in zip(range(2400), player.play()):
        made.append(arena.step(hands.held, hands.tapped))
        covered.append(hands.covered)
        hidden.append(arena.hidden)
        player.see(made[-1])
    labels = frame_labels(made, covered, FPS)
    for label in ("chop", "gun", "shooting", "others"):
        assert labels.count(label) > 200, label
    assert all(cover for cover, hides in zip(covered, hidden) if hides)  # no frame without a weapon is called one with
    assert {poll.weapon for poll in made} <= set(GUNS) | set(TOOLS)


def test_every_phase_and_weapon_comes():
    rng = np.random.default_rng(0)
    player, arena, weapons = Player(rng, Walker(rng, WAYS)), Arena(), set()
    for _, hands in zip(range(12000), player.play()):
        player.see(arena.step(hands.held, hands.tapped))
        weapons.add(arena.weapon)
    assert {phase for _, phase in player.phases} == {*ALWAYS, *SOMETIMES} and weapons == set(GUNS) | set(TOOLS)


def test_splits_share_no_map_and_remakes_of_another_games_maps_are_in_none():
    names = [name for split in MAPS.values() for name in split]
    assert len(names) == len(set(names)) and not {"campgrounds", "longestyard"} & set(names)
    assert len(MAPS["train"]) >= 20 and len(MAPS["validation"]) >= 5 and len(MAPS["test"]) >= 6


def test_looks_vary():
    looks = [draw_appearance(np.random.default_rng(seed)) for seed in range(60)]
    assert len({(look.width, look.height) for look in looks}) >= 5
    for name in ("firstpersonfov", "radarstyle", "showcrosshair", "shaderdetail", "inventoryammo"):
        assert len({look.settings[name] for look in looks}) >= 3, name
    assert {look.settings["showhud"] for look in looks} == {0, 1}
    assert len({look.rules["botbalance"] for look in looks}) >= 4
    assert all(look.init["scr_w"] == look.width and look.init["scr_h"] == look.height for look in looks)


def test_without_the_game_nothing_is_written_and_the_packages_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(screen, "find", lambda program: None)
    with pytest.raises(FootageError) as error:
        record(tmp_path / "out", 1, "train", 0)
    assert "sudo apt-get install" in str(error.value) and "redeclipse redeclipse-data" in str(error.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not DATA.is_dir(), reason="Red Eclipse is not installed (apt-get install redeclipse-data)")
def test_every_map_of_the_table_can_be_walked():
    for level in (level for maps in MAPS.values() for level in maps):
        assert len(read_ways(level).points) > 100, level


FAKE_LIBRARY = """
#include <string.h>
static int frame;
unsigned SDL_GetTicks(void) { return 77; }
void SDL_GL_SwapWindow(void *w) { frame++; }
void SDL_GetWindowSize(void *w, int *x, int *y) { *x = 4; *y = 2; }
void glReadPixels(int x, int y, int w, int h, unsigned f, unsigned t, unsigned char *to) {
    for (int k = 0; k < w * h * 4; k++) to[k] = 16 * (k / (w * 4)) + frame;
}
int SDL_PollEvent(unsigned *event) { /* somebody leans on the real keyboard once a frame; then nothing */
    static int seen = -1;
    if (seen == frame) return 0;
    seen = frame;
    memset(event, 0, 56);
    event[0] = 0x300;
    event[5] = 120;
    return 1;
}
"""
FAKE_GAME = """
#include <stdio.h>
unsigned SDL_GetTicks(void);
void SDL_GL_SwapWindow(void *);
int SDL_PollEvent(unsigned *);
int main(void) {
    unsigned event[16];
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int frame = 0; frame < 6; frame++) {
        int ammo[9] = {0}, *mouse = (int *)event + 7;
        while (SDL_PollEvent(event)) {
            unsigned char *state = (unsigned char *)(event + 3), *button = (unsigned char *)(event + 4);
            if (event[0] == 0x300 || event[0] == 0x301) ammo[0] = event[5], ammo[1] = 1 + *state;
            if (event[0] == 0x401 || event[0] == 0x402) ammo[2] = button[0], ammo[3] = 1 + button[1];
            if (event[0] == 0x400) ammo[4] = mouse[0], ammo[5] = mouse[1];
        }
        printf("@ %d %u", frame, SDL_GetTicks());
        for (int k = 0; k < 9; k++) printf(" %d", ammo[k]);
        printf(" 1.0 2.0 3.0\\n");
        SDL_GL_SwapWindow(0);
    }
    puts("that was all");
    return 0;
}
"""


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("cc"), reason="needs Linux and a C compiler")
def test_a_game_goes_on_by_one_frame_each_time_and_hears_these_hands_alone(tmp_path):
    (tmp_path / "fake.c").write_text(FAKE_LIBRARY)
    (tmp_path / "game.c").write_text(FAKE_GAME)
    fake, steps = build_library(tmp_path / "fake.c", tmp_path), build_library(SOURCE, tmp_path)
    binary = tmp_path / "game"
    subprocess.run(["cc", "-o", str(binary), str(tmp_path / "game.c"), str(fake)], check=True)
    (pictures, to_pictures), (from_inputs, inputs) = os.pipe(), os.pipe()
    given = {"LD_PRELOAD": steps, "STEPS_PICTURES": to_pictures, "STEPS_INPUT": from_inputs, "STEPS_RATE": FPS}
    environment = {**os.environ, **{name: str(value) for name, value in given.items()}}
    log = tmp_path / "log.txt"
    with (
        log.open("w") as file,
        subprocess.Popen([str(binary)], env=environment, stdout=file, pass_fds=[to_pictures, from_inputs]) as process,
    ):
        os.close(to_pictures)
        os.close(from_inputs)
        game = Game(process, pictures, inputs, log)
        told = []
        for hands in ((), ({"w", "attack"},), ({"w"}, (), (1.5, -2)), (set(), ("die",)), ()):
            width, height, picture = game.step(*hands)
            told.append((game.poll.state, game.poll.weapon, *game.poll.ammo[:6]))
            image = as_image(width, height, picture)
            assert image.shape == (2, 4, 3) and set(image[1].ravel()) == {len(told) - 1}  # the bottom row comes first
            assert set(image[0].ravel()) == {16 + len(told) - 1}
        with pytest.raises(FootageError, match="ended by itself .that was all"):
            for _ in range(3):
                game.step()
        game.close()
    clock = [1000 * frame // FPS for frame in range(5)]
    assert [row[:2] for row in told] == list(enumerate(clock))
    assert told[0][2:] == (0, 0, 0, 0, 0, 0)
    assert told[1][2:] == (ord("w"), 2, 1, 2, 0, 0)
    assert told[2][2:] == (0, 0, 1, 1, 15, -20)
    assert told[3][2:4][1] == 1 and told[4][2:] == (0, 0, 0, 0, 0, 0)  # the tap ends with the key let go of
