"""Minetest: what the server tells becomes labels, worlds and looks are drawn, and every phase of play comes to an end."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest

from model.games.minetest import textures
from model.games.minetest.bot import RATE, Bot
from model.games.minetest.client import ServerStep, parse_moment
from model.games.minetest.clock import SOURCE, GameClock, bearable_speed
from model.games.minetest.items import draw_tool
from model.games.minetest.labels import frame_labels
from model.games.minetest.phases import PHASES, draw_time_of_day, play
from model.games.minetest.view import View
from model.games.minetest.worlds import MAP_GENERATORS, WORLD_SEEDS, World, draw_appearance
from model.games.screen import build_library, find

FPS, STEP = 30, 0.05
REST = ServerStep(0.0, 0, 0, 0, 0, 0.0, 0.0, 0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 15.0)


def moments(seconds: float, *changes: tuple[float, float, dict]) -> list[ServerStep]:
    """Server steps of a player at rest; changes: from when until when which attributes are otherwise."""
    told = []
    for time in np.arange(0, seconds, STEP):
        values = {}
        for start, end, attributes in changes:
            if start <= time + 1e-9 < end:
                values |= attributes
        told.append(replace(REST, time=float(time), **values))
    return told


def labels_of(
    told: list[ServerStep], seconds: float = 6.0, moved: list[bool] | None = None, **intervals
) -> list[str | None]:
    return frame_labels(told, 0.0, moved or [True] * round(seconds * FPS), FPS, **intervals)


def at(labels: list[str | None], time: float) -> str | None:
    return labels[round(time * FPS)]


def test_digging_is_chop_from_the_press_and_its_end_is_undecided():
    labels = labels_of(moments(7, (2.0, 4.0, {"dig": 1})))
    assert at(labels, 1.8) == "others" and at(labels, 2.1) == at(labels, 3.9) == "chop"
    assert at(labels, 4.2) is None and at(labels, 4.6) == "others"


def test_clicks_in_quick_succession_are_one_stretch_and_slow_ones_are_not():
    quick = [(start, start + 0.15, {"dig": 1}) for start in (2.0, 2.5, 3.0)]
    assert set(labels_of(moments(7, *quick))[63:94]) == {"chop"}
    slow = [(start, start + 0.15, {"dig": 1}) for start in (1.0, 3.0)]
    assert at(labels_of(moments(7, *slow)), 2.0) == "others"


def test_chop_comes_before_chests_and_chests_before_others():
    told = moments(7, (0.0, 7.0, {"coverage": 0.05}), (2.0, 3.0, {"dig": 1}))
    labels = labels_of(told)
    assert at(labels, 1.0) == "chests" and at(labels, 2.5) == "chop" and at(labels, 4.0) == "chests"


@pytest.mark.parametrize(
    ("attributes", "label"),
    [
        ({"coverage": 0.0149}, None),
        ({"coverage": 0.0151}, "chests"),
        ({"coverage": 0.0019}, "others"),
        ({"coverage": 0.0, "dark": 0.3}, None),
        ({"chest_open": 1}, "chests"),
        ({"place": 1}, None),
        ({"dig": 1, "light": 5.0}, None),
        ({"dig": 1, "light": 6.0}, "chop"),
    ],
)
def test_what_cannot_be_told_is_undecided(attributes, label):
    assert at(labels_of(moments(7, (0.0, 7.0, attributes))), 3.0) == label


def test_a_placed_node_swings_the_hand_for_a_moment():
    labels = labels_of(moments(7, (3.0, 7.0, {"placed": 1})))
    assert at(labels, 2.7) == "others" and at(labels, 3.2) is None and at(labels, 3.6) == "others"


def test_a_menu_is_others_unless_a_chest_is_behind_it():
    assert at(labels_of(moments(7), menus=[(2.0, 4.0)]), 3.0) == "others"
    assert at(labels_of(moments(7, (0.0, 7.0, {"coverage": 0.2})), menus=[(2.0, 4.0)]), 3.0) is None


def test_nothing_is_said_while_the_server_stands_or_the_bot_is_on_its_way():
    told = [moment for moment in moments(7) if not 2.0 < moment.time < 3.0]
    labels = labels_of(told, undecided=[(4.0, 5.0)])
    assert at(labels, 2.5) is None and at(labels, 4.5) is None
    assert at(labels, 1.5) == at(labels, 3.5) == at(labels, 5.5) == "others"
    assert labels_of(moments(7))[-1] == "others" and labels_of(moments(3))[-1] is None


def test_frames_that_show_the_same_picture_have_the_same_label():
    told = moments(7, (2.0, 7.0, {"coverage": 0.1}))
    moved = [not 1.5 * FPS < k < 2.5 * FPS for k in range(6 * FPS)]
    labels = labels_of(told, moved=moved)
    assert at(labels, 2.2) == "others" and at(labels, 2.6) == "chests"
    standing = labels_of(moments(7, (1.0, 7.0, {"dig": 1})), moved=[k < 60 for k in range(6 * FPS)])
    assert at(standing, 2.1) == "chop" and at(standing, 3.0) is None  # a swing that nobody sees


def test_a_moment_is_read_as_the_mod_writes_it():
    moment = parse_moment("2960180057,3,1,0,7,0.0221,0.0000,1,-0.24,13.30,4.24,13.3,-1968.0,9.5,2446.00,15")
    assert (moment.time, moment.done, moment.dig, moment.coverage) == (2960.180057, 3, 1, 0.0221)
    assert moment.chest_open == 1 and moment.distance == 4.24 and moment.light == 15.0
    with pytest.raises(ValueError, match="1,2"):
        parse_moment("1,2")


def test_no_two_splits_share_a_world():
    seeds = [seed for split in WORLD_SEEDS.values() for seed in split]
    assert len(seeds) == len(set(seeds)) and len(WORLD_SEEDS["train"]) >= 20
    assert min(len(WORLD_SEEDS["validation"]), len(WORLD_SEEDS["test"])) >= 8
    for split in WORLD_SEEDS.values():
        assert {World.of(seed).generator for seed in split} == set(MAP_GENERATORS)


def test_looks_vary_and_half_of_the_sessions_have_the_games_own_textures():
    looks = [draw_appearance(np.random.default_rng(seed), textures.KINDS["train"]) for seed in range(80)]
    assert len({(look.width, look.height) for look in looks}) >= 5 and len({look.fov for look in looks}) >= 5
    assert 20 < sum(look.textures == "own" for look in looks) < 60
    assert set(textures.KINDS["train"]) <= {look.textures for look in looks}
    for name in ("hotbar", "healthbar", "crosshair"):
        assert {look.hud[name] for look in looks} == {True, False}
    days = [draw_time_of_day(np.random.default_rng(seed)) for seed in range(100)]
    assert 0.0 in days and all(0 <= day < 1 for day in days) and sum(0.27 <= day <= 0.73 for day in days) > 50


@pytest.fixture
def game_textures(tmp_path):
    """A game with three textures: one with holes, one an icon of its menus, one a person's skin."""
    folder = tmp_path / "game" / "mods" / "default" / "textures"
    folder.mkdir(parents=True)
    picture = np.random.default_rng(0).integers(0, 255, (16, 16, 4), np.uint8)
    picture[..., 3] = np.where(np.arange(16) < 8, 255, 0)[:, None]
    cv2.imwrite(str(folder / "default_stone.png"), picture)
    cv2.imwrite(str(folder / "gui_hotbar.png"), picture)
    models = tmp_path / "game" / "mods" / "player_api" / "models"
    models.mkdir(parents=True)
    cv2.imwrite(str(models / "character.png"), picture[..., :3])
    return tmp_path / "game"


