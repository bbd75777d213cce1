"""More pictures that no model here has learned from, for ``unfamiliar_clips``: slides, 2D games, maps, cartoons, calls, roads."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

Drawing = Callable[[float], np.ndarray]  # from seconds to BGR uint8 (height, width, 3)
WORDS = "growth plan market result team next year target risk cost share summary outlook quarter price region".split()


def colour(rng: np.random.Generator, low: int = 30, high: int = 230) -> tuple[int, ...]:
    """Any colour, BGR, each channel from ``low`` to ``high``."""
    return tuple(int(value) for value in rng.integers(low, high, 3))


def noise(rng: np.random.Generator, width: int, height: int, octaves: int = 5) -> np.ndarray:
    """Value noise, float32 ``(height, width)``, 0 to 1."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        cells = rng.random((2 + 2**octave, 3 + 2**octave)).astype(np.float32)
        total += cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    return (total - total.min()) / (total.max() - total.min())


def slides(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """A talk: bullet points and bar charts on plain paper, one slide after another."""
    paper, ink, accent = ((245, 245, 245), (40, 40, 40), colour(rng)) if rng.random() < 0.6 else (
        colour(rng, 10, 80), (230, 230, 230), colour(rng, 120, 255))  # fmt: skip
    pages = []
    for _ in range(8):
        page = np.full((height, width, 3), paper, np.uint8)
        cv2.rectangle(page, (0, 0), (width, height // 7), accent, -1)
        cv2.putText(
            page, " ".join(rng.choice(WORDS, 3)).title(), (20, height // 10), 0, height / 500, (255, 255, 255), 2
        )
        for row in range(int(rng.integers(2, 6))):
            said = "- " + " ".join(rng.choice(WORDS, rng.integers(3, 7)))
            cv2.putText(page, said, (30, height // 4 + row * height // 9), 0, height / 800, ink, 1, cv2.LINE_AA)
        if rng.random() < 0.6:
            for bar in range(6):
                x, high = width // 2 + 20 + bar * width // 14, int(rng.uniform(0.05, 0.5) * height)
                cv2.rectangle(page, (x, height - 30 - high), (x + width // 20, height - 30), colour(rng), -1)
        pages.append(page)
    each = rng.uniform(1.5, 4)
    return lambda time: pages[int(time / each) % len(pages)].copy()


def platformer(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """A 2D game from the side: tiles scroll by, somebody runs and jumps."""
    side, columns = height // int(rng.integers(9, 15)), 120
    floor = np.clip(np.cumsum(rng.integers(-1, 2, columns)) % 5 + 2, 1, 6)
    ground, grass, hero, hill = colour(rng), colour(rng), colour(rng), colour(rng)
    sky = np.linspace(colour(rng, 120, 255), colour(rng, 120, 255), height)[:, None].repeat(width, 1).astype(np.uint8)
    speed = rng.uniform(40, 140)

    def draw(time: float) -> np.ndarray:
        image, moved = sky.copy(), time * speed
        for k in range(5):
            x = int(k * width / 3 - moved * 0.3 % (width / 3))
            cv2.ellipse(image, (x, height), (width // 5, height // 2), 0, 0, 360, hill, -1)
        for column in range(width // side + 2):
            number = int(moved // side) + column
            x, high = int(column * side - moved % side), int(floor[number % columns])
            cv2.rectangle(image, (x, height - high * side), (x + side, height), ground, -1)
            cv2.rectangle(image, (x, height - high * side), (x + side, height - high * side + side // 4), grass, -1)
            if number % 7 == 0:
                cv2.circle(image, (x + side // 2, height - (high + 2) * side), side // 4, (60, 220, 250), -1)
        y = int(height * 0.45 - abs(np.sin(time * 3)) * side * 2)
        cv2.rectangle(image, (width // 3, y), (width // 3 + side, y + side * 2), hero, -1)
        cv2.circle(image, (width // 3 + side // 2, y), side // 2, (150, 180, 230), -1)
        return image

    return draw


def strategy(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """A map from above that scrolls: land and water, houses, moving units, a bar of buttons."""
    land = noise(rng, 2 * width, 2 * height)
    tints = np.array([colour(rng), colour(rng), colour(rng), colour(rng)])
    chart = tints[np.digitize(land, (0.35, 0.5, 0.7))].astype(np.uint8)
    for x, y in rng.integers(20, (2 * width - 20, 2 * height - 20), (60, 2)):
        cv2.rectangle(chart, (x, y), (x + 14, y + 12), colour(rng), -1)
    units, bar, ring = rng.uniform(0, 1, (30, 2)) * (width, height), colour(rng, 20, 90), colour(rng, 150, 255)

    def draw(time: float) -> np.ndarray:
        x, y = int((1 + np.sin(time * 0.3)) / 2 * width), int((1 + np.cos(time * 0.23)) / 2 * height)
        image = chart[y : y + height, x : x + width].copy()
        for number, (left, top) in enumerate(units):
            at = (int(left + 20 * np.sin(time + number)), int(top + 20 * np.cos(time * 0.8 + number)))
            cv2.circle(image, at, 6, ring if number % 2 else (30, 30, 220), -1, cv2.LINE_AA)
        cv2.rectangle(image, (0, int(height * 0.82)), (width, height), bar, -1)
        for k in range(8):
            left = width // 3 + k * width // 13
            cv2.rectangle(image, (left, int(height * 0.85)), (left + width // 16, int(height * 0.95)), ring, 2)
        return image

    return draw


def cartoon(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """Flat figures with outlines who bounce about a plain room, cut every few seconds."""
    scenes = [(colour(rng), colour(rng), [(rng.uniform(0.15, 0.85), rng.uniform(0.12, 0.3), colour(rng), colour(rng))
               for _ in range(int(rng.integers(1, 4)))]) for _ in range(6)]  # fmt: skip
    each = rng.uniform(1.5, 3.5)

    def draw(time: float) -> np.ndarray:
        wall, floor, figures = scenes[int(time / each) % len(scenes)]
        image = np.full((height, width, 3), wall, np.uint8)
        image[int(height * 0.7) :] = floor
        for number, (at, size, skin, dress) in enumerate(figures):
            r = int(size * height)
            x, y = int(at * width + 15 * np.sin(2 * time + number)), int(height * 0.5 + 12 * np.sin(5 * time + number))
            for centre, axes, paint in (((x, y + r), (r // 2, r), dress), ((x, y - r // 3), (r // 2, r // 2), skin)):
                cv2.ellipse(image, centre, axes, 0, 0, 360, paint, -1, cv2.LINE_AA)
                cv2.ellipse(image, centre, axes, 0, 0, 360, (20, 20, 20), 3, cv2.LINE_AA)
            for eye in (-1, 1):
                cv2.circle(image, (x + eye * r // 6, y - r // 3), max(2, r // 10), (20, 20, 20), -1)
        return image

    return draw


def call(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """A video call: heads before blurred rooms in a grid, grain of a cheap camera."""
    across = int(rng.integers(1, 4))
    wide, high = width // across, height // max(1, across - 1)
    tiles = []
    for _ in range(across * max(1, across - 1)):
        room = cv2.applyColorMap((noise(rng, wide, high, 3) * 255).astype(np.uint8), int(rng.integers(0, 20)))
        tiles.append((room, rng.uniform(0.3, 0.9), colour(rng, 80, 220), colour(rng, 10, 150)))
    grain = rng.normal(0, rng.uniform(2, 9), (height, width, 3))

    def draw(time: float) -> np.ndarray:
        image = np.zeros((height, width, 3), np.uint8)
        for number, (room, dim, skin, coat) in enumerate(tiles):
            tile = cv2.GaussianBlur((room * dim).astype(np.uint8), (0, 0), 5)
            x, y = wide // 2 + int(6 * np.sin(time + number)), int(high * 0.45)
            cv2.ellipse(tile, (x, high), (high // 3, high // 3), 0, 0, 360, coat, -1, cv2.LINE_AA)
            cv2.ellipse(tile, (x, y), (high // 7, high // 5), 0, 0, 360, skin, -1, cv2.LINE_AA)
            row, column = divmod(number, across)
            image[row * high : row * high + high, column * wide : column * wide + wide] = tile
        return np.clip(image + np.roll(grain, int(time * 997), 0), 0, 255).astype(np.uint8)

    return draw


def road(rng: np.random.Generator, width: int, height: int) -> Drawing:
    """A road from behind the windscreen: lines that come nearer, hills, other cars."""
    sky, grass, tar, car = colour(rng, 90, 255), colour(rng), colour(rng, 40, 110), colour(rng)
    line, speed = noise(rng, 2 * width, 8)[3], rng.uniform(1, 4)
    texture = cv2.cvtColor((noise(rng, width, height, 7) * 50).astype(np.uint8), cv2.COLOR_GRAY2BGR)

    def draw(time: float) -> np.ndarray:
        horizon, shift = int(height * 0.45), int((1 + np.sin(time * 0.3)) / 2 * width)
        image = np.full((height, width, 3), sky, np.uint8)
        hills = np.arange(height)[:, None] > horizon - 60 * line[None, shift : shift + width]
        image[hills] = np.array(grass) // 2
        image[horizon:] = grass
        bend = int(60 * np.sin(time * 0.5))
        edge = np.array(
            [(width // 2 + bend - 8, horizon), (width // 2 + bend + 8, horizon), (width, height), (0, height)]
        )
        cv2.fillPoly(image, [edge], tar)
        for k in range(8):
            near = ((k + time * speed) % 8 / 8) ** 3
            y, x = int(horizon + near * (height - horizon)), int(width / 2 + bend * (1 - near))
            cv2.line(image, (x, y), (x, y + int(4 + 40 * near)), (240, 240, 240), max(1, int(10 * near)))
        size = int(20 + 15 * np.sin(time))
        x = width // 2 + bend // 2 + width // 10
        cv2.rectangle(image, (x - size, horizon + 30 - size), (x + size, horizon + 30 + size), car, -1)
        cv2.ellipse(image, (width // 2, height + height // 8), (width // 3, height // 4), 0, 0, 360, (25, 25, 25), -1)
        return cv2.add(image, texture)

    return draw


SCENES = {
    "slides": slides, "platformer": platformer, "strategy": strategy, "cartoon": cartoon, "call": call, "road": road,
}  # fmt: skip
