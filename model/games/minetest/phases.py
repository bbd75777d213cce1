"""What the bot does in Minetest: phases of some seconds, one after another, that show each label in many ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from model.games.minetest.bot import Bot
from model.games.minetest.items import BLOCKS, draw, draw_anything, draw_thing, draw_tool

PLACES = {"land": 5.0, "mine": 1.6, "room": 1.4, "house": 1.6}
_SKINS = ("#ff0000:60", "#00ff00:60", "#0000ff:80", "#ffffff:90", "#000000:110", "#ffaa00:70", "#aa00ff:70")
_STAY = (16.0, 30.0)  # seconds at one place


def play(bot: Bot, begun: list[tuple[float, str]]) -> Iterator[None]:
    """Phase after phase, for ever; stop asking and nothing goes on.

    Args:
        begun: gets the time and the name of each phase.
    """
    leave = bot.now() + bot.rng.uniform(*_STAY)
    weights = {name: weight for name, (weight, _) in PHASES.items()}
    while True:
        if bot.now() > leave:
            yield from arrive(bot)
            leave = bot.now() + bot.rng.uniform(*_STAY)
        name = draw(bot.rng, weights)
        begun.append((bot.now(), name))
        bot.view.new_mood()
        yield from PHASES[name][1](bot, bot.rng.uniform(1.5, 4.5))
        yield from bot.leave_menus()


def arrive(bot: Bot) -> Iterator[None]:
    """Go to another place, at another time of day; undecided until the place is drawn."""
    game, rng, start = bot.game, bot.rng, bot.now()
    game.hold()
    game.ask("time", of_day=draw_time_of_day(rng))
    if rng.random() < 0.3:
        game.ask("fov", degrees=float(rng.choice((60, 72, 85, 100))))
    game.ask("hotbar", items=[draw_anything(rng) for _ in range(int(rng.integers(0, 9)))])
    game.ask("wield", item=draw_anything(rng))
    yield from bot.until_done(game.ask("go", next=draw(rng, PLACES), settle=1.2))
    bot.undecided.append((start, bot.now()))


def draw_time_of_day(rng: np.random.Generator) -> float:
    """A time of day as the game counts it, 0 to 1: mostly day, now and then dawn, dusk or midnight."""
    chance = rng.random()
    if chance < 0.72:
        return float(rng.uniform(0.27, 0.73))
    if chance < 0.94:
        return float(rng.uniform(0.2, 0.27) if chance < 0.82 else rng.uniform(0.73, 0.8))
    return 0.0


def _dig(bot: Bot, seconds: float) -> Iterator[None]:
    """What the tool in hand is made for, or soft things by hand."""
    item, kind = ("", "hand") if bot.rng.random() < 0.15 else draw_tool(bot.rng)
    bot.game.ask("wield", item=item)
    yield from bot.until_done(bot.game.ask("dig", kind=kind))
    yield from bot.aim(4, 1.5)
    yield from bot.act(seconds * 1.3, "dig", facing=True, still=True)
    bot.game.ask("idle")


def _swing(bot: Bot, seconds: float) -> Iterator[None]:
    """At nothing, at whatever is ahead, by holding the button or in clicks, standing or walking."""
    rng = bot.rng
    item = "" if rng.random() < 0.25 else draw_tool(rng)[0]
    yield from bot.until_done(bot.game.ask("wield", item=item))
    if rng.random() < 0.5:
        yield from bot.act(seconds, "dig", calm=rng.random() < 0.5)
        return
    pause = rng.uniform(0.1, 0.3)
    for _ in bot.ticks(seconds):
        yield from bot.act(rng.uniform(0.1, 0.25), "dig", calm=True)
        yield from bot.act(pause, calm=True)


def _hit(bot: Bot, seconds: float) -> Iterator[None]:
    """Somebody, in clicks."""
    rng = bot.rng
    bot.game.ask("wield", item="" if rng.random() < 0.33 else draw_tool(rng)[0])
    yield from bot.until_done(_person(bot))
    yield from bot.aim(8, 1.2)
    for _ in bot.ticks(seconds):
        yield from bot.act(rng.uniform(0.1, 0.4), "dig", facing=True, calm=True)
        yield from bot.act(rng.uniform(0.1, 0.3), facing=True, calm=True)
    bot.game.ask("idle")


def _meet(bot: Bot, seconds: float) -> Iterator[None]:
    """Somebody, without hitting him."""
    yield from bot.until_done(_person(bot))
    yield from bot.act(seconds, facing=bot.rng.random() < 0.6, calm=True)
    bot.game.ask("idle")


def _person(bot: Bot) -> int:
    rng = bot.rng
    skin = f"character.png^[colorize:{rng.choice(_SKINS)}" if rng.random() < 0.7 else "character.png"
    return bot.game.ask("person", skin=skin, distance=float(rng.uniform(1.8, 3.5)))


def _chest(bot: Bot, seconds: float) -> Iterator[None]:
    """Put a chest in sight, look at it, walk up to it, open it, dig it or leave it."""
    game, rng, start = bot.game, bot.rng, bot.now()
    if rng.random() < 0.6:
        game.ask("wield", item=draw_anything(rng))
    items = [draw_thing(rng) for _ in range(int(rng.integers(0, 12)))]
    distance, decoys = int(rng.choice((3, 4, 4, 5, 6))), int(rng.integers(0, 3))
    face = bool(rng.random() < 0.5)
    yield from bot.until_done(game.ask("chest", decoys=decoys, distance=distance, items=items, face=face, lamp=True))
    bot.undecided.append((start, bot.now() + 0.25))
    yield from bot.aim(10, 1.5)
    yield from _approach(bot, seconds)
    chance = rng.random()
    if chance < 0.35:
        yield from _open(bot)
    elif chance < 0.5:
        yield from bot.act(rng.uniform(0.5, 1.5), "dig", facing=True, still=True)
    if rng.random() < 0.75:
        game.ask("remove_chests")
    game.ask("idle")


def _approach(bot: Bot, seconds: float) -> Iterator[None]:
    """Walk up to the target, swaying a little or not, and stand before it."""
    nearest = 2.2 + bot.rng.random()
    sways = bot.rng.random() < 0.7
    for _ in bot.ticks(seconds):
        distance = bot.game.moments[-1].distance
        if distance < 0:
            break
        sway = np.sin(bot.now() * 1.3)
        side = ("a",) if sway > 0.4 else ("d",) if sway < -0.5 else ()
        bot.game.hold(*(() if distance < nearest else ("w",)), *(side if sways else ()))
        bot.steer(True)
        yield from bot.tick()
    bot.game.hold()


def _open(bot: Bot) -> Iterator[None]:
    """Open the chest ahead, look into it, close it."""
    yield from bot.aim(5, 1.0)
    yield from bot.act(0.12, "place", facing=True, still=True)
    bot.game.hold()
    for _ in bot.ticks(1.5):
        if bot.game.moments[-1].chest_open:
            break
        yield from bot.tick()
    if bot.game.moments[-1].chest_open:
        yield from bot.browse(bot.rng.uniform(0.9, 2.6))
        bot.game.key("Escape")
        yield from bot.rest(0.3)


def _wander(bot: Bot, seconds: float) -> Iterator[None]:
    if bot.rng.random() < 0.7:
        yield from bot.until_done(bot.game.ask("wield", item=draw_anything(bot.rng)))
    yield from bot.act(seconds)


def _stand(bot: Bot, seconds: float) -> Iterator[None]:
    yield from bot.act(seconds, still=True)


def _fly(bot: Bot, seconds: float) -> Iterator[None]:
    bot.game.key("k")
    yield from bot.act(min(1.0, seconds / 2), "space")
    yield from bot.act(seconds)
    bot.game.key("k")


def _build(bot: Bot, seconds: float) -> Iterator[None]:
    yield from bot.until_done(bot.game.ask("wield", item=f"{bot.rng.choice(BLOCKS)} 60"))
    yield from bot.act(0.6, calm=True)
    for _ in bot.ticks(seconds):
        yield from bot.act(0.1, "place", still=True)
        yield from bot.act(bot.rng.uniform(0.3, 0.9), calm=True)


def _inventory(bot: Bot, seconds: float) -> Iterator[None]:
    yield from _menu(bot, "i", seconds)


def _pause(bot: Bot, seconds: float) -> Iterator[None]:
    yield from _menu(bot, "Escape", seconds)


def _menu(bot: Bot, key: str, seconds: float) -> Iterator[None]:
    bot.game.hold()
    start = bot.now()
    bot.game.key(key)
    yield from bot.browse(seconds)
    bot.game.key("Escape")
    yield from bot.rest(0.4)
    bot.menus.append((start, bot.now()))


# Phase: how often it comes, and what is done in it for about so many seconds.
PHASES: dict[str, tuple[float, Callable[[Bot, float], Iterator[None]]]] = {
    "dig": (3.0, _dig),
    "swing": (0.9, _swing),
    "hit": (0.9, _hit),
    "chest": (3.4, _chest),
    "wander": (2.4, _wander),
    "stand": (0.6, _stand),
    "meet": (0.3, _meet),
    "build": (0.4, _build),
    "inventory": (1.5, _inventory),
    "pause": (0.4, _pause),
    "fly": (0.3, _fly),
}