@pytest.mark.parametrize("kind", sorted({kind for kinds in textures.KINDS.values() for kind in kinds}))
def test_a_pack_changes_colours_and_leaves_holes_and_menus_alone(tmp_path, game_textures, kind):
    pack = tmp_path / "pack"
    pack.mkdir()
    textures.write_pack(pack, np.random.default_rng(1), kind, "train", game_textures)
    own = cv2.imread(str(game_textures / "mods/default/textures/default_stone.png"), cv2.IMREAD_UNCHANGED)
    changed = cv2.imread(str(pack / "default_stone.png"), cv2.IMREAD_UNCHANGED)
    times = changed.shape[0] // own.shape[0]
    assert changed.shape[2] == 4 and times in (1, 2, 4)
    assert (changed[..., 3] == np.repeat(np.repeat(own[..., 3], times, 0), times, 1)).all()
    bigger = np.repeat(np.repeat(own[..., :3], times, 0), times, 1).astype(int)
    assert np.abs(changed[..., :3].astype(int) - bigger).mean() > 4
    assert (pack / "character.png").is_file() and not (pack / "gui_hotbar.png").exists()


def test_chests_are_drawn_in_many_designs_and_the_tests_are_not_learned_from():
    rng = np.random.default_rng(2)
    chests = [textures.draw_chest(rng, "train") for _ in range(12)]
    assert all(set(chest) == {"top", "side", "front", "lock", "inside"} for chest in chests)
    assert all((chest["front"] != chest["side"]).any() for chest in chests)  # the lock
    fronts = [chest["front"].astype(int) for chest in chests]
    assert min(np.abs(a - b).mean() for k, a in enumerate(fronts) for b in fronts[:k]) > 3
    assert not set(textures.TRIMMINGS["test"]) & set(textures.TRIMMINGS["train"])


