"""Packs of textures drawn by script: the game's own ones changed as a whole, and chests of other designs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from model.games.palette import METALS, WOODS, vary

GAME = Path("/usr/share/games/minetest/games/minetest_game")
# How a pack changes the textures; "scanlines" is kept for the test.
KINDS = {
    "train": ("hue", "coarse", "smooth", "posterised", "grainy", "pale"),
    "validation": ("hue", "smooth", "grainy"),
    "test": ("hue", "coarse", "scanlines"),
}
# A chest's trimmings, by split: what the test's chests are trimmed with is on no chest that is learned from.
TRIMMINGS = {
    "train": ("frame", "bands", "corners", "planks"),
    "validation": ("frame", "planks"),
    "test": ("cross", "studs"),
}
_SIDE = 32  # pixels of a drawn chest's side


def write_pack(folder: Path, rng: np.random.Generator, kind: str, split: str, game: Path = GAME) -> None:
    """Write a texture pack of this kind into ``folder``; half of the packs bring chests of another design.

    Args:
        folder: an empty folder.
        kind: of ``KINDS``.
        split: whose trimmings the chests have.
        game: folder of the game whose textures are changed.
    """
    change = _change(rng, kind)
    for path in sorted(game.glob("mods/*/textures/*.png")) + sorted(game.glob("mods/*/models/*.png")):
        picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if picture is None or path.name.startswith("gui_") or picture.dtype != np.uint8:
            continue
        if picture.ndim == 2:
            picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
        cv2.imwrite(str(folder / path.name), change(picture))
    if rng.random() < 0.6:
        for name, picture in draw_chest(rng, split).items():
            cv2.imwrite(str(folder / f"default_chest_{name}.png"), picture)


def _change(rng: np.random.Generator, kind: str) -> Callable[[np.ndarray], np.ndarray]:
    """What a pack does to each picture, BGR or BGRA uint8."""
    turn, strength = int(rng.integers(0, 180)), float(rng.uniform(0.6, 1.4))
    tint = rng.uniform(0.8, 1.2, 3)
    levels, noise = int(rng.integers(3, 7)), float(rng.uniform(8, 25))
    size = 2 if kind == "scanlines" else int(rng.choice((2, 4)))

    def change(picture: np.ndarray) -> np.ndarray:
        colours, alpha = picture[..., :3], picture[..., 3:]
        high, wide = colours.shape[:2]
        if kind == "hue":
            hsv = cv2.cvtColor(colours, cv2.COLOR_BGR2HSV)
            hsv[..., 0] = (hsv[..., 0].astype(int) + turn) % 180
            hsv[..., 1] = np.clip(hsv[..., 1] * strength, 0, 255)
            colours = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)
        elif kind == "coarse":
            few = cv2.resize(colours, (max(wide // 2, 1), max(high // 2, 1)), interpolation=cv2.INTER_AREA)
            colours = cv2.resize(few, (wide, high), interpolation=cv2.INTER_NEAREST)
        elif kind == "posterised":
            colours = (colours // (256 // levels) * (255 // (levels - 1))).clip(0, 255).astype(np.uint8)
        elif kind == "pale":
            colours = (255 - (255 - colours.astype(float)) * 0.6).astype(np.uint8)
        elif kind in ("smooth", "grainy", "scanlines") and wide * size <= 512:
            how = cv2.INTER_CUBIC if kind == "smooth" else cv2.INTER_NEAREST
            colours = cv2.resize(colours, (wide * size, high * size), interpolation=how)
            if alpha.size:
                alpha = cv2.resize(alpha, (wide * size, high * size), interpolation=cv2.INTER_NEAREST)[..., None]
            if kind == "grainy":
                grain = rng.normal(0, noise, colours.shape[:2])[..., None]
                colours = np.clip(colours + grain, 0, 255).astype(np.uint8)
            elif kind == "scanlines":
                colours = colours.copy()
                colours[::2] = (colours[::2] * 0.65).astype(np.uint8)
        colours = np.clip(colours * tint, 0, 255).astype(np.uint8)
        return np.concatenate([colours, alpha], axis=2) if alpha.size else colours

    return change


def draw_chest(rng: np.random.Generator, split: str) -> dict[str, np.ndarray]:
    """A chest's sides as textures, BGR uint8: ``top``, ``side``, ``front``, ``lock`` (a locked front), ``inside``."""
    wood = rng.uniform(30, 220, 3) if rng.random() < 0.25 else vary(rng, WOODS[rng.integers(len(WOODS))], 0.4)
    metal = vary(rng, METALS[rng.integers(len(METALS))])
    trimming = str(rng.choice(TRIMMINGS[split]))
    lid = int(rng.integers(9, 15))  # where the lid ends, in pixels from the top
    top = _trimmed(_planks(rng, wood * 1.1), metal, trimming)
    side = _trimmed(_planks(rng, wood), metal, trimming)
    cv2.line(side, (0, lid), (_SIDE - 1, lid), (wood * 0.35).tolist(), 2)
    front = side.copy()
    half = int(rng.integers(2, 5))
    centre = _SIDE // 2
    cv2.rectangle(front, (centre - half, lid - 3), (centre + half, lid + 4), (metal * 0.5).tolist(), -1)
    cv2.rectangle(front, (centre - half + 1, lid - 2), (centre + half - 1, lid + 3), metal.tolist(), -1)
    lock = front.copy()
    cv2.rectangle(lock, (centre - 1, lid - 1), (centre, lid + 2), (10, 10, 10), -1)
    inside = np.concatenate([_planks(rng, wood * 0.6), _planks(rng, wood * 0.45)])
    return {"top": top, "side": side, "front": front, "lock": lock, "inside": inside}


def _planks(rng: np.random.Generator, colour: np.ndarray) -> np.ndarray:
    """Boards with grain."""
    picture = np.tile(np.clip(colour, 0, 255), (_SIDE, _SIDE, 1))
    picture *= 1 + rng.normal(0, 0.06, (_SIDE, 1, 1)) + rng.normal(0, 0.03, (_SIDE, _SIDE, 1))
    for y in np.linspace(0, _SIDE, int(rng.integers(2, 6)), dtype=int)[1:-1]:
        picture[y] *= 0.55
    return np.clip(picture, 0, 255).astype(np.uint8)


def _trimmed(picture: np.ndarray, metal: np.ndarray, trimming: str) -> np.ndarray:
    last, colour = _SIDE - 1, metal.tolist()
    if trimming == "frame":
        cv2.rectangle(picture, (0, 0), (last, last), (metal * 0.5).tolist(), 3)
    elif trimming == "bands":
        for x in (6, 24):
            cv2.rectangle(picture, (x, 0), (x + 3, last), colour, -1)
    elif trimming == "corners":
        for x in (0, last - 6):
            for y in (0, last - 6):
                cv2.rectangle(picture, (x, y), (x + 6, y + 6), colour, -1)
    elif trimming == "cross":
        cv2.line(picture, (0, 0), (last, last), colour, 3)
        cv2.line(picture, (0, last), (last, 0), colour, 3)
    elif trimming == "studs":
        for x in (3, 15, 27):
            for y in (3, 27):
                cv2.circle(picture, (x, y), 2, colour, -1)
    return picture
