"""What the player has in hand, drawn by chance."""

from __future__ import annotations

import numpy as np

MATERIALS = ("wood", "stone", "bronze", "steel", "mese", "diamond")
TOOLS = {"pick": 0.4, "axe": 0.25, "shovel": 0.2, "sword": 0.15}
HOES = ("farming:hoe_wood", "farming:hoe_stone", "farming:hoe_steel")
BLOCKS = (
    *("default:cobble", "default:wood", "default:dirt", "default:stone", "wool:red", "default:brick"),
    "default:glass",
)
THINGS = (
    *BLOCKS,
    *("default:torch", "default:apple", "default:stick", "default:book", "default:sapling", "default:steel_ingot"),
    *("bucket:bucket_water", "default:ladder_wood", "default:sign_wall_wood", "flowers:rose", "farming:bread"),
    *("default:furnace", "default:bookshelf"),
)


def draw(rng: np.random.Generator, weights: dict[str, float]) -> str:
    """One of the names, each as often as its weight says."""
    values = np.array(list(weights.values()))
    return str(rng.choice(list(weights), p=values / values.sum()))


def draw_tool(rng: np.random.Generator) -> tuple[str, str]:
    """A tool as the game names it, and its kind, which says what it digs."""
    kind = draw(rng, TOOLS)
    return f"default:{kind}_{rng.choice(MATERIALS)}", kind


def draw_thing(rng: np.random.Generator) -> str:
    """Something that is no tool, and how many of it."""
    return f"{rng.choice(THINGS)} {rng.integers(1, 90)}"


def draw_anything(rng: np.random.Generator) -> str:
    """Something to have in hand: nothing, a tool, a block, a thing."""
    chance = rng.random()
    if chance < 0.25:
        return ""
    if chance < 0.6:
        return draw_tool(rng)[0]
    return str(rng.choice(HOES)) if chance < 0.63 else draw_thing(rng)