class StillMachine:
    """A machine's clock that only sleeping moves."""

    def __init__(self):
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def test_a_slowed_games_clock_is_told_from_what_the_game_says():
    machine = StillMachine()
    clock = GameClock(0.25, machine=machine)
    for delay in (0.05, 0.01, 0.2):  # seconds from when the game told its time until it was heard
        clock.heard(5000.0 + 0.25 * (machine.time - delay - 100.0))
        machine.time += 3.0
    assert clock.now() == pytest.approx(5000.0 + 0.25 * (machine.time - 100.0), abs=0.25 * 0.011)
    assert clock.at(machine.time + 4.0) - clock.now() == pytest.approx(1.0)


def test_the_busier_the_machine_the_slower_the_game():
    assert [bearable_speed(load, 2) for load in (0.5, 3.0, 12.0)] == [1.0, 0.5, 0.25]


@pytest.mark.skipif(sys.platform != "linux" or not find("cc"), reason="there is no C compiler to build it with")
def test_a_slowed_program_sees_time_go_slower_and_waits_longer(tmp_path):
    program = (
        "import time\n"
        "clocks = (time.time, time.monotonic, lambda: time.clock_gettime(time.CLOCK_MONOTONIC_RAW))\n"
        "begun, worked = [clock() for clock in clocks], time.process_time()\n"
        "while time.process_time() < worked + 0.2: pass\n"
        "print(max(clock() - start for clock, start in zip(clocks, begun)))\n"
    )
    clock = GameClock(0.001, build_library(SOURCE, tmp_path))
    done = subprocess.run([sys.executable, "-c", program], env=clock.environment(), capture_output=True, text=True)
    assert 0.0002 < float(done.stdout) < 0.1, done.stderr  # 0.2 s of work and whatever else the machine did meanwhile


