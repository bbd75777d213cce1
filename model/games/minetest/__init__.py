"""Minetest: chop, chests and others, with the truth written by a mod inside the game's server."""