class PretendedGame:
    """A game in which every command is carried out at once and every target is two steps ahead."""

    def __init__(self):
        machine = StillMachine()
        self.clock = GameClock(1.0, machine=machine)
        self.clock.sleep = lambda seconds: setattr(machine, "time", machine.time + max(seconds, 0.001))
        self.asked, self.held, self.holds, self.keys, self.turned = [], (), set(), [], []
        self._number = 0
        self.moments = [REST]
        self.menu, self.look = False, 0.0

    def ask(self, do: str, **arguments) -> int:
        self._number += 1
        self.asked.append((do, arguments))
        return self._number

    def poll(self) -> ServerStep:
        target = self.asked and self.asked[-1][0] in ("chest", "dig", "person")
        opened = "place" in self.holds and "Escape" not in self.keys
        self.moments.append(
            replace(
                REST,
                time=self.clock.now(),
                done=self._number,
                distance=2.0 if target else -1,
                chest_open=int(opened),
                look=self.look,
            )
        )
        return self.moments[-1]

    def wait(self, ready, patience, what):
        raise AssertionError(what)

    def hold(self, *controls):
        self.held = controls
        self.holds |= set(controls)

    def key(self, name):
        self.keys.append(name)
        self.menu = not self.menu if name == "Escape" else self.menu

    def turn(self, left, down):
        self.turned.append((left, down))
        self.look += 0.0 if self.menu else down

    def input(self, words):
        pass


@pytest.mark.parametrize("name", sorted(PHASES))
@pytest.mark.parametrize("seed", range(3))
def test_every_phase_ends_and_does_what_it_is_called(name, seed):
    game = PretendedGame()
    bot = Bot(game, np.random.default_rng(seed))
    start = bot.now()
    ticks = sum(1 for _ in PHASES[name][1](bot, 2.0))
    assert 1.5 * RATE < ticks < 12 * RATE and bot.now() - start < 12
    if name in ("dig", "swing", "hit"):
        assert "dig" in game.holds
    elif name == "chest":
        assert ("chest" in [do for do, _ in game.asked]) and bot.undecided
    elif name in ("wander", "meet", "stand", "inventory", "pause", "fly"):
        assert "dig" not in game.holds
    if name in ("inventory", "pause"):
        assert bot.menus[-1][1] - bot.menus[-1][0] > 2 and game.keys[-1] == "Escape"


def test_three_minutes_of_play_go_through_the_phases_and_let_go_of_everything_between():
    game = PretendedGame()
    bot = Bot(game, np.random.default_rng(4))

    class Begun(list):
        def append(self, phase):
            assert game.held == ()
            super().append(phase)

    begun, until = Begun(), bot.now() + 180
    for _ in play(bot, begun):
        if bot.now() > until:
            break
    assert {name for _, name in begun} >= {"dig", "chest", "wander"} and len(begun) > 30
    assert sum(do == "go" for do, _ in game.asked) >= 5


@pytest.mark.parametrize("opened", [False, True])
def test_a_menu_that_was_left_open_is_closed_and_nothing_is_said_of_that_time(opened):
    game = PretendedGame()
    game.menu = opened
    bot = Bot(game, np.random.default_rng(0))
    for _ in bot.leave_menus():
        pass
    assert not game.menu and game.keys == ["Escape"] * opened and len(bot.undecided) == opened
    assert all(end - start == pytest.approx(0.85, abs=0.1) for start, end in bot.undecided)


def test_the_view_comes_to_face_its_target_and_stays_level_when_it_roams():
    view, yaw, pitch = View(np.random.default_rng(3), 30), 120.0, -20.0
    for _ in range(120):
        left, down = view.face(yaw, pitch)
        yaw, pitch = yaw - left, pitch - down
    assert abs(yaw) < 2 and abs(pitch) < 2
    look, looks = 0.0, []
    for _ in range(3000):
        look += view.roam(look, False)[1]
        looks.append(look)
    assert max(map(abs, looks)) < 80 and np.std(looks) > 2


def test_tools_are_of_every_kind_and_material():
    drawn = {draw_tool(np.random.default_rng(seed))[0] for seed in range(400)}
    assert len(drawn) == 24 and "default:axe_diamond" in drawn
